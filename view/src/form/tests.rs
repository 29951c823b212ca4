use std::collections::BTreeMap;

use model::form::{Autocomplete, ChoiceOption, FieldErrors, FieldGroup};
use model::submission::validate;

use super::*;

fn field(name: &str, kind: FieldKind, hint: Option<&str>) -> Field {
    Field {
        name: name.to_owned(),
        label: format!("Label of {name}"),
        hint: hint.map(str::to_owned),
        kind,
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: format!("{name} is missing"), invalid: format!("{name} is invalid") },
        show_if: None,
        language: None,
    }
}

fn form() -> Form {
    let option =
        |value: &str| ChoiceOption { value: value.into(), label: value.into(), hint: None, language: None };
    let options = vec![option("member"), option("other")];
    let fields = vec![
        field("fee", FieldKind::Choice { options }, None),
        field("name", FieldKind::Text { max_length: 5 }, Some("As on your card")),
        field("email", FieldKind::Email, None),
        field("privacy", FieldKind::Consent, None),
    ];
    Form::new(vec![FieldGroup {
        name: "all".into(),
        legend: "All".into(),
        hint: None,
        optional: false,
        show_if: None,
        fields,
    }])
    .unwrap()
}

fn words() -> Words {
    let texts = [
        ("error.too_long", "{label}: {max}, not {length}"),
        ("error.forbidden_character", "{label}: not {code}"),
        ("error.repeated", "{label}: once"),
        ("error.address", "{label}: no address"),
    ];
    Words::new("en", BTreeMap::from(texts.map(|(key, text)| (key.to_owned(), text.to_owned())))).unwrap()
}

fn posted(pairs: &[(&str, &str)]) -> FormView {
    let form = form();
    let pairs = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let submission = Submission::new(pairs);
    let errors = validate(&form, &submission).unwrap_err();
    FormView::filled_in(&form, "/post", &submission).with_errors(&form, &errors, &words()).unwrap()
}

fn view<'a>(form: &'a FormView, name: &str) -> &'a FieldView {
    form.groups[0].fields.iter().find(|field| field.name == name).unwrap()
}

#[test]
fn an_empty_form_has_no_values_and_no_errors() {
    let form = FormView::empty(&form(), "/post");
    assert!(form.errors.is_empty());
    assert_eq!(view(&form, "name").described_by.as_deref(), Some("name-hint"));
    assert_eq!(view(&form, "email").described_by, None);
    assert!(!view(&form, "privacy").checked);
    assert!(view(&form, "fee").options.iter().all(|option| !option.selected));
}

#[test]
fn submitted_values_are_kept_with_the_errors_beside_them() {
    let form = posted(&[("fee", "other"), ("name", "too long"), ("email", "x"), ("privacy", "yes")]);
    assert!(view(&form, "fee").options[1].selected);
    assert!(view(&form, "privacy").checked);
    let name = view(&form, "name");
    assert_eq!(name.value, "too long");
    assert_eq!(name.error.as_deref(), Some("Label of name: 5, not 8"));
    assert_eq!(name.described_by.as_deref(), Some("name-hint name-error"));
    assert_eq!(view(&form, "email").error.as_deref(), Some("email is invalid"));
    let targets: Vec<_> = form.errors.iter().filter_map(|error| error.id.as_deref()).collect();
    assert_eq!(targets, ["name", "email"]);
}

#[test]
fn the_summary_links_to_the_first_option_of_a_choice() {
    let form = posted(&[("fee", "free")]);
    assert_eq!(form.errors[0].id.as_deref(), Some("fee-member"));
    assert!(view(&form, "fee").options.iter().all(|option| !option.selected));
}

#[test]
fn the_theme_words_all_other_problems() {
    let definition = form();
    let form = posted(&[
        ("form", definition.hash()),
        ("name", "a\u{1b}"),
        ("email", "a"),
        ("email", "b"),
        ("z", "1"),
    ]);
    assert_eq!(view(&form, "name").error.as_deref(), Some("Label of name: not U+001B"));
    assert_eq!(view(&form, "name").value, "a\u{fffd}");
    assert_eq!(view(&form, "email").error.as_deref(), Some("Label of email: once"));
}

#[test]
fn initial_answers_are_selected_until_the_form_is_submitted() {
    let options = form().field("fee").unwrap().kind.clone();
    let fee = Field { initial: Some("other".into()), ..field("fee", options, None) };
    let group = FieldGroup {
        name: "row".into(),
        legend: "Row".into(),
        hint: None,
        optional: true,
        show_if: None,
        fields: vec![fee],
    };
    let form = Form::new(vec![group]).unwrap();
    let empty = FormView::empty(&form, "/post");
    assert!(view(&empty, "fee").options[1].selected);
    assert!(!empty.outdated);
    let posted = FormView::filled_in(&form, "/post", &Submission::default());
    assert!(!view(&posted, "fee").options[1].selected);
    assert!(!posted.groups[0].begun && posted.outdated);
}

#[test]
fn changed_questions_are_marked_with_or_without_errors() {
    let older = form();
    let fields = older.fields().cloned().map(|field| match field.name.as_str() {
        "name" | "fee" => Field { label: format!("Other {}", field.name), ..field },
        _ => field,
    });
    let group = |name: &str, optional, fields| FieldGroup {
        name: name.into(),
        legend: name.to_uppercase(),
        hint: None,
        optional,
        show_if: None,
        fields,
    };
    let row = |name| group(name, true, vec![field(&format!("{name}-1"), FieldKind::Email, None)]);
    let today = vec![group("all", false, fields.collect()), row("begun"), row("empty")];
    let today = Form::new(today).unwrap();
    let pairs =
        [("form", older.fingerprint().to_owned()), ("name", "a".into()), ("begun-1", "a@b.fr".into())];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    let view = FormView::filled_in(&today, "/post", &Submission::new(pairs.to_vec()));
    let marked = view.groups.iter().flat_map(|group| &group.fields).filter(|field| field.changed);
    assert_eq!(marked.map(|field| field.name.as_str()).collect::<Vec<_>>(), ["fee", "name", "begun-1"]);
    let changed = |id: &str, label: &str, row: Option<&str>| ChangedView {
        id: id.into(),
        label: label.into(),
        language: None,
        row: row.map(str::to_owned),
    };
    let expected = [
        changed("fee-member", "Other fee", None),
        changed("name", "Other name", None),
        changed("begun-1", "Label of begun-1", Some("BEGUN")),
    ];
    assert_eq!(view.changed, expected);
    assert!(view.outdated && FormView::empty(&today, "/post").changed.is_empty());
}

#[test]
fn no_answer_in_a_row_has_a_meaning_for_fee_and_sessions_only() {
    let options = vec![ChoiceOption { value: "a".into(), label: "a".into(), hint: None, language: None }];
    let choice = |name: &str| field(name, FieldKind::Choice { options: options.clone() }, None);
    let names = [
        "participant-2-fee",
        "participant-2-lunch-fee",
        "lunch-fee",
        "participant-2-attendance-b",
        "participant-2-in-attendance-b",
    ];
    let row = FieldGroup {
        name: "participant-2".into(),
        legend: "Second".into(),
        hint: None,
        optional: true,
        show_if: None,
        fields: names.map(choice).into(),
    };
    let form = FormView::empty(&Form::new(vec![row]).unwrap(), "/post");
    let unanswered: Vec<_> = form.groups[0].fields.iter().map(|field| field.unanswered).collect();
    assert_eq!(unanswered, ["nobody", "no_answer", "no_answer", "same", "no_answer"]);
}
