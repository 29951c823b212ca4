//! How a status is stored.
//!
//! A registration with offered seats is stored as `pending`, beside an attribute that earlier versions of the programs
//! ignore. After a return to one of them, such a registration keeps its seats and waits for the organiser's approval,
//! instead of being unreadable (`docs/decisions/092-seat-offers.md`).

use model::status::Status;

/// The attribute of a registration with offered seats: the deadline for accepting them.
pub(crate) const ACCEPT_UNTIL: &str = "accept_until";

/// Returns the status under which another one is stored.
pub(crate) fn stored_status(status: Status) -> Status {
    match status {
        Status::Offered => Status::Pending,
        other => other,
    }
}

/// Returns the status that is stored under another one. `offered` is whether seats are marked as offered beside it.
pub(super) fn read_status(stored: Status, offered: bool) -> Status {
    match stored {
        Status::Pending if offered => Status::Offered,
        other => other,
    }
}
