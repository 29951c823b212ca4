use aws_sdk_dynamodb::types::AttributeValue;
use model::contact::{Email, Telephone};
use model::registration::Contact;
use model::submission::Answer;

use super::*;
use crate::attributes::text;

fn answer() -> FormAnswer {
    let answers = [
        ("difficulties", Answer::Text("une\ndeux".to_owned())),
        ("homes", Answer::Number(250)),
        ("topics", Answer::Choices(vec!["a".to_owned(), "b".to_owned()])),
    ];
    FormAnswer {
        id: "0123456789abcdef0123456789abcdef".parse().unwrap(),
        request: FormAnswerRequest {
            workshop: "proximite".parse().unwrap(),
            form: "questionnaire".parse().unwrap(),
            respondent: Contact {
                given_name: "Claire".to_owned(),
                family_name: "Le Gall".to_owned(),
                function: "Directrice".to_owned(),
                organisation: "Office".to_owned(),
                email: Email::parse("claire@office.example").unwrap(),
                telephone: Some(Telephone::parse("01 23 45 67 89").unwrap()),
            },
            answers: answers.map(|(name, answer)| (name.to_owned(), answer)).into(),
            interview: true,
            form_hash: "0123456789abcdef".to_owned(),
        },
        suspicion: Some(Suspicion::Trap),
        created: "2027-05-01T12:00:00.123Z".parse().unwrap(),
        expires: "2028-10-01T00:00:00Z".parse().unwrap(),
    }
}

#[test]
fn answers_round_trip() {
    let full = answer();
    assert_eq!(to_answer(&from_answer(&full).unwrap()).unwrap(), full);

    let mut bare = answer();
    bare.request.interview = false;
    bare.request.respondent.telephone = None;
    bare.request.answers.clear();
    assert_eq!(to_answer(&from_answer(&bare).unwrap()).unwrap(), bare);
}

#[test]
fn attribute_names_are_stable() {
    let item = from_answer(&answer()).unwrap();
    assert_eq!(item[PK], text("workshop#proximite"));
    assert_eq!(item[SK], text("form#questionnaire#0123456789abcdef0123456789abcdef"));
    assert_eq!(item["created"], text("2027-05-01T12:00:00.123Z"));
    assert_eq!(item["expires_at"], AttributeValue::N("1853971200".to_owned()));
    assert_eq!(item["interview"], AttributeValue::Bool(true));
    assert_eq!(item["contact"].as_m().unwrap()["organisation"], text("Office"));
    assert_eq!(item["answers"].as_m().unwrap()["homes"], AttributeValue::N("250".to_owned()));
}

#[test]
fn an_invalid_attribute_is_named_without_its_value() {
    for attribute in [SK, "contact", "answers", "form_hash", "created", "expires_at"] {
        let mut item = from_answer(&answer()).unwrap();
        item.insert(attribute.to_owned(), AttributeValue::L(vec![text("Claire")]));
        let error = to_answer(&item).unwrap_err().to_string();
        assert!(error.contains(attribute) && !error.contains("Claire"), "{attribute}: {error}");
        item.remove(attribute);
        assert!(to_answer(&item).is_err(), "{attribute}");
    }
}
