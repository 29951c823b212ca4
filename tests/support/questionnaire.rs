//! A small questionnaire and answers to it, for the handler's tests.

use jiff::{SignedDuration, Timestamp};
use model::catalogue::Catalogue;
use model::contact::{Email, Telephone};
use model::form::{Autocomplete, ChoiceOption, Field, FieldErrors, FieldKind, ShowIf};
use model::questionnaire::{FormAnswer, FormAnswerRequest, QuestionGroup, Questionnaire};
use model::registration::Contact;
use model::submission::Answer;
use registry::identifier::IdentifierKey;

use crate::catalogue::NOW;
use crate::handler::replaced;

/// Adds a questionnaire to workshops of the catalogue: `proximite` and the cancelled `annule` get one that is open in
/// May 2027, `a-venir` one that is upcoming then, `passe` one that is closed.
#[must_use]
pub fn with_questionnaires(mut catalogue: Catalogue) -> Catalogue {
    let (march, june, december) = ("2027-03-01T00:00:00Z", "2027-06-01T00:00:00Z", "2027-12-01T00:00:00Z");
    let windows = [
        ("proximite", march, june),
        ("annule", march, june),
        ("a-venir", june, december),
        ("passe", march, march),
    ];
    for (slug, opens, closes) in windows {
        let slug = slug.parse().expect("the slug is valid");
        let workshop = catalogue.workshops.get_mut(&slug).expect("the catalogue has it");
        let name = "questionnaire".parse().expect("the slug is valid");
        workshop.has_questionnaires = true;
        workshop.forms.insert(name, questionnaire(opens, closes).into());
    }
    catalogue
}

/// Returns valid answers.
pub fn answers() -> Vec<(&'static str, &'static str)> {
    vec![
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office de l’Ouest"),
        ("email", "claire.legall@office.example"),
        ("projects", "yes"),
        ("which", "Un guichet\r\nitinérant"),
        ("privacy", "yes"),
    ]
}

/// Returns the answers with another value for this field.
pub fn answers_with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    replaced(answers(), name, value)
}

/// Returns the answers of person `number` to a workshop's questionnaire, one minute after the previous person.
pub fn form_answer(
    workshop: &str,
    number: usize,
    organisation: &str,
    answers: &[(&str, Answer)],
) -> FormAnswer {
    let (workshop, form) = (workshop.parse().expect("the slug is valid"), "questionnaire".parse());
    let form = form.expect("the slug is valid");
    let email = Email::parse(&format!("person-{number}@office.example")).expect("the address is valid");
    let respondent = Contact {
        given_name: "Zoé".to_owned(),
        family_name: format!("Person-{number}"),
        function: "Directrice".to_owned(),
        organisation: organisation.to_owned(),
        email,
        telephone: Telephone::parse("+33 1 23 45 67 89").ok(),
    };
    let answers = answers.iter().map(|(name, answer)| ((*name).to_owned(), answer.clone())).collect();
    let now: Timestamp = NOW.parse().expect("the timestamp is valid");
    let minutes = SignedDuration::from_mins(i64::try_from(number).expect("the number is small"));
    let request = FormAnswerRequest {
        workshop,
        form,
        respondent,
        answers,
        interview: number == 1,
        form_hash: String::new(),
    };
    FormAnswer {
        id: IdentifierKey::from([7; 32]).form_answer(&request, None),
        request,
        suspicion: None,
        created: now + minutes,
        expires: "2028-10-01T00:00:00Z".parse().expect("the timestamp is valid"),
    }
}

fn questionnaire(opens: &str, closes: &str) -> Questionnaire {
    let time = |text: &str| -> Timestamp { text.parse().expect("the timestamp is valid") };
    Questionnaire {
        title: "Questionnaire".to_owned(),
        introduction: Vec::new(),
        opens: Some(time(opens)),
        closes: time(closes),
        interview: true,
        interview_hint: None,
        path: "/questionnaire/".to_owned(),
        groups: vec![group()],
        keep_until: time("2028-10-01T00:00:00Z"),
    }
}

/// Returns a question, and another that depends on its answer.
fn group() -> QuestionGroup {
    let option = |value: &str| ChoiceOption {
        value: value.to_owned(),
        label: value.to_owned(),
        hint: None,
        language: None,
    };
    let options = vec![option("yes"), option("no")];
    let condition = ShowIf { field: "projects".to_owned(), equals: "yes".to_owned() };
    let which = question("which", FieldKind::LongText { max_length: 3_000 });
    QuestionGroup {
        legend: "Projets".to_owned(),
        hint: None,
        questions: vec![
            question("projects", FieldKind::Choice { options }),
            Field { show_if: Some(condition), ..which },
        ],
    }
}

fn question(name: &str, kind: FieldKind) -> Field {
    Field {
        name: name.to_owned(),
        label: name.to_owned(),
        hint: None,
        kind,
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: format!("{name} missing"), invalid: format!("{name} invalid") },
        show_if: None,
        language: None,
    }
}
