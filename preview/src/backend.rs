//! The dynamic part of the previewed site: the handler, the notifier and the redirects, and how they are built.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::http::HeaderValue;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::catalogue::CatalogueWorkshop;
use notifier::Notifier;
use registry::identifier::IdentifierKey;
use registry::{Clock, Store};
use site::ToolLanguage;

/// The parts of a build that do not depend on the content.
pub(crate) struct Recipe {
    pub(crate) root: PathBuf,
    pub(crate) today: Option<Date>,
    pub(crate) language: ToolLanguage,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) identifier_key: IdentifierKey,
    /// The folder that mails are written to.
    pub(crate) outbox: PathBuf,
    /// The address of the preview, for the links in mails.
    pub(crate) address: SocketAddr,
}

/// The handler and the notifier of a built site, with the data for answering in their place.
pub(crate) struct Backend {
    /// Answers requests under `/api`.
    pub(crate) handler: axum::Router,
    /// The origin that browsers send from the pages of the published site.
    pub(crate) origin: Option<HeaderValue>,
    /// Redirects from former paths.
    pub(crate) redirects: BTreeMap<String, String>,
    /// The workshops that take registrations.
    pub(crate) workshops: Vec<Arc<CatalogueWorkshop>>,
    /// The site's time zone.
    pub(crate) time_zone: TimeZone,
    /// The clock for the handler.
    pub(crate) clock: Clock,
    /// Sends the mails about registrations.
    pub(crate) notifier: Notifier,
}
