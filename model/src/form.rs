//! Forms as data: ordered groups of fields, each with its label, kind, limits and texts.
//!
//! A `Form` is the single source for the HTML form, the validation in the handler, the error texts, the stored
//! answers and the columns of an export. It is made of the terms in the catalogue and the words of a theme. Its parts are
//! serialisable only for the hash and the digests that pages carry, so their serialisation must not change.

mod autocomplete;
mod check;
mod fingerprint;
pub(crate) mod questions;
mod specimen;

use std::collections::HashMap;
use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::autocomplete::Autocomplete;
pub use self::check::FormError;
use self::check::{check_condition, check_field};
pub(crate) use self::fingerprint::Fingerprint;
use crate::contact::{MAX_EMAIL_LENGTH, MAX_TELEPHONE_LENGTH};
use crate::name::NameOf;
use crate::siret::MAX_SIRET_LENGTH;

/// The longest single-line answer, in characters. The longest line of a French street address has 38 characters (NF
/// Z 10-011) and the legal names of organisations have up to 120; 200 leaves room without inviting an essay.
pub const MAX_TEXT_LENGTH: u32 = 200;

/// The longest multi-line answer, in characters: about a printed page. Even with every other field at its limit,
/// the item stays far below DynamoDB's 400 KB and the request body below the handler's 64 KiB.
pub const MAX_LONG_TEXT_LENGTH: u32 = 3_000;

/// The most fields of a form. The handler accepts [`MAX_POSTED`] names and values, and lists of boxes may have several ticked.
pub const MAX_FIELDS: usize = 800;

/// The most names and values of a post. A form for 20 participants with 10 questions about each and five sessions that each may
/// attend in two ways has 500, and browser extensions add a few, which are ignored. Each lookup searches all of them, so a post
/// with thousands would cost far more than its length suggests.
pub const MAX_POSTED: usize = 1_000;

/// The value that a ticked box submits.
pub const CONSENT_VALUE: &str = "yes";

/// The name of the hidden field that carries [`Form::fingerprint`], from which the handler recognises submissions
/// from an older page.
pub const FORM_HASH_FIELD: &str = "form";

/// The name of the field that traps bots: people do not see it, and its name invites bots to fill it in. It is not
/// part of the form, so neither the hash nor the stored data includes it.
///
/// Browsers and password managers autofill personal data: names, addresses, telephone numbers, companies, websites.
/// None of them knows the subject of a message.
pub const TRAP_FIELD: &str = "message-subject";

/// A form: groups of fields in display order.
#[derive(Clone, Debug)]
pub struct Form {
    groups: Box<[FieldGroup]>,
    /// Empty until it is asked for, because the generator makes each form several times to check it.
    hash: OnceLock<Box<str>>,
    /// Empty until it is asked for.
    fingerprint: OnceLock<Box<str>>,
}

impl PartialEq for Form {
    fn eq(&self, other: &Form) -> bool {
        self.groups == other.groups
    }
}

/// Related fields, shown under one legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldGroup {
    /// The identifier within the form.
    pub name: String,
    /// The heading of the group.
    pub legend: String,
    /// A help text for the whole group.
    pub hint: Option<String>,
    /// Whether the whole group may stay empty. As soon as one of its fields has an answer, its required fields need
    /// one too. The row for an additional participant is such a group.
    pub optional: bool,
    /// If set, the group is shown and validated only while a field of an earlier group has a certain answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<ShowIf>,
    /// The fields in display order.
    pub fields: Vec<Field>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// The name in submissions, in the store and in exports; unique within the form.
    pub name: String,
    /// The question as registrants read it.
    pub label: String,
    /// A help text.
    pub hint: Option<String>,
    /// The kind of answer, with its limits.
    pub kind: FieldKind,
    /// Whether an answer is required.
    pub required: bool,
    /// The option that is initially selected; only for [`FieldKind::Choice`].
    pub initial: Option<String>,
    /// The data that a browser may fill in.
    pub autocomplete: Autocomplete,
    /// The error texts for a missing or invalid answer.
    pub errors: FieldErrors,
    /// If set, the field is shown and validated only while another field has a certain answer.
    pub show_if: Option<ShowIf>,
    /// The language of the texts, if they are not translated into the language of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// The texts of the two errors that are specific to the field. The theme provides all others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldErrors {
    /// Shown if a required answer is missing. It says what to do, such as "Indiquez votre prénom".
    pub missing: String,
    /// Shown if the answer is not of the field's kind. It describes a valid answer.
    pub invalid: String,
}

/// The kind of answer that a field accepts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum FieldKind {
    /// A single line of text.
    Text {
        /// The longest answer, in characters.
        max_length: u32,
    },
    /// The name of a person, function or organisation: a single line of text without addresses.
    Name {
        /// The kind of name.
        of: NameOf,
        /// The longest answer, in characters.
        max_length: u32,
    },
    /// Several lines of text.
    LongText {
        /// The longest answer, in characters.
        max_length: u32,
    },
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A SIRET, the 14-digit number of a French establishment.
    Siret,
    /// A whole number in an inclusive range.
    Number {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// One of several options.
    Choice {
        /// The options in display order.
        options: Vec<ChoiceOption>,
    },
    /// Any number of several options.
    Choices {
        /// The options in display order.
        options: Vec<ChoiceOption>,
    },
    /// A checkbox. If the field is required, it must be ticked.
    Consent,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChoiceOption {
    /// The value in submissions and in the store.
    pub value: String,
    /// The text that registrants read.
    pub label: String,
    /// A help text.
    pub hint: Option<String>,
    /// The language of both texts, if it differs from that of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A condition on another field of the same form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShowIf {
    /// The name of the other field, which comes earlier in the form.
    pub field: String,
    /// The answer that the other field must have.
    pub equals: String,
}

impl Form {
    /// Builds a form from its groups.
    ///
    /// # Errors
    ///
    /// Returns the first reason why the fields do not make a valid form; see [`FormError`].
    pub fn new(groups: Vec<FieldGroup>) -> Result<Form, FormError> {
        let mut earlier = HashMap::new();
        for group in &groups {
            check_condition(&group.name, group.show_if.as_ref(), &earlier)?;
            for field in &group.fields {
                check_field(field, &earlier)?;
                earlier.insert(field.name.as_str(), field);
            }
        }
        Ok(Form { groups: groups.into(), hash: OnceLock::new(), fingerprint: OnceLock::new() })
    }

    /// Returns the groups in display order.
    pub fn groups(&self) -> &[FieldGroup] {
        &self.groups
    }

    /// Returns all fields in display order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.groups.iter().flat_map(|group| &group.fields)
    }

    /// Returns the field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| field.name == name)
    }

    /// Returns a hash of 16 hexadecimal digits that changes whenever any part of the form does.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| hash(&self.groups).into_boxed_str())
    }
}

impl FieldKind {
    /// Returns the longest answer as typed, in characters, if the kind limits it.
    pub fn max_length(&self) -> Option<u32> {
        match self {
            FieldKind::Text { max_length }
            | FieldKind::Name { max_length, .. }
            | FieldKind::LongText { max_length } => Some(*max_length),
            FieldKind::Email => Some(MAX_EMAIL_LENGTH),
            FieldKind::Telephone => Some(MAX_TELEPHONE_LENGTH),
            FieldKind::Siret => Some(MAX_SIRET_LENGTH),
            FieldKind::Number { .. }
            | FieldKind::Choice { .. }
            | FieldKind::Choices { .. }
            | FieldKind::Consent => None,
        }
    }

    /// Returns the options of a choice; empty for every other kind.
    pub fn options(&self) -> &[ChoiceOption] {
        match self {
            FieldKind::Choice { options } | FieldKind::Choices { options } => options,
            _ => &[],
        }
    }
}

fn hash(groups: &[FieldGroup]) -> String {
    // Serialising plain data into memory cannot fail. An empty text would merely make all hashes equal.
    let json = serde_json::to_vec(groups).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(json)[..8])
}

#[cfg(test)]
pub(crate) mod tests;
