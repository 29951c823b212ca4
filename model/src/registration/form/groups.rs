//! The standard groups of a registration form, built with the theme's texts.

use super::rows::{of_row, takes_part};
use super::{FormParts, ParticipantParts};
use crate::field;
use crate::form::{
    Autocomplete, ChoiceOption, Field, FieldErrors, FieldGroup, FieldKind, MAX_LONG_TEXT_LENGTH,
    MAX_TEXT_LENGTH,
};
use crate::membership::MAX_CODE_LENGTH;
use crate::name::NameOf;
use crate::offer::ParticipantEmail;

/// Builds groups of fields with the theme's texts.
pub(crate) struct Groups<T> {
    pub(crate) fees: Vec<ChoiceOption>,
    pub(crate) text: T,
}

/// The differences between a standard field and the default: a required line of text without a hint.
pub(super) struct Specification {
    pub(super) kind: FieldKind,
    pub(super) autocomplete: Autocomplete,
    pub(super) required: bool,
    pub(super) hint: bool,
}

/// The part of the keys of texts for a participant's address, which differ from those for the contact's.
const PARTICIPANT_EMAIL: &str = "participant-email";

const fn name(of: NameOf) -> FieldKind {
    FieldKind::Name { of, max_length: MAX_TEXT_LENGTH }
}

pub(super) const LINE: Specification = Specification {
    kind: FieldKind::Text { max_length: MAX_TEXT_LENGTH },
    autocomplete: Autocomplete::Off,
    required: true,
    hint: false,
};

impl<E, T: Fn(&str, &[(&str, &str)]) -> Result<String, E>> Groups<T> {
    /// Returns the fields for the person who fills in the form, with their contact details.
    pub(crate) fn person(&self) -> Result<Vec<Field>, E> {
        let line = |autocomplete| Specification { autocomplete, ..LINE };
        let email = Specification { kind: FieldKind::Email, hint: true, ..line(Autocomplete::Email) };
        let telephone = Specification {
            kind: FieldKind::Telephone,
            required: false,
            hint: true,
            ..line(Autocomplete::Tel)
        };
        let named = |of, autocomplete| Specification { kind: name(of), ..line(autocomplete) };
        let function = named(NameOf::Function, Autocomplete::OrganizationTitle);
        Ok(vec![
            self.field(field::GIVEN_NAME, named(NameOf::Person, Autocomplete::GivenName))?,
            self.field(field::FAMILY_NAME, named(NameOf::Person, Autocomplete::FamilyName))?,
            self.field(field::FUNCTION, Specification { hint: true, ..function })?,
            self.field(field::ORGANISATION, named(NameOf::Organisation, Autocomplete::Organization))?,
            self.field(field::EMAIL, email)?,
            self.field(field::TELEPHONE, telephone)?,
        ])
    }

    pub(super) fn contact(&self, parts: &FormParts<'_>) -> Result<FieldGroup, E> {
        let mut fields = self.person()?;
        let fee = self.fee(field::FEE)?;
        if parts.max_participants > 1 {
            fields.push(self.takes_part()?);
            fields.push(Field { show_if: Some(takes_part()), ..fee });
        } else {
            fields.push(fee);
        }
        if parts.member_code {
            fields.push(self.member_code()?);
        }
        self.group("contact", fields)
    }

    /// Returns the field for the code that proves the membership of an organisation. Its answer is not stored.
    fn member_code(&self) -> Result<Field, E> {
        let kind = FieldKind::Text { max_length: MAX_CODE_LENGTH };
        self.field(field::MEMBER_CODE, Specification { kind, required: false, hint: true, ..LINE })
    }

    fn takes_part(&self) -> Result<Field, E> {
        let option = |value: &str| {
            let label = (self.text)(&format!("form.takes_part.{value}"), &[])?;
            Ok(ChoiceOption { value: value.to_owned(), label, hint: None, language: None })
        };
        let kind = FieldKind::Choice { options: vec![option(field::YES)?, option(field::NO)?] };
        let specification = Specification { kind, ..LINE };
        Ok(Field { initial: Some(field::YES.to_owned()), ..self.field(field::TAKES_PART, specification)? })
    }

    /// Returns the questions about each participant for a contact who takes part; `None` if there are none.
    pub(super) fn participation(&self, parts: &FormParts<'_>) -> Result<Option<FieldGroup>, E> {
        let fields = of_row(1, &parts.participant.questions);
        if fields.is_empty() {
            return Ok(None);
        }
        Ok(Some(FieldGroup {
            name: field::participant_group(1),
            legend: (self.text)("form.participant.self", &[])?,
            hint: None,
            optional: false,
            show_if: (parts.max_participants > 1).then(takes_part),
            fields,
        }))
    }

    /// Returns the row for an additional participant, which may stay empty.
    pub(super) fn colleague(&self, number: u32, parts: &ParticipantParts) -> Result<FieldGroup, E> {
        let field_name = |name: &str| field::of_participant(number, name);
        let mut fields = Vec::new();
        let names = [
            (field::GIVEN_NAME, NameOf::Person),
            (field::FAMILY_NAME, NameOf::Person),
            (field::FUNCTION, NameOf::Function),
        ];
        for (part, of) in names {
            let specification = Specification { kind: name(of), ..LINE };
            fields.push(Field { name: field_name(part), ..self.field(part, specification)? });
        }
        if parts.email != ParticipantEmail::None {
            let required = parts.email == ParticipantEmail::Required;
            let specification = Specification { kind: FieldKind::Email, required, hint: true, ..LINE };
            let email = self.field(PARTICIPANT_EMAIL, specification)?;
            fields.push(Field { name: field_name(field::EMAIL), ..email });
        }
        if !self.fees.is_empty() {
            // A preselected fee would count as an answer, so the untouched row would no longer be empty.
            let fee = self.fee(field::FEE)?;
            fields.push(Field { name: field_name(field::FEE), initial: None, ..fee });
        }
        fields.extend(of_row(number, &parts.questions));
        let legend = (self.text)("form.participant.legend", &[("number", &number.to_string())])?;
        let name = field::participant_group(number);
        Ok(FieldGroup { name, legend, hint: None, optional: true, show_if: None, fields })
    }

    fn fee(&self, name: &str) -> Result<Field, E> {
        let kind = FieldKind::Choice { options: self.fees.clone() };
        let initial = match self.fees.as_slice() {
            [only] => Some(only.value.clone()),
            _ => None,
        };
        Ok(Field { initial, ..self.field(name, Specification { kind, ..LINE })? })
    }

    /// Returns the group of the workshop's own questions, whose answers apply to all participants. If there can be several, a
    /// hint says so.
    pub(super) fn questions(&self, parts: FormParts<'_>) -> Result<FieldGroup, E> {
        let hint = (parts.max_participants > 1).then(|| (self.text)("form.for_all", &[])).transpose()?;
        Ok(FieldGroup { hint, ..self.group(field::QUESTIONS, parts.questions)? })
    }

    pub(super) fn billing(&self, parts: &FormParts<'_>) -> Result<FieldGroup, E> {
        let organisation =
            Specification { kind: name(NameOf::Organisation), required: false, hint: true, ..LINE };
        let autocomplete = |autocomplete| Specification { autocomplete, ..LINE };
        // Building, street and PO box need separate lines.
        let kind = FieldKind::LongText { max_length: MAX_TEXT_LENGTH };
        let address = Specification { kind, ..autocomplete(Autocomplete::StreetAddress) };
        let city =
            Specification { kind: name(NameOf::Organisation), ..autocomplete(Autocomplete::AddressLevel2) };
        let fields = vec![
            self.field(field::BILLING_ORGANISATION, organisation)?,
            self.field(field::BILLING_ADDRESS, address)?,
            self.field(field::BILLING_POSTAL_CODE, autocomplete(Autocomplete::PostalCode))?,
            self.field(field::BILLING_CITY, city)?,
            self.siret(parts.max_per_organisation)?,
            self.field(field::PURCHASE_ORDER, Specification { required: false, hint: true, ..LINE })?,
            self.field(
                field::BILLING_EMAIL,
                Specification { kind: FieldKind::Email, required: false, hint: true, ..LINE },
            )?,
        ];
        self.group("billing", fields)
    }

    /// Returns the field for the SIRET. If the seats of an organisation are limited, the number is required, and the hint
    /// gives the reason.
    fn siret(&self, max_per_organisation: Option<u32>) -> Result<Field, E> {
        let required = max_per_organisation.is_some();
        let field =
            self.field(field::SIRET, Specification { kind: FieldKind::Siret, required, hint: true, ..LINE })?;
        let hint = |max: u32| (self.text)("form.siret.limited_hint", &[("limit", &max.to_string())]);
        match max_per_organisation.map(hint).transpose()? {
            Some(hint) => Ok(Field { hint: Some(hint), ..field }),
            None => Ok(field),
        }
    }

    pub(super) fn closing(&self) -> Result<FieldGroup, E> {
        let kind = FieldKind::LongText { max_length: MAX_LONG_TEXT_LENGTH };
        let remarks = Specification { kind, required: false, hint: true, ..LINE };
        // Article 7 of the GDPR: consent is separate and never a condition of registration.
        let fields =
            vec![self.field(field::REMARKS, remarks)?, self.consent(field::LISTED)?, self.privacy()?];
        self.group("closing", fields)
    }

    /// Returns the field for acknowledging the privacy notice.
    pub(crate) fn privacy(&self) -> Result<Field, E> {
        self.field(field::PRIVACY, Specification { kind: FieldKind::Consent, ..LINE })
    }

    /// Returns the field for an optional consent, with a hint that explains its purpose.
    pub(crate) fn consent(&self, name: &str) -> Result<Field, E> {
        self.field(name, Specification { kind: FieldKind::Consent, required: false, hint: true, ..LINE })
    }

    /// Builds a group with the theme's legend.
    pub(crate) fn group(&self, name: &str, fields: Vec<Field>) -> Result<FieldGroup, E> {
        let legend = (self.text)(&format!("form.{name}.legend"), &[])?;
        Ok(FieldGroup { name: name.to_owned(), legend, hint: None, optional: false, show_if: None, fields })
    }

    /// Builds a field with the theme's texts.
    pub(super) fn field(&self, name: &str, specification: Specification) -> Result<Field, E> {
        let text = |part: &str| (self.text)(&format!("form.{}.{part}", name.replace('-', "_")), &[]);
        Ok(Field {
            name: name.to_owned(),
            label: text("label")?,
            hint: if specification.hint { Some(text("hint")?) } else { None },
            kind: specification.kind,
            required: specification.required,
            initial: None,
            autocomplete: specification.autocomplete,
            errors: FieldErrors { missing: text("missing")?, invalid: text("invalid")? },
            show_if: None,
            language: None,
        })
    }
}
