use std::convert::Infallible;

use super::*;
use crate::form::tests::{field as question, option};
use crate::form::{Field, FieldKind, Form, FormError, ShowIf};
use crate::reading::{ReadError, read_answer};
use crate::registration::RegistrationFormError;
use crate::submission::{Answer, Problem, Submission};

fn form(parts: QuestionnaireParts) -> Result<Form, RegistrationFormError<Infallible>> {
    questionnaire_form(parts, |key, _| Ok(key.to_owned()))
}

fn parts(questions: Vec<Field>) -> QuestionnaireParts {
    let group = QuestionGroup { legend: "Retour".to_owned(), hint: None, questions };
    QuestionnaireParts { groups: vec![group], interview: true, interview_hint: None }
}

fn questions() -> Vec<Field> {
    let options = vec![option("yes"), option("no")];
    let condition = ShowIf { field: "projects".to_owned(), equals: "yes".to_owned() };
    let text = FieldKind::LongText { max_length: 100 };
    vec![
        question("projects", FieldKind::Choice { options }),
        Field { show_if: Some(condition), ..question("which", text) },
    ]
}

fn questionnaire() -> Questionnaire {
    Questionnaire {
        title: "Questionnaire".to_owned(),
        introduction: Vec::new(),
        opens: Some("2027-05-01T00:00:00Z".parse().unwrap()),
        closes: "2027-06-01T00:00:00Z".parse().unwrap(),
        interview: true,
        interview_hint: None,
        path: "/a/".to_owned(),
        groups: parts(questions()).groups,
        keep_until: Timestamp::MAX,
    }
}

fn read(replaced: &[(&str, &str)]) -> Result<FormAnswerRequest, ReadError> {
    let mut pairs = std::collections::BTreeMap::from([
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office de l’Ouest"),
        ("email", "claire@office.example"),
        ("projects", "yes"),
        ("which", "Un guichet"),
        ("privacy", "yes"),
    ]);
    pairs.extend(replaced.iter().copied());
    let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (workshop, name) = ("a".parse().unwrap(), "questionnaire".parse().unwrap());
    let form = form(parts(questions())).unwrap();
    read_answer(&workshop, &name, &form, &Submission::new(pairs.collect()))
}

fn answer(organisation: &str) -> FormAnswer {
    let request = read(&[("organisation", organisation)]).unwrap();
    let id = FormAnswerId::from_bytes([1; 16]);
    FormAnswer { id, request, suspicion: None, created: Timestamp::UNIX_EPOCH, expires: Timestamp::MAX }
}

#[test]
fn own_questions_come_between_the_respondent_and_the_privacy_notice() {
    let form = form(parts(questions())).unwrap();
    let groups: Vec<_> = form.groups().iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["respondent", "questions-1", "interview", "closing"]);
    let names: Vec<_> = form.fields().map(|field| field.name.as_str()).collect();
    let standard = ["given-name", "family-name", "function", "organisation", "email"];
    assert_eq!(names[..5], standard);
    assert_eq!(names[5..], ["projects", "which", "interview", "telephone", "privacy"]);
    assert_eq!(form.field("organisation").unwrap().autocomplete.token(), "organization");
    assert!(form.field("organisation").unwrap().required && !form.field("interview").unwrap().required);
    assert_eq!(form.field("email").unwrap().hint.as_deref(), Some("form.respondent.email_hint"));
}

#[test]
fn the_telephone_number_is_asked_only_for_an_interview() {
    let parts = QuestionnaireParts { interview: false, ..parts(questions()) };
    let form = form(parts).unwrap();
    assert!(form.field("interview").is_none() && form.field("telephone").is_none());
}

#[test]
fn the_editor_can_describe_the_interview() {
    let hint = Some("Une heure par téléphone".to_owned());
    let form = form(QuestionnaireParts { interview_hint: hint.clone(), ..parts(questions()) }).unwrap();
    assert_eq!(form.field("interview").unwrap().hint, hint);
}

#[test]
fn a_question_cannot_have_the_name_of_a_standard_field() {
    let error = form(parts(vec![question("email", FieldKind::Email)])).unwrap_err();
    assert!(matches!(error, RegistrationFormError::Form(FormError::DuplicateName(name)) if name == "email"));
}

#[test]
fn answers_are_separate_from_the_respondent() {
    let request = read(&[]).unwrap();
    assert_eq!(request.respondent.organisation, "Office de l’Ouest");
    let names: Vec<_> = request.answers.keys().collect();
    assert_eq!(names, ["projects", "which"]);
    assert_eq!(request.answers["which"], Answer::Text("Un guichet".to_owned()));
    assert!(!request.interview && request.respondent.telephone.is_none());
}

#[test]
fn a_telephone_number_is_kept_only_with_consent_to_an_interview() {
    let number = ("telephone", "01 23 45 67 89");
    assert_eq!(read(&[number]).unwrap().respondent.telephone, None);
    let request = read(&[number, ("interview", "yes")]).unwrap();
    assert!(request.interview && request.respondent.telephone.is_some());
}

#[test]
fn a_hidden_question_needs_no_answer_and_keeps_none() {
    let request = read(&[("projects", "no")]).unwrap();
    assert!(!request.answers.contains_key("which"));
    let Err(ReadError::Submission(errors)) = read(&[("which", " "), ("organisation", "")]) else {
        panic!("both are missing");
    };
    let missing: Vec<_> = errors.fields.iter().map(|error| (error.field.as_str(), error.problem)).collect();
    assert_eq!(missing, [("organisation", Problem::Missing), ("which", Problem::Missing)]);
}

#[test]
fn an_answer_with_another_form_hash_is_the_same() {
    let request = read(&[]).unwrap();
    let other_form = FormAnswerRequest { form_hash: "other".to_owned(), ..request.clone() };
    assert!(request.is_same_as(&other_form));
    assert!(!request.is_same_as(&read(&[("interview", "yes")]).unwrap()));
}

#[test]
fn all_spellings_of_an_organisation_share_a_key() {
    let key = answer("Office de l’Ouest").organisation_key();
    for typed in ["office de l'ouest", "  OFFICE  de l\u{2bc}Ouest"] {
        assert_eq!(answer(typed).organisation_key(), key, "{typed}");
    }
    assert_ne!(answer("Office de l’Est").organisation_key(), key);
    assert_eq!(answer("Est\u{2011}Habitat").organisation_key(), "est-habitat");
}

#[test]
fn a_questionnaire_is_open_between_opening_and_closing() {
    let questionnaire = questionnaire();
    let state = |time: &str| questionnaire.state(time.parse().unwrap());
    assert_eq!(state("2027-04-30T23:59:59Z"), OfferState::Upcoming);
    assert_eq!(state("2027-05-01T00:00:00Z"), OfferState::Open);
    assert_eq!(state("2027-06-01T00:00:00Z"), OfferState::Closed);
    let always = Questionnaire { opens: None, ..questionnaire };
    assert_eq!(always.state(Timestamp::MIN), OfferState::Open);
}

#[test]
fn answers_length_counts_the_longest_answers() {
    let options = vec![option("yes"), option("no")];
    let choice = question("choice", FieldKind::Choices { options });
    let text = question("text", FieldKind::Text { max_length: 100 });
    assert_eq!(answers_length([&choice, &text]), 105);
}

#[test]
fn identifiers_parse_to_themselves() {
    let id = FormAnswerId::from_bytes([0xab; 16]);
    assert_eq!(id.as_str().parse(), Ok(id.clone()));
    assert_eq!(id.reference(), "abababab");
    assert_eq!("claire".parse::<FormAnswerId>(), Err(InvalidFormAnswerId));
}
