//! The view of seats that are offered to a registration from the waiting list.

use jiff::Timestamp;
use model::registration::Registration;
use serde::Serialize;

use super::own_path;

/// Seats that are held for a registration until it accepts them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeatOfferView {
    /// The deadline for accepting them.
    pub until: Timestamp,
    /// The path to which a form without fields submits that the registrant accepts them. Opening a link must not accept
    /// anything, because mail scanners follow links.
    pub accept_action: String,
    /// The path to which a form without fields submits that the registrant declines them, which ends the registration.
    pub decline_action: String,
}

impl SeatOfferView {
    /// Returns the view of the seats that are offered to a registration; `None` if none are.
    pub(super) fn new(registration: &Registration) -> Option<SeatOfferView> {
        let path = own_path(registration);
        registration.accept_until.map(|until| SeatOfferView {
            until,
            accept_action: format!("{path}/seats/accept"),
            decline_action: format!("{path}/seats/decline"),
        })
    }
}
