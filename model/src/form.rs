//! Forms as data: ordered groups of fields, each with its label, kind, limits and texts.
//!
//! From one `Form` come the HTML form, the validation in the handler, the error texts, the stored answers and
//! the columns of an export. The form travels to the handler inside the catalogue, so it can be serialised.

mod autocomplete;
mod check;
mod fingerprint;

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::autocomplete::Autocomplete;
pub use self::check::FormError;
use self::check::check_field;
pub(crate) use self::fingerprint::Fingerprint;
use crate::contact::{MAX_EMAIL_LENGTH, MAX_TELEPHONE_LENGTH};
use crate::name::NameOf;
use crate::siret::MAX_SIRET_LENGTH;

/// Longest single-line answer, in characters: the longest French street address line is 38 characters by
/// NF Z 10-011, organisations' full legal names reach 120; 200 leaves room without inviting an essay.
pub const MAX_TEXT_LENGTH: u32 = 200;

/// Longest long answer, in characters: about a printed page. With every other field at its limit the item
/// stays far below DynamoDB's 400 KB, and the post below the handler's 64 KiB.
pub const MAX_LONG_TEXT_LENGTH: u32 = 3_000;

/// What a ticked box posts.
pub const CONSENT_VALUE: &str = "yes";

/// Name of the hidden field that carries [`Form::fingerprint`], so that a post from an older page can be told.
pub const FORM_HASH_FIELD: &str = "form";

/// Name of the field that people do not see, and that programs fill in because its name invites them. It belongs to
/// no form: neither to its hash nor to what is stored.
///
/// Browsers and password managers fill in what they know of a person: names, addresses, telephone numbers, companies,
/// web sites. None of them knows the subject of a message.
pub const TRAP_FIELD: &str = "message-subject";

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
    /// The language of its texts, where that is not the language of the form, for want of a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
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
    /// The name of a person, a function or an organisation: one line of text without addresses.
    Name {
        /// What it is the name of.
        of: NameOf,
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
    /// The language of both, where that is not the language of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A condition on another field of the same form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShowIf {
    /// The other field's name. It stands earlier in the form.
    pub field: String,
    /// The answer that it must have.
    pub equals: String,
}

impl Form {
    /// Makes a form of its groups.
    ///
    /// # Errors
    ///
    /// The first reason for which the fields cannot make a form; see [`FormError`].
    pub fn new(groups: Vec<FieldGroup>) -> Result<Form, FormError> {
        let mut earlier = HashMap::new();
        for field in groups.iter().flat_map(|group| &group.fields) {
            check_field(field, &earlier)?;
            earlier.insert(field.name.as_str(), field);
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

    /// The options of a choice; empty for every other kind.
    pub fn options(&self) -> &[ChoiceOption] {
        match self {
            FieldKind::Choice { options } | FieldKind::Choices { options } => options,
            _ => &[],
        }
    }
}

fn hash(groups: &[FieldGroup]) -> String {
    // Serialising plain data into memory has no way to fail; an empty text would only make all hashes equal.
    let json = serde_json::to_vec(groups).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(json)[..8])
}

#[cfg(test)]
pub(crate) mod tests;
