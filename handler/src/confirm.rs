//! Whoever reads the mail of a registration's address confirms it, with the token that was mailed there and nowhere
//! else. Knows neither HTTP nor AWS.

use model::status::Event;

use crate::Services;
use crate::outcome::{Outcome, Own};
use crate::own::find;
use registry::{Deadline, Transitioned};

/// Asks whether the address is to be confirmed. Nothing happens yet: mail scanners follow links.
pub(crate) async fn ask_to_confirm<'a>(
    services: &'a Services,
    (slug, own, token): (&str, &str, &str),
    deadline: Deadline,
) -> Outcome<'a> {
    match find_by_token(services, (slug, own, token), deadline).await {
        Ok(own) if own.registration.status.needs_proof() => Outcome::AskedToConfirm(own, token.to_owned()),
        Ok(own) => own.once_decided(),
        Err(outcome) => outcome,
    }
}

/// Confirms the address. A registration that asked for seats gets them, or its place on the waiting list. To confirm an
/// address that is confirmed changes nothing and is no mistake.
///
/// As long as nobody has drawn the consequence, it is not too late.
pub(crate) async fn confirm<'a>(
    services: &'a Services,
    address: (&str, &str, &str),
    deadline: Deadline,
) -> Outcome<'a> {
    let own = match find_by_token(services, address, deadline).await {
        Ok(own) => own,
        Err(outcome) => return outcome,
    };
    let Some(offer) = own.workshop.offer.as_ref() else {
        return own.once_decided();
    };
    let (workshop, id) = (&own.workshop.slug, &own.registration.id);
    let store = &services.store;
    match store.transition(workshop, id, Event::ConfirmEmail, offer, own.now, deadline).await {
        Ok(Transitioned::Done) => Outcome::Changed(own, "email-confirmed"),
        Ok(Transitioned::Impossible(registration)) => Own { registration, ..own }.once_decided(),
        Ok(Transitioned::TooMany(registration, limit)) => {
            Outcome::ChangedTooOften(Own { registration, ..own }, None, limit)
        }
        Ok(Transitioned::Unknown) => Outcome::UnknownRegistration,
        Err(error) => Outcome::Unavailable(error),
    }
}

/// The registration of an address with its token. A wrong token is answered like an unknown registration.
async fn find_by_token<'a>(
    services: &'a Services,
    (slug, own, token): (&str, &str, &str),
    deadline: Deadline,
) -> Result<Own<'a>, Outcome<'a>> {
    let own = find(services, slug, own, deadline).await?;
    match services.identifier_key.confirms(token, &own.registration) {
        true => Ok(own),
        false => Err(Outcome::UnknownRegistration),
    }
}

impl<'a> Own<'a> {
    /// What there is to see of a registration that does not wait for its address to be confirmed.
    fn once_decided(self) -> Outcome<'a> {
        if self.registration.has_lapsed() {
            Outcome::Lapsed(self)
        } else {
            Outcome::Changed(self, "unchanged")
        }
    }
}
