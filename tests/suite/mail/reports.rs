//! What SES reports about mails after accepting them: bounces, complaints, delays; repeated, out of order, forged.

use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use model::delivery::{DeliveryProblem, Severity};
use model::limits::MailClass;
use model::mail::{MailCause, MailState, Mailing, Recipient};
use model::notice::NoticeId;
use model::registration::{Author, Registration};
use model::status::{Event, Status};
use registry::identifier::IdentifierKey;
use registry::{
    Claimed, Deadline, HeldClaim, MailClaim, MailMark, Settlement, Transition, Transitioned, are_withheld,
};
use serde_json::{Value, json};
use tests::dynamodb::Table;
use tests::mail_faults::unmarked;
use tests::notifier::{NotifierTest, mail_theme, records, registration_key};
use tests::reports::{RECIPIENT, REPORTED, bounce, complaint, delay, report};
use tests::ses::Ses;

use super::post;

/// Posts a registration and returns it with the request by which its first mail was sent.
async fn mailed(test: &NotifierTest, workshop: &str) -> (Registration, Value) {
    let registration = post(test, workshop, RECIPIENT).await;
    assert!(test.stream(workshop).await.is_empty());
    (registration, test.ses.requests().pop().expect("a mail was sent"))
}

/// Returns what became of a report.
async fn result(test: &NotifierTest, event: Value) -> String {
    let answer = test.send(event).await.expect("the report is handled");
    answer["result"].as_str().expect("the answer has a result").to_owned()
}

/// Returns the state and the problem of the only mail for a workshop.
async fn state(test: &NotifierTest, workshop: &str) -> (MailState, Option<DeliveryProblem>) {
    let marks = test.marks(workshop).await;
    assert_eq!(marks.len(), 1, "{marks:?}");
    (marks[0].state, problem(&marks[0]))
}

fn problem(mark: &MailMark) -> Option<DeliveryProblem> {
    mark.problem.map(|it| it.problem)
}

/// Corrects the address as the desk does.
async fn correct(test: &NotifierTest, registration: &Registration, email: &str) -> Registration {
    let (catalogue, email) = (tests::catalogue::catalogue(), Email::parse(email).unwrap());
    let offer = catalogue.workshops[&registration.request.workshop].offer.as_deref().unwrap();
    let transition = Transition { read: registration, offer, now: test.now(), by: Author::Organiser };
    let store = test.table.store();
    let corrected = store.correct_address(transition, &email, None, Deadline::default());
    assert_eq!(corrected.await.unwrap(), Transitioned::Done);
    let workshop = &registration.request.workshop;
    store.get(workshop, &registration.id, Deadline::default()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_bounce_is_recorded_once() {
    let test = NotifierTest::new().await;
    let (registration, request) = mailed(&test, "proximite").await;
    let tags = request["EmailTags"].to_string();
    assert!(tags.contains(registration.id.as_str()), "{tags}");
    for secret in ["claire", "legall", "office.example", "Claire", "Le Gall"] {
        assert!(!tags.contains(secret), "{secret} in {tags}");
    }
    let event = bounce(&request, "Permanent", "General");
    assert_eq!(result(&test, event.clone()).await, "recorded");
    assert_eq!(state(&test, "proximite").await, (MailState::Refused, Some(DeliveryProblem::AddressRefused)));
    let mark = test.marks("proximite").await.remove(0);
    let reported: Timestamp = REPORTED.parse().unwrap();
    assert_eq!(
        (mark.since, mark.problem.unwrap().at),
        (test.now(), reported),
        "when it was sent, and refused"
    );
    assert_eq!(mark.severity(), Some(Severity::Refused));

    assert_eq!(result(&test, event).await, "known");
    assert_eq!(test.marks("proximite").await, [mark], "nothing is written again");
    let stored = test.handler.registration_of("proximite", RECIPIENT).await.unwrap();
    assert_eq!(stored.revision, registration.revision.max(1), "the registration itself is not written");
}

#[tokio::test]
async fn a_report_replaces_only_milder_ones() {
    let test = NotifierTest::new().await;
    let (_, request) = mailed(&test, "proximite").await;
    let sent = test.marks("proximite").await[0].since;
    use DeliveryProblem::*;
    for (event, expected, then) in [
        (delay(&request), "recorded", (MailState::Sent, Delayed)),
        (delay(&request), "known", (MailState::Sent, Delayed)),
        (bounce(&request, "Transient", "MailboxFull"), "recorded", (MailState::Sent, MailboxFull)),
        // Reports arrive in any order.
        (delay(&request), "known", (MailState::Sent, MailboxFull)),
        (bounce(&request, "Undetermined", "Undetermined"), "known", (MailState::Sent, MailboxFull)),
        (complaint(&request, "not-spam"), "ignored", (MailState::Sent, MailboxFull)),
        (complaint(&request, "abuse"), "recorded", (MailState::Refused, Complaint)),
        (bounce(&request, "Permanent", "OnAccountSuppressionList"), "known", (MailState::Refused, Complaint)),
    ] {
        assert_eq!(result(&test, event.clone()).await, expected, "{event}");
        let (state, problem) = state(&test, "proximite").await;
        assert_eq!((state, problem), (then.0, Some(then.1)), "{event}");
        let since = test.marks("proximite").await[0].since;
        assert_eq!(since, sent, "a mail keeps the time at which it was sent");
    }
}

/// Returns the request by which a mail is sent, as far as reports depend on it.
fn request(registration: &Registration, mailing: &Mailing, about: Timestamp) -> Value {
    let key = IdentifierKey::from([7; 32]);
    let tag = |name: &str, value: &str| json!({ "Name": name, "Value": value });
    json!({ "EmailTags": [
        tag("workshop", registration.request.workshop.as_str()),
        tag("registration", registration.id.as_str()),
        tag("mail", &mailing.key().replace('#', "_")),
        tag("token", &key.mail_token(&registration.id, &mailing.key(), &about.to_string())),
    ] })
}

/// Claims a mail as the notifier does before it sends it.
async fn claimed<'a>(test: &NotifierTest, claim: MailClaim<'a>) -> HeldClaim<'a> {
    match test.table.store().claim_mail(claim, test.now(), Deadline::default()).await.unwrap() {
        Claimed::Acquired(claimed) => claimed,
        other => panic!("the mail is not claimed: {other:?}"),
    }
}

#[tokio::test]
async fn a_report_that_overtakes_the_note_of_sending_remains() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "proximite", RECIPIENT).await;
    let (store, mailing) = (test.table.store(), Mailing::to_contact(MailCause::Transition(1)));
    let about = registration.history[0].at;
    let claimed =
        claimed(&test, MailClaim { registration: &registration, mailing: &mailing, about, shown: None })
            .await;
    let event = bounce(&request(&registration, &mailing, about), "Permanent", "NoEmail");
    assert_eq!(result(&test, event).await, "recorded");
    store.settle_mail(&claimed, Settlement::Sent, test.now(), Deadline::default()).await.unwrap();
    assert_eq!(state(&test, "proximite").await, (MailState::Refused, Some(DeliveryProblem::AddressRefused)));
}

#[tokio::test]
async fn a_reminder_that_the_former_address_refused_counts_no_more() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "proximite", RECIPIENT).await;
    let cause = MailCause::Scheduled { mail: "rappel".parse().unwrap(), session: "a".to_owned() };
    let mailing = Mailing::to_contact(cause);
    // It reports the start of the session, which is later than everything else.
    let about = test.now() + SignedDuration::from_hours(24 * 30);
    let claimed =
        claimed(&test, MailClaim { registration: &registration, mailing: &mailing, about, shown: None })
            .await;
    let store = test.table.store();
    store.settle_mail(&claimed, Settlement::Sent, test.now(), Deadline::default()).await.unwrap();
    let event = bounce(&request(&registration, &mailing, about), "Permanent", "General");
    assert_eq!(result(&test, event).await, "recorded");
    let marks = test.marks("proximite").await;
    assert!(are_withheld(&registration, Recipient::Contact, &marks, MailClass::Urgent), "{marks:?}");
    test.pass(SignedDuration::from_mins(1));
    let corrected = correct(&test, &registration, "claire@office.example").await;
    assert!(!are_withheld(&corrected, Recipient::Contact, &marks, MailClass::Scheduled), "{marks:?}");
}

/// A notice may wait because the mailbox had its share of the day.
#[tokio::test]
async fn a_notice_that_waited_counts_for_the_address_to_which_it_was_sent() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "proximite", RECIPIENT).await;
    let published = test.now();
    test.pass(SignedDuration::from_mins(1));
    let corrected = correct(&test, &registration, "claire@office.example").await;
    test.pass(SignedDuration::from_mins(1));
    let mailing = Mailing::to_contact(MailCause::Notice(NoticeId::from_bytes([7; 8])));
    let claim = MailClaim { registration: &corrected, mailing: &mailing, about: published, shown: None };
    let claimed = claimed(&test, claim).await;
    let store = test.table.store();
    store.settle_mail(&claimed, Settlement::Sent, test.now(), Deadline::default()).await.unwrap();
    let event = bounce(&request(&corrected, &mailing, published), "Permanent", "General");
    assert_eq!(result(&test, event).await, "recorded");
    let marks = test.marks("proximite").await;
    assert!(are_withheld(&corrected, Recipient::Contact, &marks, MailClass::Urgent), "{marks:?}");
}

#[tokio::test]
async fn reports_about_erased_registrations_and_forged_ones_are_dropped() {
    let test = NotifierTest::new().await;
    let (registration, request) = mailed(&test, "proximite").await;
    let event = bounce(&request, "Permanent", "General");
    for (name, value) in [
        ("token", "0a".repeat(16)),
        ("registration", "0b".repeat(16)),
        ("mail", "2".to_owned()),
        ("workshop", "groupe".to_owned()),
    ] {
        let mut forged = event.clone();
        forged["detail"]["mail"]["tags"][name] = json!([value]);
        assert_eq!(result(&test, forged).await, "dropped", "{name}");
    }
    assert_eq!(state(&test, "proximite").await, (MailState::Sent, None));
    let erased = test.table.store().erase(&registration, None, test.now(), Deadline::default()).await;
    assert!(erased.unwrap().is_some());
    assert_eq!(result(&test, event.clone()).await, "dropped");
    assert_eq!(test.marks("proximite").await, [], "nothing is created again");

    // The same form again is another registration with the same identifier, which has nothing to do with the bounce.
    test.pass(SignedDuration::from_secs(1));
    let (again, _) = mailed(&test, "proximite").await;
    assert_eq!(again.id, registration.id);
    assert_eq!(result(&test, event).await, "dropped");
    assert_eq!(state(&test, "proximite").await, (MailState::Sent, None));
}

#[tokio::test]
async fn what_is_not_about_a_registration_is_ignored() {
    let test = NotifierTest::new().await;
    let (_, request) = mailed(&test, "proximite").await;
    let untagged = bounce(&json!({}), "Permanent", "General");
    let mut malformed = bounce(&request, "Permanent", "General");
    malformed["detail"]["mail"]["tags"] = json!("none");
    let mut strange = bounce(&request, "Permanent", "General");
    strange["detail"]["mail"]["tags"]["mail"] = json!(["notice_x"]);
    for event in [
        untagged,
        malformed,
        strange,
        report(&request, "Delivery", json!({ "delivery": { "recipients": [RECIPIENT] } })),
        report(&request, "Telegram", json!({})),
        json!({ "source": "aws.ses", "detail-type": "Sending Status Disabled", "detail": { "version": "1" } }),
        json!({ "source": "aws.ses" }),
        json!({ "source": "aws.ses", "detail": [] }),
    ] {
        assert_eq!(result(&test, event.clone()).await, "ignored", "{event}");
    }
    assert_eq!(state(&test, "proximite").await, (MailState::Sent, None));
    let rejected = report(&request, "Reject", json!({ "reject": { "reason": "Bad content" } }));
    assert_eq!(result(&test, rejected).await, "recorded");
    assert_eq!(state(&test, "proximite").await, (MailState::Sent, Some(DeliveryProblem::NotSent)));
    let mark = test.marks("proximite").await.remove(0);
    assert_eq!(mark.problem.unwrap().at.to_string(), "2027-05-01T12:01:31Z", "the time of the event");
}

#[tokio::test]
async fn a_report_that_cannot_be_recorded_fails_and_is_repeated() {
    let table = Table::new().await;
    let (catalogue, theme) = (tests::catalogue::catalogue(), mail_theme());
    let on = |notifiers: Table, ses: Ses| {
        NotifierTest::on(table.clone(), notifiers, ses, catalogue.clone(), theme.clone())
    };
    let test = on(table.clone(), Ses::new().await);
    let (_, request) = mailed(&test, "proximite").await;
    let failing = on(unmarked(&table, 1).await, Ses::new().await);
    let event = bounce(&request, "Transient", "MailboxFull");
    let failed = failing.send(event.clone()).await.unwrap_err();
    assert!(!format!("{failed:#}").contains("office.example"), "{failed:#}");
    assert_eq!(state(&test, "proximite").await, (MailState::Sent, None));
    assert_eq!(result(&failing, event).await, "recorded");
}

#[tokio::test]
async fn a_refused_address_gets_no_mail_until_it_is_corrected() {
    let test = NotifierTest::new().await;
    let (registration, request) = mailed(&test, "approuve").await;
    result(&test, bounce(&request, "Permanent", "OnAccountSuppressionList")).await;
    test.pass(SignedDuration::from_mins(1));
    test.handler.transition("approuve", &registration.id, Event::Approve).await;
    assert!(test.stream("approuve").await.is_empty());
    let notice = test.publish("approuve", "Salle 2", "La salle change.").await;
    let key = format!("notice#{}", notice.as_str());
    test.send(records("approuve", &[&key])).await.unwrap();
    assert_eq!(test.mails().len(), 1, "neither the decision nor the notice is sent");
    let marks = test.marks("approuve").await;
    let withheld = |mark: &&MailMark| problem(mark) == Some(DeliveryProblem::Withheld);
    assert_eq!(marks.iter().filter(withheld).count(), 2, "{marks:?}");
    assert!(marks.iter().all(|mark| mark.state == MailState::Refused), "{marks:?}");
    let swept = test.sweep().await.unwrap();
    assert_eq!((&swept["sent"], &swept["held"]), (&json!(0), &json!(0)), "nothing is tried again");

    test.pass(SignedDuration::from_mins(1));
    let link =
        view::registration::own_path(&test.handler.registration_of("approuve", RECIPIENT).await.unwrap());
    let corrected = correct(&test, &registration, "claire.le-gall@office.example").await;
    assert_eq!(corrected.status, Status::Confirmed);
    assert!(test.send(records("approuve", &[registration_key(&corrected)])).await.is_ok());
    let mails = test.mails();
    assert_eq!(mails.len(), 2);
    let mail = mails.last().unwrap();
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("claire.le-gall@office.example", "confirmed: Atelier approuve")
    );
    let own = view::registration::own_path(&corrected);
    assert_ne!(own, link);
    assert!(mail.text.contains(&own) && !mail.text.contains(&link), "{}", mail.text);
    assert_eq!(test.handler.get(&link).await.status, 404, "the link that the other mailbox may have is void");
    assert_eq!(test.handler.get(&own).await.status, 200);
    test.handler.assert_sound("approuve").await;

    // What happens next is mailed, and a late report about the former address changes nothing.
    let late = test.ses.requests().remove(0);
    assert_eq!(result(&test, bounce(&late, "Permanent", "General")).await, "known");
    test.pass(SignedDuration::from_mins(1));
    test.handler.transition("approuve", &registration.id, Event::Cancel).await;
    test.send(records("approuve", &[registration_key(&corrected)])).await.unwrap();
    assert_eq!(test.subjects().last().unwrap(), "cancelled: Atelier approuve");
}

#[tokio::test]
async fn after_a_complaint_only_what_must_not_wait_is_sent() {
    let test = NotifierTest::new().await;
    let (registration, request) = mailed(&test, "approuve").await;
    result(&test, complaint(&request, "abuse")).await;
    let notice = test.publish("approuve", "Salle 2", "La salle change.").await;
    test.send(records("approuve", &[format!("notice#{}", notice.as_str())])).await.unwrap();
    assert_eq!(test.mails().len(), 1, "no notice");
    test.pass(SignedDuration::from_mins(1));
    test.handler.transition("approuve", &registration.id, Event::Approve).await;
    assert!(test.stream("approuve").await.is_empty());
    assert_eq!(test.subjects().last().unwrap(), "approved: Atelier approuve");
}

#[tokio::test]
async fn a_mailbox_that_was_full_gets_the_next_mail() {
    let test = NotifierTest::new().await;
    let (registration, request) = mailed(&test, "approuve").await;
    result(&test, bounce(&request, "Transient", "MailboxFull")).await;
    test.handler.transition("approuve", &registration.id, Event::Approve).await;
    assert!(test.stream("approuve").await.is_empty());
    assert_eq!(test.mails().len(), 2);
}
