//! What answers for a built site besides its files, and what it is made with.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::HeaderValue;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::catalogue::Catalogue;
use notifier::Notifier;
use registry::identifier::IdentifierKey;
use registry::{Clock, Store};

/// What a build needs, whatever the content says.
pub(crate) struct Recipe {
    pub(crate) root: PathBuf,
    pub(crate) today: Option<Date>,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) identifier_key: IdentifierKey,
    /// Where mails are written.
    pub(crate) outbox: PathBuf,
    /// Where the preview is reached, so that the links of mails lead to it.
    pub(crate) address: SocketAddr,
}

/// The handler and the notifier of a built site, and what answering in their place needs.
pub(crate) struct Backend {
    /// Answers the requests under `/api`.
    pub(crate) handler: axum::Router,
    /// What browsers send as the origin of its pages once it is published.
    pub(crate) origin: Option<HeaderValue>,
    /// Where former addresses lead.
    pub(crate) redirects: BTreeMap<String, String>,
    /// What can be registered for.
    pub(crate) catalogue: Catalogue,
    /// Where times are written.
    pub(crate) time_zone: TimeZone,
    /// What tells the handler the time.
    pub(crate) clock: Clock,
    /// Mails what happened to registrations.
    pub(crate) notifier: Notifier,
}
