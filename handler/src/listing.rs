//! The participants' list: whoever agreed to be on it sees the others who did, and withdraws as easily as they agreed
//! (GDPR, art. 7, § 3). Knows neither HTTP nor AWS.

use model::field;
use model::form::CONSENT_VALUE;
use model::submission::Submission;

use crate::extract::own::OwnRegistration;
use crate::own::{OwnError, settled};

/// Puts the registration on the list or takes it off. It is possible at any time, whatever else is not any more. Returns
/// what happened.
pub(crate) async fn change_listing(
    own: &OwnRegistration,
    submission: &Submission,
) -> Result<&'static str, OwnError> {
    let listed = submission.has(field::LISTED, CONSENT_VALUE);
    let (workshop, id) = (&own.workshop().slug, &own.registration.id);
    let (store, now, deadline) = (&own.address.services.store, own.address.now, own.address.deadline);
    settled(own, store.change_listing(workshop, id, listed, now, deadline).await?)?;
    Ok(if listed { "listed" } else { "unlisted" })
}
