use std::collections::BTreeMap;
use std::convert::Infallible;

use super::*;
use crate::money::Currency;
use crate::submission::{Submission, validate};

fn fee(category: &str, minor: u64) -> Fee {
    Fee {
        category: category.parse().unwrap(),
        label: category.to_uppercase(),
        note: None,
        amount: Money {
            minor,
            currency: Currency::Eur,
        },
    }
}

fn workshop() -> CatalogueWorkshop {
    let fees = vec![fee("member", 50_000), fee("other", 150_000)];
    let text = |key: &str| Ok::<_, Infallible>(key.to_owned());
    let form = registration_form(&fees, |_| "hint".to_owned(), text).unwrap();
    let offer = Offer {
        opens: Timestamp::UNIX_EPOCH,
        closes: Timestamp::UNIX_EPOCH,
        capacity: 1,
        fees,
        form,
        keep_until: Timestamp::UNIX_EPOCH,
    };
    CatalogueWorkshop {
        slug: "proximite".parse().unwrap(),
        title: "Proximité".into(),
        path: "/ateliers/proximite/".into(),
        registration_path: None,
        sessions: Vec::new(),
        cancelled: false,
        offer: Some(offer),
    }
}

/// The request of a submission in which some values are replaced.
fn request(replaced: &[(&str, &str)]) -> RegistrationRequest {
    let mut pairs = BTreeMap::from([
        ("fee", "member"),
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office"),
        ("email", "claire@office.example"),
        ("telephone", ""),
        ("remarks", ""),
        ("privacy", "yes"),
    ]);
    pairs.extend(replaced.iter().copied());
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let workshop = workshop();
    let offer = workshop.offer.as_ref().unwrap();
    let answers = validate(&offer.form, &Submission::new(pairs)).unwrap();
    RegistrationRequest::from_answers(&workshop, offer, &answers).unwrap()
}

#[test]
fn the_amount_comes_from_the_catalogue() {
    assert_eq!(request(&[]).amount().unwrap().minor, 50_000);
    let request = request(&[("fee", "other"), ("telephone", "01 23 45 67 89")]);
    assert_eq!(request.amount().unwrap().minor, 150_000);
    assert_eq!(request.seats(), 1);
    assert_eq!(request.contact.telephone.unwrap().as_str(), "01 23 45 67 89");
}

#[test]
fn there_is_no_sum_of_different_currencies_or_of_nobody() {
    let mut request = request(&[]);
    let mut guest = request.participants[0].clone();
    request.participants.push(guest.clone());
    assert_eq!(request.amount().unwrap().minor, 100_000);
    guest.fee.amount.currency = Currency::Chf;
    request.participants.push(guest);
    assert_eq!(request.amount(), None);
    request.participants.clear();
    assert_eq!(request.amount(), None);
}

#[test]
fn the_form_that_was_used_does_not_make_two_requests_differ() {
    let one = request(&[]);
    let other = RegistrationRequest {
        form_hash: "another".into(),
        ..one.clone()
    };
    assert!(one.is_same_as(&other));
    assert!(!one.is_same_as(&request(&[("family-name", "Legall")])));
}

#[test]
fn a_form_without_the_standard_fields_is_the_operators_problem() {
    let workshop = workshop();
    let offer = workshop.offer.as_ref().unwrap();
    let error = RegistrationRequest::from_answers(&workshop, offer, &Answers::new());
    assert_eq!(error, Err(RequestError::Field("email")));
}

#[test]
fn fee_categories_must_differ() {
    let text = |key: &str| Ok::<_, Infallible>(key.to_owned());
    let error = registration_form(&[fee("a", 1), fee("a", 2)], |_| "hint".to_owned(), text);
    assert!(matches!(error, Err(RegistrationFormError::Form(_))));
}

#[test]
fn identifiers_are_32_lower_case_hexadecimal_digits() {
    let id = RegistrationId::from_bytes([0xab; 16]);
    assert_eq!(id.as_str().parse(), Ok(id.clone()));
    for text in [
        "",
        "AB",
        &"g".repeat(32),
        &"A".repeat(32),
        &"a".repeat(33),
        "../../../../../../../../../etc/pw",
    ] {
        assert_eq!(text.parse::<RegistrationId>(), Err(InvalidRegistrationId));
    }
}
