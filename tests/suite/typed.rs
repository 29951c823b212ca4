//! User input is normalised if its meaning stays the same, otherwise rejected with a reason, and never lost.

use std::time::Duration;

use model::contact::Email;
use model::registration::RegistrationRequest;
use model::siret::Siret;
use tests::dynamodb::{Fault, Table};
use tests::handler::{Answer, Event, HandlerTest, fields, fields_with};
use tests::questionnaire::answers;

const EXAMPLE: &str = "exemple-renovation-energetique";

/// Returns every field of the example workshop's form, with a colleague.
fn all_fields() -> Vec<(&'static str, &'static str)> {
    vec![
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office de l’Ouest"),
        ("email", "claire@office.example"),
        ("telephone", "01 23 45 67 89"),
        ("takes-part", "yes"),
        ("fee", "adherent"),
        ("participant-2-given-name", "Marc"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Chargé de mission"),
        ("participant-2-fee", "non-adherent"),
        ("attendance-session-2", "online"),
        ("billing-organisation", "Logis.fr"),
        ("billing-address", "1 rue de la Paix\r\nBâtiment B"),
        ("billing-postal-code", "01000"),
        ("billing-city", "Bourg-en-Bresse"),
        ("siret", "73282932000074"),
        ("purchase-order", "004512"),
        ("billing-email", "compta@office.example"),
        ("dejeuner", "oui"),
        ("nombre-de-repas", "2"),
        ("sujets", "consultation"),
        ("sujets", "equipements"),
        ("remarks", "Un\r\n\r\ndeux"),
        ("listed", "yes"),
        ("privacy", "yes"),
    ]
}

/// Posts the form of the example workshop.
async fn post_example(test: &HandlerTest, fields: &[(&str, &str)]) -> Answer {
    test.send(Event::post(EXAMPLE, fields).without_header("origin")).await
}

async fn only_request(test: &HandlerTest, workshop: &str) -> RegistrationRequest {
    let registrations = test.registrations(workshop).await;
    let [registration] = registrations.as_slice() else { panic!("{registrations:?}") };
    registration.request.clone()
}

/// Posts one value in an otherwise valid form.
async fn post_value(test: &HandlerTest, name: &str, value: &str) -> Answer {
    let email = format!("{}@office.example", local_part(name, value));
    let mut fields = all_fields();
    fields.retain(|(other, _)| *other != name && *other != "email");
    if name != "email" {
        fields.push(("email", &email));
    }
    fields.push((name, value));
    post_example(test, &fields).await
}

/// Returns a local part that is unique for this field and value.
fn local_part(name: &str, value: &str) -> String {
    let digest = value.chars().map(|c| format!("{:x}", u32::from(c))).collect::<String>();
    format!("{}.{}", name.chars().take(20).collect::<String>(), digest.chars().take(40).collect::<String>())
}

#[tokio::test]
async fn invisible_characters_change_nothing_in_any_field() {
    let clean = HandlerTest::with_the_real_site().await;
    let hash = clean.form_hash(EXAMPLE);
    let mut fields = all_fields();
    fields.push(("form", &hash));
    assert_eq!(post_example(&clean, &fields).await.status, 303);

    let test = HandlerTest::with_the_real_site().await;
    let around = |value: &str| {
        let spaced = value.replace(' ', "\u{a0}\u{200b}").replace("\r\n", "\u{ad}\u{b}");
        format!("\u{feff}\u{202a}\u{2003}{spaced}\u{200b}\u{80}\u{202c}\u{2060}\u{3164}\u{2028}")
    };
    let pasted: Vec<_> = fields.iter().map(|(name, value)| (*name, around(value))).collect();
    let pasted: Vec<_> = pasted.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = post_example(&test, &pasted).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(only_request(&test, EXAMPLE).await, only_request(&clean, EXAMPLE).await);
}

#[tokio::test]
async fn invisible_characters_change_nothing_in_questionnaires() {
    let (clean, test) = (HandlerTest::new().await, HandlerTest::new().await);
    let path = "/api/workshops/proximite/forms/questionnaire";
    let pasted: Vec<_> =
        answers().into_iter().map(|(name, value)| (name, format!("\u{200e}{value}\u{feff}"))).collect();
    let pasted: Vec<_> = pasted.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(clean.send(Event::post_to(path, &answers())).await.status, 303);
    let answer = test.send(Event::post_to(path, &pasted)).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let request = |answers: Vec<model::questionnaire::FormAnswer>| answers[0].request.clone();
    assert_eq!(request(test.form_answers("proximite").await), request(clean.form_answers("proximite").await));
}

#[tokio::test]
async fn telephone_numbers_of_any_format_are_stored_in_one() {
    let test = HandlerTest::with_the_real_site().await;
    for (typed, stored, shown) in [
        ("(+33) 1 23 45 67 89", "+33123456789", "01 23 45 67 89"),
        ("\u{202a}+33 1 23 45 67 89\u{202c}", "+33123456789", "01 23 45 67 89"),
        ("01\u{2011}23\u{2011}45\u{2011}67\u{2011}89", "+33123456789", "01 23 45 67 89"),
        ("01·23·45·67·89", "+33123456789", "01 23 45 67 89"),
        ("0033 (0)1 23 45 67 89 poste 12", "+33123456789;ext=12", "01 23 45 67 89 ext. 12"),
        ("01 23 45 67 89 p. 4521", "+33123456789;ext=4521", "01 23 45 67 89 ext. 4521"),
        ("+32 2 123 45 67", "+3221234567", "+32 21 23 45 67"),
    ] {
        let answer = post_value(&test, "telephone", typed).await;
        assert_eq!(answer.status, 303, "{typed}: {}", answer.body);
        let page = test.get(answer.header("location")).await.body;
        assert!(page.contains(shown), "{shown} in {page}");
        let registrations = test.registrations(EXAMPLE).await;
        let numbers = registrations.iter().filter_map(|it| it.request.contact.telephone.as_ref());
        assert!(numbers.into_iter().any(|number| number.as_str() == stored), "{typed}");
    }
    for typed in ["01 23 45 67 8", "01 23 45 67 89 ou 06 12 34 56 78", "appelez-moi", "2 123 45 67"] {
        let answer = post_value(&test, "telephone", typed).await;
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.body.contains("par exemple 01\u{a0}23\u{a0}45\u{a0}67\u{a0}89"), "{}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{typed}\"")), "{}", answer.body);
    }
}

#[tokio::test]
async fn sirets_of_any_format_are_stored_as_digits() {
    let test = HandlerTest::with_the_real_site().await;
    for (typed, stored) in [
        ("732.829.320.00074", "73282932000074"),
        ("SIRET : 732-829-320-00074", "73282932000074"),
        ("732\u{202f}829\u{a0}320\u{2009}00074\u{200b}", "73282932000074"),
        ("356 000 000 49837", "35600000049837"),
    ] {
        let answer = post_value(&test, "siret", typed).await;
        assert_eq!(answer.status, 303, "{typed}: {}", answer.body);
        let registrations = test.registrations(EXAMPLE).await;
        assert!(
            registrations
                .iter()
                .any(|it| it.request.billing.siret.as_ref().map(Siret::as_str) == Some(stored)),
            "{typed}"
        );
    }
    for (typed, reason) in [
        ("732 829 320", "SIREN, qui compte 9 chiffres"),
        ("FR 44 732 829 320", "le numéro de TVA"),
        ("732 829 320 00075", "l’un d’eux est peut-être faux"),
    ] {
        let answer = post_value(&test, "siret", typed).await;
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.body.contains(reason), "{reason} in {}", answer.body);
    }
}

#[tokio::test]
async fn a_domain_with_accents_is_the_same_as_its_ascii_form() {
    let mut stored = Vec::new();
    for typed in [
        "ana@société.example",
        "ana@xn--socit-esab.example",
        "\u{feff}ana@SOCIE\u{301}TE\u{301}.example\u{200b}",
    ] {
        let test = HandlerTest::with_the_real_site().await;
        let answer = post_value(&test, "email", typed).await;
        assert_eq!(answer.status, 303, "{typed}: {}", answer.body);
        let page = test.get(answer.header("location")).await.body;
        assert!(page.contains("ana@société.example") && !page.contains("xn--"), "{page}");
        stored.push(only_request(&test, EXAMPLE).await.contact.email);
    }
    assert_eq!(stored, [(); 3].map(|()| Email::parse("ana@xn--socit-esab.example").unwrap()));

    let test = HandlerTest::with_the_real_site().await;
    let answer = post_value(&test, "email", "hélène@office.example").await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("seules des lettres sans accent sont acceptées"), "{}", answer.body);
    let answer = post_value(&test, "billing-email", "compta@société..example").await;
    assert!(answer.status == 422 && answer.body.contains("Saisissez une adresse de facturation complète"));
}

#[tokio::test]
async fn names_with_addresses_are_refused_by_field() {
    let test = HandlerTest::with_the_real_site().await;
    let names = [
        ("given-name", "Prénom"),
        ("family-name", "Nom"),
        ("function", "Fonction"),
        ("organisation", "Organisme"),
        ("participant-2-given-name", "Prénom"),
        ("participant-2-family-name", "Nom"),
        ("participant-2-function", "Fonction"),
        ("billing-organisation", "Organisme à facturer"),
        ("billing-city", "Ville"),
    ];
    for (name, label) in names {
        for value in [
            "https://evil.example",
            "Claire www.evil.fr",
            "Gagnez : evil.com/a",
            "a@evil.com",
            "h\u{200b}ttp://x",
        ] {
            let answer = post_value(&test, name, value).await;
            assert_eq!(answer.status, 422, "{name}={value:?}");
            let error = format!("{label}\u{a0}: n’écrivez ni adresse internet ni adresse électronique");
            assert!(answer.body.contains(&error), "{error} in {}", answer.body);
            assert!(answer.body.contains(&format!("href=\"#{name}\"")), "{}", answer.body);
        }
        for value in ["\u{200b}\u{3164}", "–"].into_iter().filter(|_| name != "billing-organisation") {
            let answer = post_value(&test, name, value).await;
            assert_eq!(answer.status, 422, "{name}={value:?}");
            assert!(answer.body.contains(&format!("href=\"#{name}\"")), "{}", answer.body);
        }
    }
    assert!(test.registrations(EXAMPLE).await.is_empty());

    let path = "/api/workshops/proximite/forms/questionnaire";
    let test = HandlerTest::new().await;
    let mut answers = answers();
    answers.retain(|(name, _)| *name != "organisation");
    answers.push(("organisation", "http://evil.example"));
    let answer = test.send(Event::post_to(path, &answers)).await;
    assert!(answer.status == 422 && answer.body.contains("form.organisation.label has an address"));
}

#[tokio::test]
async fn changed_participants_follow_the_same_rules() {
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &fields()).await.header("location").to_owned();
    let change = [
        ("participant-1-given-name", "\u{feff}Zo\u{e9}\u{200b}"),
        ("participant-1-family-name", "www.evil.example"),
        ("participant-1-function", "Directeur.rice"),
    ];
    let path = format!("{own_page}/participants");
    let answer = test.send(Event::post_to(&path, &change)).await;
    assert!(
        answer.status == 422 && answer.body.contains("form.family_name.label has an address"),
        "{}",
        answer.body
    );
    let change = [change[0], ("participant-1-family-name", "O’Brien"), change[2]];
    assert_eq!(test.send(Event::post_to(&path, &change)).await.status, 303);
    let person = &only_request(&test, "groupe").await.participants[0];
    assert_eq!((person.name().as_str(), person.function.as_str()), ("Zoé O’Brien", "Directeur.rice"));
}

#[tokio::test]
async fn real_names_are_accepted() {
    for (given, family, function, organisation) in [
        ("Conan", "O’Brien", "Technicien.ne", "Habitat 76"),
        ("Nguyễn", "Văn A", "N+1", "3F"),
        ("Jean", "d’Ormesson", "Resp. SI/RH", "Logis.fr"),
        ("X Æ A-12", "M", "–x–", "1001 Vies Habitat"),
        ("علی\u{200c}رضا", "李", "Chargé.e de mission", "S.A. d’HLM"),
        ("A", "Martin", "DGA", "Habitat@venir"),
    ] {
        let test = HandlerTest::new().await;
        let mut fields = fields();
        fields.retain(|(name, _)| !["given-name", "family-name", "function", "organisation"].contains(name));
        fields.extend([
            ("given-name", given),
            ("family-name", family),
            ("function", function),
            ("organisation", organisation),
        ]);
        let answer = test.post("proximite", &fields).await;
        assert_eq!(answer.status, 303, "{given} {family}: {}", answer.body);
        let contact = only_request(&test, "proximite").await.contact;
        assert_eq!((contact.given_name.as_str(), contact.family_name.as_str()), (given, family));
        assert_eq!((contact.function.as_str(), contact.organisation.as_str()), (function, organisation));
    }
}

/// Browser extensions add fields to forms, and browsers autofill personal data.
#[tokio::test]
async fn unknown_fields_are_ignored() {
    let test = HandlerTest::new().await;
    let hash = test.form_hash("proximite");
    let mut fields = fields();
    fields.retain(|(name, _)| *name != "takes-part");
    fields.extend([
        ("form", hash.as_str()),
        ("gramm_id", "a\0b"),
        ("website", "https://office.example"),
        ("amount", "1"),
    ]);
    let answer = test.post("proximite", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let registration = &test.registrations("proximite").await[0];
    assert_eq!((registration.suspicion, registration.request.answers.len()), (None, 0));

    let many = [fields_with("email", "b@office.example"), vec![("x", ""); 900]].concat();
    assert_eq!(test.post("proximite", &many).await.status, 303);
    let too_many = [fields_with("email", "c@office.example"), vec![("x", ""); 1_000]].concat();
    assert_eq!(test.post("proximite", &too_many).await.status, 413);
}

/// Returns the characters that are invalid in HTML or change the direction of the surrounding text.
fn harmful(page: &str) -> Vec<char> {
    let harmless = ['\n', '\r', '\t'];
    let is_bidi =
        |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    page.chars()
        .filter(|c| (c.is_control() && !harmless.contains(c)) || is_bidi(c) || *c == '\u{ffff}')
        .collect()
}

#[tokio::test]
async fn control_characters_are_shown_harmlessly() {
    let test = HandlerTest::with_the_real_site().await;
    let typed = "Fran\0\u{1b}[31m\u{7f}\u{202e}\u{8}\u{ffff}ois";
    for (name, _) in all_fields() {
        let fields: Vec<_> = all_fields()
            .into_iter()
            .map(|(other, value)| (other, if other == name { typed } else { value }))
            .collect();
        let mut fields: Vec<_> = fields.into_iter().filter(|(other, _)| *other != "privacy").collect();
        fields.push(("privacy", "no"));
        let page = post_example(&test, &fields).await;
        assert_eq!(page.status, 422, "{name}");
        assert_eq!(harmful(&page.body), [] as [char; 0], "{name}");
    }
    let page = post_value(&test, "given-name", "Fran\u{1a}ois").await;
    assert!(page.body.contains("value=\"Fran\u{fffd}ois\""), "{}", page.body);
    assert!(page.body.contains("remplacez le signe «\u{202f}\u{fffd}\u{202f}»"), "{}", page.body);
    // Sent again unchanged, the character is still not a letter.
    assert_eq!(post_value(&test, "given-name", "Fran\u{fffd}ois").await.status, 422);
}

#[tokio::test]
async fn a_registration_that_cannot_be_stored_keeps_every_row() {
    let broken = [Fault::Refused(400, "AccessDeniedException")];
    let (table, _late) = Table::new().await.failing_late(broken).await;
    let test = HandlerTest::on(table);
    let mut fields = fields();
    fields.extend([
        ("participant-2-given-name", "Marc"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Chargé de mission"),
        ("participant-2-fee", "non-adherent"),
        ("participant-4-given-name", "Zoé"),
        ("participant-4-family-name", "Roux"),
        ("participant-4-function", "DGA"),
        ("participant-4-fee", "adherent"),
    ]);
    let answer = test.post("groupe", &fields).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    for (name, value) in fields.iter().filter(|(name, _)| !name.ends_with("fee") && *name != "privacy") {
        assert!(
            answer.body.contains(&format!("<input name=\"{name}\" value=\"{value}\"")),
            "{name}: {}",
            answer.body
        );
    }
    assert_eq!(answer.body.matches("<option value=\"non-adherent\" selected>").count(), 1);
}

#[tokio::test]
async fn a_change_of_participants_that_cannot_be_stored_keeps_the_names() {
    let table = Table::new().await;
    let path = {
        let test = HandlerTest::on(table.clone());
        let own_page = test.post("groupe", &fields()).await.header("location").to_owned();
        format!("{own_page}/participants")
    };
    let change = [
        ("participant-1-given-name", "Zoé"),
        ("participant-1-family-name", "Roux"),
        ("participant-1-function", "DGA"),
    ];
    let broken = [Fault::Refused(400, "AccessDeniedException")];
    let at_writing = HandlerTest::on(table.failing(broken).await);
    let unreachable =
        HandlerTest::with_store_at("http://127.0.0.1:1").patient_for(Duration::from_millis(300));
    for (test, rows) in [(at_writing, 1), (unreachable, 2)] {
        let second = [("participant-2-given-name", ""), ("participant-2-family-name", "Petit")];
        let posted = [&change[..], &second[..if rows == 2 { 2 } else { 0 }]].concat();
        let answer = test.send(Event::post_to(&path, &posted)).await;
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert_eq!(answer.header("retry-after"), "30");
        assert!(answer.body.contains("refused: unavailable"), "{}", answer.body);
        assert!(answer.body.contains(&format!("action=\"{path}\"")), "{}", answer.body);
        for (name, value) in posted {
            assert!(
                answer.body.contains(&format!("<input name=\"{name}\" value=\"{value}\"")),
                "{}",
                answer.body
            );
        }
    }
}

/// The page of the real theme explains the result, in the registration's language if it is known.
#[tokio::test]
async fn the_page_of_an_unstored_change_explains_what_to_do() {
    let test = HandlerTest::with_the_real_site().await;
    let own_page = post_example(&test, &all_fields()).await.header("location").to_owned();
    let (catalogue, theme) = tests::handler::real_site();
    let away = Table { endpoint: "http://127.0.0.1:1".to_owned(), name: "unknown".to_owned() };
    let test = HandlerTest::of(catalogue, theme, away).patient_for(Duration::from_millis(300));
    let posted = [("participant-1-given-name", "Zo\u{1b}é"), ("participant-1-family-name", "Roux")];
    let change = Event::post_to(&format!("{own_page}/participants"), &posted).without_header("origin");
    let page = test.send(change).await;
    assert_eq!(page.status, 503);
    for text in ["Rien n’a pu être changé", "value=\"Zo\u{fffd}é\"", "value=\"Roux\""] {
        assert!(page.body.contains(text), "{text} in {}", page.body);
    }
    assert_eq!(harmful(&page.body), [] as [char; 0]);
}
