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
        language: None,
    }
}

pub(crate) fn form(fields: Vec<Field>) -> Result<Form, FormError> {
    Form::new(vec![group(false, fields)])
}

pub(crate) fn group(optional: bool, fields: Vec<Field>) -> FieldGroup {
    FieldGroup { name: "group".into(), legend: "Group".into(), hint: None, optional, show_if: None, fields }
}

pub(crate) fn option(value: &str) -> ChoiceOption {
    ChoiceOption { value: value.to_owned(), label: value.to_uppercase(), hint: None, language: None }
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
fn a_condition_refers_to_an_earlier_field() {
    let condition = ShowIf { field: "b".into(), equals: "x".into() };
    let first = Field { show_if: Some(condition), ..field("a", FieldKind::Email) };
    let result = form(vec![first, field("b", FieldKind::Email)]);
    assert_eq!(result, Err(FormError::ShowIf { field: "a".into(), other: "b".into() }));
}

#[test]
fn a_condition_requires_a_possible_answer() {
    let shown_if = |equals: &str| {
        let condition = ShowIf { field: "a".into(), equals: equals.into() };
        Field { show_if: Some(condition), ..field("b", FieldKind::Email) }
    };
    let choice = || field("a", FieldKind::Choice { options: vec![option("x")] });
    assert!(form(vec![choice(), shown_if("x")]).is_ok());
    let never = FormError::NeverShown { field: "b".into(), other: "a".into(), equals: "y".into() };
    assert_eq!(form(vec![choice(), shown_if("y")]), Err(never.clone()));
    assert_eq!(form(vec![field("a", FieldKind::Consent), shown_if("y")]), Err(never));
    assert!(form(vec![field("a", FieldKind::Consent), shown_if(CONSENT_VALUE)]).is_ok());
}

#[test]
fn the_hash_changes_with_the_form() {
    let one = form(vec![field("a", FieldKind::Email)]).unwrap();
    let same = form(vec![field("a", FieldKind::Email)]).unwrap();
    let other = form(vec![field("a", FieldKind::Telephone)]).unwrap();
    assert_eq!(one.hash(), same.hash());
    assert_ne!(one.hash(), other.hash());
    assert_eq!(one.hash().len(), 16);
}
