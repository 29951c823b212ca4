//! How the registrations are reached: read from the environment once at cold start, through a function. Every missing
//! variable is named.

use std::path::{Path, PathBuf};

use crate::identifier::{IdentifierKey, InvalidIdentifierKey};

/// What every program needs that works on the registrations of a deployment.
#[derive(Debug)]
pub struct Config {
    /// The table of DynamoDB.
    pub table: String,
    /// The secret key of identifiers.
    pub identifier_key: IdentifierKey,
    /// The directory that holds `catalogue.json` and `theme.json`.
    pub directory: PathBuf,
    /// How AWS is reached.
    pub aws: AwsConfig,
}

/// How AWS is reached, and as whom.
#[derive(Clone)]
pub struct AwsConfig {
    /// The region, such as `eu-west-3`.
    pub region: String,
    /// The identifier of the access key.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The token of temporary credentials, which Lambda's always are.
    pub session_token: Option<String>,
    /// Another address than the region's own; one that starts with `http://` is an emulator's.
    pub endpoint: Option<String>,
}

/// What is wrong with the environment.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables are missing or empty.
    #[error("missing in the environment: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// The key of identifiers is no key.
    #[error("ATELIERS_IDENTIFIER_KEY is unusable")]
    IdentifierKey(#[from] InvalidIdentifierKey),
}

impl Config {
    /// Reads the variables through `variable`. Unless `ATELIERS_DIRECTORY` says otherwise, the generator's files
    /// are in `dist/handler` beside the `executable`.
    ///
    /// # Errors
    ///
    /// All missing variables at once, or the one that makes no sense.
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
    /// How an emulator is reached, which takes anybody for anyone.
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
                // As `infra/template.yaml` sets what it has no value for.
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
    fn missing_variables_are_all_named() {
        let error = read(&["ATELIERS_TABLE", "AWS_REGION"]).unwrap_err();
        assert_eq!(error.to_string(), "missing in the environment: ATELIERS_TABLE, AWS_REGION");
    }

    #[test]
    fn secrets_are_not_shown() {
        let text = format!("{:?}", read(&[]).unwrap());
        assert!(!text.contains("secret_access_key") && !text.contains("0a0a"), "{text}");
    }
}
