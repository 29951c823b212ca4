//! The use case "change the contact's e-mail address": the registrant proposes another one on the own page, and its owner
//! confirms it with a link that was mailed only there. Knows neither HTTP nor AWS.
//!
//! The handler never checks whether the proposed address has registrations, so neither its answer nor its work can reveal
//! that.

use model::contact::Email;
use model::email_form::{address_form, read_email};
use model::field;
use model::form::Form;
use model::membership::Membership;
use model::offer::Offer;
use model::reading::{NotAMembersAddress, membership_at};
use model::registration::{AddressChange, ProposedAddress, Registration};
use model::submission::{FieldError, Problem, Submission, SubmissionErrors};
use registry::Transitioned;

use crate::error::{AppError, AppResult};
use crate::extract::own_registration::{AddressLink, OwnRegistration};
use crate::own_registration::{OwnRegistrationError, settled};

/// The reason why no address was proposed.
#[derive(Debug)]
pub(crate) enum ProposalError {
    /// The address is not valid, or not for this registration.
    Invalid(Form, SubmissionErrors),
    /// The failure does not concern the address.
    Registration(OwnRegistrationError),
}

/// Returns the form, if the address can still be changed.
pub(crate) fn ask(own: &OwnRegistration) -> Result<Form, OwnRegistrationError> {
    changeable(own)?;
    Ok(form(own)?)
}

/// Withdraws the proposed address, and returns the result. It is possible after the deadline for changes as well, because the
/// address can still be confirmed then. Without a proposal, it has no effect.
pub(crate) async fn keep(own: &OwnRegistration) -> Result<&'static str, OwnRegistrationError> {
    let offer = own.workshop().offer.as_deref();
    let offer = offer.ok_or_else(|| OwnRegistrationError::TooLate(Box::new(own.clone())))?;
    let (store, deadline) = (&own.address.services.store, own.address.deadline);
    settled(own, store.propose_address(own.transition(offer), None, deadline).await?)?;
    Ok("address-kept")
}

/// Notes the address that is to replace the contact's, and returns the result. The present one means that none is.
pub(crate) async fn propose(
    own: &OwnRegistration,
    submission: &Submission,
) -> Result<&'static str, ProposalError> {
    let offer = changeable(own)?;
    let form = form(own)?;
    let email = match read_email(&form, submission) {
        Ok(email) => email,
        Err(errors) => return Err(ProposalError::Invalid(form, errors)),
    };
    if email.has_same_identity(&own.registration.request.contact.email) {
        return Ok(keep(own).await?);
    }
    if let Some(problem) = problem(own, offer, &email)? {
        let error = FieldError { field: field::EMAIL.to_owned(), problem };
        return Err(ProposalError::Invalid(form, SubmissionErrors { fields: vec![error] }));
    }
    let (store, deadline) = (&own.address.services.store, own.address.deadline);
    settled(own, store.propose_address(own.transition(offer), Some(&email), deadline).await?)?;
    Ok("address-proposed")
}

/// Makes the address that a link confirms the contact's, and returns the registration. A repetition has no effect.
pub(crate) async fn confirm(link: &AddressLink) -> AppResult<Registration> {
    let own = &link.own;
    let offer = own.workshop().offer.as_deref().ok_or(AppError::UnknownAddressLink)?;
    let capability = own.address.services.identifier_key.after_address(&own.address.link.capability);
    let changed = Registration { capability: capability.clone(), ..(*own.registration).clone() };
    let Some(ProposedAddress { email, .. }) = &link.proposed else { return Ok(changed) };
    let (store, deadline) = (&own.address.services.store, own.address.deadline);
    let mut read = own.clone();
    loop {
        let membership = membership(&read, offer, email)?.map_err(|_| AppError::UnknownAddressLink)?;
        let change = AddressChange { email: email.clone(), capability: capability.clone(), membership };
        match store.confirm_address(read.transition(offer), &change, deadline).await? {
            Transitioned::Done => return Ok(changed),
            // Another request was faster, perhaps the other one of a double click.
            Transitioned::Impossible(current) if current.capability == changed.capability => {
                return Ok(changed);
            }
            // The membership is judged again, by what is stored now.
            Transitioned::Outdated(registration) => read = OwnRegistration { registration, ..read },
            _ => return Err(AppError::UnknownAddressLink),
        }
    }
}

/// Returns the offer, if the address can still be changed.
fn changeable(own: &OwnRegistration) -> Result<&Offer, OwnRegistrationError> {
    let offer = own.workshop().offer.as_deref();
    let offer = offer.filter(|offer| own.registration.may_change_address(offer, own.address.now));
    offer.ok_or_else(|| OwnRegistrationError::TooLate(Box::new(own.clone())))
}

/// Returns why an address cannot be the contact's, if it cannot.
fn problem(own: &OwnRegistration, offer: &Offer, email: &Email) -> AppResult<Option<Problem>> {
    if own.registration.has_other_participant_at(email) {
        return Ok(Some(Problem::OtherParticipant));
    }
    Ok(membership(own, offer, email)?.err().map(|NotAMembersAddress| Problem::NotAMembersAddress))
}

/// Returns what is known about the membership if the contact has this address. The members are read only if it matters.
fn membership(
    own: &OwnRegistration,
    offer: &Offer,
    email: &Email,
) -> AppResult<Result<Option<Membership>, NotAMembersAddress>> {
    let request = &own.registration.request;
    if request.membership.is_none() {
        return Ok(Ok(None));
    }
    let members = own.address.services.workshops.members();
    let members = members.map_err(|error| AppError::broken(own.workshop(), error))?;
    Ok(membership_at(email, request, offer, &members))
}

fn form(own: &OwnRegistration) -> AppResult<Form> {
    let words = own.edition().renderer.words();
    Ok(address_form(|key, parameters| words.text(key, parameters))?)
}

impl From<OwnRegistrationError> for ProposalError {
    fn from(error: OwnRegistrationError) -> ProposalError {
        ProposalError::Registration(error)
    }
}

impl From<AppError> for ProposalError {
    fn from(error: AppError) -> ProposalError {
        ProposalError::Registration(error.into())
    }
}

impl From<registry::StoreError> for ProposalError {
    fn from(error: registry::StoreError) -> ProposalError {
        ProposalError::Registration(error.into())
    }
}
