//! The answers of the canary: a submission that a form accepts, of a person who does not exist.

use super::{CONSENT_VALUE, FieldKind, Form};

/// A name that no person has, and an address to which no mail can be sent (RFC 2606).
const NAME: &str = "Specimen";
const EMAIL: &str = "specimen@canary.invalid";

/// A number that France does not assign, for works of fiction.
const TELEPHONE: &str = "01 99 00 00 00";

/// A made-up number with a valid check digit.
const SIRET: &str = "12345678200010";

impl Form {
    /// Returns fields with which the form is filled in as briefly as it allows: only what is required, and no optional
    /// group.
    pub fn specimen(&self) -> Vec<(String, String)> {
        let groups = self.groups.iter().filter(|group| !group.optional);
        let required = groups.flat_map(|group| &group.fields).filter(|field| field.required);
        required
            .filter_map(|field| {
                let answer = field.initial.clone().or_else(|| answer(&field.kind))?;
                Some((field.name.clone(), answer))
            })
            .collect()
    }
}

/// Returns an answer of a kind; `None` if it has no options.
fn answer(kind: &FieldKind) -> Option<String> {
    Some(match kind {
        FieldKind::Text { max_length }
        | FieldKind::Name { max_length, .. }
        | FieldKind::LongText { max_length } => NAME.chars().take(*max_length as usize).collect(),
        FieldKind::Email => EMAIL.to_owned(),
        FieldKind::Telephone => TELEPHONE.to_owned(),
        FieldKind::Siret => SIRET.to_owned(),
        FieldKind::Number { min, .. } => min.to_string(),
        FieldKind::Choice { options } | FieldKind::Choices { options } => options.first()?.value.clone(),
        FieldKind::Consent => CONSENT_VALUE.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::tests::{field, group, option};
    use crate::name::NameOf;
    use crate::submission::{Submission, validate};

    #[test]
    fn every_kind_of_field_accepts_its_answer() {
        let kinds = [
            FieldKind::Text { max_length: 3 },
            FieldKind::Name { of: NameOf::Person, max_length: 200 },
            FieldKind::LongText { max_length: 3_000 },
            FieldKind::Email,
            FieldKind::Telephone,
            FieldKind::Siret,
            FieldKind::Number { min: -1, max: 10 },
            FieldKind::Choice { options: vec![option("a"), option("b")] },
            FieldKind::Choices { options: vec![option("a"), option("b")] },
            FieldKind::Consent,
        ];
        let fields: Vec<_> =
            (0..).zip(kinds).map(|(number, kind)| field(&format!("f{number}"), kind)).collect();
        let count = fields.len();
        let row = field("row", FieldKind::Email);
        let form = Form::new(vec![group(false, fields), group(true, vec![row])]).unwrap();
        let specimen = form.specimen();
        assert_eq!(specimen.len(), count, "an optional group stays empty: {specimen:?}");
        let values = validate(&form, &Submission::new(specimen)).unwrap();
        assert_eq!(values.len(), count);
    }
}
