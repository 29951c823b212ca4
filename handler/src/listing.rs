//! The participants' list: whoever agreed to be on it sees the others who did, and withdraws as easily as they agreed
//! (GDPR, art. 7, § 3). Knows neither HTTP nor AWS.

use model::field;
use model::form::CONSENT_VALUE;
use model::status::Status;
use model::submission::Submission;

use crate::Services;
use crate::outcome::{Outcome, Own};
use crate::own::find;
use registry::{Deadline, Listed, StoreError, Transitioned};

/// Puts the registration on the list or takes it off. It is possible at any time, whatever else is not any more.
pub(crate) async fn change_listing<'a>(
    services: &'a Services,
    slug: &str,
    id: &str,
    submission: &Submission,
    deadline: Deadline,
) -> Outcome<'a> {
    let own = match find(services, slug, id, deadline).await {
        Ok(own) => own,
        Err(outcome) => return outcome,
    };
    let listed = submission.has(field::LISTED, CONSENT_VALUE);
    let (workshop, id) = (&own.workshop.slug, &own.registration.id);
    match services.store.change_listing(workshop, id, listed, own.now, deadline).await {
        Ok(Transitioned::Done) => Outcome::Changed(own, if listed { "listed" } else { "unlisted" }),
        Ok(Transitioned::Impossible(registration)) => Outcome::TooLate(Own { registration, ..own }),
        Ok(Transitioned::TooMany(registration, limit)) => {
            Outcome::ChangedTooOften(Own { registration, ..own }, None, limit)
        }
        Ok(Transitioned::Unknown) => Outcome::UnknownRegistration,
        Err(error) => Outcome::Unavailable(error),
    }
}

/// The others on the list; `None` for a registration that may not see it.
pub(crate) async fn others(
    services: &Services,
    own: &Own<'_>,
    deadline: Deadline,
) -> Result<Option<Vec<Listed>>, StoreError> {
    let registration = &own.registration;
    if registration.status != Status::Confirmed || !registration.request.listed {
        return Ok(None);
    }
    let mut listed = services.store.listed(&own.workshop.slug, own.now, deadline).await?;
    listed.retain(|other| other.id != registration.id);
    Ok(Some(listed))
}
