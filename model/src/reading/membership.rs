//! Decides what the answers of a registration prove about the membership of the registrant.

use crate::field;
use crate::form::{Field, Form};
use crate::membership::{Members, MembersOnly, Membership};
use crate::offer::Offer;
use crate::registration::RegistrationRequest;
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
    let rule_of = |category: &str| offer.fee(category)?.members_only;
    let rules = request.participants.iter().filter_map(|it| rule_of(it.fee.category.as_str()));
    let Some(rule) = rules.max() else { return Ok(None) };
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
            let is_for_members =
                |field: &&Field| is_fee(field) && rule_of(submission.value(&field.name).trim()).is_some();
            let fields = submission.asked(form).filter(is_for_members).map(|field| field.name.as_str());
            Err(errors(fields, Problem::MembersOnly))
        }
    }
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
