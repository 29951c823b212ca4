//! What a registrant does with the registration that exists: looks at it, changes who takes part, cancels it.
//! Knows neither HTTP nor AWS.

use model::form::Form;
use model::offer::Offer;
use model::reading::{ReadError, read_participants};
use model::registration::{Capability, Participant, Registration, RegistrationId, participants_form};
use model::status::{Event, Status};
use model::submission::Submission;
use view::calendar::{Publisher, of_registration};
use view::registration::changes_are_possible;

use crate::Services;
use crate::abuse::TooMany;
use crate::listing::others;
use crate::outcome::{NotStored, Outcome, Own, Unchanged};
use crate::register::workshop;
use registry::{Deadline, StoreError, Transitioned};

/// Shows the registration of an address that a registrant was given.
pub(crate) async fn look_up<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    deadline: Deadline,
) -> Outcome<'a> {
    let own = match find(services, slug, own, deadline).await {
        Ok(own) => own,
        Err(outcome) => return outcome,
    };
    let waiting_place = match services.store.waiting_place(&own.registration, own.now, deadline).await {
        Ok(waiting_place) => waiting_place,
        Err(error) => return Outcome::Unavailable(error),
    };
    match others(services, &own, deadline).await {
        Ok(others) => Outcome::Found(Own { waiting_place, others, ..own }),
        Err(error) => Outcome::Unavailable(error),
    }
}

/// Makes the calendar file of the registration. Where none of its sessions is left, there is none.
pub(crate) async fn calendar<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    deadline: Deadline,
) -> Outcome<'a> {
    let own = match find(services, slug, own, deadline).await {
        Ok(own) => own,
        Err(outcome) => return outcome,
    };
    let edition = services.editions.of_registration(&own.registration);
    let publisher = Publisher::new(&edition.site, &edition.renderer);
    match of_registration(edition.workshop(own.workshop), &own.registration, publisher) {
        Ok(Some(text)) => Outcome::Calendar(own.workshop, text),
        Ok(None) => Outcome::UnknownRegistration,
        Err(error) => Outcome::Broken(own.workshop, error.into()),
    }
}

/// Asks whether the registration is to be cancelled. Nothing happens yet: mail scanners follow links.
pub(crate) async fn ask_to_cancel<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    deadline: Deadline,
) -> Outcome<'a> {
    match find(services, slug, own, deadline).await {
        Ok(own) if own.allows(Event::Cancel) => Outcome::AskedToCancel(own),
        Ok(own) => Outcome::TooLate(own),
        Err(outcome) => outcome,
    }
}

/// Cancels the registration. To cancel one that is cancelled changes nothing and is no mistake.
pub(crate) async fn cancel<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    deadline: Deadline,
) -> Outcome<'a> {
    let own = match find(services, slug, own, deadline).await {
        Ok(own) => own,
        Err(outcome) => return outcome,
    };
    let Some(offer) = own.workshop.offer.as_ref().filter(|_| own.allows(Event::Cancel)) else {
        return own.unless_already(Status::Cancelled);
    };
    let (workshop, registration) = (&own.workshop.slug, &own.registration.id);
    let store = &services.store;
    let cancelled = store.transition(workshop, registration, Event::Cancel, offer, own.now, deadline).await;
    match cancelled {
        Ok(Transitioned::Done) => Outcome::Changed(own, "cancelled"),
        Ok(Transitioned::Impossible(registration)) => {
            Own { registration, ..own }.unless_already(Status::Cancelled)
        }
        Ok(Transitioned::TooMany(registration, limit)) => {
            Outcome::ChangedTooOften(Own { registration, ..own }, None, limit)
        }
        Ok(Transitioned::Unknown) => Outcome::UnknownRegistration,
        Err(error) => Outcome::Unavailable(error),
    }
}

/// Shows the form for changing who takes part, as things are.
pub(crate) async fn ask_to_change<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    deadline: Deadline,
) -> Outcome<'a> {
    match changeable(services, slug, own, deadline).await {
        Ok((own, _, form)) => Outcome::AskedToChange(own, form, None),
        Err(outcome) => outcome,
    }
}

/// Changes who takes part.
pub(crate) async fn change<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    submission: Submission,
    deadline: Deadline,
) -> Outcome<'a> {
    let (own, offer, form) = match changeable(services, slug, own, deadline).await {
        Ok(changeable) => changeable,
        Err(Outcome::Unavailable(error)) => return unread(services, slug, own, submission, error.into()),
        Err(outcome) => return outcome,
    };
    let current = &own.registration.request.participants;
    let participants = match read_participants(&form, current, &submission) {
        Ok(participants) => participants,
        Err(ReadError::Submission(errors)) => {
            return Outcome::AskedToChange(own, form, Some((submission, errors)));
        }
        Err(ReadError::Form(error)) => return Outcome::Broken(own.workshop, error.into()),
    };
    if participants == *current {
        return Outcome::Changed(own, "unchanged");
    }
    match replace(services, &own, &participants, offer, deadline).await {
        Ok(Transitioned::Done) => Outcome::Changed(own, "participants-changed"),
        Ok(Transitioned::Impossible(registration)) => Outcome::TooLate(Own { registration, ..own }),
        Ok(Transitioned::TooMany(registration, limit)) => {
            Outcome::ChangedTooOften(Own { registration, ..own }, Some((form, submission)), limit)
        }
        Ok(Transitioned::Unknown) => Outcome::UnknownRegistration,
        Err(error) => unchanged(own, form, submission, error.into()),
    }
}

/// Refuses a change of participants because too many requests came from the same place. The form keeps what was typed.
pub(crate) async fn refuse_to_change<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    submission: Submission,
    too_many: TooMany,
    deadline: Deadline,
) -> Outcome<'a> {
    match changeable(services, slug, own, deadline).await {
        Ok((own, _, form)) => unchanged(own, form, submission, NotStored::TooMany(too_many)),
        Err(Outcome::Unavailable(_)) => unread(services, slug, own, submission, NotStored::TooMany(too_many)),
        Err(outcome) => outcome,
    }
}

fn unchanged(own: Own<'_>, form: Form, submission: Submission, reason: NotStored) -> Outcome<'_> {
    Outcome::Unchanged(Unchanged {
        workshop: own.workshop,
        address: (own.registration.id.clone(), own.registration.capability.clone()),
        registration: Some(own.registration),
        form,
        submission,
        reason,
    })
}

/// A change of participants while the registration cannot be read. The form comes back with as many rows as were posted,
/// so that nothing needs to be typed again.
fn unread<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    submission: Submission,
    reason: NotStored,
) -> Outcome<'a> {
    let (Some(workshop), Some(address)) = (workshop(services, slug), parse(own)) else {
        return match reason {
            NotStored::TooMany(too_many) => Outcome::TooMany(too_many),
            NotStored::Unavailable(error) => Outcome::Unavailable(error),
        };
    };
    let most = workshop.offer.as_ref().map_or(1, |offer| offer.max_participants);
    let is_posted = |number: &u32| submission.has_participant(*number);
    let participants = (1..=most).rev().find(is_posted).unwrap_or(1);
    let words = services.editions.main().renderer.words();
    match participants_form(participants, |key, parameters| words.text(key, parameters)) {
        Ok(form) => {
            Outcome::Unchanged(Unchanged { workshop, address, registration: None, form, submission, reason })
        }
        Err(error) => Outcome::Broken(workshop, error.into()),
    }
}

async fn replace(
    services: &Services,
    own: &Own<'_>,
    participants: &[Participant],
    offer: &Offer,
    deadline: Deadline,
) -> Result<Transitioned, StoreError> {
    let (workshop, id) = (&own.workshop.slug, &own.registration.id);
    services.store.change_participants(workshop, id, participants, offer, own.now, deadline).await
}

/// The registration of an address that a registrant was given, whose last part is identifier and capability.
pub(crate) async fn find<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    deadline: Deadline,
) -> Result<Own<'a>, Outcome<'a>> {
    let (Some(workshop), Some((id, capability))) = (workshop(services, slug), parse(own)) else {
        return Err(Outcome::UnknownRegistration);
    };
    let now = (services.clock)();
    let opens = |registration: &Registration| {
        services.identifier_key.opens(&capability, registration) && !registration.has_expired(now)
    };
    match services.store.get(&workshop.slug, &id, deadline).await {
        Ok(Some(registration)) if opens(&registration) => {
            Ok(Own { workshop, registration: Box::new(registration), waiting_place: None, others: None, now })
        }
        // Somebody else's registration with the same address is none of theirs. And DynamoDB deletes an expired item
        // within days, not at once.
        Ok(_) => Err(Outcome::UnknownRegistration),
        Err(error) => Err(Outcome::Unavailable(error)),
    }
}

/// The parts of the last part of the address of an own page.
pub(crate) fn parse(own: &str) -> Option<(RegistrationId, Capability)> {
    let (id, capability) = own.split_once('-')?;
    Some((id.parse().ok()?, capability.parse().ok()?))
}

async fn changeable<'a>(
    services: &'a Services,
    slug: &str,
    own: &str,
    deadline: Deadline,
) -> Result<(Own<'a>, &'a Offer, Form), Outcome<'a>> {
    let own = find(services, slug, own, deadline).await?;
    let Some(offer) = own.workshop.offer.as_ref().filter(|_| own.allows(Event::ChangeParticipants)) else {
        return Err(Outcome::TooLate(own));
    };
    let participants = u32::try_from(own.registration.request.participants.len()).unwrap_or(u32::MAX);
    let words = services.editions.of_registration(&own.registration).renderer.words();
    let form = participants_form(participants, |key, parameters| words.text(key, parameters));
    match form {
        Ok(form) => Ok((own, offer, form)),
        Err(error) => Err(Outcome::Broken(own.workshop, error.into())),
    }
}

impl<'a> Own<'a> {
    fn allows(&self, event: Event) -> bool {
        changes_are_possible(self.workshop, &self.registration, event, self.now)
    }

    fn unless_already(self, status: Status) -> Outcome<'a> {
        if self.registration.status == status {
            Outcome::Changed(self, "unchanged")
        } else {
            Outcome::TooLate(self)
        }
    }
}
