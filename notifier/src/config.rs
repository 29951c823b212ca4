//! Configuration from environment variables: access to the registrations, and how to send mail.

use std::path::Path;

use lettre::message::Mailbox;
use registry::config::{
    AwsConfig, Config as RegistryConfig, ConfigError as RegistryConfigError, Environment,
};

/// The configuration of the notifier.
#[derive(Debug)]
pub struct Config {
    /// The table, the identifier key, the generator's files and AWS.
    pub registry: RegistryConfig,
    /// The sender of the mails.
    pub from: Mailbox,
    /// The transport of the mails.
    pub transport: TransportConfig,
}

/// The transport of mails: SES, or a mail server.
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

/// The reason why the environment is invalid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Variables are missing, or the identifier key is invalid.
    #[error(transparent)]
    Registry(#[from] RegistryConfigError),
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
        let mut environment = Environment::new(variable);
        let registry =
            RegistryConfig::read(executable, &mut environment).map_err(RegistryConfigError::from)?;
        let from = environment.required("ATELIERS_MAIL_FROM");
        let transport = match environment.optional("ATELIERS_MAIL_TRANSPORT").as_deref() {
            None | Some("ses") => Some(TransportConfig::Ses {
                endpoint: environment.optional("AWS_ENDPOINT_URL_SESV2"),
                configuration_set: environment.optional("ATELIERS_SES_CONFIGURATION_SET"),
            }),
            Some("smtp") => environment.required("ATELIERS_SMTP_URL").map(TransportConfig::Smtp),
            Some(_) => return Err(ConfigError::Transport),
        };
        let read = registry.zip(from).zip(transport);
        let ((registry, from), transport) = environment.complete(read).map_err(RegistryConfigError::from)?;
        Ok(Config { registry, from: from.parse().map_err(|_| ConfigError::From)?, transport })
    }

    /// Returns the AWS configuration for mail: the same as for DynamoDB, with another endpoint.
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
