//! The participants' list. Registrants who agreed to be listed see the others who did, and can withdraw as easily as
//! they agreed (GDPR, art. 7, § 3). Knows neither HTTP nor AWS.

use model::field;
use model::form::CONSENT_VALUE;
use model::submission::Submission;

use crate::extract::own_registration::OwnRegistration;
use crate::own_registration::{OwnRegistrationError, settled};

/// Adds the registration to the list or removes it. This is always possible, even when other changes no longer are.
/// Returns the result.
pub(crate) async fn set_listed(
    own: &OwnRegistration,
    submission: &Submission,
) -> Result<&'static str, OwnRegistrationError> {
    let listed = submission.has(field::LISTED, CONSENT_VALUE);
    let (store, now, deadline) = (&own.address.services.store, own.address.now, own.address.deadline);
    settled(own, store.set_listed(&own.registration, listed, now, deadline).await?)?;
    Ok(if listed { "listed" } else { "unlisted" })
}
