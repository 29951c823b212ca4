//! The bodies of the fuzz targets. `tests/suite/fuzz.rs` runs them on the corpus and on small mutations of it at each
//! `cargo test`. A panic, a stack overflow or an endless run is a bug; any result is correct.

#![allow(dead_code, reason = "each target uses one of these")]

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::civil::date;
use model::form::{Autocomplete, ChoiceOption, Field, FieldErrors, FieldGroup, FieldKind, Form, ShowIf};

/// A valid site to add input to.
const SITE: [(&str, &str); 3] = [
    ("index.md", "---\ntitle: Accueil\ndescription: Le site\n---\n"),
    ("venues.yaml", "paris: { name: Salle Haute, address: [1 rue Haute], city: Paris }\n"),
    ("workshops/a/index.md", "---\ntitle: A\nsummary: Un atelier\n---\n"),
];

/// Reads content with a file added or replaced, and formats every problem.
fn problems(path: &str, text: &str) {
    let others = SITE.iter().filter(|(other, _)| *other != path);
    let files: Vec<_> = others.copied().chain([(path, text)]).collect();
    let problems = site::problems_of_texts(&files, date(2027, 1, 15));
    assert!(problems.to_plain_text().len() < 4_000_000, "what is shown has an end");
    problems.iter().for_each(|problem| drop(problem.to_short_text()));
}

/// A page with front matter and text.
pub(crate) fn front_matter(bytes: &[u8]) {
    problems("pages/a.md", &String::from_utf8_lossy(bytes));
}

/// The text of a page.
pub(crate) fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    problems("pages/a.md", &format!("---\ntitle: A\ndescription: B\n---\n{text}"));
}

/// A YAML file of the kind chosen by the first byte.
pub(crate) fn yaml(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let path = match first % 5 {
        0 => "site.yaml",
        1 => "venues.yaml",
        2 => "workshops/a/sessions.yaml",
        3 => "workshops/a/registration.yaml",
        _ => "workshops/a/questionnaire.yaml",
    };
    problems(path, &String::from_utf8_lossy(rest));
}

/// The body of a post.
pub(crate) fn form_post(bytes: &[u8]) {
    let Some(submission) = handler::read_post(bytes) else { return };
    let form = form();
    if let Ok(answers) = model::submission::validate(&form, &submission) {
        drop(format!("{answers:?}"));
    }
    assert!(submission.asked(&form).count() + submission.changed(&form).count() < 100);
}

/// An item of the table, in DynamoDB's JSON.
pub(crate) fn item(bytes: &[u8]) {
    let Ok(serde_json::Value::Object(attributes)) = serde_json::from_slice(bytes) else { return };
    let item: HashMap<_, _> =
        attributes.iter().filter_map(|(name, value)| Some((name.clone(), attribute(value)?))).collect();
    registry::read_item(&item);
}

fn attribute(value: &serde_json::Value) -> Option<AttributeValue> {
    let (kind, value) = value.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "S" => AttributeValue::S(value.as_str()?.to_owned()),
        "N" => AttributeValue::N(value.as_str()?.to_owned()),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "SS" => AttributeValue::Ss(
            value.as_array()?.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
        ),
        "L" => AttributeValue::L(value.as_array()?.iter().filter_map(attribute).collect()),
        "M" => AttributeValue::M(
            value
                .as_object()?
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), attribute(value)?)))
                .collect(),
        ),
        _ => AttributeValue::Null(true),
    })
}

/// A form with a question of each kind.
fn form() -> Form {
    let option =
        |value: &str| ChoiceOption { value: value.into(), label: "O".into(), hint: None, language: None };
    let kinds = [
        FieldKind::Text { max_length: 200 },
        FieldKind::LongText { max_length: 3_000 },
        FieldKind::Email,
        FieldKind::Telephone,
        FieldKind::Siret,
        FieldKind::Number { min: -9, max: i64::MAX },
        FieldKind::Choice { options: vec![option("a"), option("b")] },
        FieldKind::Choices { options: vec![option("a"), option("b")] },
        FieldKind::Consent,
    ];
    let field = |(number, kind): (usize, FieldKind)| Field {
        name: format!("f{number}"),
        label: "F".into(),
        hint: None,
        kind,
        required: number.is_multiple_of(2),
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: "M".into(), invalid: "I".into() },
        show_if: (number == 8).then(|| ShowIf { field: "f6".into(), equals: "a".into() }),
        language: None,
    };
    let fields = kinds.into_iter().enumerate().map(field).collect();
    let group = FieldGroup {
        name: "g".into(),
        legend: "G".into(),
        hint: None,
        optional: false,
        show_if: None,
        fields,
    };
    Form::new(vec![group]).expect("the questions make a form")
}
