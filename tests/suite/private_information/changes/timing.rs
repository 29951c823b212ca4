//! When changes of private information are mailed: at once or combined, and again after an interruption.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use tests::ses::Reply;

use super::{NEW_ROOM, changes, in_room, pass_to, swept, with_registrations};
use crate::private_information::informed;

#[tokio::test]
async fn several_edits_are_one_mail() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    // Before a sweep, and back again.
    let test = test.moved_to(in_room("Salle 1")).moved_to(informed());
    assert!(swept(&test).await.is_empty());
    let test = test.moved_to(in_room("Salle 1"));
    assert_eq!(changes(&swept(&test).await).len(), 1);
    // Within an hour of the last mail, further edits wait.
    let mut test = test;
    for room in ["Salle 2", "Salle 3", "Salle 4"] {
        test.pass(SignedDuration::from_mins(15));
        test = test.moved_to(in_room(room));
        assert!(swept(&test).await.is_empty(), "{room}");
    }
    test.pass(SignedDuration::from_mins(15));
    let [mail] = swept(&test).await.try_into().unwrap();
    assert!(mail.text.contains("Salle 4") && !mail.text.contains("Salle 3"), "{}", mail.text);
    // The former room again is a change, too.
    test.pass(SignedDuration::from_hours(1));
    let test = test.moved_to(in_room("Salle 1"));
    let [mail] = swept(&test).await.try_into().unwrap();
    assert!(mail.text.contains("Salle 1"), "{}", mail.text);
    assert_eq!(
        test.marks("foule").await.iter().filter(|mark| mark.mailing.key().starts_with("private#")).count(),
        3
    );
}

#[tokio::test]
async fn an_edit_shortly_before_the_session_does_not_wait_and_one_after_it_is_not_mailed() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    pass_to(&test, "2027-09-14T06:30:00Z");
    test.sweep().await.unwrap();
    let test = test.moved_to(in_room("Salle 1"));
    assert_eq!(changes(&swept(&test).await).len(), 1);
    test.pass(SignedDuration::from_mins(10));
    let test = test.moved_to(in_room("Salle 2"));
    assert_eq!(changes(&swept(&test).await).len(), 1, "an hour later it would begin");
    pass_to(&test, "2027-09-14T09:59:59Z");
    let test = test.moved_to(in_room("Salle 3"));
    assert_eq!(changes(&swept(&test).await).len(), 1, "it is not over");
    pass_to(&test, "2027-09-14T10:00:00Z");
    let test = test.moved_to(in_room("Salle 4"));
    assert!(swept(&test).await.is_empty());
}

#[tokio::test]
async fn a_mail_that_is_due_anyway_has_the_new_one() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    pass_to(&test, "2027-09-07T08:00:00Z");
    let test = test.moved_to(in_room(NEW_ROOM));
    let mails = swept(&test).await;
    let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    // One about each session; only the first has private information.
    assert_eq!(subjects, ["infos", "infos"]);
    assert!(mails.iter().any(|mail| mail.text.contains(NEW_ROOM)), "{mails:#?}");
    assert!(swept(&test).await.is_empty());
}

#[tokio::test]
async fn a_failed_mail_is_sent_by_a_later_sweep_and_a_refused_one_is_not_tried_again() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    let test = test.moved_to(in_room(NEW_ROOM));
    test.ses.answer([Reply::Error(500, "InternalFailure", "")]);
    assert!(test.sweep().await.is_err());
    assert_eq!(changes(&swept(&test).await).len(), 1);
    test.pass(SignedDuration::from_hours(2));
    let test = test.moved_to(in_room("Salle 1"));
    test.ses.answer([Reply::Error(400, "MessageRejected", "Address blacklisted.")]);
    assert!(swept(&test).await.is_empty());
}

/// An attempt was interrupted after it may have sent the mail, and the edit was taken back meanwhile.
#[tokio::test]
async fn an_edit_that_may_have_been_mailed_is_taken_back_by_a_mail() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    let test = test.moved_to(in_room(NEW_ROOM));
    assert_eq!(changes(&swept(&test).await).len(), 1);
    let mut items = test.table.items().await;
    items.retain(|item| item["SK"].as_s().is_ok_and(|key| key.ends_with("#private#1")));
    let mut mark = items.pop().expect("the mail has a mark");
    mark.insert("state".to_owned(), AttributeValue::S("sending".to_owned()));
    test.table.put(mark).await;
    let test = test.moved_to(informed());
    let before = test.mails().len();
    let _ = test.sweep().await;
    assert_eq!(test.mails().len(), before, "another attempt may still be running");
    test.pass(SignedDuration::from_hours(2));
    let [mail] = swept(&test).await.try_into().unwrap();
    assert!(mail.text.contains("Salle 204"), "{}", mail.text);
}
