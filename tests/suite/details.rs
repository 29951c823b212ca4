//! Changes of contact, sessions, invoice and answers on the registrant's own page: until when they are possible, two at once, and
//! what the history shows of them.

mod invoicing;
mod sessions;

use model::form::{Autocomplete, Field, FieldErrors, FieldKind};
use model::offer::DetailDeadlines;
use model::registration::{Author, DetailPart, MAX_CHANGES_A_DAY};
use model::siren::Siren;
use model::submission::Answer as StoredAnswer;
use tests::catalogue::long_question;
use tests::dynamodb::{Fault, Table};
use tests::handler::{Answer, HandlerTest, colleagues, fields, fields_with};

/// Returns a handler that asks about a meal in `groupe`.
async fn asking() -> HandlerTest {
    with_question(HandlerTest::new().await)
}

fn with_question(test: HandlerTest) -> HandlerTest {
    let meal = Field {
        name: "meal".to_owned(),
        label: "Repas".to_owned(),
        hint: None,
        kind: FieldKind::Text { max_length: 200 },
        required: false,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: "Repas ?".to_owned(), invalid: "Repas ?".to_owned() },
        show_if: None,
        language: None,
    };
    test.with_offer("groupe", |offer| offer.questions = vec![meal.clone()])
}

/// Registers Claire with a colleague, and returns the path of her page.
async fn registered(test: &HandlerTest) -> String {
    let fields = [fields(), colleagues(1), vec![("meal", "Végétarien")]].concat();
    test.post("groupe", &fields).await.redirect()
}

/// The fields of a form, as a browser sends them.
#[derive(Clone)]
struct Sent(Vec<(String, String)>);

impl Sent {
    /// Returns the fields of the form on a page.
    fn from(page: &str) -> Sent {
        let attribute = |tag: &str, name: &str| {
            let (_, rest) = tag.split_once(&format!("{name}=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        let inputs = page.split("<input ").skip(1).filter_map(|tag| {
            let tag = tag.split_once('>')?.0;
            Some((attribute(tag, "name")?, attribute(tag, "value")?))
        });
        let areas = page.split("<textarea ").skip(1).filter_map(|rest| {
            let (tag, rest) = rest.split_once('>')?;
            Some((attribute(tag, "name")?, rest.split_once("</textarea>")?.0.to_owned()))
        });
        Sent(inputs.chain(areas).collect())
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Returns the fields with another value for this one, which the form has.
    fn with(mut self, name: &str, value: &str) -> Sent {
        let field = self.0.iter_mut().find(|(other, _)| other == name);
        field.unwrap_or_else(|| panic!("the form has no field {name}")).1 = value.to_owned();
        self
    }

    async fn post(&self, test: &HandlerTest, own_page: &str) -> Answer {
        let fields: Vec<_> = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        test.post_to(&format!("{own_page}/details"), &fields).await
    }
}

/// Returns the form of a registration, which must be shown.
async fn form(test: &HandlerTest, own_page: &str) -> Sent {
    let page = test.get(&format!("{own_page}/details")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    Sent::from(&page.body)
}

#[tokio::test]
async fn contact_invoice_and_answers_are_changed_on_one_page() {
    let test = asking().await;
    let own_page = registered(&test).await;
    assert!(test.get(&own_page).await.body.contains(&format!("<a href=\"{own_page}/details\">details</a>")));
    let before = test.registrations("groupe").await.remove(0);
    let sent = form(&test, &own_page).await;
    assert_eq!(test.registrations("groupe").await, std::slice::from_ref(&before), "viewing changes nothing");
    for absent in ["email", "fee", "takes-part", "privacy", "listed", "participant-2-given-name"] {
        assert!(!sent.names().contains(&absent), "{absent}");
    }
    // Nothing changed: nothing is written.
    let answer = sent.post(&test, &own_page).await;
    assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    assert_eq!(test.registrations("groupe").await, std::slice::from_ref(&before));

    let changed = sent
        .with("telephone", "06 01 02 03 04")
        .with("purchase-order", "BC 2027-7")
        .with("meal", "Poisson")
        .with("remarks", "");
    let answer = changed.post(&test, &own_page).await;
    assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    let after = test.registrations("groupe").await.remove(0);
    assert_eq!(after.request.contact.telephone.as_ref().unwrap().to_string(), "06 01 02 03 04");
    assert_eq!(after.request.billing.purchase_order.as_deref(), Some("BC 2027-7"));
    assert_eq!(after.request.answers["meal"], StoredAnswer::Text("Poisson".to_owned()));
    assert_eq!(after.request.remarks, None);
    assert_eq!(after.request.participants, before.request.participants);
    assert_eq!((&after.seats, after.status, after.change_count.total), (&before.seats, before.status, 1));
    let entry = after.history.last().unwrap();
    let parts = [DetailPart::Contact, DetailPart::PurchaseOrder, DetailPart::Answers, DetailPart::Remarks];
    assert_eq!((entry.event.as_str(), entry.by), ("change-details", Some(Author::Registrant)));
    assert_eq!(entry.changed, parts);
    let page = test.get(&own_page).await.body;
    let line = "history: change-details by registrant of contact, purchase-order, answers, remarks, 1";
    assert!(page.contains("history: register, 1") && page.contains(line), "{page}");
    // The same again, from the same page, changes nothing.
    assert_eq!(changed.post(&test, &own_page).await.status, 303);
    assert_eq!(test.registrations("groupe").await, [after]);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_corrected_name_is_also_that_of_the_participant() {
    let test = asking().await;
    let own_page = registered(&test).await;
    let changed = form(&test, &own_page).await.with("family-name", "Le Goff");
    assert_eq!(changed.post(&test, &own_page).await.status, 303);
    let request = &test.registrations("groupe").await[0].request;
    assert_eq!(
        (request.contact.name(), request.participants[0].name()),
        ("Claire Le Goff".to_owned(), "Claire Le Goff".to_owned())
    );
    assert_eq!(request.participants[1].name(), "Marc Petit");
}

#[tokio::test]
async fn invalid_answers_are_returned() {
    let test = asking().await;
    let own_page = registered(&test).await;
    let before = test.registrations("groupe").await;
    let wrong =
        form(&test, &own_page).await.with("given-name", "").with("siret", "123").with("meal", "Pain<b>");
    let answer = wrong.post(&test, &own_page).await;
    assert_eq!(answer.status, 422);
    for part in
        ["<title>Erreur", "error: form.given_name.missing", "error: form.siret.invalid", "Pain&lt;b&gt;"]
    {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    // An empty post is one of everything that can be changed.
    let empty = test.post_to(&format!("{own_page}/details"), &[]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("error: form.billing_city.missing"), "{}", empty.body);
    assert_eq!(test.registrations("groupe").await, before);
}

/// The second of two tabs gets what is recorded now and its own answers, and can send them again.
#[tokio::test]
async fn a_change_from_an_outdated_page_undoes_nothing_unnoticed() {
    let test = asking().await;
    let own_page = registered(&test).await;
    let (first, second) = (form(&test, &own_page).await, form(&test, &own_page).await);
    let first = first.with("purchase-order", "BC 1");
    assert_eq!(first.post(&test, &own_page).await.status, 303);
    let after_first = test.registrations("groupe").await;

    let answer = second.with("meal", "Poisson").post(&test, &own_page).await;
    assert_eq!(answer.status, 409);
    for part in
        ["refused: outdated", "recorded: form.purchase_order.label: BC 1", "recorded: Repas: Végétarien"]
    {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert!(!answer.body.contains("recorded: form.billing_city.label"), "{}", answer.body);
    assert!(answer.body.contains("value=\"Poisson\""), "{}", answer.body);
    assert_eq!(test.registrations("groupe").await, after_first);

    // Repeating the first change is harmless, although its page is outdated, too.
    assert_eq!(first.post(&test, &own_page).await.status, 303);
    assert_eq!(test.registrations("groupe").await, after_first);

    let again = Sent::from(&answer.body).with("purchase-order", "BC 1");
    assert_eq!(again.post(&test, &own_page).await.status, 303);
    let request = &test.registrations("groupe").await[0].request;
    assert_eq!(request.answers["meal"], StoredAnswer::Text("Poisson".to_owned()));
    assert_eq!(request.billing.purchase_order.as_deref(), Some("BC 1"));
}

/// Two changes that arrive together: one is stored whole, the other is returned.
#[tokio::test]
async fn of_two_changes_at_once_one_is_returned() {
    let test = asking().await;
    let own_page = registered(&test).await;
    let sent = form(&test, &own_page).await;
    let (one, other) = (sent.clone().with("purchase-order", "BC 1"), sent.with("purchase-order", "BC 2"));
    let (one, other) = futures_util::join!(one.post(&test, &own_page), other.post(&test, &own_page));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let registration = &test.registrations("groupe").await[0];
    assert_eq!(registration.history.len(), 2);
    let stored = registration.request.billing.purchase_order.as_deref();
    assert_eq!(stored, Some(if one.status == 303 { "BC 1" } else { "BC 2" }));
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_is_made_once() {
    for fault in [Fault::AnswerLost, Fault::AnswerReset] {
        let table = Table::new().await;
        let faulty = with_question(HandlerTest::on(table.failing([fault]).await));
        let test = with_question(HandlerTest::on(table));
        let own_page = registered(&test).await;
        let changed = form(&test, &own_page).await.with("meal", "Poisson");
        assert_eq!(changed.post(&faulty, &own_page).await.status, 303);
        let registration = &faulty.registrations("groupe").await[0];
        assert_eq!((registration.history.len(), registration.change_count.total), (2, 1));
    }
}

#[tokio::test]
async fn each_part_has_its_deadline() {
    let day = |day: u8| Some(format!("2027-05-{day:02}T00:00:00Z").parse().unwrap());
    let test = asking().await.with_offer("groupe", |offer| {
        offer.details_until = DetailDeadlines { contact: None, answers: day(10), billing: day(20) };
        offer.changes_until = "2027-05-15T00:00:00Z".parse().unwrap();
    });
    let own_page = registered(&test).await;
    let early = form(&test, &own_page).await;
    let has = |sent: &Sent| ["given-name", "billing-city", "meal"].map(|name| sent.names().contains(&name));
    assert_eq!(has(&early), [true; 3]);
    let test = test.at("2027-05-12T12:00:00Z");
    assert_eq!(has(&form(&test, &own_page).await), [true, true, false]);
    // A page that was open meanwhile keeps what was typed, and changes nothing.
    let before = test.registrations("groupe").await;
    let late = early.clone().with("meal", "Poisson").with("function", "Cheffe").post(&test, &own_page).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("refused: part-closed"), "{}", late.body);
    assert!(
        late.body.contains("value=\"Poisson\"") && late.body.contains("value=\"Cheffe\""),
        "{}",
        late.body
    );
    assert_eq!(test.registrations("groupe").await, before);
    // As long as it leaves that part as it is, it works.
    assert_eq!(early.with("function", "Cheffe").post(&test, &own_page).await.status, 303);
    let test = test.at("2027-05-16T12:00:00Z");
    assert_eq!(has(&form(&test, &own_page).await), [false, true, false]);
    let test = test.at("2027-05-21T12:00:00Z");
    assert!(!test.get(&own_page).await.body.contains(">details</a>"));
    for answer in [
        test.get(&format!("{own_page}/details")).await,
        test.post_to(&format!("{own_page}/details"), &[]).await,
    ] {
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains("refused: too-late"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_cancelled_registration_is_not_changed() {
    let test = asking().await;
    let own_page = registered(&test).await;
    let sent = form(&test, &own_page).await.with("meal", "Poisson");
    test.cancel(&own_page).await;
    let answer = sent.post(&test, &own_page).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("refused: too-late"), "{}", answer.body);
    let unknown = format!("{}0", &own_page[..own_page.len() - 1]);
    let unknown = if unknown == own_page { format!("{}1", &own_page[..own_page.len() - 1]) } else { unknown };
    assert_eq!(sent.post(&test, &unknown).await.status, 404);
}

#[tokio::test]
async fn changes_are_limited_and_the_answers_kept() {
    let test = asking().await;
    let own_page = registered(&test).await;
    for number in 0..MAX_CHANGES_A_DAY {
        let sent = form(&test, &own_page).await.with("purchase-order", &format!("BC {number}"));
        assert_eq!(sent.post(&test, &own_page).await.status, 303);
    }
    let sent = form(&test, &own_page).await.with("purchase-order", "BC last");
    let answer = sent.post(&test, &own_page).await;
    assert_eq!(answer.status, 429);
    assert!(answer.body.contains("refused: changed-too-often-today"), "{}", answer.body);
    assert!(answer.body.contains("value=\"BC last\"") && !answer.header("retry-after").is_empty());
    let registration = &test.registrations("groupe").await[0];
    assert_eq!((registration.history.len(), registration.history[1].times()), (2, MAX_CHANGES_A_DAY));
}

/// A registration that could not be written any more could not be cancelled either.
#[tokio::test]
async fn answers_leave_room_for_what_happens_later() {
    const QUESTIONS: u32 = 28;
    let question = |name: &str, number: u32| long_question(&format!("{name}-{number}"));
    let test = HandlerTest::new().await.with_offer("groupe", |offer| {
        offer.questions = (0..QUESTIONS).map(|number| question("q", number)).collect();
        offer.participant_questions = (0..QUESTIONS).map(|number| question("p", number)).collect();
    });
    let own_page = test.post("groupe", &fields()).await.redirect();
    let long = "x".repeat(2_000);
    let answered = |sent: Sent, text: &str| {
        (0..QUESTIONS).fold(sent, |sent, number| sent.with(&format!("q-{number}"), text))
    };
    let sent = answered(form(&test, &own_page).await, &long);
    assert_eq!(sent.post(&test, &own_page).await.status, 303);
    let stored = test.registrations("groupe").await;
    // The answers about the participant would fit as well, but nothing else would.
    let named: Vec<_> = (0..QUESTIONS).map(|number| format!("participant-1-p-{number}")).collect();
    let claire = [
        ("participant-1-given-name", "Claire"),
        ("participant-1-family-name", "Le Gall"),
        ("participant-1-function", "Cheffe"),
        ("form_basis", "1"),
    ];
    let answers = named.iter().map(|name| (name.as_str(), long.as_str()));
    let participants: Vec<_> = claire.into_iter().chain(answers).collect();
    let refused = test.post_to(&format!("{own_page}/participants"), &participants).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("refused: too-large"), "{}", refused.body);
    assert_eq!(test.registrations("groupe").await, stored);
    // The other way round, the entries are kept.
    let sent = answered(form(&test, &own_page).await, "");
    assert_eq!(sent.post(&test, &own_page).await.status, 303);
    test.post_to(&format!("{own_page}/participants"), &participants).await.redirect();
    let refused = answered(form(&test, &own_page).await, &long).post(&test, &own_page).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("refused: too-large") && refused.body.contains(&long), "{}", refused.body);
    test.cancel(&own_page).await;
}

/// The seats count towards the limit of an organisation, so that it cannot be exchanged for another one afterwards.
#[tokio::test]
async fn the_organisation_stays_the_same_where_seats_depend_on_it() {
    let test = asking().await.with_offer("groupe", |offer| offer.max_per_organisation = Some(4));
    let all = [fields_with("siret", "73282932000074"), colleagues(1)].concat();
    let own_page = test.post("groupe", &all).await.redirect();
    let other = form(&test, &own_page).await.with("siret", "35600000000048").post(&test, &own_page).await;
    assert_eq!(other.status, 422);
    assert!(other.body.contains("form.siret.label is of another organisation"), "{}", other.body);
    let registration = &test.registrations("groupe").await[0];
    assert_eq!(registration.counted_for, Some(Siren::parse("732829320").unwrap()));
    assert_eq!(registration.history.len(), 1);
}
