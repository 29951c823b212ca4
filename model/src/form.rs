//! Forms as data: ordered groups of fields, each with its label, kind, limits and texts.
//!
//! From one `Form` come the HTML form, the validation in the handler, the error texts, the stored answers and
//! the columns of an export. The form travels to the handler inside the catalogue, so it can be serialised.

mod autocomplete;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::autocomplete::Autocomplete;

/// Longest single-line answer, in characters: the longest French street address line is 38 characters by
/// NF Z 10-011, organisations' full legal names reach 120; 200 leaves room without inviting an essay.
pub const MAX_TEXT_LENGTH: u32 = 200;

/// Longest long answer, in characters: about a printed page. With every other field at its limit the item
/// stays far below DynamoDB's 400 KB, and the post below the handler's 64 KiB.
pub const MAX_LONG_TEXT_LENGTH: u32 = 3_000;

/// Longest e-mail address, in characters: RFC 5321, 4.5.3.1.3 allows a path of 256 octets including `<` and `>`.
pub const MAX_EMAIL_LENGTH: u32 = 254;

/// Longest telephone number as typed, in characters: 15 digits (ITU-T E.164) with a separator after each.
pub const MAX_TELEPHONE_LENGTH: u32 = 32;

/// Longest SIRET as typed, in characters: 14 digits with a separator after each.
pub const MAX_SIRET_LENGTH: u32 = 28;

/// Name of the hidden field that carries [`Form::hash`], so that a post from an older page can be told.
pub const FORM_HASH_FIELD: &str = "form";

/// Name of the field that people do not see, and that programs fill in because its name invites them. It belongs to
/// no form: neither to its hash nor to what is stored.
pub const TRAP_FIELD: &str = "website";

/// A form: groups of fields in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Form {
    groups: Vec<FieldGroup>,
    hash: String,
}

/// Fields that belong together, shown under one legend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldGroup {
    /// The identifier of the group within the form.
    pub name: String,
    /// What the group asks about.
    pub legend: String,
    /// A sentence of help for the whole group.
    pub hint: Option<String>,
    /// Whether the group may stay empty as a whole; once one of its fields has an answer, all that are required
    /// need one. A row for one more participant is such a group.
    pub optional: bool,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The name in the post, in the store and in exports; unique within the form.
    pub name: String,
    /// The question as the registrant reads it.
    pub label: String,
    /// A sentence of help.
    pub hint: Option<String>,
    /// What is asked for.
    pub kind: FieldKind,
    /// Whether an answer must be given.
    pub required: bool,
    /// The answer that the form proposes before anybody has touched it; only for a choice.
    pub initial: Option<String>,
    /// What a browser may fill in by itself.
    pub autocomplete: Autocomplete,
    /// What to say when the answer is missing or makes no sense.
    pub errors: FieldErrors,
    /// Shown, and validated, only when another field has a certain answer.
    pub show_if: Option<ShowIf>,
}

/// The texts of the two errors that need the field's own words. All others are worded by the theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldErrors {
    /// Said when a required answer is missing; tells what to do, such as « Indiquez votre prénom ».
    pub missing: String,
    /// Said when the answer is not of the field's kind; tells what a right one looks like.
    pub invalid: String,
}

/// What kind of answer a field takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum FieldKind {
    /// One line of text.
    Text {
        /// Longest answer, in characters.
        max_length: u32,
    },
    /// Several lines of text.
    LongText {
        /// Longest answer, in characters.
        max_length: u32,
    },
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// The 14-digit number of a French establishment.
    Siret,
    /// A whole number between two limits, both included.
    Number {
        /// Least value.
        min: i64,
        /// Greatest value.
        max: i64,
    },
    /// One of several options.
    Choice {
        /// The options, in order.
        options: Vec<ChoiceOption>,
    },
    /// Any number of several options.
    Choices {
        /// The options, in order.
        options: Vec<ChoiceOption>,
    },
    /// A box to tick. When required, it must be ticked.
    Consent,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// What is posted and stored.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A sentence of help.
    pub hint: Option<String>,
}

/// A condition on another field of the same form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShowIf {
    /// The other field's name. It stands earlier in the form.
    pub field: String,
    /// The answer that it must have.
    pub equals: String,
}

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
}

impl Form {
    /// Makes a form of its groups.
    ///
    /// # Errors
    ///
    /// The first reason for which the fields cannot make a form; see [`FormError`].
    pub fn new(groups: Vec<FieldGroup>) -> Result<Form, FormError> {
        let mut names = HashSet::from([FORM_HASH_FIELD, TRAP_FIELD]);
        for field in groups.iter().flat_map(|group| &group.fields) {
            check_field(field, &names)?;
            names.insert(&field.name);
        }
        let hash = hash(&groups);
        Ok(Form { groups, hash })
    }

    /// The groups, in order.
    pub fn groups(&self) -> &[FieldGroup] {
        &self.groups
    }

    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.groups.iter().flat_map(|group| &group.fields)
    }

    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| field.name == name)
    }

    /// 16 hexadecimal digits that change whenever anything about the form changes.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl FieldKind {
    /// Longest answer as typed, in characters, where the kind has such a limit.
    pub fn max_length(&self) -> Option<u32> {
        match self {
            FieldKind::Text { max_length } | FieldKind::LongText { max_length } => Some(*max_length),
            FieldKind::Email => Some(MAX_EMAIL_LENGTH),
            FieldKind::Telephone => Some(MAX_TELEPHONE_LENGTH),
            FieldKind::Siret => Some(MAX_SIRET_LENGTH),
            FieldKind::Number { .. }
            | FieldKind::Choice { .. }
            | FieldKind::Choices { .. }
            | FieldKind::Consent => None,
        }
    }

    /// The options of a choice; empty for every other kind.
    pub fn options(&self) -> &[ChoiceOption] {
        match self {
            FieldKind::Choice { options } | FieldKind::Choices { options } => options,
            _ => &[],
        }
    }
}

fn check_field(field: &Field, earlier: &HashSet<&str>) -> Result<(), FormError> {
    let name = || field.name.clone();
    if earlier.contains(field.name.as_str()) {
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
    match &field.show_if {
        Some(condition) if !earlier.contains(condition.field.as_str()) => {
            Err(FormError::ShowIf { field: name(), other: condition.field.clone() })
        }
        _ => Ok(()),
    }
}

fn hash(groups: &[FieldGroup]) -> String {
    // Serialising plain data into memory has no way to fail; an empty text would only make all hashes equal.
    let json = serde_json::to_vec(groups).unwrap_or_default();
    Sha256::digest(json).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn field(name: &str, kind: FieldKind) -> Field {
        Field {
            name: name.to_owned(),
            label: name.to_owned(),
            hint: None,
            kind,
            required: true,
            initial: None,
            autocomplete: Autocomplete::Off,
            errors: FieldErrors { missing: "missing".to_owned(), invalid: "invalid".to_owned() },
            show_if: None,
        }
    }

    pub(crate) fn form(fields: Vec<Field>) -> Result<Form, FormError> {
        Form::new(vec![group(false, fields)])
    }

    pub(crate) fn group(optional: bool, fields: Vec<Field>) -> FieldGroup {
        FieldGroup { name: "group".into(), legend: "Group".into(), hint: None, optional, fields }
    }

    pub(crate) fn option(value: &str) -> ChoiceOption {
        ChoiceOption { value: value.to_owned(), label: value.to_uppercase(), hint: None }
    }

    #[test]
    fn a_form_needs_distinct_names_and_texts() {
        let twice = form(vec![field("a", FieldKind::Email), field("a", FieldKind::Email)]);
        assert_eq!(twice, Err(FormError::DuplicateName("a".into())));
        for name in [FORM_HASH_FIELD, TRAP_FIELD] {
            let reserved = form(vec![field(name, FieldKind::Email)]);
            assert_eq!(reserved, Err(FormError::DuplicateName(name.into())));
        }
        let unlabelled = form(vec![Field { label: " ".into(), ..field("a", FieldKind::Email) }]);
        assert_eq!(unlabelled, Err(FormError::MissingText("a".into())));
    }

    #[test]
    fn a_choice_needs_distinct_options() {
        for options in [vec![], vec![option("x"), option("x")]] {
            let result = form(vec![field("a", FieldKind::Choice { options })]);
            assert_eq!(result, Err(FormError::Options("a".into())));
        }
    }

    #[test]
    fn a_condition_looks_backwards() {
        let condition = ShowIf { field: "b".into(), equals: "x".into() };
        let first = Field { show_if: Some(condition), ..field("a", FieldKind::Email) };
        let result = form(vec![first, field("b", FieldKind::Email)]);
        assert_eq!(result, Err(FormError::ShowIf { field: "a".into(), other: "b".into() }));
    }

    #[test]
    fn the_hash_follows_the_form() {
        let one = form(vec![field("a", FieldKind::Email)]).unwrap();
        let same = form(vec![field("a", FieldKind::Email)]).unwrap();
        let other = form(vec![field("a", FieldKind::Telephone)]).unwrap();
        assert_eq!(one.hash(), same.hash());
        assert_ne!(one.hash(), other.hash());
        assert_eq!(one.hash().len(), 16);
    }
}
