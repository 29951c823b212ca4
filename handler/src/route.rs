//! The route that is counted, logged and measured in a way of its own.

/// The route of registration forms.
pub(crate) const REGISTRATIONS: &str = "/api/workshops/{slug}/registrations";
