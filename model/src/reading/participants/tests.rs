use std::collections::BTreeMap;

use super::*;
use crate::catalogue::CatalogueWorkshop;
use crate::form::tests::{field as question, option};
use crate::form::{Field, FieldKind, FormError, ShowIf};
use crate::offer::{Attends, FeeBasis};
use crate::registration::tests::{COLLEAGUE, errors, form, read, words, workshop};
use crate::registration::{
    FormParts, ParticipantParts, RegistrationFormError, RegistrationRequest, participants_form,
    registration_form,
};
use crate::submission::Answer;

/// A workshop that asks each participant for an address, whether they have lunch, and then for a diet.
fn personal(email: ParticipantEmail) -> CatalogueWorkshop {
    let mut workshop = workshop(Attends::All, FeeBasis::Workshop);
    let offer = workshop.offer.as_deref_mut().unwrap();
    let lunch = question("lunch", FieldKind::Choice { options: vec![option("yes"), option("no")] });
    let condition = ShowIf { field: "lunch".into(), equals: "yes".into() };
    let diet = question("menu", FieldKind::Text { max_length: 50 });
    offer.participant_questions = vec![lunch, Field { show_if: Some(condition), ..diet }];
    offer.participant_email = email;
    workshop
}

/// Returns the colleague's row with an address and answers.
fn colleague<'a>(email: &'a str, lunch: &'a str, menu: &'a str) -> Vec<(&'a str, &'a str)> {
    let personal = [
        ("participant-3-email", email),
        ("participant-3-lunch", lunch),
        ("participant-3-menu", menu),
        ("participant-1-lunch", "no"),
    ];
    [&COLLEAGUE[..], &personal].concat()
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn request(fields: &[(&str, &str)]) -> RegistrationRequest {
    read(&personal(ParticipantEmail::Optional), fields).unwrap()
}

#[test]
fn each_participant_has_an_address_and_answers() {
    let request = request(&colleague("marc@office.example", "yes", "végétarien"));
    let [claire, marc] = request.participants.as_slice() else { panic!("two participants") };
    assert_eq!(claire.email.as_ref().map(Email::as_str), Some("claire@office.example"));
    assert_eq!(claire.answers, BTreeMap::from([("lunch".to_owned(), text("no"))]));
    assert_eq!(marc.email.as_ref().map(Email::as_str), Some("marc@office.example"));
    let answers = [("lunch".to_owned(), text("yes")), ("menu".to_owned(), text("végétarien"))];
    assert_eq!(marc.answers, BTreeMap::from(answers));
    assert!(request.answers.is_empty(), "{:?}", request.answers);
}

#[test]
fn a_contact_who_does_not_take_part_answers_nothing_about_themselves() {
    let mut fields = colleague("marc@office.example", "no", "");
    fields.extend([("takes-part", "no"), ("fee", ""), ("participant-1-lunch", "")]);
    let request = request(&fields);
    assert_eq!(request.participants.len(), 1);
    assert_eq!(request.participants[0].given_name, "Marc");
}

#[test]
fn answers_are_missed_at_their_own_fields() {
    let workshop = personal(ParticipantEmail::Required);
    let mut fields = colleague("marc@office", "yes", "");
    fields.push(("participant-1-lunch", ""));
    let expected = [
        ("participant-1-lunch", Problem::Missing),
        ("participant-3-email", Problem::Invalid),
        ("participant-3-menu", Problem::Missing),
    ];
    let errors = errors(read(&workshop, &fields));
    let errors: Vec<_> = errors.iter().map(|(field, problem)| (field.as_str(), *problem)).collect();
    assert_eq!(errors, expected);
}

#[test]
fn an_address_is_optional_or_required() {
    let fields = colleague("", "no", "");
    assert_eq!(request(&fields).participants[1].email, None);
    let missing = errors(read(&personal(ParticipantEmail::Required), &fields));
    assert_eq!(missing, [("participant-3-email".to_owned(), Problem::Missing)]);
    let workshop = personal(ParticipantEmail::None);
    assert!(form(&workshop).field("participant-3-email").is_none());
    let request = read(&workshop, &colleague("marc@office.example", "no", "")).unwrap();
    assert!(request.participants.iter().all(|participant| participant.email.is_none()));
}

#[test]
fn participants_do_not_share_an_address() {
    let workshop = personal(ParticipantEmail::Optional);
    let same = |field: &str| (field.to_owned(), Problem::SameEmail);
    let with_contact = colleague("CLAIRE@office.example", "no", "");
    assert_eq!(errors(read(&workshop, &with_contact)), [same("participant-3-email")]);
    // Problems of other fields are reported with it, in the order of the form.
    let mut second = with_contact.clone();
    second.extend([
        ("participant-2-given-name", "Anne"),
        ("participant-2-family-name", "Roy"),
        ("participant-2-function", "Cheffe"),
        ("participant-2-fee", "other"),
        ("participant-2-lunch", "no"),
        ("participant-2-email", "anne@office.example"),
        ("participant-3-email", "anne@office.example"),
        ("billing-city", ""),
        ("function", ""),
    ]);
    let missing = |field: &str| (field.to_owned(), Problem::Missing);
    let all = [missing("function"), same("participant-3-email"), missing("billing-city")];
    assert_eq!(errors(read(&workshop, &second)), all);
    // An assistant may give their own address for one person.
    let mut assistant = colleague("claire@office.example", "no", "");
    assistant.extend([("takes-part", "no"), ("fee", "")]);
    assert_eq!(read(&workshop, &assistant).unwrap().participants.len(), 1);
}

#[test]
fn questions_about_participants_have_names_of_their_own() {
    let make = |questions: Vec<Field>, participant: Vec<Field>| {
        let workshop = personal(ParticipantEmail::None);
        let parts = FormParts {
            fees: &workshop.offer.as_deref().unwrap().fees,
            member_code: false,
            max_participants: 3,
            max_per_organisation: None,
            attends: Attends::All,
            sessions: &[],
            questions,
            participant: ParticipantParts { email: ParticipantEmail::None, questions: participant },
        };
        registration_form(parts, |_| "hint".to_owned(), words)
    };
    let named = |name: &str| question(name, FieldKind::Consent);
    for (of_registration, of_participant) in [
        (vec![], vec![named("email")]),
        (vec![named("a")], vec![named("a")]),
        (vec![], vec![named("a"), named("a")]),
    ] {
        let error = make(of_registration, of_participant.clone()).unwrap_err();
        let name = of_participant[0].name.clone();
        assert_eq!(error, RegistrationFormError::Form(FormError::DuplicateName(name)));
    }
    let condition = Some(ShowIf { field: "b".into(), equals: "yes".into() });
    let depends = Field { show_if: condition, ..named("a") };
    let error = make(vec![named("b")], vec![depends]).unwrap_err();
    let (field, other) = ("a".to_owned(), "b".to_owned());
    assert_eq!(error, RegistrationFormError::Form(FormError::ShowIf { field, other }));
}

/// Changes Claire and Marc with these addresses and Marc's given name, in the form of a workshop.
fn changed(workshop: &CatalogueWorkshop, marc: [&str; 2]) -> Result<Vec<Participant>, ReadError> {
    let request = request(&colleague("marc@office.example", "yes", "végétarien"));
    let (current, shown) = (&request.participants, ShownParticipants::of(&request));
    let offer = workshop.offer.as_deref().unwrap();
    let form = participants_form(2, &ParticipantParts::of(offer), words).unwrap();
    let fields = [
        ("participant-1-given-name", "Claire"),
        ("participant-1-family-name", "Le Gall"),
        ("participant-1-function", "Directrice"),
        ("participant-1-email", "claire@office.example"),
        ("participant-1-lunch", "no"),
        ("participant-2-given-name", marc[0]),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Directeur"),
        ("participant-2-email", marc[1]),
        ("participant-2-lunch", "no"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let read = read_participants(&form, current, &shown, &Submission::new(fields.into()));
    read.map(|participants| participants.unwrap())
}

#[test]
fn addresses_and_answers_change_with_the_participants() {
    let workshop = personal(ParticipantEmail::Optional);
    let participants = changed(&workshop, ["Marc", "m.petit@office.example"]).unwrap();
    assert_eq!(participants[1].email.as_ref().map(Email::as_str), Some("m.petit@office.example"));
    assert_eq!(participants[1].answers, BTreeMap::from([("lunch".to_owned(), text("no"))]));
    let Err(ReadError::Submission(errors)) = changed(&workshop, ["Marc", "claire@office.example"]) else {
        panic!("the address is Claire's");
    };
    let field = "participant-2-email".to_owned();
    assert_eq!(errors.fields, [FieldError { field, problem: Problem::SameEmail }]);
}

#[test]
fn what_is_no_longer_asked_is_kept_for_those_who_remain() {
    let mut workshop = personal(ParticipantEmail::None);
    workshop.offer.as_deref_mut().unwrap().participant_questions.truncate(1);
    let participants = changed(&workshop, ["Marc", ""]).unwrap();
    assert_eq!(participants[1].email.as_ref().map(Email::as_str), Some("marc@office.example"));
    let answers = [("lunch".to_owned(), text("no")), ("menu".to_owned(), text("végétarien"))];
    assert_eq!(participants[1].answers, BTreeMap::from(answers));
    let replaced = changed(&workshop, ["Anne", ""]).unwrap();
    assert_eq!(replaced[1].email, None);
    assert_eq!(replaced[1].answers, BTreeMap::from([("lunch".to_owned(), text("no"))]));
}

#[test]
fn an_address_or_else_the_name_makes_the_person() {
    let of = |name: &str, email: Option<&str>| {
        let participant = request(&colleague("", "no", "")).participants[1].clone();
        let email = email.map(|email| Email::parse(email).unwrap());
        Participant { given_name: name.to_owned(), email, ..participant }
    };
    let marc = of("Marc", Some("marc@office.example"));
    assert!(of("Marco", Some("MARC@office.example")).continues(&marc));
    assert!(!of("Marc", Some("m@office.example")).continues(&marc));
    assert!(!of("Marc", None).continues(&marc));
    let nameless = of("Marc", None);
    assert!(marc.continues(&nameless) && nameless.continues(&nameless));
    assert!(!of("Anne", None).continues(&nameless));
}
