//! The use case "confirm my e-mail address": the registrant proves access to the mailbox with a token that was mailed
//! only there. Knows neither HTTP nor AWS.

use model::status::Event;

use crate::extract::own_registration::OwnRegistration;
use crate::own_registration::{OwnRegistrationError, settled};

/// Returns whether the address still needs confirmation. This changes nothing, because mail scanners follow links.
pub(crate) fn needs_confirmation(own: &OwnRegistration) -> Result<bool, OwnRegistrationError> {
    if own.registration.status.needs_proof() {
        Ok(true)
    } else {
        result_of_decided(own.clone()).map(|_| false)
    }
}

/// Confirms the address, which gives the registration its seats or its place on the waiting list. Confirming a
/// confirmed address again has no effect. Returns the result.
///
/// The confirmation also succeeds after its deadline, as long as the registration has not been marked as lapsed.
pub(crate) async fn confirm(own: &OwnRegistration) -> Result<&'static str, OwnRegistrationError> {
    let Some(offer) = own.workshop().offer.as_deref() else {
        return result_of_decided(own.clone());
    };
    let (store, transition) = (&own.address.services.store, own.transition(offer));
    let confirmed = store.transition(transition, Event::ConfirmEmail, own.address.deadline).await?;
    match settled(own, confirmed) {
        Ok(()) => Ok("email-confirmed"),
        Err(OwnRegistrationError::TooLate(own)) => result_of_decided(*own),
        Err(error) => Err(error),
    }
}

/// Returns the result for a registration that no longer waits for confirmation.
fn result_of_decided(own: OwnRegistration) -> Result<&'static str, OwnRegistrationError> {
    if own.registration.has_lapsed() {
        Err(OwnRegistrationError::Lapsed(Box::new(own)))
    } else {
        Ok("unchanged")
    }
}
