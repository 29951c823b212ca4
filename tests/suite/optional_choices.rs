//! Optional choices on the pages of a registrant and a participant: the option for no answer, and an answer that is removed with
//! it.

use model::form::{ChoiceOption, Field, FieldKind};
use model::offer::ParticipantEmail;
use model::registration::{Author, DetailPart};
use model::submission::Answer as Given;
use tests::catalogue::{catalogue, long_question};
use tests::dynamodb::Table;
use tests::handler::{HandlerTest, colleagues, fields, real_site};

/// Returns an optional question with the answers `meat` and `fish`.
fn choice(name: &str) -> Field {
    let option = |value: &str| ChoiceOption {
        value: value.to_owned(),
        label: value.to_owned(),
        hint: None,
        language: None,
    };
    Field { kind: FieldKind::Choice { options: ["meat", "fish"].map(option).into() }, ..long_question(name) }
}

/// Registers Claire, who wants fish for lunch, and Marc, who wants it for dinner, with the theme of the real site. Returns the
/// path of her page.
async fn registered() -> (HandlerTest, String) {
    // The address of the site in the recorded requests.
    let theme = real_site().1.at_address("https://club.example");
    let test = HandlerTest::of(catalogue(), theme, Table::new().await).with_offer("groupe", |offer| {
        offer.participant_email = ParticipantEmail::Optional;
        (offer.questions, offer.participant_questions) = (vec![choice("lunch")], vec![choice("dinner")]);
    });
    let answers =
        [("lunch", "fish"), ("participant-2-email", "marc@office.example"), ("participant-2-dinner", "fish")];
    let own_page = test.post("groupe", &[fields(), colleagues(1), answers.into()].concat()).await.redirect();
    (test, own_page)
}

/// Returns the values of the radio buttons of a question on a page, and whether each is checked.
fn radios(page: &str, name: &str) -> Vec<(String, bool)> {
    let inputs = page.split("<input ").skip(1).filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag));
    let inputs =
        inputs.filter(|tag| tag.contains("type=\"radio\"") && tag.contains(&format!("name=\"{name}\"")));
    let value = |tag: &str| tag.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    inputs.map(|tag| (value(tag), tag.ends_with(" checked"))).collect()
}

/// Returns the radio buttons of [`choice`] with this answer.
fn with_answer(answer: &str) -> Vec<(String, bool)> {
    ["meat", "fish", ""].map(|value| (value.to_owned(), value == answer)).into()
}

#[tokio::test]
async fn a_registrant_removes_an_answer() {
    let (test, own_page) = registered().await;
    let path = format!("{own_page}/details");
    let page = test.get(&path).await.body;
    assert_eq!(radios(&page, "lunch"), with_answer("fish"), "{page}");
    let basis = page.split_once("name=\"form_basis\" value=\"").unwrap().1.split_once('"').unwrap().0;
    let mut sent = fields();
    sent.retain(|(name, _)| !["email", "fee"].contains(name));
    sent.extend([("form_basis", basis), ("lunch", "")]);
    assert_eq!(test.post_to(&path, &sent).await.redirect(), own_page);
    let registration = &test.registrations("groupe").await[0];
    assert!(!registration.request.answers.contains_key("lunch"), "{:?}", registration.request.answers);
    let entry = registration.history.last().unwrap();
    assert_eq!((entry.event.as_str(), &entry.changed[..]), ("change-details", &[DetailPart::Answers][..]));
    let page = test.get(&path).await.body;
    assert_eq!(radios(&page, "lunch"), with_answer(""), "{page}");
}

#[tokio::test]
async fn a_participant_removes_an_answer() {
    let (test, own_page) = registered().await;
    let marc = test.get(&own_page).await.participations().remove(0);
    let path = format!("{marc}/change");
    let page = test.get(&path).await.body;
    assert_eq!(radios(&page, "participant-1-dinner"), with_answer("fish"), "{page}");
    let before = test.registrations("groupe").await.remove(0);
    assert_eq!(before.request.participants[1].answers["dinner"], Given::Text("fish".to_owned()));
    let sent = [
        ("participant-1-given-name", "Marc"),
        ("participant-1-family-name", "Petit"),
        ("participant-1-function", "Directeur"),
        ("participant-1-dinner", ""),
    ];
    assert_eq!(test.post_to(&path, &sent).await.redirect(), marc);
    let after = test.registrations("groupe").await.remove(0);
    assert!(after.request.participants[1].answers.is_empty(), "{:?}", after.request.participants);
    let entry = after.history.last().unwrap();
    assert_eq!((after.history.len(), entry.by), (before.history.len() + 1, Some(Author::Participant)));
    let page = test.get(&path).await.body;
    assert_eq!(radios(&page, "participant-1-dinner"), with_answer(""), "{page}");
}
