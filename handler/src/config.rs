//! Configuration from environment variables, read once at cold start.

use std::path::Path;

use registry::config::{Config as RegistryConfig, ConfigError as RegistryConfigError, Environment};

use crate::edge::{Edge, InvalidCdn};

/// The configuration of the function.
#[derive(Debug)]
pub struct Config {
    /// The table, the identifier key, the generator's files and AWS.
    pub registry: RegistryConfig,
    /// How requests reach the function: through a CDN or directly.
    pub edge: Edge,
}

/// The reason why the environment is invalid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables are missing, or the identifier key is invalid.
    #[error(transparent)]
    Registry(#[from] RegistryConfigError),
    /// The CDN settings would let anyone bypass the limits.
    #[error(transparent)]
    Cdn(#[from] InvalidCdn),
}

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    ///
    /// See [`Config::read`].
    pub fn from_environment() -> Result<Config, ConfigError> {
        let executable = std::env::current_exe().unwrap_or_default();
        Config::read(&executable, |name| std::env::var(name).ok())
    }

    /// Reads the variables through `variable`. The generator's files are in `dist/handler` beside the `executable`
    /// unless `ATELIERS_DIRECTORY` names another directory.
    ///
    /// # Errors
    ///
    /// Reports all missing variables at once, or the first invalid one.
    pub fn read(
        executable: &Path,
        variable: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        let mut environment = Environment::new(variable);
        let registry =
            RegistryConfig::read(executable, &mut environment).map_err(RegistryConfigError::from)?;
        let address_header = environment.optional("ATELIERS_ADDRESS_HEADER");
        let secret_hash = environment.optional("ATELIERS_ORIGIN_SECRET_HASH");
        let registry = environment.complete(registry).map_err(RegistryConfigError::from)?;
        let edge = Edge::new(address_header.as_deref(), secret_hash.as_deref())?;
        Ok(Config { registry, edge })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cdn_settings_are_complete_or_absent() {
        let with = |header: &str, secret: &str| {
            Config::read(Path::new("bootstrap"), |name| {
                Some(match name {
                    "ATELIERS_IDENTIFIER_KEY" => "0a".repeat(32),
                    "ATELIERS_ADDRESS_HEADER" => header.to_owned(),
                    "ATELIERS_IDENTIFIER_KEY_SECRET" => String::new(),
                    "ATELIERS_ORIGIN_SECRET_HASH" => secret.to_owned(),
                    _ => "any".to_owned(),
                })
            })
        };
        let secret = "0a".repeat(32);
        assert!(matches!(with("", "").unwrap().edge, Edge::Direct));
        assert!(matches!(with("CloudFront-Viewer-Address", &secret).unwrap().edge, Edge::Cdn(_)));
        for half in [("", secret.as_str()), ("cloudfront-viewer-address", "")] {
            let error = with(half.0, half.1).unwrap_err().to_string();
            assert!(
                error.contains("ATELIERS_ADDRESS_HEADER and ATELIERS_ORIGIN_SECRET_HASH go together"),
                "{error}"
            );
        }
    }
}
