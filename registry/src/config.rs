//! Configuration of the access to the registrations, read from the environment once at cold start.

use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::config::Credentials;

use crate::identifier::{IdentifierKey, InvalidIdentifierKey};
use crate::metrics::Metrics;

/// The configuration of every program that works on the registrations of a deployment.
#[derive(Debug)]
pub struct Config {
    /// The name of the DynamoDB table.
    pub table: String,
    /// The source of the secret identifier key.
    pub identifier_key: KeySource,
    /// The directory with `catalogue.json` and `theme.json`.
    pub directory: PathBuf,
    /// The configuration of AWS.
    pub aws: AwsConfig,
    /// The metrics of the function.
    pub metrics: Metrics,
}

/// Where the identifier key comes from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// The environment has the key itself, as on a machine whose environment only its owner can read.
    Given(IdentifierKey),
    /// The environment names a secret with the key, as on AWS, where the environment of a function is readable in its
    /// configuration.
    Secret(Secret),
}

/// A secret in AWS Secrets Manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its name or ARN.
    pub id: String,
    /// An endpoint other than the region's own; a URL that starts with `http://` is an emulator's.
    pub endpoint: Option<String>,
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

/// The environment variables of a program, and which required ones turned out to be missing, so that all of them are
/// reported at once.
pub struct Environment<'a> {
    variable: Box<dyn Fn(&'static str) -> Option<String> + 'a>,
    missing: Vec<&'static str>,
}

/// Required environment variables that are missing or empty.
#[derive(Debug, thiserror::Error)]
#[error("missing in the environment: {}", .0.join(", "))]
pub struct MissingVariables(Vec<&'static str>);

/// The reason why the environment is invalid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables are missing or empty.
    #[error(transparent)]
    Missing(#[from] MissingVariables),
    /// The identifier key is invalid.
    #[error("ATELIERS_IDENTIFIER_KEY is invalid: {0}")]
    IdentifierKey(#[from] InvalidIdentifierKey),
}

impl<'a> Environment<'a> {
    /// Reads variables through `variable`, which returns the value of a name.
    pub fn new(variable: impl Fn(&'static str) -> Option<String> + 'a) -> Environment<'a> {
        Environment { variable: Box::new(variable), missing: Vec::new() }
    }

    /// Returns the value of a variable, or `None` if it is absent or empty: `infra/template.yaml` sets variables without
    /// a value to an empty string.
    pub fn optional(&self, name: &'static str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    /// Returns the value of a variable that must be set. Notes that it is missing otherwise, for
    /// [`complete`](Environment::complete).
    pub fn required(&mut self, name: &'static str) -> Option<String> {
        let value = self.optional(name);
        if value.is_none() {
            self.missing.push(name);
        }
        value
    }

    /// Returns a configuration that was read from here.
    ///
    /// # Errors
    ///
    /// [`MissingVariables`] with every required variable that was missing.
    pub fn complete<T>(self, config: Option<T>) -> Result<T, MissingVariables> {
        config.filter(|_| self.missing.is_empty()).ok_or(MissingVariables(self.missing))
    }
}

impl Config {
    /// Reads the environment. The generator's files are in `dist/handler` beside the `executable` unless
    /// `ATELIERS_DIRECTORY` names another directory. Returns `None` if variables are missing, which
    /// [`Environment::complete`] reports.
    ///
    /// # Errors
    ///
    /// [`InvalidIdentifierKey`] if that is the key.
    pub fn read(
        executable: &Path,
        environment: &mut Environment<'_>,
    ) -> Result<Option<Config>, InvalidIdentifierKey> {
        let table = environment.required("ATELIERS_TABLE");
        let identifier_key = KeySource::read(environment)?;
        let region = environment.required("AWS_REGION");
        let access_key_id = environment.required("AWS_ACCESS_KEY_ID");
        let secret_access_key = environment.required("AWS_SECRET_ACCESS_KEY");
        let (Some(table), Some(identifier_key)) = (table, identifier_key) else { return Ok(None) };
        let (Some(region), Some(access_key_id), Some(secret_access_key)) =
            (region, access_key_id, secret_access_key)
        else {
            return Ok(None);
        };
        let beside = || executable.with_file_name("dist").join("handler");
        Ok(Some(Config {
            table,
            identifier_key,
            directory: environment.optional("ATELIERS_DIRECTORY").map_or_else(beside, PathBuf::from),
            aws: AwsConfig {
                region,
                access_key_id,
                secret_access_key,
                session_token: environment.optional("AWS_SESSION_TOKEN"),
                endpoint: environment.optional("AWS_ENDPOINT_URL_DYNAMODB"),
            },
            metrics: Metrics::of(environment.optional("AWS_LAMBDA_FUNCTION_NAME")),
        }))
    }
}

impl KeySource {
    /// Reads the name of the secret with the key, or else the key itself.
    fn read(environment: &mut Environment<'_>) -> Result<Option<KeySource>, InvalidIdentifierKey> {
        if let Some(id) = environment.optional("ATELIERS_IDENTIFIER_KEY_SECRET") {
            let endpoint = environment.optional("AWS_ENDPOINT_URL_SECRETS_MANAGER");
            return Ok(Some(KeySource::Secret(Secret { id, endpoint })));
        }
        let key = environment.required("ATELIERS_IDENTIFIER_KEY");
        key.map(|key| key.parse().map(KeySource::Given)).transpose()
    }
}

impl AwsConfig {
    pub(crate) fn credentials(&self) -> Credentials {
        let token = self.session_token.clone();
        Credentials::new(&self.access_key_id, &self.secret_access_key, token, None, "environment")
    }

    /// Returns the configuration of an emulator, which accepts any credentials.
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
        let mut environment = Environment::new(|name| {
            let value = match name {
                "ATELIERS_IDENTIFIER_KEY" => "0a".repeat(32),
                "ATELIERS_DIRECTORY" => return None,
                "AWS_SESSION_TOKEN" | "AWS_ENDPOINT_URL_DYNAMODB" | "ATELIERS_IDENTIFIER_KEY_SECRET" => {
                    String::new()
                }
                other => other.to_lowercase(),
            };
            (!without.contains(&name)).then_some(value)
        });
        let config = Config::read(Path::new("/var/task/bootstrap"), &mut environment)?;
        Ok(environment.complete(config)?)
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
    fn the_key_is_given_or_named() {
        assert!(matches!(read(&[]).unwrap().identifier_key, KeySource::Given(_)));
        let mut environment = Environment::new(|name| match name {
            "ATELIERS_IDENTIFIER_KEY_SECRET" => Some("arn".to_owned()),
            _ => None,
        });
        let source = KeySource::read(&mut environment).unwrap();
        assert!(matches!(source, Some(KeySource::Secret(Secret { id, endpoint: None })) if id == "arn"));
    }

    #[test]
    fn debug_hides_secrets() {
        let text = format!("{:?}", read(&[]).unwrap());
        assert!(!text.contains("secret_access_key") && !text.contains("0a0a"), "{text}");
    }
}
