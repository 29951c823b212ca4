//! Decides what the answers of a registration, or another address of its contact, prove about the membership of the
//! registrant.

use crate::contact::Email;
use crate::field;
use crate::form::{Field, Form};
use crate::membership::{Members, MembersOnly, Membership};
use crate::offer::{Fee, Offer};
use crate::registration::{Participant, Registration, RegistrationRequest};
use crate::status::Confirmation;
use crate::submission::{FieldError, Problem, Submission, SubmissionErrors};

/// Returns what is known about the membership of a valid request, of which `submission` is the origin; `None` if it has
/// no fee for members. If the fees have different rules, the strictest applies.
///
/// # Errors
///
/// Returns the problem with the code or with the fees, if the request is rejected.
pub fn read_membership(
    request: &RegistrationRequest,
    offer: &Offer,
    form: &Form,
    submission: &Submission,
    members: &Members,
) -> Result<Option<Membership>, SubmissionErrors> {
    let Some(rule) = rule(&request.participants, offer) else { return Ok(None) };
    let code = submission.value(field::MEMBER_CODE).trim();
    if !code.is_empty() {
        return match members.has_code(code) {
            true => Ok(Some(Membership::Code)),
            false => Err(errors([field::MEMBER_CODE], Problem::UnknownCode)),
        };
    }
    if request.siren().is_some_and(|siren| members.has_siren(&siren)) {
        return Ok(Some(Membership::Siren));
    }
    let is_at_member = members.has_domain_of(&request.contact.email);
    match (rule, offer.confirmation) {
        (_, Confirmation::Email) if is_at_member => Ok(Some(Membership::Domain)),
        (MembersOnly::Inform, _) => Ok(Some(Membership::Inform)),
        (MembersOnly::Review, _) => Ok(Some(Membership::Review)),
        // The address suggests that the registrant is a member, but nothing will prove that it is theirs.
        (MembersOnly::Reject, _) if is_at_member => Ok(Some(Membership::Review)),
        (MembersOnly::Reject, _) => {
            Err(errors(fees_for_members(offer, form, submission), Problem::MembersOnly))
        }
    }
}

/// The former address alone showed that the registrant is a member, and the fee requires that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMembersAddress;

/// Returns what is known about the membership of a registration whose contact has proven to have another address. A domain
/// of a member counts, and the former one no longer does.
///
/// # Errors
///
/// [`NotAMembersAddress`] if nothing shows the membership any more, and the fee is not for registrants like that.
pub fn membership_at(
    email: &Email,
    request: &RegistrationRequest,
    offer: &Offer,
    members: &Members,
) -> Result<Option<Membership>, NotAMembersAddress> {
    let is_shown_by_siren = || request.siren().is_some_and(|siren| members.has_siren(&siren));
    match request.membership {
        known @ (None | Some(Membership::Siren | Membership::Code)) => Ok(known),
        _ if members.has_domain_of(email) => Ok(Some(Membership::Domain)),
        unknown @ Some(Membership::Review | Membership::Inform) => Ok(unknown),
        Some(Membership::Domain) if is_shown_by_siren() => Ok(Some(Membership::Siren)),
        Some(Membership::Domain) => match rule(&request.participants, offer) {
            None | Some(MembersOnly::Inform) => Ok(Some(Membership::Inform)),
            Some(MembersOnly::Review | MembersOnly::Reject) => Err(NotAMembersAddress),
        },
    }
}

/// Returns what is known about the membership of a registration to which these people are added by a valid submission. That
/// the registrant is a member counts for them, too, as does the organiser's approval. That nothing showed it counts only if
/// the rule of their fees accepts that. A domain counts only with an address that was confirmed, or will be.
///
/// # Errors
///
/// Returns the problem with the fees, if one is for members and nothing shows that the registrant is one.
pub fn membership_with(
    added: &[Participant],
    registration: &Registration,
    offer: &Offer,
    form: &Form,
    submission: &Submission,
    members: &Members,
) -> Result<Option<Membership>, SubmissionErrors> {
    let request = &registration.request;
    let Some(rule) = rule(added, offer).filter(|_| !registration.has_accepted_membership()) else {
        return Ok(request.membership);
    };
    if request.membership == Some(Membership::Review) && rule != MembersOnly::Reject {
        // The organiser still decides about all of them.
        return Ok(request.membership);
    }
    if request.siren().is_some_and(|siren| members.has_siren(&siren)) {
        return Ok(Some(Membership::Siren));
    }
    if registration.has_or_awaits_proof() && members.has_domain_of(&request.contact.email) {
        return Ok(Some(Membership::Domain));
    }
    match rule {
        MembersOnly::Inform => Ok(Some(Membership::Inform)),
        MembersOnly::Review | MembersOnly::Reject => {
            let fields = fees_for_members(offer, form, submission);
            Err(errors(fields, Problem::NotKnownAsMember))
        }
    }
}

/// Returns the names of the fields of a form in which a fee for members is chosen.
fn fees_for_members<'a>(
    offer: &'a Offer,
    form: &'a Form,
    submission: &'a Submission,
) -> impl Iterator<Item = &'a str> {
    let is_for_members = move |field: &&Field| {
        let fee = offer.fee(submission.value(&field.name).trim());
        is_fee(field) && fee.is_some_and(Fee::is_for_members)
    };
    submission.asked(form).filter(is_for_members).map(|field| field.name.as_str())
}

/// Returns the strictest rule of the fees of these people; `None` if none is for members.
fn rule(participants: &[Participant], offer: &Offer) -> Option<MembersOnly> {
    let fees = participants.iter().filter_map(|it| offer.fee(it.fee.category.as_str()));
    fees.filter_map(|fee| fee.members_only).max()
}

fn is_fee(field: &Field) -> bool {
    field.name == field::FEE || field::name_in_row(&field.name) == Some(field::FEE)
}

fn errors<'a>(fields: impl IntoIterator<Item = &'a str>, problem: Problem) -> SubmissionErrors {
    let error = |field: &str| FieldError { field: field.to_owned(), problem };
    SubmissionErrors { fields: fields.into_iter().map(error).collect() }
}

#[cfg(test)]
mod tests;
