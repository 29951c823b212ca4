use super::*;
use crate::form::tests::{field, form, group, option};
use crate::form::{Field, FieldKind, ShowIf};
use crate::name::NameOf;

fn submission(pairs: &[(&str, &str)]) -> Submission {
    Submission::new(pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect())
}

/// Validates a form with the single field `a`.
fn check(kind: FieldKind, values: &[&str]) -> Result<Option<Answer>, Problem> {
    let form = form(vec![field("a", kind)]).unwrap();
    let pairs: Vec<_> = values.iter().map(|value| ("a", *value)).collect();
    match validate(&form, &submission(&pairs)) {
        Ok(mut values) => Ok(values.remove("a").map(Answer::from)),
        Err(errors) => Err(errors.fields[0].problem),
    }
}

fn text(value: &str) -> Result<Option<Answer>, Problem> {
    Ok(Some(Answer::Text(value.to_owned())))
}

#[test]
fn text_is_normalised_and_counted_in_characters() {
    let kind = FieldKind::Text { max_length: 5 };
    assert_eq!(check(kind.clone(), &["  é  a b "]), text("é a b"));
    assert_eq!(check(kind.clone(), &["éééééé"]), Err(Problem::TooLong { max: 5, length: 6 }));
    assert_eq!(check(kind.clone(), &["a\0"]), Err(Problem::Forbidden(ForbiddenCharacter('\0'))));
    assert_eq!(check(kind.clone(), &["<b>&"]), text("<b>&"));
    assert_eq!(check(kind.clone(), &["a", "b"]), Err(Problem::Repeated));
    for missing in [&[][..], &[""], &[" \t"]] {
        assert_eq!(check(kind.clone(), missing), Err(Problem::Missing));
    }
}

#[test]
fn long_text_keeps_its_lines() {
    assert_eq!(check(FieldKind::LongText { max_length: 9 }, &["a\r\n\r\nb "]), text("a\n\nb"));
}

#[test]
fn each_kind_rejects_other_answers() {
    let kinds = [
        (FieldKind::Email, "a@b.fr"),
        (FieldKind::Telephone, "+33123456789"),
        (FieldKind::Siret, "73282932000074"),
        (FieldKind::Choice { options: vec![option("x"), option("y")] }, "y"),
    ];
    for (kind, valid) in kinds {
        assert_eq!(check(kind.clone(), &[valid]), text(valid));
        assert_eq!(check(kind.clone(), &[&format!(" \u{feff}{valid}\u{200b} ")]), text(valid));
        assert_eq!(check(kind, &["no"]), Err(Problem::Invalid));
    }
    assert_eq!(check(FieldKind::Consent, &["yes\u{200e}"]), Ok(Some(Answer::Consent)));
    assert_eq!(check(FieldKind::Consent, &["no"]), Err(Problem::Invalid));
    assert_eq!(check(FieldKind::Consent, &[]), Err(Problem::Missing));
}

#[test]
fn numbers_have_limits() {
    let kind = FieldKind::Number { min: 1, max: 9 };
    assert_eq!(check(kind.clone(), &["9"]), Ok(Some(Answer::Number(9))));
    assert_eq!(check(kind.clone(), &["10"]), Err(Problem::OutOfRange { min: 1, max: 9 }));
    assert_eq!(check(kind, &["1.5"]), Err(Problem::Invalid));
}

#[test]
fn choices_follow_the_order_of_the_form() {
    let kind = FieldKind::Choices { options: vec![option("x"), option("y"), option("z")] };
    let chosen = Answer::Choices(vec!["x".into(), "z".into()]);
    assert_eq!(check(kind.clone(), &["z\u{a0}", "x", "\u{feff}x"]), Ok(Some(chosen)));
    assert_eq!(check(kind.clone(), &["z", "w"]), Err(Problem::Invalid));
    assert_eq!(check(kind, &[]), Err(Problem::Missing));
}

#[test]
fn an_optional_field_may_stay_empty() {
    let optional = Field { required: false, ..field("a", FieldKind::Email) };
    let form = form(vec![optional]).unwrap();
    assert_eq!(validate(&form, &submission(&[("a", "")])), Ok(Values::new()));
}

#[test]
fn a_hidden_field_needs_no_answer() {
    let condition = ShowIf { field: "a".into(), equals: "x".into() };
    let second = Field { show_if: Some(condition), ..field("b", FieldKind::Email) };
    let options = vec![option("x"), option("y")];
    let form = form(vec![field("a", FieldKind::Choice { options }), second]).unwrap();
    let answers = validate(&form, &submission(&[("a", "y"), ("b", "ignored")])).unwrap();
    assert!(!answers.contains_key("b"));
    let errors = validate(&form, &submission(&[("a", "x\u{2060}")])).unwrap_err();
    assert_eq!(errors.fields, [FieldError { field: "b".into(), problem: Problem::Missing }]);
}

#[test]
fn all_errors_are_reported_in_the_order_of_the_form() {
    let form = form(vec![field("a", FieldKind::Email), field("b", FieldKind::Consent)]).unwrap();
    let errors = validate(&form, &submission(&[("b", "maybe"), ("a", "x")])).unwrap_err();
    let names: Vec<_> = errors.fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn unknown_fields_are_ignored() {
    let form = form(vec![field("a", FieldKind::Email)]).unwrap();
    for hash in [form.hash(), "0000000000000000"] {
        let pairs = [("form", hash), ("a", "a@b.fr"), ("surprise", "x"), ("surprise", "\0"), ("", "")];
        let answers = validate(&form, &submission(&pairs)).unwrap();
        assert_eq!(answers.into_keys().collect::<Vec<_>>(), ["a"]);
    }
}

#[test]
fn names_contain_letters_and_no_addresses() {
    let kind = |of| FieldKind::Name { of, max_length: 40 };
    for (of, value) in [
        (NameOf::Person, "O’Brien"),
        (NameOf::Function, "Directeur.rice"),
        (NameOf::Organisation, "Logis.fr"),
    ] {
        assert_eq!(check(kind(of), &[value]), text(value));
        assert_eq!(check(kind(of), &["https://evil.example"]), Err(Problem::Address));
        assert_eq!(check(kind(of), &["\u{200b}\u{3164}"]), Err(Problem::Missing));
        assert_eq!(check(kind(of), &["–"]), Err(Problem::Missing));
        assert_eq!(check(kind(of), &["a\u{1b}b"]), Err(Problem::Forbidden(ForbiddenCharacter('\u{1b}'))));
    }
    assert_eq!(check(kind(NameOf::Person), &["evil.com"]), Err(Problem::Address));
    let optional = Field { required: false, ..field("a", kind(NameOf::Organisation)) };
    let form = form(vec![optional]).unwrap();
    assert_eq!(validate(&form, &submission(&[("a", "-")])), Ok(Values::new()));
}

#[test]
fn known_mistakes_have_their_own_errors() {
    assert_eq!(check(FieldKind::Email, &["é@b.fr"]), Err(Problem::LocalPart));
    assert_eq!(check(FieldKind::Siret, &["732 829 320"]), Err(Problem::Siren));
    assert_eq!(check(FieldKind::Siret, &["FR 44 732 829 320"]), Err(Problem::VatNumber));
    assert_eq!(check(FieldKind::Email, &["ana@société.example"]), text("ana@xn--socit-esab.example"));
}

#[test]
fn an_optional_group_is_filled_in_as_a_whole_or_not_at_all() {
    let name = FieldKind::Text { max_length: 9 };
    let fields = vec![field("a", name.clone()), field("b", FieldKind::Email)];
    let form = Form::new(vec![group(true, fields)]).unwrap();
    assert_eq!(validate(&form, &submission(&[("a", " "), ("b", "")])), Ok(Values::new()));
    let errors = validate(&form, &submission(&[("a", "x")])).unwrap_err();
    assert_eq!(errors.fields, [FieldError { field: "b".into(), problem: Problem::Missing }]);
    assert_eq!(validate(&form, &submission(&[("a", "x"), ("b", "a@b.fr")])).unwrap().len(), 2);
}

#[test]
fn a_trap_only_counts_if_it_is_filled_in() {
    let form = form(vec![field("a", FieldKind::Email)]).unwrap();
    for (value, trapped) in [("", false), (" ", false), ("https://spam.example", true)] {
        let submission = submission(&[("a", "a@b.fr"), (TRAP_FIELD, value), (FORM_HASH_FIELD, form.hash())]);
        assert_eq!(submission.is_trapped(), trapped, "{value}");
        let answers = validate(&form, &submission).unwrap();
        assert_eq!(answers.into_keys().collect::<Vec<_>>(), ["a"]);
    }
}

/// Returns the names of the questions that have changed since a page that submitted this fingerprint.
fn changed<'a>(form: &'a Form, fingerprint: &str, pairs: &[(&str, &str)]) -> Vec<&'a str> {
    let submission = submission(&[&[(FORM_HASH_FIELD, fingerprint)], pairs].concat());
    let changed: Vec<_> = submission.changed(form).map(|field| field.name.clone()).collect();
    form.fields()
        .map(|field| field.name.as_str())
        .filter(|name| changed.iter().any(|it| it == name))
        .collect()
}

#[test]
fn questions_that_an_older_page_showed_differently_have_changed() {
    let older = form(vec![field("a", FieldKind::Email), field("b", FieldKind::Email)]).unwrap();
    let today =
        [field("new", FieldKind::Email), field("b", FieldKind::Telephone), field("a", FieldKind::Email)];
    let today = form(today.to_vec()).unwrap();
    assert_eq!(changed(&today, older.fingerprint(), &[("a", "x")]), ["new", "b"]);
    assert_eq!(changed(&today, today.fingerprint(), &[]), [] as [&str; 0]);
    for unknown in ["", older.hash(), "0123456789abcdef-"] {
        assert_eq!(changed(&today, unknown, &[]), [] as [&str; 0], "{unknown}");
    }
    // An invented fingerprint only affects the marks.
    assert_eq!(changed(&today, "é-€", &[]), ["new", "b", "a"]);
    let forged = format!("{}-", today.hash());
    assert_eq!(changed(&today, &forged, &[]), [] as [&str; 0]);
}

#[test]
fn questions_that_need_no_answer_have_not_changed() {
    let condition = ShowIf { field: "a".into(), equals: "x".into() };
    let choice = FieldKind::Choice { options: vec![option("x"), option("y")] };
    let shown = Field { show_if: Some(condition), ..field("b", FieldKind::Email) };
    let row = group(true, vec![field("row", FieldKind::Email)]);
    let today = Form::new(vec![group(false, vec![field("a", choice), shown]), row]).unwrap();
    let fingerprint = "0-0";
    assert_eq!(changed(&today, fingerprint, &[("a", "y")]), ["a"]);
    assert_eq!(changed(&today, fingerprint, &[("a", "x"), ("row", "z")]), ["a", "b", "row"]);
}
