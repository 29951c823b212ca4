//! The use cases "accept the offered seats" and "decline them", from the registrant's own page. Knows neither HTTP nor AWS.

use model::status::{Event, Status};

use crate::extract::own_registration::OwnRegistration;
use crate::own_registration::{OwnRegistrationError, look_up, settled};

/// Accepts the offered seats. Accepting them again has no effect. Returns the result.
///
/// Seats are also accepted after their deadline, as long as they have not gone on to the next registration.
pub(crate) async fn accept(own: &OwnRegistration) -> Result<&'static str, OwnRegistrationError> {
    let has_seats =
        |own: &OwnRegistration| matches!(own.registration.status, Status::Confirmed | Status::Pending);
    answer(own, Event::AcceptSeats, "seats-accepted", has_seats).await
}

/// Declines the offered seats, which cancels the registration; the seats go on at once. Declining them again, or after
/// their deadline, has no effect. Returns the result.
pub(crate) async fn decline(own: &OwnRegistration) -> Result<&'static str, OwnRegistrationError> {
    let has_left =
        |own: &OwnRegistration| own.registration.has_declined_offer() || own.registration.has_lost_offer();
    answer(own, Event::DeclineSeats, "seats-declined", has_left).await
}

/// Applies the registrant's answer to an offer. If there is none, that is an error unless the registration `is_settled`:
/// in the state that the registrant wants.
async fn answer(
    own: &OwnRegistration,
    event: Event,
    result: &'static str,
    is_settled: impl Fn(&OwnRegistration) -> bool,
) -> Result<&'static str, OwnRegistrationError> {
    let answered = match own.workshop().offer.as_deref() {
        None => Err(OwnRegistrationError::TooLate(Box::new(own.clone()))),
        Some(offer) => {
            let (store, transition) = (&own.address.services.store, own.transition(offer));
            settled(own, store.transition(transition, event, own.address.deadline).await?)
        }
    };
    match answered {
        Ok(()) => Ok(result),
        Err(OwnRegistrationError::TooLate(own)) if is_settled(&own) => Ok("unchanged"),
        Err(OwnRegistrationError::TooLate(own)) => {
            let place = look_up(&own).await?.waiting_place;
            Err(OwnRegistrationError::NoOffer(own, place))
        }
        Err(error) => Err(error),
    }
}
