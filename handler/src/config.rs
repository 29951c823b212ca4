//! The environment: read once at cold start, through a function, and each variable named when it is missing.

use std::path::Path;

use registry::config::{Config as RegistryConfig, ConfigError as RegistryConfigError};

use crate::edge::{Edge, InvalidCdn};

/// The settings of the function.
#[derive(Debug)]
pub struct Config {
    /// The table, the key of identifiers, the generator's files and AWS.
    pub registry: RegistryConfig,
    /// How requests reach the function: through a CDN, or without one.
    pub edge: Edge,
}

/// What is wrong with the environment.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables are missing, or the key of identifiers is unusable.
    #[error(transparent)]
    Registry(#[from] RegistryConfigError),
    /// The settings of a CDN would let anyone switch the limits off.
    #[error(transparent)]
    Cdn(#[from] InvalidCdn),
}

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    ///
    /// As [`Config::read`].
    pub fn from_environment() -> Result<Config, ConfigError> {
        let executable = std::env::current_exe().unwrap_or_default();
        Config::read(&executable, |name| std::env::var(name).ok())
    }

    /// Reads the variables through `variable`. Unless `ATELIERS_DIRECTORY` says otherwise, the generator's files
    /// are in `dist/handler` beside the `executable`.
    ///
    /// # Errors
    ///
    /// All missing variables at once, or the first one that is invalid.
    pub fn read(
        executable: &Path,
        variable: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        let registry = RegistryConfig::read(executable, &variable)?;
        let optional = |name| variable(name).filter(|value| !value.is_empty());
        let edge = Edge::new(
            optional("ATELIERS_ADDRESS_HEADER").as_deref(),
            optional("ATELIERS_ORIGIN_SECRET").as_deref(),
        )?;
        Ok(Config { registry, edge })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cdn_is_set_up_as_a_whole_or_not_at_all() {
        let with = |header: &str, secret: &str| {
            Config::read(Path::new("bootstrap"), |name| {
                Some(match name {
                    "ATELIERS_IDENTIFIER_KEY" => "0a".repeat(32),
                    "ATELIERS_ADDRESS_HEADER" => header.to_owned(),
                    "ATELIERS_ORIGIN_SECRET" => secret.to_owned(),
                    _ => "any".to_owned(),
                })
            })
        };
        let secret = "0a".repeat(16);
        assert!(matches!(with("", "").unwrap().edge, Edge::Direct));
        assert!(matches!(with("CloudFront-Viewer-Address", &secret).unwrap().edge, Edge::Cdn(_)));
        for half in [("", secret.as_str()), ("cloudfront-viewer-address", "")] {
            let error = with(half.0, half.1).unwrap_err().to_string();
            assert!(
                error.contains("ATELIERS_ADDRESS_HEADER and ATELIERS_ORIGIN_SECRET go together"),
                "{error}"
            );
        }
    }
}
