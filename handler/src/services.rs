//! The dependencies of the request handlers, created once at cold start.

use registry::identifier::IdentifierKey;
use registry::{Clock, Store, Workshops};
use view::edition::Editions;

/// The dependencies of the request handlers.
pub struct Services {
    /// The workshops and their forms.
    pub workshops: Workshops,
    /// The site in each of its languages.
    pub editions: Editions,
    /// The store of registrations.
    pub store: Store,
    /// The secret that makes identifiers unguessable.
    pub identifier_key: IdentifierKey,
    /// Returns the present moment.
    pub clock: Clock,
}
