//! Opens the database: the preview's, through the preview if it is running, or a table on AWS.

mod aws;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::Args;
use embedded::Database;
use registry::{Store, StoreError, aws_client};

/// The options that select the database.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Where")]
pub(crate) struct ConnectionArguments {
    /// Use a table on AWS instead of the preview's database, with the usual environment variables and profiles
    #[arg(long, global = true)]
    pub(crate) aws: bool,

    /// The table on AWS [default: the environment's `ATELIERS_TABLE`]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) table: Option<String>,

    /// The profile in `~/.aws/config` [default: the environment's `AWS_PROFILE`]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The region on AWS, such as eu-west-3 [default: the environment's or the profile's]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) region: Option<String>,

    /// The project's folder [default: the nearest one, from the current folder upwards]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,

    /// The preview's database [default: .preview/registrations.sqlite in the project's folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) database: Option<PathBuf>,

    /// The folder of the catalogue that `cargo site` wrote [default: dist/handler in the project's folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
}

/// An open database.
pub(crate) struct Connection {
    pub(crate) store: Store,
    /// The embedded database, if the preview is not running.
    database: Option<Database>,
    /// The file of the embedded database; `None` on AWS.
    file: Option<PathBuf>,
}

impl ConnectionArguments {
    /// Returns the project's folder.
    pub(crate) fn root(&self) -> PathBuf {
        let nearest = || {
            let here = std::env::current_dir().unwrap_or_default();
            let is_site = |folder: &&Path| folder.join("content/site.yaml").is_file();
            here.ancestors().find(is_site).unwrap_or(&here).to_owned()
        };
        self.root.clone().unwrap_or_else(nearest)
    }

    /// Returns the folder that contains the catalogue.
    pub(crate) fn directory(&self) -> PathBuf {
        self.directory.clone().unwrap_or_else(|| self.root().join("dist/handler"))
    }

    /// Opens the database.
    ///
    /// # Errors
    ///
    /// Returns an error that names what is missing and how to provide it.
    pub(crate) async fn open(&self) -> anyhow::Result<Connection> {
        if self.aws {
            ensure!(self.database.is_none(), "`--database` and `--aws` cannot be used together");
            return Ok(Connection { store: self.on_aws().await?, database: None, file: None });
        }
        for (option, given) in [
            ("--table", self.table.is_some()),
            ("--profile", self.profile.is_some()),
            ("--region", self.region.is_some()),
        ] {
            ensure!(!given, "`{option}` goes with `--aws`; without it the preview's database is used");
        }
        let file = self.database.clone().unwrap_or_else(|| self.root().join(".preview/registrations.sqlite"));
        if let Some(store) = embedded::running(&file).await? {
            return Ok(Connection { store, database: None, file: Some(file) });
        }
        ensure!(
            file.is_file(),
            "there is no database `{}`; the preview makes it (`cargo run`), `--database` names another one, and \
             `--aws --table NAME` works on the deployed one",
            file.display()
        );
        let database = Database::open(&file).await?;
        Ok(Connection { store: database.store.clone(), database: Some(database), file: Some(file) })
    }

    async fn on_aws(&self) -> anyhow::Result<Store> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let table = self.table.clone().or_else(|| variable("ATELIERS_TABLE"));
        let table = table.context("no table is set: pass `--table` or set ATELIERS_TABLE")?;
        let config = aws::config(self.profile.as_deref(), self.region.as_deref()).await?;
        let store = Store::new(aws_client(&config), &table);
        let place = config.endpoint.unwrap_or_else(|| format!("the region {}", config.region));
        match store.warm_up().await {
            Ok(()) => Ok(store),
            Err(error) => bail!("{}", explained(&error, &table, &place)),
        }
    }
}

impl Connection {
    /// Returns the preview's mails that contain a text for which `matches` returns true; none on AWS.
    pub(crate) fn mails_with(&self, matches: impl Fn(&str) -> bool) -> anyhow::Result<Vec<PathBuf>> {
        match &self.file {
            Some(file) => embedded::mails_with(&embedded::outbox(file), matches),
            None => Ok(Vec::new()),
        }
    }

    /// Removes deleted data from the file of the embedded database. Does nothing on AWS.
    pub(crate) async fn scrub(&self) -> anyhow::Result<()> {
        if let Some(file) = self.file.clone() {
            tokio::task::spawn_blocking(move || embedded::scrub(&file)).await??;
        }
        Ok(())
    }

    /// Closes the connection.
    pub(crate) async fn close(self) {
        drop(self.store);
        if let Some(database) = self.database {
            database.close().await;
        }
    }
}

/// Explains the error of the first call to the table: its cause and how to fix it.
fn explained(error: &StoreError, table: &str, place: &str) -> String {
    let (StoreError::Unavailable { reason, .. } | StoreError::Refused { reason, .. }) = error else {
        return error.to_string();
    };
    let advice = match reason.as_str() {
        "ResourceNotFoundException" => {
            format!("there is no table `{table}` in {place}; check `--table` and `--region`")
        }
        "AccessDeniedException" => format!(
            "this account may not read the table `{table}` in {place}; use another `--profile`, or ask the \
             administrator of the account"
        ),
        "ExpiredTokenException" | "ExpiredToken" => {
            "the credentials have expired; sign in again, for example with `aws sso login`".to_owned()
        }
        "UnrecognizedClientException" | "InvalidSignatureException" | "InvalidClientTokenId" => {
            "AWS does not know these credentials; check `--profile` or the environment".to_owned()
        }
        "timeout" | "connection" => {
            format!("{place} does not answer; check the network and `--region`")
        }
        _ => return format!("the table `{table}` in {place} cannot be used: {}", error.advice()),
    };
    format!("{advice} ({reason})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_suggest_a_fix() {
        let refused = |reason: &str| StoreError::Refused { reason: reason.to_owned(), source: None };
        let text = explained(&refused("ResourceNotFoundException"), "ateliers", "the region eu-west-3");
        assert!(text.starts_with("there is no table `ateliers` in the region eu-west-3; check"), "{text}");
        let text = explained(&refused("ExpiredTokenException"), "ateliers", "the region eu-west-3");
        assert!(text.contains("aws sso login"), "{text}");
        let text = explained(&refused("Strange"), "a", "b");
        assert!(text.contains("the table `a` in b cannot be used") && text.contains("(Strange)"), "{text}");
    }
}
