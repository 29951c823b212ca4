//! What a function does with the network when it starts: opens the connection to DynamoDB, reads the identifier key, and
//! compares the key with the one that the table was used with.

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use jiff::Timestamp;
use tokio::join;

use crate::attributes::{string, text};
use crate::client::client_with;
use crate::condition::{Conditional, met_condition};
use crate::config::{Config, KeySource};
use crate::failure::{Failure, StoreError};
use crate::http::HttpClient;
use crate::identifier::{IdentifierKey, InvalidIdentifierKey};
use crate::key::{PK, SK};
use crate::secret::SecretError;
use crate::store::Store;

/// The partition and sort key of the item with the fingerprint of the identifier key.
const KEY: &str = "key";
const FINGERPRINT: &str = "fingerprint";

/// What a function works with.
#[derive(Debug)]
pub struct Started {
    /// The store, with an open connection unless DynamoDB did not answer.
    pub store: Store,
    /// The key.
    pub identifier_key: IdentifierKey,
}

/// The reason why a function has no key and cannot start.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The secret cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The secret has another form.
    #[error(
        "the secret `{0}` has no identifier key: {InvalidIdentifierKey}; restore its value from your copy"
    )]
    Form(String),
    /// The table was used with another key.
    #[error(
        "the identifier key is not the one of the registrations in the table `{0}`, so their links would break; restore \
         the value of the secret from your copy or, if it was rotated, from the version `AWSPREVIOUS`"
    )]
    Other(String),
}

/// Connects to DynamoDB and reads the identifier key, both at the same time. The first registrant then does not wait for the
/// connection: of the 912 ms of a first request with 128 MB of memory, the TLS handshake took 745 ms.
///
/// If DynamoDB does not answer, a warning is logged and the function starts: the first request decides.
///
/// # Errors
///
/// [`KeyError`] if there is no key, or if it is not the one of this table.
pub async fn start(config: &Config, now: Timestamp) -> Result<Started, KeyError> {
    let http = HttpClient::new(config.aws.endpoint.as_deref());
    let store = Store::new(client_with(&config.aws, &http), &config.table);
    let (known, key) = join!(store.fingerprint(), identifier_key(config, &http, now));
    let identifier_key = key?;
    let fingerprint = identifier_key.fingerprint();
    let compared = match known {
        Ok(Some(known)) => Ok(known == fingerprint),
        Ok(None) => store.note_fingerprint(&fingerprint).await,
        Err(error) => Err(error),
    };
    match compared {
        Ok(true) => {}
        Ok(false) => return Err(KeyError::Other(config.table.clone())),
        Err(error) => tracing::warn!(%error, "the store was not reached during the cold start"),
    }
    Ok(Started { store, identifier_key })
}

async fn identifier_key(
    config: &Config,
    http: &HttpClient,
    now: Timestamp,
) -> Result<IdentifierKey, KeyError> {
    match &config.identifier_key {
        KeySource::Given(key) => Ok(key.clone()),
        KeySource::Secret(secret) => {
            let value = secret.read(&config.aws, &http.or_new(secret.endpoint.as_deref()), now).await?;
            value.parse().map_err(|InvalidIdentifierKey| KeyError::Form(secret.id.clone()))
        }
    }
}

impl Store {
    /// Returns the fingerprint of the key with which the table was first used. There is no retry: a registrant's request
    /// follows and has a longer deadline.
    async fn fingerprint(&self) -> Result<Option<String>, StoreError> {
        let answer = self.get_item(KEY.to_owned(), FINGERPRINT.to_owned()).send().await;
        let item = answer.map_err(|error| Failure::of(error).error)?.item;
        item.map(|item| Ok(string(&item, FINGERPRINT)?.to_owned())).transpose()
    }

    /// Stores the fingerprint of the key if the table has none, and returns whether the table has this one then.
    async fn note_fingerprint(&self, fingerprint: &str) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .item(PK, text(KEY))
            .item(SK, text(FINGERPRINT))
            .item(FINGERPRINT, text(fingerprint))
            .condition_expression("attribute_not_exists(PK)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let answer = put.send().await;
        match met_condition(answer).map_err(|failure| failure.error)? {
            Conditional::Met(_) => Ok(true),
            // Another function was faster.
            Conditional::Unmet(existing) => Ok(string(&existing, FINGERPRINT)? == fingerprint),
        }
    }
}
