//! When changes of private information are mailed: at once or combined, and again after an interruption.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use tests::handler::colleagues;
use tests::notifier::{NotifierTest, mail_theme};
use tests::ses::Reply;

use super::{NEW_LINK, NEW_ROOM, changes, edited, in_room, pass_to, swept, text, with_registrations};
use crate::private_information::{ONLINE, attending, informed, seen};

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
async fn only_a_sweep_finds_an_edit() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    let test = test.moved_to(in_room(NEW_ROOM));
    let before = test.mails().len();
    assert!(test.stream("foule").await.is_empty());
    assert_eq!(test.mails().len(), before);
    assert_eq!(changes(&swept(&test).await).len(), 1);
}

/// Claire sends her colleague to the video and then follows him: the mail about the second change waits for an hour.
#[tokio::test]
async fn what_registrants_change_is_left_to_the_mail_about_it() {
    let test = NotifierTest::with(informed(), mail_theme()).await;
    let fields = [attending("in-person"), colleagues(1)].concat();
    let own_page = test.handler.post("groupe", &fields).await.redirect();
    assert!(test.stream("groupe").await.is_empty());
    for number in [2, 1] {
        test.pass(SignedDuration::from_mins(10));
        let path = format!("{own_page}/participants/{number}/sessions");
        let page = test.handler.get(&path).await.body;
        let (_, basis) = page.split_once("name=\"form_basis\" value=\"").unwrap();
        let basis = basis.split('"').next().unwrap();
        let choice = [("attendance-a", "online"), ("form_basis", basis)];
        assert_eq!(test.handler.post_to(&path, &choice).await.status, 303);
        assert!(test.stream("groupe").await.is_empty());
    }
    assert_eq!(test.subjects(), ["confirmed: Atelier groupe", "changed: Atelier groupe"]);
    assert!(swept(&test).await.is_empty());
    test.pass(SignedDuration::from_mins(50));
    let [mail] = swept(&test).await.try_into().unwrap();
    assert_eq!((mail.subject.as_str(), seen(&mail.text)), ("changed: Atelier groupe", ONLINE));
    test.pass(SignedDuration::from_hours(1));
    assert!(swept(&test).await.is_empty());
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

/// An attempt was interrupted, and a later mail replaced the one that it may have sent.
#[tokio::test]
async fn a_mail_that_was_never_finished_causes_no_further_ones() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    let mut items = test.table.items().await;
    items.retain(|item| item["SK"].as_s().is_ok_and(|key| key.starts_with("mail#")));
    let mut mark = items.pop().expect("the mail has a mark");
    let (of_registration, _) = mark["SK"].as_s().unwrap().rsplit_once('#').unwrap();
    let key = format!("{of_registration}#9");
    let shown = [("a".to_owned(), AttributeValue::S("0123456789abcdef".to_owned()))];
    mark.insert("shown".to_owned(), AttributeValue::M(shown.into()));
    for (name, value) in
        [("SK", key), ("state", "sending".to_owned()), ("since", "2027-01-01T00:00:00Z".to_owned())]
    {
        mark.insert(name.to_owned(), AttributeValue::S(value));
    }
    test.table.put(mark).await;
    // Edits that do not concern those who come, so that each sweep reads the registration again.
    let linked = |room: &'static str, number: u32| {
        edited(move |known| {
            (known.room, known.join_link) = (Some(text(room)), Some(format!("{NEW_LINK}{number}")));
        })
    };
    let test = test.moved_to(linked("Salle 204", 0));
    assert!(swept(&test).await.is_empty());
    let mut test = test.moved_to(linked(NEW_ROOM, 0));
    assert_eq!(changes(&swept(&test).await).len(), 1);
    for number in 1..5 {
        test.pass(SignedDuration::from_hours(2));
        test = test.moved_to(linked(NEW_ROOM, number));
        assert!(swept(&test).await.is_empty());
    }
}
