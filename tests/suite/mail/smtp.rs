//! Mails sent through a mail server.

use std::time::Duration;

use model::mail::MailState;
use notifier::transport::{Smtp, Transport};
use tests::notifier::{NotifierTest, read_mail, schedule};
use tests::smtp::MailServer;

use super::post;

const TIME: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_mail_server_takes_mails_refuses_addresses_and_recovers() {
    let test = NotifierTest::new().await;
    let server = MailServer::new().await;
    let notifier = test.sending_by(Transport::Smtp(Smtp::new(&server.url).unwrap()));
    let sweep = async || notifier::lambda::handle(&notifier, schedule(), TIME).await;

    post(&test, "proximite", "a@office.example").await;
    // These concern the server or the sender, not the recipient.
    for reply in [
        ("MAIL", "451 4.3.0 try again"),
        ("MAIL", "550 5.1.8 sender unknown"),
        ("MAIL", "530 5.7.0 log in first"),
        ("RCPT", "554 5.7.1 relay access denied"),
        ("RCPT", "450 4.2.1 greylisted"),
        (".", "452 4.3.1 full"),
    ] {
        server.answer([reply]);
        assert!(sweep().await.is_err(), "{reply:?}");
        assert_eq!(test.marks("proximite").await, [], "{reply:?}");
    }
    sweep().await.unwrap();
    assert_eq!(server.messages().len(), 1);
    assert_eq!(server.messages()[0].0, "a@office.example");
    assert_eq!(read_mail(&server.messages()[0].1).subject, "confirmed: Atelier proximite");

    let unknown = post(&test, "proximite", "b@office.example").await;
    server.answer([("RCPT", "550 5.1.1 no such user here")]);
    let swept = sweep().await.unwrap();
    assert_eq!((&swept["sent"], &swept["refused"]), (&0.into(), &1.into()));
    let marks = test.marks("proximite").await;
    let mark = marks.iter().find(|mark| mark.registration == unknown.id).unwrap();
    assert_eq!(mark.state, MailState::Refused);
    sweep().await.unwrap();
    assert_eq!(server.messages().len(), 1);
}
