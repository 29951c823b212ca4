//! Mails to registrants: each transition is mailed once, whatever fails.

mod budget;
mod message;
mod process;
mod reports;
mod smtp;
mod typed;

use jiff::SignedDuration;
use model::mail::{MailCause, MailState};
use model::registration::Registration;
use model::seat_offer::AcceptWithin;
use model::seats::Capacity;
use model::status::{Confirmation, Event, REGISTER, Status};
use registry::Deadline;
use tests::catalogue::{catalogue, seat_offers};
use tests::dynamodb::{Table, unused_address};
use tests::handler::fields_with;
use tests::mail_faults::unmarked;
use tests::notifier::{
    NotifierTest, failures, mail_theme, records, registration_key, schedule, ses_transport,
};
use tests::ses::{Reply, Ses};
use view::registration::own_path;

const LONG: SignedDuration = SignedDuration::from_mins(5);

async fn post(test: &NotifierTest, workshop: &str, email: &str) -> Registration {
    test.handler.post(workshop, &fields_with("email", email)).await.redirect();
    test.handler.registration_of(workshop, email).await.unwrap()
}

/// Returns a registration with this history, of which only the last entry is recent enough to be mailed.
fn with_history(
    registration: &Registration,
    test: &NotifierTest,
    history: &[(&str, Status)],
) -> Registration {
    let mut registration = registration.clone();
    (registration.history, registration.revision, registration.proven) = (Vec::new(), 0, None);
    for (place, (event, status)) in history.iter().enumerate() {
        let months = i64::try_from(history.len() - 1 - place).unwrap();
        let at = test.now() - SignedDuration::from_hours(24 * 30 * months);
        registration = match status {
            Status::Offered => registration.with_offered_seats(at + SignedDuration::from_hours(48), at),
            status => registration.after(event, *status, at),
        };
    }
    registration
}

#[tokio::test]
async fn each_transition_is_mailed_once() {
    let test = NotifierTest::new().await;
    let first = post(&test, "approuve", "a@office.example").await;
    assert!(test.stream("approuve").await.is_empty());
    test.handler.transition("approuve", &first.id, Event::Approve).await;
    let second = post(&test, "approuve", "b@office.example").await;
    assert!(test.stream("approuve").await.is_empty());
    test.handler.transition("approuve", &second.id, Event::Refuse).await;
    test.handler.transition("approuve", &first.id, Event::Cancel).await;
    assert!(test.stream("approuve").await.is_empty());

    let mails: Vec<_> =
        test.mails().into_iter().map(|mail| format!("{} {}", mail.to, mail.subject)).collect();
    let mut sorted = mails.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        [
            "a@office.example approved: Atelier approuve",
            "a@office.example cancelled: Atelier approuve",
            "a@office.example pending: Atelier approuve",
            "b@office.example pending: Atelier approuve",
            "b@office.example refused: Atelier approuve",
        ]
    );
    // Records are repeated, some in the same batch, and a sweep reads everything.
    let key = registration_key(&first);
    assert_eq!(failures(&test.send(records("approuve", &[&key, &key])).await.unwrap()).len(), 0);
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), mails.len());
}

#[tokio::test]
async fn a_waiting_registrant_gets_the_place_and_the_promotion() {
    let test = NotifierTest::new().await;
    let groups: Vec<_> = (0..4).map(|number| format!("p{number}@office.example")).collect();
    let colleagues = |email: &str| {
        let mut fields = fields_with("email", "x");
        fields.pop();
        let mut fields: Vec<_> = fields.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        fields.push(("email".to_owned(), email.to_owned()));
        for number in 2..=4 {
            for (name, value) in
                [("given-name", "A"), ("family-name", "B"), ("function", "C"), ("fee", "adherent")]
            {
                fields.push((format!("participant-{number}-{name}"), value.to_owned()));
            }
        }
        fields
    };
    for email in &groups {
        let fields = colleagues(email);
        let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let answer = test.handler.post("groupe", &fields).await;
        assert_eq!(answer.status, 303, "{answer:?}");
    }
    assert!(test.stream("groupe").await.is_empty());
    let waiting = test.mails().into_iter().filter(|mail| mail.subject.starts_with("waiting")).count();
    assert!(waiting > 0, "{:?}", test.subjects());

    let registrations = test.handler.registrations("groupe").await;
    let seated = registrations.iter().find(|it| it.status == Status::Confirmed).unwrap();
    test.handler.transition("groupe", &seated.id, Event::Cancel).await;
    // Promotions are in the stream too; here the sweep finds them.
    test.sweep().await.unwrap();
    let promoted = test.subjects().into_iter().filter(|subject| subject.starts_with("promoted")).count();
    assert_eq!(promoted, 1, "{:?}", test.subjects());
}

#[tokio::test]
async fn an_offer_of_seats_and_its_end_are_mailed_once() {
    let mut catalogue = catalogue();
    let workshop = catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    let offer = workshop.offer.as_deref_mut().unwrap();
    offer.capacity = Capacity::whole(1);
    offer.seat_offers = Some(seat_offers(AcceptWithin::Hours(48)));
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let first = post(&test, "groupe", "first@office.example").await;
    for email in ["second@office.example", "third@office.example"] {
        test.pass(SignedDuration::from_secs(1));
        post(&test, "groupe", email).await;
    }
    assert!(test.stream("groupe").await.is_empty());
    // At the instant at which a registration joins the waiting list, it has free seats without an offer.
    test.pass(SignedDuration::from_hours(1));
    test.handler.transition("groupe", &first.id, Event::Cancel).await;
    assert!(test.stream("groupe").await.is_empty());
    test.sweep().await.unwrap();
    let sent = test.mails().len();
    test.pass(SignedDuration::from_hours(48) - SignedDuration::from_secs(1));
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), sent);
    // The sweep before noted when the offer lapses, so this one reads the registrations.
    test.pass(SignedDuration::from_secs(1));
    for _ in 0..2 {
        test.sweep().await.unwrap();
    }
    let mut mails: Vec<_> = test.mails().iter().map(|mail| format!("{} {}", mail.to, mail.subject)).collect();
    mails.sort();
    assert_eq!(
        mails,
        [
            "first@office.example cancelled: Atelier groupe",
            "first@office.example confirmed: Atelier groupe",
            "second@office.example offer_lapsed: Atelier groupe",
            "second@office.example offered: Atelier groupe",
            "second@office.example waiting: Atelier groupe",
            "third@office.example offered: Atelier groupe",
            "third@office.example waiting: Atelier groupe",
        ]
    );
}

#[tokio::test]
async fn mails_are_sent_once_when_ses_recovers() {
    let test = NotifierTest::new().await;
    for number in 0..3 {
        post(&test, "proximite", &format!("p{number}@office.example")).await;
    }
    let not_verified =
        "Email address is not verified. The following identities failed the check: x@y.example";
    let faults = [
        Reply::Error(500, "InternalFailure", ""),
        Reply::Error(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
        Reply::Error(400, "MessageRejected", not_verified),
        Reply::Error(400, "SendingPausedException", ""),
        Reply::Error(403, "AccessDeniedException", ""),
    ];
    test.ses.answer(faults);
    assert_eq!(test.stream("proximite").await, ["1", "2", "3"], "all three records are retried");
    assert_eq!(test.mails(), []);
    assert_eq!(test.stream("proximite").await, ["1", "2"], "two more errors, then SES accepts mails");
    assert_eq!(test.mails().len(), 1);
    assert!(test.stream("proximite").await.is_empty());
    let mut addresses: Vec<_> = test.mails().into_iter().map(|mail| mail.to).collect();
    addresses.sort();
    assert_eq!(addresses, ["p0@office.example", "p1@office.example", "p2@office.example"]);
    let marks = test.marks("proximite").await;
    assert!(marks.iter().all(|mark| mark.state == MailState::Sent && mark.uncertain == 0), "{marks:?}");
}

#[tokio::test]
async fn claims_are_released_if_there_is_no_connection() {
    let test = NotifierTest::new().await;
    post(&test, "proximite", "a@office.example").await;
    let notifier = test.sending_by(ses_transport(&unused_address().await));
    let time = std::time::Duration::from_secs(30);
    let answer = notifier::lambda::handle(&notifier, schedule(), time).await;
    assert!(answer.unwrap_err().to_string().contains("could not be sent"));
    assert_eq!(test.marks("proximite").await, []);
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), 1);
}

#[tokio::test]
async fn a_rejected_address_blocks_no_others_and_is_visible() {
    let test = NotifierTest::new().await;
    let refused = post(&test, "proximite", "a@office.example").await;
    test.ses.answer([Reply::Error(400, "MessageRejected", "Address blacklisted.")]);
    assert!(test.stream("proximite").await.is_empty());
    let marks = test.marks("proximite").await;
    assert_eq!((marks[0].state, &marks[0].registration), (MailState::Refused, &refused.id));
    test.sweep().await.unwrap();
    assert_eq!(test.mails(), [], "the mail is not retried");
    // A later transition causes another mail.
    test.handler.transition("proximite", &refused.id, Event::Cancel).await;
    assert!(test.stream("proximite").await.is_empty());
    assert_eq!(test.subjects(), ["cancelled: Atelier proximite"]);
}

#[tokio::test]
async fn a_mail_that_could_not_be_marked_is_repeated_at_most_once() {
    let (table, ses) = (Table::new().await, Ses::new().await);
    let broken = unmarked(&table, 1).await;
    let test = NotifierTest::on(table, broken, ses, catalogue(), mail_theme());
    post(&test, "proximite", "a@office.example").await;
    assert_eq!(test.stream("proximite").await, ["1"], "the mail was sent but not marked as sent");
    assert_eq!(test.mails().len(), 1);
    assert_eq!(test.stream("proximite").await, ["1"], "during the lease, the mail may still be in transit");
    assert_eq!(test.mails().len(), 1);
    assert_eq!(test.marks("proximite").await[0].state, MailState::Sending);

    test.pass(LONG);
    assert!(test.stream("proximite").await.is_empty());
    let mails = test.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].message_id, mails[1].message_id, "mail programs recognise the duplicate");
    test.pass(LONG);
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), 2);
    let mark = &test.marks("proximite").await[0];
    assert_eq!((mark.state, mark.uncertain), (MailState::Sent, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_copies_of_a_record_send_one_mail() {
    let test = std::sync::Arc::new(NotifierTest::new().await);
    post(&test, "proximite", "a@office.example").await;
    let tries = (0..12).map(|_| {
        let test = std::sync::Arc::clone(&test);
        tokio::spawn(async move { test.stream("proximite").await })
    });
    for attempt in tries.collect::<Vec<_>>() {
        attempt.await.unwrap();
    }
    assert_eq!(test.mails().len(), 1);
    assert!(test.stream("proximite").await.is_empty());
}

#[tokio::test]
async fn no_mail_is_started_when_time_is_nearly_up() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "proximite", "a@office.example").await;
    let event = records("proximite", &[registration_key(&registration)]);
    assert_eq!(failures(&test.send_without_time_left(event.clone()).await.unwrap()), ["1"]);
    assert_eq!((test.mails(), test.marks("proximite").await), (vec![], vec![]));
    assert!(failures(&test.send(event).await.unwrap()).is_empty());
}

#[tokio::test]
async fn other_records_and_events_mail_nothing() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "proximite", "a@office.example").await;
    let key = registration_key(&registration);
    let unknown = format!("registration#{}", "0".repeat(32));
    let others =
        ["seats", "form#questions#1", "mail#0#0", "registration#x", "notice#0123456789abcdef", &unknown];
    assert!(failures(&test.send(records("proximite", &others)).await.unwrap()).is_empty());
    assert!(failures(&test.send(records("nulle-part", &[&key])).await.unwrap()).is_empty());
    let mut removed = records("proximite", &[&key]);
    removed["Records"][0]["eventName"] = "REMOVE".into();
    assert!(failures(&test.send(removed).await.unwrap()).is_empty());
    let error = test.send(serde_json::json!({ "detail-type": "Other" })).await.unwrap_err();
    assert!(error.to_string().contains("neither"), "{error}");
    assert_eq!(test.mails(), []);
}

#[tokio::test]
async fn suspected_registrations_get_no_mail() {
    let test = NotifierTest::new().await;
    let mut registration = post(&test, "proximite", "a@office.example").await;
    (registration.history, registration.revision) = (Vec::new(), 0);
    let spam = registration.after(REGISTER, Status::Quarantined, test.now());
    tests::mail_faults::replace(&test.table, &spam).await;
    assert!(test.stream("proximite").await.is_empty());
    test.sweep().await.unwrap();
    let id = test.publish("proximite", "Salle", "La salle change.").await;
    test.send(records("proximite", &[format!("notice#{}", id.as_str())])).await.unwrap();
    assert_eq!(test.mails(), []);
}

#[tokio::test]
async fn a_confirmation_mail_contains_no_input() {
    let mut catalogue = catalogue();
    let workshop = catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.offer.as_deref_mut().unwrap().confirmation = Confirmation::Email;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let registration = post(&test, "groupe", "a@office.example").await;
    assert!(test.stream("groupe").await.is_empty());
    let mail = &test.mails()[0];
    assert_eq!(mail.subject, "unconfirmed: Atelier groupe");
    let link = format!("https://club.example{}/confirm/", own_path(&registration));
    assert!(mail.html.contains(&link) && mail.text.contains(&link), "{mail:?}");
    for typed in ["Claire", "Le Gall", "Office", "végétarien"] {
        assert!(!mail.html.contains(typed) && !mail.text.contains(typed), "{typed}");
    }
    test.handler.transition("groupe", &registration.id, Event::ConfirmEmail).await;
    assert!(test.stream("groupe").await.is_empty());
    assert!(test.mails()[1].html.contains("Claire Le Gall"));
    assert_eq!(test.subjects().len(), 2);
}

#[tokio::test]
async fn a_notice_is_sent_once_to_each_registrant_at_that_time() {
    let test = NotifierTest::new().await;
    for number in 0..3 {
        post(&test, "groupe", &format!("p{number}@office.example")).await;
    }
    let cancelled = post(&test, "groupe", "gone@office.example").await;
    test.handler.transition("groupe", &cancelled.id, Event::Cancel).await;
    assert!(test.stream("groupe").await.is_empty());
    let before = test.mails().len();

    let id = test.publish("groupe", "La salle change", "Bonjour,\n\nRendez-vous salle 2.").await;
    let key = format!("notice#{}", id.as_str());
    test.ses.answer([Reply::Error(500, "InternalFailure", "")]);
    assert_eq!(failures(&test.send(records("groupe", &[&key])).await.unwrap()), ["1"]);
    assert_eq!(failures(&test.send(records("groupe", &[&key])).await.unwrap()).len(), 0);
    test.pass(LONG);
    post(&test, "groupe", "later@office.example").await;
    test.sweep().await.unwrap();

    let mails = test.mails();
    let notices: Vec<_> = mails[before..].iter().filter(|mail| mail.subject == "La salle change").collect();
    let mut addresses: Vec<_> = notices.iter().map(|mail| mail.to.as_str()).collect();
    addresses.sort();
    assert_eq!(addresses, ["p0@office.example", "p1@office.example", "p2@office.example"]);
    assert!(notices[0].text.contains("Rendez-vous salle 2.") && notices[0].html.contains("<p>Bonjour, </p>"));
    let marks = test.marks("groupe").await;
    assert_eq!(marks.iter().filter(|mark| mark.mailing.cause == MailCause::Notice(id.clone())).count(), 3);
}

#[tokio::test]
async fn old_transitions_are_not_mailed() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "proximite", "a@office.example").await;
    test.pass(SignedDuration::from_hours(15 * 24));
    test.handler.transition("proximite", &registration.id, Event::Cancel).await;
    test.sweep().await.unwrap();
    assert_eq!(test.subjects(), ["cancelled: Atelier proximite"]);
}

#[tokio::test]
async fn an_erased_registrant_who_registers_again_is_mailed() {
    let test = NotifierTest::new().await;
    let erased = post(&test, "proximite", "a@office.example").await;
    test.sweep().await.unwrap();
    test.pass(LONG);
    // The mark of the erased registration remains: the new one starts at another time.
    let mut anew = erased.clone();
    (anew.history, anew.revision) = (Vec::new(), 0);
    tests::mail_faults::replace(&test.table, &anew.after(REGISTER, Status::Confirmed, test.now())).await;
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), 2);

    let store = test.table.store();
    store.erase(&erased, None, test.now(), Deadline::default()).await.unwrap();
    assert_eq!(test.marks("proximite").await, []);
}
