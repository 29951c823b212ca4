//! Everything that answering a request needs; made once, at cold start.

use model::catalogue::Catalogue;
use registry::identifier::IdentifierKey;
use registry::{Clock, Store};
use view::edition::Editions;

/// Everything that answering a request needs.
pub struct Services {
    /// The workshops and their forms.
    pub catalogue: Catalogue,
    /// The site in its languages.
    pub editions: Editions,
    /// Where registrations are kept.
    pub store: Store,
    /// The secret that makes identifiers unguessable.
    pub identifier_key: IdentifierKey,
    /// Returns the present moment.
    pub clock: Clock,
}
