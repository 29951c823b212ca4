#![allow(clippy::too_many_lines, reason = "a list of cases may be long")]

use aws_sdk_dynamodb::types::AttributeValue;
use model::announcement::AttendanceMode;
use model::contact::{Email, Telephone};
use model::money::{Currency, Money};
use model::offer::FeeBasis;
use model::registration::{
    Author, Billing, Contact, Departure, DetailPart, FeeSnapshot, FormerAddress, Participant,
    ProposedAddress, Suspicion,
};
use model::siret::Siret;
use model::submission::Answer;
use serde_json::json;

use super::*;
use crate::attributes::text;

fn registration() -> Registration {
    let participant = |name: &str| Participant {
        number: 1,
        given_name: name.to_owned(),
        family_name: "Le Gall".to_owned(),
        function: "Directrice".to_owned(),
        email: Email::parse(&format!("{name}@office.example").to_lowercase()).ok(),
        answers: [("diet".to_owned(), Answer::Text("végétarienne".to_owned()))].into(),
        sessions: vec![AttendedSession { session: "b".to_owned(), mode: Some(AttendanceMode::InPerson) }],
        fee: FeeSnapshot {
            category: "adherent".parse().unwrap(),
            label: "Adhérent".to_owned(),
            amount: Money { minor: 50_000, currency: Currency::Eur },
            basis: Some(FeeBasis::Workshop),
        },
    };
    let contact = Contact {
        given_name: "Claire".to_owned(),
        family_name: "Le Gall".to_owned(),
        function: "Directrice".to_owned(),
        organisation: "Office".to_owned(),
        email: Email::parse("claire@office.example").unwrap(),
        telephone: Some(Telephone::parse("01 23 45 67 89").unwrap()),
    };
    let billing = Billing {
        organisation: Some("Siège".to_owned()),
        address: "1 rue de la Paix".to_owned(),
        postal_code: "75002".to_owned(),
        city: "Paris".to_owned(),
        siret: Siret::parse("73282932000074").ok(),
        purchase_order: Some("BC-2027-1".to_owned()),
        email: Some(Email::parse("compta@office.example").unwrap()),
    };
    let answers = [
        ("diet", Answer::Text("végétarienne".to_owned())),
        ("years", Answer::Number(-3)),
        ("topics", Answer::Choices(vec!["a".to_owned(), "b".to_owned()])),
        ("share", Answer::Consent),
    ];
    let created: Timestamp = "2027-05-01T12:00:00.123Z".parse().unwrap();
    let arriving = Registration {
        id: "0123456789abcdef0123456789abcdef".parse().unwrap(),
        capability: "fedcba9876543210fedcba9876543210".parse().unwrap(),
        request: RegistrationRequest {
            workshop: "proximite".parse().unwrap(),
            participants: vec![participant("Claire"), Participant { number: 3, ..participant("Zoe") }],
            sessions: vec![
                AttendedSession { session: "a".to_owned(), mode: None },
                AttendedSession { session: "b".to_owned(), mode: Some(AttendanceMode::Online) },
            ],
            contact,
            billing,
            answers: answers.map(|(name, answer)| (name.to_owned(), answer)).into(),
            remarks: Some("Végétarienne\nmerci".to_owned()),
            listed: true,
            form_hash: "0123456789abcdef".to_owned(),
            language: Some("en".to_owned()),
            membership: Some(Membership::Code),
        },
        named: 4,
        departures: vec![Departure {
            number: 3,
            email: Email::parse("anne@office.example").unwrap(),
            at: created,
            sessions: vec![AttendedSession { session: "a".to_owned(), mode: Some(AttendanceMode::Online) }],
        }],
        proposed_address: Some(ProposedAddress {
            email: Email::parse("claire@elsewhere.example").unwrap(),
            number: 7,
            at: created,
            until: "2030-05-02T12:00:00.123Z".parse().unwrap(),
        }),
        former_addresses: vec![FormerAddress {
            email: Email::parse("claire@former.example").unwrap(),
            number: 6,
            at: created,
        }],
        seats: Seats::in_pools(["a", "b"], 2),
        counted_for: Some("732829320".to_owned().try_into().unwrap()),
        status: Status::Waiting,
        proven: Some(created),
        confirm_until: Some(created),
        accept_until: None,
        suspicion: Some(Suspicion::Rate),
        created,
        expires: "2030-10-01T00:00:00Z".parse().unwrap(),
        invoiced: Some(created),
        change_count: ChangeCount::default().with_one_more(created).unwrap(),
        corrections: [(4, ChangeCount::default().with_one_more(created).unwrap())].into(),
        absences: Absences::default(),
        joined: [(3, created)].into(),
        revision: 0,
        history: Vec::new(),
    };
    let waiting = arriving.after("register", Status::Waiting, created);
    let seated = waiting.after("promote", Status::Confirmed, created);
    let change = |it: Registration| it.after("change-listing", Status::Confirmed, created);
    let changed = change(change(seated));
    let entry = changed.entry("change-details", Status::Confirmed, created);
    let changed = changed.followed_by(entry.by(Some(Author::Registrant)).about(DetailPart::ALL.to_vec()));
    let entry = changed.entry("change-details", Status::Confirmed, created);
    let changed = changed.followed_by(entry.by(Some(Author::Participant)).about_sessions_of(3));
    let mut absences = Absences::default();
    assert!(absences.record("a", 1, true) && absences.record("a", 3, true) && absences.record("b", 3, true));
    Registration { absences, ..changed }
}

#[test]
fn registrations_round_trip() {
    let full = registration();
    assert_eq!(to_registration(&from_registration(&full).unwrap()).unwrap(), full);

    let mut bare = registration();
    bare.request.remarks = None;
    bare.departures.clear();
    bare.proposed_address = None;
    bare.former_addresses.clear();
    bare.absences = Absences::default();
    bare.joined.clear();
    bare.request.contact.telephone = None;
    bare.request.sessions.clear();
    bare.request.answers.clear();
    for participant in &mut bare.request.participants {
        participant.email = None;
        participant.answers.clear();
        participant.sessions.clear();
    }
    bare.request.billing.organisation = None;
    bare.request.billing.siret = None;
    bare.request.billing.purchase_order = None;
    bare.request.billing.email = None;
    assert_eq!(to_registration(&from_registration(&bare).unwrap()).unwrap(), bare);
}

#[test]
fn offered_seats_are_those_of_a_pending_registration_to_earlier_versions() {
    let (until, at) = ("2027-05-03T12:00:00Z".parse().unwrap(), "2027-05-01T12:00:01Z".parse().unwrap());
    let offered = registration().with_offered_seats(until, at);
    let offered = offered.after("change-listing", Status::Offered, at);
    let mut item = from_registration(&offered).unwrap();
    assert_eq!(to_registration(&item).unwrap(), offered);
    assert_eq!((&item["status"], &item["accept_until"]), (&text("pending"), &text("2027-05-03T12:00:00Z")));
    let entries = item["history"].as_l().unwrap().iter().rev().take(2);
    for entry in entries.map(|entry| entry.as_m().unwrap()) {
        assert_eq!((&entry["status"], &entry["offered"]), (&text("pending"), &AttributeValue::Bool(true)));
    }
    let accepted = offered.after("accept-seats", Status::Confirmed, at);
    assert_eq!(to_registration(&from_registration(&accepted).unwrap()).unwrap(), accepted);
    // An earlier version writes only the attributes that it knows.
    item.remove("accept_until");
    let read = to_registration(&item).unwrap();
    assert_eq!((read.status, read.accept_until, read.claims()), (Status::Pending, None, offered.claims()));
}

/// 20 people were absent from as many sessions as a workshop may have, with the longest identifiers.
#[test]
fn absences_are_a_small_part_of_an_item() {
    let mut absences = Absences::default();
    for session in 0..200 {
        (1..=20).for_each(|number| assert!(absences.record(&format!("{session:080}"), number, true)));
    }
    let item = from_registration(&Registration { absences, ..registration() }).unwrap();
    let others = item.iter().filter(|(name, _)| *name != "absences");
    let others: Item = others.map(|(name, value)| (name.clone(), value.clone())).collect();
    let bytes = size::of(&item) - size::of(&others);
    assert!(bytes < size::MAX_ITEM_BYTES / 3, "{bytes} bytes");
    let earlier = to_registration(&others).unwrap();
    assert!(earlier.absences.is_empty(), "items of earlier versions have none");
}

#[test]
fn attribute_names_are_stable() {
    let item = from_registration(&registration()).unwrap();
    assert_eq!(item[PK], text("workshop#proximite"));
    assert_eq!(item[SK], text("registration#0123456789abcdef0123456789abcdef"));
    assert_eq!(item["created"], text("2027-05-01T12:00:00.123Z"));
    assert_eq!(item["expires_at"], AttributeValue::N("1917043200".to_owned()));
    assert_eq!(item["amount"], AttributeValue::N("100000".to_owned()));
    let history = item["history"].as_l().unwrap();
    assert_eq!(history[1].as_m().unwrap()["event"], text("promote"));
    assert_eq!(item["status"], text("confirmed"));
    assert_eq!(item["seats"].as_m().unwrap()["b"], AttributeValue::N("2".to_owned()));
}

#[test]
fn an_invalid_attribute_is_named_without_its_value() {
    for attribute in [
        "status",
        "seats",
        "participants",
        "contact",
        "billing",
        "created",
        "revision",
        "history",
        "expires_at",
    ] {
        let mut item = from_registration(&registration()).unwrap();
        item.insert(attribute.to_owned(), text("Claire"));
        let error = to_registration(&item).unwrap_err().to_string();
        assert!(error.contains(attribute) && !error.contains("Claire"), "{attribute}: {error}");
        item.remove(attribute);
        assert!(to_registration(&item).is_err(), "{attribute}");
    }
}

/// The table outlives each version of this program: an item written by an older version, whose participants have neither
/// an address nor answers, is read and written again unchanged.
#[test]
fn a_stored_item_keeps_its_form() {
    let participant = json!({
        "given_name": "Claire", "family_name": "Le Gall", "function": "Directrice",
        "category": "adherent", "label": "Adhérent", "amount": 50_000, "currency": "EUR",
    });
    let colleague = json!({
        "given_name": "Marc", "family_name": "Petit", "function": "Directeur",
        "category": "adherent", "label": "Adhérent", "amount": 50_000, "currency": "EUR",
        "email": "marc@office.example",
        "answers": { "diet": "végétarien", "years": -3, "topics": ["a", "b"], "share": true },
    });
    let stored = json!({
        "PK": "workshop#proximite",
        "SK": "registration#0123456789abcdef0123456789abcdef",
        "capability": "fedcba9876543210fedcba9876543210",
        "status": "waiting",
        "seats": { "a": 1, "b": 1 },
        "participants": [participant, colleague],
        "contact": {
            "given_name": "Claire", "family_name": "Le Gall", "function": "Directrice", "organisation": "Office",
            "email": "claire@office.example", "telephone": "+33123456789",
        },
        "billing": {
            "address": "1 rue de la Paix", "postal_code": "75002", "city": "Paris", "organisation": "Siège",
            "siret": "73282932000074", "purchase_order": "BC-2027-1", "email": "compta@office.example",
        },
        "amount": 100_000,
        "currency": "EUR",
        "form_hash": "0123456789abcdef",
        "created": "2027-05-01T12:00:00.123Z",
        "revision": 3,
        "history": [
            { "number": 1, "time": "2027-05-01T12:00:00.123Z", "event": "register", "status": "requested" },
            {
                "number": 3, "time": "2027-05-01T14:00:00Z", "event": "change-participants", "status": "waiting",
                "first": "2027-05-01T13:00:00Z", "earlier": 1,
            },
        ],
        "expires_at": 1_917_043_200,
        "changes": { "total": 2, "recent": 2, "since": "2027-05-01T13:00:00Z" },
        "remarks": "Végétarienne",
        "language": "en",
        "proven": "2027-05-01T12:30:00Z",
        "confirm_until": "2027-05-02T12:00:00.123Z",
        "suspicion": "rate",
        "membership": "review",
        "counted_for": "732829320",
        "listed": true,
        "sessions": [{ "session": "a" }, { "session": "b", "mode": "in-person" }],
        "answers": { "diet": "végétarienne", "years": -3, "topics": ["a", "b"], "share": true },
    });
    let item: Item = serde_dynamo::to_item(stored).unwrap();
    let registration = to_registration(&item).unwrap();
    assert_eq!(registration.request.participants.len(), 2);
    assert_eq!(from_registration(&registration).unwrap(), item);
}

#[test]
fn a_registration_without_participants_is_refused() {
    let mut registration = registration();
    registration.request.participants.clear();
    assert!(from_registration(&registration).is_err());
}
