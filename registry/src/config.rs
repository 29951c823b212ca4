//! Configuration of the access to the registrations, read from the environment once at cold start.

use std::path::{Path, PathBuf};

use crate::identifier::{IdentifierKey, InvalidIdentifierKey};

/// The configuration of every program that works on the registrations of a deployment.
#[derive(Debug)]
pub struct Config {
    /// The name of the DynamoDB table.
    pub table: String,
    /// The secret identifier key.
    pub identifier_key: IdentifierKey,
    /// The directory with `catalogue.json` and `theme.json`.
    pub directory: PathBuf,
    /// The configuration of AWS.
    pub aws: AwsConfig,
}

/// Region, credentials and endpoint of AWS.
#[derive(Clone)]
pub struct AwsConfig {
    /// The region, such as `eu-west-3`.
    pub region: String,
    /// The access key ID.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token of temporary credentials, which Lambda always uses.
    pub session_token: Option<String>,
    /// An endpoint other than the region's own; a URL that starts with `http://` is an emulator's.
    pub endpoint: Option<String>,
}

/// Why the environment is invalid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables are missing or empty.
    #[error("missing in the environment: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// The identifier key is invalid.
    #[error("ATELIERS_IDENTIFIER_KEY is invalid")]
    IdentifierKey(#[from] InvalidIdentifierKey),
}

impl Config {
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
        let mut missing = Vec::new();
        let optional = |name| variable(name).filter(|value| !value.is_empty());
        let mut required = |name| {
            optional(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let table = required("ATELIERS_TABLE");
        let identifier_key = required("ATELIERS_IDENTIFIER_KEY");
        let aws = AwsConfig {
            region: required("AWS_REGION"),
            access_key_id: required("AWS_ACCESS_KEY_ID"),
            secret_access_key: required("AWS_SECRET_ACCESS_KEY"),
            session_token: optional("AWS_SESSION_TOKEN"),
            endpoint: optional("AWS_ENDPOINT_URL_DYNAMODB"),
        };
        if !missing.is_empty() {
            return Err(ConfigError::Missing(missing));
        }
        let beside = || executable.with_file_name("dist").join("handler");
        Ok(Config {
            table,
            identifier_key: identifier_key.parse()?,
            directory: optional("ATELIERS_DIRECTORY").map_or_else(beside, PathBuf::from),
            aws,
        })
    }
}

impl AwsConfig {
    /// The configuration of an emulator, which accepts any credentials.
    pub fn emulator(endpoint: &str) -> AwsConfig {
        AwsConfig {
            region: "eu-west-3".to_owned(),
            access_key_id: "emulator".to_owned(),
            secret_access_key: "emulator".to_owned(),
            session_token: None,
            endpoint: Some(endpoint.to_owned()),
        }
    }
}

impl std::fmt::Debug for AwsConfig {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AwsConfig")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(without: &[&str]) -> Result<Config, ConfigError> {
        Config::read(Path::new("/var/task/bootstrap"), |name| {
            let value = match name {
                "ATELIERS_IDENTIFIER_KEY" => "0a".repeat(32),
                "ATELIERS_DIRECTORY" => return None,
                // `infra/template.yaml` sets variables without a value to an empty string.
                "AWS_SESSION_TOKEN" | "AWS_ENDPOINT_URL_DYNAMODB" => String::new(),
                other => other.to_lowercase(),
            };
            (!without.contains(&name)).then_some(value)
        })
    }

    #[test]
    fn the_files_are_beside_the_executable() {
        let config = read(&[]).unwrap();
        assert_eq!(config.directory, Path::new("/var/task/dist/handler"));
        assert_eq!(config.table, "ateliers_table");
        assert_eq!(config.aws.session_token, None);
        assert_eq!(config.aws.endpoint, None);
    }

    #[test]
    fn all_missing_variables_are_reported() {
        let error = read(&["ATELIERS_TABLE", "AWS_REGION"]).unwrap_err();
        assert_eq!(error.to_string(), "missing in the environment: ATELIERS_TABLE, AWS_REGION");
    }

    #[test]
    fn debug_hides_secrets() {
        let text = format!("{:?}", read(&[]).unwrap());
        assert!(!text.contains("secret_access_key") && !text.contains("0a0a"), "{text}");
    }
}
