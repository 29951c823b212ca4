use model::money::{Currency, Money};
use model::offer::FeeBasis;
use model::registration::{Absences, Billing, Contact, FeeSnapshot, HistoryEntry, Participant};
use model::status::{Event, REGISTER, Status};

use super::*;

fn request(workshop: &str, email: &str) -> RegistrationRequest {
    let fee = FeeSnapshot {
        category: "adherent".parse().unwrap(),
        label: "Adhérent".to_owned(),
        amount: Money { minor: 50_000, currency: Currency::Eur },
        basis: Some(FeeBasis::Workshop),
    };
    let text = str::to_owned;
    RegistrationRequest {
        workshop: workshop.parse().unwrap(),
        participants: vec![Participant {
            number: 1,
            given_name: text("Claire"),
            family_name: text("Le Gall"),
            function: text("Directrice"),
            email: None,
            answers: Default::default(),
            sessions: Vec::new(),
            fee,
        }],
        sessions: Vec::new(),
        contact: Contact {
            given_name: text("Claire"),
            family_name: text("Le Gall"),
            function: text("Directrice"),
            organisation: text("Office"),
            email: Email::parse(email).unwrap(),
            telephone: None,
        },
        billing: Billing {
            organisation: None,
            address: text("1 rue de la Paix"),
            postal_code: text("75002"),
            city: text("Paris"),
            siret: None,
            purchase_order: None,
            email: None,
        },
        answers: Default::default(),
        remarks: None,
        listed: false,
        form_hash: text("0123456789abcdef"),
        language: None,
        membership: None,
    }
}

fn key(byte: u8) -> IdentifierKey {
    IdentifierKey::from([byte; 32])
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn identifier(byte: u8, request: &RegistrationRequest) -> RegistrationId {
    key(byte).identifier(request, Occasion::first(None, at(0)))
}

#[test]
fn the_first_half_depends_on_key_workshop_and_address_only() {
    let half = |byte, workshop, email| {
        let request = request(workshop, email);
        let digits = key(byte).address_digits(&request.workshop, &request.contact.email);
        assert_eq!(identifier(byte, &request).address_half(), digits);
        digits
    };
    let one = half(0x0a, "proximite", "claire@club.example");
    assert_eq!(one, half(0x0a, "proximite", "Claire@Club.example"));
    assert_ne!(one, half(0x0b, "proximite", "claire@club.example"));
    assert_ne!(one, half(0x0a, "autre", "claire@club.example"));
    assert_ne!(one, half(0x0a, "proximite", "claire.b@club.example"));
    // Computed with Python's `hmac` module. The value must never change, because stored registrations are found by it.
    assert_eq!(one, "eb29cc5cbcc1c393");
}

#[test]
fn the_second_half_depends_on_all_answers() {
    type Change = fn(&mut RegistrationRequest);
    let request = request("proximite", "claire@club.example");
    let one = identifier(7, &request);
    let same: [Change; 3] = [
        |it| it.form_hash = "other".to_owned(),
        |it| it.language = Some("en".to_owned()),
        |it| it.contact.email = Email::parse("CLAIRE@club.example").unwrap(),
    ];
    let other: [Change; 7] = [
        |it| it.participants[0].given_name = "Clara".to_owned(),
        |it| it.participants[0].fee.amount.minor = 1,
        |it| it.contact.function = "Présidente".to_owned(),
        |it| it.billing.city = "Lyon".to_owned(),
        |it| it.remarks = Some("Merci".to_owned()),
        |it| it.listed = true,
        |it| it.participants.push(it.participants[0].clone()),
    ];
    let changed = |change: &Change| {
        let mut request = request.clone();
        change(&mut request);
        identifier(7, &request)
    };
    assert!(same.iter().all(|change| changed(change) == one));
    for change in &other {
        let id = changed(change);
        assert_eq!(id.address_half(), one.address_half());
        assert_ne!(id.own_half(), one.own_half());
        assert_ne!(id.reference(), one.reference());
    }
}

#[test]
fn each_occasion_has_its_own_identifier() {
    let request = request("proximite", "claire@club.example");
    let first = Occasion::first(None, at(3_600));
    assert_eq!(first, Occasion::first(None, at(7_199)));
    assert_eq!(first.before(), Occasion::first(None, at(0)));
    let occasions = [
        first,
        first.next(),
        first.before(),
        Occasion::first(None, at(7_200)),
        Occasion::first(Some(Suspicion::Trap), at(3_600)),
        Occasion::first(Some(Suspicion::Rate), at(3_600)),
    ];
    let ids: std::collections::BTreeSet<_> =
        occasions.iter().map(|occasion| key(7).identifier(&request, *occasion)).collect();
    assert_eq!(ids.len(), occasions.len());
}

#[test]
fn each_registration_has_its_own_capability() {
    let key = key(7);
    let [one, other] = [1, 2].map(|byte| RegistrationId::from_bytes([byte; 16]));
    let (workshop, elsewhere): (Slug, Slug) = ("a".parse().unwrap(), "b".parse().unwrap());
    let at = |millisecond| Timestamp::from_millisecond(millisecond).unwrap();
    let capability = key.capability(&workshop, &one, at(1));
    assert_eq!(capability, key.capability(&workshop, &one, at(1)));
    assert_ne!(capability, key.capability(&workshop, &one, at(2)));
    assert_ne!(capability, key.capability(&workshop, &other, at(1)));
    assert_ne!(capability, key.capability(&elsewhere, &one, at(1)));
    assert_ne!(capability, IdentifierKey::from([8; 32]).capability(&workshop, &one, at(1)));
    assert_eq!(format!("{capability:?}"), "Capability(secret)");
}

fn registration(workshop: &str, created: i64) -> Registration {
    let request = request(workshop, "claire@club.example");
    Registration {
        id: identifier(7, &request),
        capability: Capability::from_bytes([1; 16]),
        request,
        named: 1,
        departures: Vec::new(),
        proposed_address: None,
        former_addresses: Vec::new(),
        seats: Default::default(),
        counted_for: None,
        status: Status::Unconfirmed,
        suspicion: None,
        created: at(created),
        expires: at(1_000_000),
        proven: None,
        confirm_until: Some(at(created + 86_400_000)),
        accept_until: None,
        invoiced: None,
        change_count: Default::default(),
        corrections: Default::default(),
        absences: Absences::default(),
        joined: Default::default(),
        revision: 1,
        history: vec![HistoryEntry::new(1, at(created), REGISTER, Status::Unconfirmed)],
    }
}

#[test]
fn only_the_token_of_a_registration_confirms_it() {
    let key = key(7);
    let one = registration("proximite", 0);
    let token = key.confirmation_token(&one);
    assert!(key.confirms(&token, &one));
    for wrong in ["", &token[1..], &token.to_uppercase(), one.id.as_str(), one.capability.as_str(), "é"] {
        assert!(!key.confirms(wrong, &one), "{wrong}");
    }
    // A quarantined registration gets a new deadline when it is released.
    let released = Registration { confirm_until: Some(at(9)), ..one.clone() };
    let next = Occasion::first(None, at(0)).next();
    let other = Registration { id: key.identifier(&one.request, next), ..one.clone() };
    for other in [registration("autre", 0), registration("proximite", 1), released, other] {
        assert!(!key.confirms(&token, &other), "{other:?}");
    }
    assert!(!IdentifierKey::from([8; 32]).confirms(&token, &one));
}

#[test]
fn a_token_remains_valid_after_use() {
    let key = key(7);
    let one = registration("proximite", 0);
    let token = key.confirmation_token(&one);
    let confirmed = one.after(Event::ConfirmEmail.key(), Status::Waiting, at(5));
    let promoted = confirmed.after(Event::Promote.key(), Status::Confirmed, at(9));
    assert!(key.confirms(&token, &confirmed) && key.confirms(&token, &promoted));
}

#[test]
fn counters_differ_by_period_kind_and_address() {
    let key = key(7);
    let one = key.counter("change", "192.0.2.1", 1);
    assert_eq!(one, key.counter("change", "192.0.2.1", 1));
    assert_ne!(one, key.counter("search", "192.0.2.1", 1));
    assert_ne!(one, key.counter("change", "192.0.2.1", 2));
    assert_ne!(one, key.counter("change", "192.0.2.2", 1));
    assert_ne!(one, IdentifierKey::from([8; 32]).counter("change", "192.0.2.1", 1));
    assert!(!one.contains("192"));
}

#[test]
fn a_key_has_64_hexadecimal_digits_and_debug_hides_it() {
    for text in ["", "0a", &"0g".repeat(32), &"é".repeat(32), &"+a".repeat(32)] {
        assert!(text.parse::<IdentifierKey>().is_err(), "{text}");
    }
    assert_eq!(format!("{:?}", key(7)), "IdentifierKey(secret)");
}

#[test]
fn the_token_of_a_specimen_holds_for_one_workshop_and_some_minutes() {
    let (key, other) = (IdentifierKey::from([1; 32]), IdentifierKey::from([2; 32]));
    let (workshop, now) = ("petit".parse().unwrap(), "2027-05-01T12:00:00Z".parse::<Timestamp>().unwrap());
    let token = key.specimen_token(&workshop, now);
    let later = |seconds| now + jiff::SignedDuration::from_secs(seconds);
    assert!(
        key.is_of_specimen(&token, &workshop, later(300))
            && key.is_of_specimen(&token, &workshop, later(-300))
    );
    assert!(
        !key.is_of_specimen(&token, &workshop, later(301))
            && !key.is_of_specimen(&token, &workshop, later(-301))
    );
    assert!(!other.is_of_specimen(&token, &workshop, now));
    assert!(!key.is_of_specimen(&token, &"grand".parse().unwrap(), now));
    let (seconds, digits) = token.split_once('-').unwrap();
    let postponed = format!("{}-{digits}", seconds.parse::<i64>().unwrap() + 1);
    for forged in [
        "",
        "-",
        &token[..token.len() - 2],
        &token.to_uppercase(),
        digits,
        &postponed,
        &format!("{seconds}-"),
    ] {
        assert!(!key.is_of_specimen(forged, &workshop, now), "{forged}");
    }
}
