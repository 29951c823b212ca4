//! Configuration from environment variables: access to the registrations, and how to send mail.

use std::path::Path;

use lettre::message::Mailbox;
use registry::config::{AwsConfig, Config as RegistryConfig, ConfigError as RegistryConfigError};

/// The configuration of the notifier.
#[derive(Debug)]
pub struct Config {
    /// The table, the identifier key, the generator's files and AWS.
    pub registry: RegistryConfig,
    /// The sender of the mails.
    pub from: Mailbox,
    /// How to send them.
    pub transport: TransportConfig,
}

/// How to send mails.
#[derive(Clone, PartialEq, Eq)]
pub enum TransportConfig {
    /// Through Amazon SES.
    Ses {
        /// An endpoint other than the region's own; a URL that starts with `http://` is an emulator's.
        endpoint: Option<String>,
        /// The configuration set, which determines how SES handles bounces.
        configuration_set: Option<String>,
    },
    /// Through an SMTP server, whose URL may contain a password: `smtps://user:password@host:465`.
    Smtp(String),
}

/// Why the environment is invalid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables are missing or empty.
    #[error("missing in the environment: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// The identifier key is invalid.
    #[error(transparent)]
    Registry(RegistryConfigError),
    /// The sender is not a valid address.
    #[error("ATELIERS_MAIL_FROM is not a valid address; use one like `Le club <ateliers@club.example>`")]
    From,
    /// The transport is unknown.
    #[error("ATELIERS_MAIL_TRANSPORT is neither `ses` nor `smtp`")]
    Transport,
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

    /// Reads the variables through `variable`. The generator's files are where the handler looks for them.
    ///
    /// # Errors
    ///
    /// Reports all missing variables at once, or the first invalid one.
    pub fn read(
        executable: &Path,
        variable: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        let optional = |name| variable(name).filter(|value| !value.is_empty());
        let (registry, mut missing) = match RegistryConfig::read(executable, &variable) {
            Ok(registry) => (Some(registry), Vec::new()),
            Err(RegistryConfigError::Missing(missing)) => (None, missing),
            Err(error) => return Err(ConfigError::Registry(error)),
        };
        let mut required = |name| {
            optional(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let from = required("ATELIERS_MAIL_FROM");
        let transport = match optional("ATELIERS_MAIL_TRANSPORT").as_deref() {
            None | Some("ses") => TransportConfig::Ses {
                endpoint: optional("AWS_ENDPOINT_URL_SESV2"),
                configuration_set: optional("ATELIERS_SES_CONFIGURATION_SET"),
            },
            Some("smtp") => TransportConfig::Smtp(required("ATELIERS_SMTP_URL")),
            Some(_) => return Err(ConfigError::Transport),
        };
        match registry.filter(|_| missing.is_empty()) {
            Some(registry) => {
                Ok(Config { registry, from: from.parse().map_err(|_| ConfigError::From)?, transport })
            }
            None => Err(ConfigError::Missing(missing)),
        }
    }

    /// The AWS configuration for mail: the same as for DynamoDB, with another endpoint.
    pub fn ses(&self, endpoint: &Option<String>) -> AwsConfig {
        AwsConfig { endpoint: endpoint.clone(), ..self.registry.aws.clone() }
    }
}

impl std::fmt::Debug for TransportConfig {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TransportConfig::Ses { endpoint, .. } => {
                formatter.debug_struct("Ses").field("endpoint", endpoint).finish_non_exhaustive()
            }
            TransportConfig::Smtp(_) => formatter.write_str("Smtp(secret)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(changed: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(Path::new("/var/task/bootstrap"), |name| {
            if let Some((_, value)) = changed.iter().find(|(changed, _)| *changed == name) {
                return Some((*value).to_owned());
            }
            match name {
                "ATELIERS_IDENTIFIER_KEY" => Some("0a".repeat(32)),
                "ATELIERS_MAIL_FROM" => Some("Le club <ateliers@club.example>".to_owned()),
                "ATELIERS_TABLE" | "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => {
                    Some(name.to_lowercase())
                }
                _ => None,
            }
        })
    }

    #[test]
    fn ses_is_the_default_transport() {
        let config = read(&[]).unwrap();
        assert_eq!(config.transport, TransportConfig::Ses { endpoint: None, configuration_set: None });
        assert_eq!(config.from.email.to_string(), "ateliers@club.example");
        let smtp = [("ATELIERS_MAIL_TRANSPORT", "smtp"), ("ATELIERS_SMTP_URL", "smtps://u:p@h")];
        let config = read(&smtp).unwrap();
        assert_eq!(config.transport, TransportConfig::Smtp("smtps://u:p@h".to_owned()));
        assert!(!format!("{config:?}").contains("u:p"), "passwords are not shown");
    }

    #[test]
    fn all_missing_variables_are_reported() {
        let without =
            [("ATELIERS_TABLE", ""), ("ATELIERS_MAIL_FROM", ""), ("ATELIERS_MAIL_TRANSPORT", "smtp")];
        let error = read(&without).unwrap_err().to_string();
        assert_eq!(
            error,
            "missing in the environment: ATELIERS_TABLE, ATELIERS_MAIL_FROM, ATELIERS_SMTP_URL"
        );
    }

    #[test]
    fn invalid_variables_are_reported() {
        assert!(matches!(read(&[("ATELIERS_MAIL_FROM", "le club")]), Err(ConfigError::From)));
        assert!(matches!(read(&[("ATELIERS_MAIL_TRANSPORT", "pigeon")]), Err(ConfigError::Transport)));
    }
}
