use super::*;

fn registration() -> Registration {
    let participant = |name: &str| Participant {
        given_name: name.to_owned(),
        family_name: "Le Gall".to_owned(),
        function: "Directrice".to_owned(),
        fee: FeeSnapshot {
            category: "adherent".parse().unwrap(),
            label: "Adhérent".to_owned(),
            amount: Money {
                minor: 50_000,
                currency: Currency::Eur,
            },
        },
    };
    Registration {
        id: "0123456789abcdef0123456789abcdef".parse().unwrap(),
        request: RegistrationRequest {
            workshop: "proximite".parse().unwrap(),
            participants: vec![participant("Claire"), participant("Zoé")],
            contact: Contact {
                organisation: "Office".to_owned(),
                email: Email::parse("claire@office.example").unwrap(),
                telephone: Some(Telephone::parse("01 23 45 67 89").unwrap()),
            },
            remarks: Some("Végétarienne\nmerci".to_owned()),
            form_hash: "0123456789abcdef".to_owned(),
        },
        status: Status::Confirmed,
        created: "2027-05-01T12:00:00Z".parse().unwrap(),
        expires: "2030-10-01T00:00:00Z".parse().unwrap(),
    }
}

#[test]
fn a_registration_comes_back_as_it_was() {
    let full = registration();
    assert_eq!(to_registration(&from_registration(&full).unwrap()).unwrap(), full);

    let mut bare = registration();
    bare.request.remarks = None;
    bare.request.contact.telephone = None;
    assert_eq!(to_registration(&from_registration(&bare).unwrap()).unwrap(), bare);
}

#[test]
fn attributes_are_what_the_tables_readers_rely_on() {
    let item = from_registration(&registration()).unwrap();
    assert_eq!(item[PK], text("workshop#proximite"));
    assert_eq!(item[SK], text("registration#0123456789abcdef0123456789abcdef"));
    assert_eq!(item["created"], text("2027-05-01T12:00:00Z"));
    assert_eq!(item["expires_at"], AttributeValue::N("1917043200".to_owned()));
    assert_eq!(item["amount"], AttributeValue::N("100000".to_owned()));
    let history = item["history"].as_l().unwrap();
    assert_eq!(history[0].as_m().unwrap()["event"], text("confirmed"));
}

#[test]
fn an_unusable_attribute_is_named_without_its_value() {
    for attribute in ["status", "participants", "contact", "created", "expires_at"] {
        let mut item = from_registration(&registration()).unwrap();
        item.insert(attribute.to_owned(), text("Claire"));
        let error = to_registration(&item).unwrap_err().to_string();
        assert!(
            error.contains(attribute) && !error.contains("Claire"),
            "{attribute}: {error}"
        );
        item.remove(attribute);
        assert!(to_registration(&item).is_err(), "{attribute}");
    }
}

#[test]
fn nothing_to_pay_for_is_no_registration() {
    let mut registration = registration();
    registration.request.participants.clear();
    assert!(from_registration(&registration).is_err());
}
