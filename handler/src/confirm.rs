//! Whoever reads the mail of a registration's address confirms it, with the token that was mailed there and nowhere
//! else. Knows neither HTTP nor AWS.

use model::status::Event;

use crate::extract::own::OwnRegistration;
use crate::own::{OwnError, settled};

/// Whether the address is still to be confirmed. Nothing happens yet: mail scanners follow links.
pub(crate) fn needs_confirmation(own: &OwnRegistration) -> Result<bool, OwnError> {
    if own.registration.status.needs_proof() { Ok(true) } else { once_decided(own.clone()).map(|_| false) }
}

/// Confirms the address. A registration that asked for seats gets them, or its place on the waiting list. To confirm an
/// address that is confirmed changes nothing and is no mistake. Returns what happened.
///
/// As long as nobody has drawn the consequence, it is not too late.
pub(crate) async fn confirm(own: &OwnRegistration) -> Result<&'static str, OwnError> {
    let Some(offer) = own.workshop().offer.as_ref() else {
        return once_decided(own.clone());
    };
    let (workshop, id) = (&own.workshop().slug, &own.registration.id);
    let (store, now, deadline) = (&own.address.services.store, own.address.now, own.address.deadline);
    let confirmed = store.transition(workshop, id, Event::ConfirmEmail, offer, now, deadline).await?;
    match settled(own, confirmed) {
        Ok(()) => Ok("email-confirmed"),
        Err(OwnError::TooLate(own)) => once_decided(*own),
        Err(error) => Err(error),
    }
}

/// What there is to see of a registration that does not wait for its address to be confirmed.
fn once_decided(own: OwnRegistration) -> Result<&'static str, OwnError> {
    if own.registration.has_lapsed() { Err(OwnError::Lapsed(Box::new(own))) } else { Ok("unchanged") }
}
