//! Which fields make a form, and why others do not.

use std::collections::{HashMap, HashSet};

use super::{CONSENT_VALUE, FORM_HASH_FIELD, Field, FieldKind, ShowIf, TRAP_FIELD};

/// Why groups of fields make no form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Two fields have the same name, or one has the name of the hash field or the trap.
    #[error("two fields are named `{0}`")]
    DuplicateName(String),
    /// A field's label, or one of its error texts, is empty.
    #[error("the field `{0}` lacks a label or an error text")]
    MissingText(String),
    /// A choice has no options, or two options with the same value.
    #[error("the options of the field `{0}` are missing or not distinct")]
    Options(String),
    /// The proposed answer is not one of the options of a choice.
    #[error("the field `{0}` proposes an answer that is not one of its options")]
    Initial(String),
    /// `show_if` names a field that does not stand earlier in the form.
    #[error("the field `{field}` is shown depending on `{other}`, which does not stand before it")]
    ShowIf {
        /// The field that has the condition.
        field: String,
        /// The field that it names.
        other: String,
    },
    /// `show_if` waits for an answer that cannot be given.
    #[error("the field `{field}` is never shown, as `{other}` cannot be answered with `{equals}`")]
    NeverShown {
        /// The field that has the condition.
        field: String,
        /// The field that it names.
        other: String,
        /// The answer that it waits for.
        equals: String,
    },
}

/// Checks a field against those that stand before it.
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
    let Some(ShowIf { field: other, equals }) = &field.show_if else { return Ok(()) };
    match earlier.get(other.as_str()) {
        None => Err(FormError::ShowIf { field: name(), other: other.clone() }),
        Some(condition) if !can_be_answered_with(&condition.kind, equals) => {
            Err(FormError::NeverShown { field: name(), other: other.clone(), equals: equals.clone() })
        }
        Some(_) => Ok(()),
    }
}

/// Whether one of the answers that are known beforehand is this one; a text may have any.
fn can_be_answered_with(kind: &FieldKind, value: &str) -> bool {
    match kind {
        FieldKind::Choice { options } | FieldKind::Choices { options } => {
            options.iter().any(|option| option.value == value)
        }
        FieldKind::Consent => value == CONSENT_VALUE,
        _ => true,
    }
}
