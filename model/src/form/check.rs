//! The rules that the fields of a form must follow.

use std::collections::{HashMap, HashSet};

use super::{CONSENT_VALUE, FORM_HASH_FIELD, Field, FieldKind, ShowIf, TRAP_FIELD};

/// The reason why groups of fields do not make a valid form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Two fields share a name, or a field has the name of the hash field or the trap field.
    #[error("two fields are named `{0}`")]
    DuplicateName(String),
    /// A field's label or one of its error texts is empty.
    #[error("the field `{0}` lacks a label or an error text")]
    MissingText(String),
    /// A choice has no options, or two options share a value.
    #[error("the options of the field `{0}` are missing or not distinct")]
    Options(String),
    /// The initially selected answer is not an option of the choice.
    #[error("the initial answer of the field `{0}` is not one of its options")]
    Initial(String),
    /// `show_if` names a field that does not come earlier in the form.
    #[error("the field `{field}` depends on `{other}`, which does not come before it")]
    ShowIf {
        /// The field with the condition.
        field: String,
        /// The field that the condition names.
        other: String,
    },
    /// `show_if` requires an answer that the other field cannot have.
    #[error("the field `{field}` is never shown because `{other}` cannot be answered with `{equals}`")]
    NeverShown {
        /// The field with the condition.
        field: String,
        /// The field that the condition names.
        other: String,
        /// The required answer.
        equals: String,
    },
}

/// Checks a field against the fields before it.
pub(super) fn check_field(field: &Field, earlier: &HashMap<&str, &Field>) -> Result<(), FormError> {
    let name = || field.name.clone();
    if [FORM_HASH_FIELD, TRAP_FIELD].contains(&field.name.as_str())
        || earlier.contains_key(field.name.as_str())
    {
        return Err(FormError::DuplicateName(name()));
    }
    let texts = [&field.name, &field.label, &field.errors.missing, &field.errors.invalid];
    if texts.iter().any(|text| text.trim().is_empty()) {
        return Err(FormError::MissingText(name()));
    }
    if let FieldKind::Choice { options } | FieldKind::Choices { options } = &field.kind {
        let distinct: HashSet<_> = options.iter().map(|option| &option.value).collect();
        if options.is_empty() || distinct.len() < options.len() {
            return Err(FormError::Options(name()));
        }
    }
    if let Some(initial) = &field.initial
        && !field.kind.options().iter().any(|option| option.value == *initial)
    {
        return Err(FormError::Initial(name()));
    }
    check_condition(&field.name, field.show_if.as_ref(), earlier)
}

/// Checks the condition of the field or group with this name against the fields before it.
pub(super) fn check_condition(
    name: &str,
    condition: Option<&ShowIf>,
    earlier: &HashMap<&str, &Field>,
) -> Result<(), FormError> {
    let name = || name.to_owned();
    let Some(ShowIf { field: other, equals }) = condition else { return Ok(()) };
    match earlier.get(other.as_str()) {
        None => Err(FormError::ShowIf { field: name(), other: other.clone() }),
        Some(condition) if !can_be_answered_with(&condition.kind, equals) => {
            Err(FormError::NeverShown { field: name(), other: other.clone(), equals: equals.clone() })
        }
        Some(_) => Ok(()),
    }
}

/// Returns whether a field of this kind can have this answer. Text fields can have any.
fn can_be_answered_with(kind: &FieldKind, value: &str) -> bool {
    match kind {
        FieldKind::Choice { options } | FieldKind::Choices { options } => {
            options.iter().any(|option| option.value == value)
        }
        FieldKind::Consent => value == CONSENT_VALUE,
        _ => true,
    }
}
