//! The form in which a registrant changes the details of their registration: parts of the registration form.

use std::collections::{BTreeSet, HashSet};

use super::FIRST_ROW;
use crate::field;
use crate::form::{Field, FieldGroup, FieldKind, Form, FormError, ShowIf};
use crate::registration::DetailGroup;

/// The fields of those groups that are not asked again: the address and the participants are changed elsewhere, and a
/// consent is given or withdrawn on its own.
const OTHERS: [&str; 6] =
    [field::EMAIL, field::TAKES_PART, field::FEE, field::MEMBER_CODE, field::LISTED, field::PRIVACY];

/// Builds the form for these groups of details from the registration form, so that both ask and check the same. Sessions
/// that have `begun` are not asked about.
/// `is_met` returns whether a condition on a field that only the registration form has is met; a question with another
/// condition on such a field is left out.
///
/// # Errors
///
/// Returns [`FormError`] if the parts do not make a valid form.
pub fn details_form(
    form: &Form,
    groups: &BTreeSet<DetailGroup>,
    begun: &BTreeSet<String>,
    is_met: impl Fn(&ShowIf) -> bool,
) -> Result<Form, FormError> {
    let is_asked = |group: &&FieldGroup| group_of(&group.name).is_some_and(|of| groups.contains(&of));
    let mut names = HashSet::new();
    let mut asked = Vec::new();
    for group in form.groups().iter().filter(is_asked) {
        let mut fields = Vec::new();
        let details = group.fields.iter().filter(|field| !OTHERS.contains(&field.name.as_str()));
        for field in details.filter_map(|field| without_begun(field, begun)) {
            let show_if = match &field.show_if {
                Some(condition) if !names.contains(condition.field.as_str()) => {
                    if !is_met(condition) {
                        continue;
                    }
                    None
                }
                condition => condition.clone(),
            };
            names.insert(field.name.clone());
            fields.push(Field { show_if, ..field });
        }
        if !fields.is_empty() {
            asked.push(FieldGroup { fields, ..group.clone() });
        }
    }
    Form::new(asked)
}

/// Builds the form in which the sessions of a single participant are changed, from the registration form like
/// [`details_form`]: the sessions and attendance modes as one chooses them for all, without those that have `begun`. For the
/// contact, who chooses for another person, the questions are worded as in a colleague's row of the registration form.
///
/// # Errors
///
/// Returns [`FormError`] if the parts do not make a valid form.
pub fn own_sessions_form(
    form: &Form,
    begun: &BTreeSet<String>,
    is_for_another: bool,
) -> Result<Form, FormError> {
    let asked = details_form(form, &BTreeSet::from([DetailGroup::Sessions]), begun, |_| false)?;
    let worded = |field: &Field| match form.field(&field::of_participant(FIRST_ROW, &field.name)) {
        Some(in_row) if is_for_another => Field { label: in_row.label.clone(), ..field.clone() },
        _ => field.clone(),
    };
    // The hint says that they are for all participants.
    let group = |group: &FieldGroup| FieldGroup {
        hint: None,
        fields: group.fields.iter().map(worded).collect(),
        ..group.clone()
    };
    Form::new(asked.groups().iter().map(group).collect())
}

/// Returns the identifiers of the sessions that can be chosen in a form.
pub fn asked_sessions(form: &Form) -> BTreeSet<String> {
    let options = form.field(field::SESSIONS).map(|field| field.kind.options()).unwrap_or_default();
    options.iter().map(|option| option.value.clone()).collect()
}

/// Returns the field without the sessions that have begun; `None` if it asks about no others.
fn without_begun(field: &Field, begun: &BTreeSet<String>) -> Option<Field> {
    if begun.iter().any(|session| field.name == field::attendance(session)) {
        return None;
    }
    let mut field = field.clone();
    if let (field::SESSIONS, FieldKind::Choices { options }) = (field.name.as_str(), &mut field.kind) {
        let all = options.len();
        options.retain(|option| !begun.contains(&option.value));
        if options.is_empty() {
            return None;
        }
        // Those that have begun may be enough.
        field.required &= options.len() == all;
    }
    Some(field)
}

/// Returns the group of details that a group of the registration form belongs to.
fn group_of(name: &str) -> Option<DetailGroup> {
    match name {
        "contact" => Some(DetailGroup::Contact),
        "sessions" => Some(DetailGroup::Sessions),
        "billing" => Some(DetailGroup::Billing),
        field::QUESTIONS | "closing" => Some(DetailGroup::Answers),
        _ => None,
    }
}
