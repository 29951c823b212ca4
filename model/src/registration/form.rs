//! The registration form: which questions every registration asks, with texts that the theme provides.

use crate::catalogue::Fee;
use crate::form::{
    Autocomplete, ChoiceOption, Field, FieldErrors, FieldGroup, FieldKind, Form, FormError,
    MAX_LONG_TEXT_LENGTH, MAX_TEXT_LENGTH,
};

/// Names of the fields that every registration form has.
pub mod field {
    /// The category of fee.
    pub const FEE: &str = "fee";
    /// The participant's given name.
    pub const GIVEN_NAME: &str = "given-name";
    /// The participant's family name.
    pub const FAMILY_NAME: &str = "family-name";
    /// What the participant does in the organisation.
    pub const FUNCTION: &str = "function";
    /// The organisation.
    pub const ORGANISATION: &str = "organisation";
    /// The e-mail address.
    pub const EMAIL: &str = "email";
    /// The telephone number.
    pub const TELEPHONE: &str = "telephone";
    /// Remarks.
    pub const REMARKS: &str = "remarks";
    /// The acknowledgement of the privacy notice.
    pub const PRIVACY: &str = "privacy";
}

/// Why no registration form could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationFormError<E> {
    /// A text is missing.
    #[error(transparent)]
    Text(E),
    /// The fields make no form.
    #[error(transparent)]
    Form(#[from] FormError),
}

/// Makes the registration form of an offer with these fees.
///
/// `text` gives the words of a key: `form.<group>.legend`, `form.<field>.label`, `.hint` (for a field that has
/// one), `.missing` and `.invalid`, with the hyphens of a field's name as underscores. `option_hint` tells what
/// a fee costs, in words.
///
/// # Errors
///
/// What `text` answers for a key that must be there, or [`FormError`] for fees that are not distinct.
pub fn registration_form<E>(
    fees: &[Fee],
    option_hint: impl Fn(&Fee) -> String,
    text: impl Fn(&str) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    let option = |fee: &Fee| ChoiceOption {
        value: fee.category.to_string(),
        label: fee.label.clone(),
        hint: Some(option_hint(fee)),
    };
    let options = fees.iter().map(option).collect();
    let mut groups = Vec::new();
    for (name, specifications) in groups_of_fields(options) {
        let mut fields = Vec::new();
        for specification in specifications {
            fields.push(specification.field(&text).map_err(RegistrationFormError::Text)?);
        }
        let legend = text(&format!("form.{name}.legend")).map_err(RegistrationFormError::Text)?;
        groups.push(FieldGroup {
            name: name.to_owned(),
            legend,
            hint: None,
            fields,
        });
    }
    Ok(Form::new(groups)?)
}

/// A field but for its texts.
struct Specification {
    name: &'static str,
    kind: FieldKind,
    autocomplete: Autocomplete,
    required: bool,
    hint: bool,
}

fn groups_of_fields(fees: Vec<ChoiceOption>) -> [(&'static str, Vec<Specification>); 4] {
    let text = FieldKind::Text {
        max_length: MAX_TEXT_LENGTH,
    };
    let long_text = FieldKind::LongText {
        max_length: MAX_LONG_TEXT_LENGTH,
    };
    let participant = vec![
        required(field::GIVEN_NAME, text.clone(), Autocomplete::GivenName),
        required(field::FAMILY_NAME, text.clone(), Autocomplete::FamilyName),
        required(field::FUNCTION, text.clone(), Autocomplete::OrganizationTitle).with_hint(),
        required(field::ORGANISATION, text, Autocomplete::Organization),
    ];
    let contact = vec![
        required(field::EMAIL, FieldKind::Email, Autocomplete::Email).with_hint(),
        optional(field::TELEPHONE, FieldKind::Telephone, Autocomplete::Tel).with_hint(),
    ];
    [
        (
            "category",
            vec![required(
                field::FEE,
                FieldKind::Choice { options: fees },
                Autocomplete::Off,
            )],
        ),
        ("participant", participant),
        ("contact", contact),
        (
            "closing",
            vec![
                optional(field::REMARKS, long_text, Autocomplete::Off).with_hint(),
                required(field::PRIVACY, FieldKind::Consent, Autocomplete::Off),
            ],
        ),
    ]
}

fn required(name: &'static str, kind: FieldKind, autocomplete: Autocomplete) -> Specification {
    Specification {
        name,
        kind,
        autocomplete,
        required: true,
        hint: false,
    }
}

fn optional(name: &'static str, kind: FieldKind, autocomplete: Autocomplete) -> Specification {
    Specification {
        required: false,
        ..required(name, kind, autocomplete)
    }
}

impl Specification {
    fn with_hint(self) -> Specification {
        Specification { hint: true, ..self }
    }

    fn field<E>(self, text: impl Fn(&str) -> Result<String, E>) -> Result<Field, E> {
        let text = |part: &str| text(&format!("form.{}.{part}", self.name.replace('-', "_")));
        Ok(Field {
            name: self.name.to_owned(),
            label: text("label")?,
            hint: if self.hint { Some(text("hint")?) } else { None },
            errors: FieldErrors {
                missing: text("missing")?,
                invalid: text("invalid")?,
            },
            kind: self.kind,
            required: self.required,
            autocomplete: self.autocomplete,
            show_if: None,
        })
    }
}
