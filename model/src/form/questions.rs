//! An editor's own questions as they are in the catalogue: short, without what is empty or usual. They have a shape of
//! their own because the serialisation of [`Field`] is part of the hashes that pages carry.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Autocomplete, ChoiceOption, Field, FieldErrors, FieldKind, ShowIf};
use crate::name::NameOf;

#[derive(Serialize, Deserialize)]
struct Question {
    name: String,
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    kind: Kind,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    initial: Option<String>,
    #[serde(default, skip_serializing_if = "is_off")]
    autocomplete: Autocomplete,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    missing: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    invalid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    show_if: Option<ShowIf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

/// A [`FieldKind`] with its limits: `"email"`, `{"text":200}`, `{"number":[0,10]}`, `{"choice":[…]}`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Text(u32),
    Name(NameOf, u32),
    LongText(u32),
    Email,
    Telephone,
    Siret,
    Number(i64, i64),
    Choice(Vec<QuestionOption>),
    Choices(Vec<QuestionOption>),
    Consent,
}

#[derive(Serialize, Deserialize)]
struct QuestionOption {
    value: String,
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

fn is_off(autocomplete: &Autocomplete) -> bool {
    *autocomplete == Autocomplete::Off
}

pub(crate) fn serialize<S: Serializer>(questions: &[Field], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(questions.iter().cloned().map(Question::from))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Field>, D::Error> {
    let questions = Vec::<Question>::deserialize(deserializer)?;
    Ok(questions.into_iter().map(Field::from).collect())
}

impl From<Field> for Question {
    fn from(field: Field) -> Question {
        let Field { name, label, hint, kind, required, initial, autocomplete, errors, show_if, language } =
            field;
        let (kind, FieldErrors { missing, invalid }) = (kind.into(), errors);
        Question {
            name,
            label,
            hint,
            kind,
            required,
            initial,
            autocomplete,
            missing,
            invalid,
            show_if,
            language,
        }
    }
}

impl From<Question> for Field {
    fn from(question: Question) -> Field {
        let Question {
            name,
            label,
            hint,
            kind,
            required,
            initial,
            autocomplete,
            missing,
            invalid,
            show_if,
            language,
        } = question;
        let (kind, errors) = (kind.into(), FieldErrors { missing, invalid });
        Field { name, label, hint, kind, required, initial, autocomplete, errors, show_if, language }
    }
}

impl From<FieldKind> for Kind {
    fn from(kind: FieldKind) -> Kind {
        let stored = |options: Vec<ChoiceOption>| options.into_iter().map(QuestionOption::from).collect();
        match kind {
            FieldKind::Text { max_length } => Kind::Text(max_length),
            FieldKind::Name { of, max_length } => Kind::Name(of, max_length),
            FieldKind::LongText { max_length } => Kind::LongText(max_length),
            FieldKind::Email => Kind::Email,
            FieldKind::Telephone => Kind::Telephone,
            FieldKind::Siret => Kind::Siret,
            FieldKind::Number { min, max } => Kind::Number(min, max),
            FieldKind::Choice { options } => Kind::Choice(stored(options)),
            FieldKind::Choices { options } => Kind::Choices(stored(options)),
            FieldKind::Consent => Kind::Consent,
        }
    }
}

impl From<Kind> for FieldKind {
    fn from(kind: Kind) -> FieldKind {
        let read = |options: Vec<QuestionOption>| options.into_iter().map(ChoiceOption::from).collect();
        match kind {
            Kind::Text(max_length) => FieldKind::Text { max_length },
            Kind::Name(of, max_length) => FieldKind::Name { of, max_length },
            Kind::LongText(max_length) => FieldKind::LongText { max_length },
            Kind::Email => FieldKind::Email,
            Kind::Telephone => FieldKind::Telephone,
            Kind::Siret => FieldKind::Siret,
            Kind::Number(min, max) => FieldKind::Number { min, max },
            Kind::Choice(options) => FieldKind::Choice { options: read(options) },
            Kind::Choices(options) => FieldKind::Choices { options: read(options) },
            Kind::Consent => FieldKind::Consent,
        }
    }
}

impl From<ChoiceOption> for QuestionOption {
    fn from(option: ChoiceOption) -> QuestionOption {
        let ChoiceOption { value, label, hint, language } = option;
        QuestionOption { value, label, hint, language }
    }
}

impl From<QuestionOption> for ChoiceOption {
    fn from(option: QuestionOption) -> ChoiceOption {
        let QuestionOption { value, label, hint, language } = option;
        ChoiceOption { value, label, hint, language }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::form::tests::{field, option};

    #[derive(Serialize, Deserialize)]
    struct Questions(#[serde(with = "super")] Vec<Field>);

    #[test]
    fn every_question_is_read_as_it_was_written() {
        let described =
            ChoiceOption { hint: Some("hint".into()), language: Some("fr".into()), ..option("b") };
        let kinds = [
            FieldKind::Text { max_length: 80 },
            FieldKind::Name { of: NameOf::Person, max_length: 200 },
            FieldKind::LongText { max_length: 3_000 },
            FieldKind::Email,
            FieldKind::Telephone,
            FieldKind::Siret,
            FieldKind::Number { min: -1, max: 10 },
            FieldKind::Choice { options: vec![option("a"), described.clone()] },
            FieldKind::Choices { options: vec![described] },
            FieldKind::Consent,
        ];
        let full = |kind| Field {
            hint: Some("hint".into()),
            initial: Some("a".into()),
            autocomplete: Autocomplete::Email,
            show_if: Some(ShowIf { field: "b".into(), equals: "c".into() }),
            language: Some("fr".into()),
            ..field("a", kind)
        };
        let questions: Vec<_> =
            kinds.iter().flat_map(|kind| [field("a", kind.clone()), full(kind.clone())]).collect();
        let json = serde_json::to_string(&Questions(questions.clone())).unwrap();
        let Questions(read) = serde_json::from_str(&json).unwrap();
        assert_eq!(read, questions);
    }

    #[test]
    fn what_is_empty_or_usual_is_not_written() {
        let errors = FieldErrors { missing: String::new(), invalid: String::new() };
        let plain = Field { required: false, errors, ..field("a", FieldKind::Text { max_length: 80 }) };
        let json = serde_json::to_value(Questions(vec![plain])).unwrap();
        assert_eq!(json, json!([{ "name": "a", "label": "a", "kind": { "text": 80 } }]));
    }
}
