//! Mails as messages: every kind in the real theme, for other programs to parse; and mails with hostile data.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::announcement::AttendanceMode;
use model::catalogue::{Catalogue, PrivateSessions};
use model::mail::MailKind;
use model::offer::Offer;
use model::private_information::{PrivateInformation, PrivateText};
use model::rich_text::{Block, Run};
use model::scheduled_mail::{MailText, Occasion, Recipients, ScheduledMail, Sessions};
use model::status::{Confirmation, Status};
use notifier::Notifier;
use notifier::transport::{Outbox, Transport};
use registry::identifier::IdentifierKey;
use tests::catalogue::{NOW, catalogue};
use tests::handler::{fields_with, real_site};
use tests::mail_faults::{replace, write_hostile};
use tests::notifier::{NotifierTest, mail_theme, read_mail, schedule};
use tests::project::root;
use view::registration::{address_path, own_path};

use super::{post, with_history};

/// Returns the folder of mails for `tests/readers/mail.py`.
fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("mails")
}

/// Returns the small catalogue with realistic data.
fn realistic() -> Catalogue {
    let mut catalogue = catalogue();
    for slug in ["groupe", "approuve"] {
        let workshop = catalogue.workshops.get_mut(&slug.parse().unwrap()).unwrap();
        workshop.title = "Revisiter la proximité : de l’écoute à l’action".to_owned();
        workshop.sessions[0].title = "La proximité aujourd’hui : état des lieux".to_owned();
        workshop.sessions[0].place = Some("Maison du club, 1 rue de l’Exemple, 75000 Paris".to_owned());
        workshop.sessions[1].title = "Les métiers de demain".to_owned();
        workshop.sessions[1].attendance = AttendanceMode::Online;
    }
    let workshop = catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.mails = vec![scheduled()].into();
    workshop.has_private = true;
    // A workshop that confirms addresses.
    let workshop = catalogue.workshops.get_mut(&"approuve".parse().unwrap()).unwrap();
    let offer = workshop.offer.as_deref_mut().unwrap();
    *offer = Offer { confirmation: Confirmation::Email, ..offer.clone() };
    in_room_of(catalogue, "Salle Molière")
}

/// Returns the same with the sessions of `groupe` in another room.
fn in_room(room: &str) -> Catalogue {
    in_room_of(realistic(), room)
}

/// Returns a catalogue with private information about both sessions of `groupe`.
fn in_room_of(mut catalogue: Catalogue, room: &str) -> Catalogue {
    let text = |text: &str| Some(PrivateText { text: text.to_owned(), language: None });
    let room = PrivateInformation {
        room: text(room),
        door_code: Some("48B12".to_owned()),
        note: text("L’accueil ouvre à 9 h 30."),
        ..PrivateInformation::default()
    };
    let online = PrivateInformation {
        join_link: Some("https://visio.example/j/912".to_owned()),
        ..PrivateInformation::default()
    };
    let sessions = [("a".to_owned(), room), ("b".to_owned(), online)].into();
    let private = PrivateSessions { sessions, ..PrivateSessions::default() };
    catalogue.private.insert("groupe".parse().unwrap(), private);
    catalogue
}

/// Returns a mail with everything that its text may have, an hour after [`NOW`].
fn scheduled() -> ScheduledMail {
    let run = |text: &str| Run { text: text.to_owned(), ..Run::default() };
    let strong = Run { strong: true, ..run("Lieu :") };
    let link = Run { href: Some("https://club.example/acces".to_owned()), ..run("Le plan d’accès") };
    let list = |ordered| Block::List {
        ordered,
        items: vec![vec![strong.clone(), run(" {place}")], vec![link.clone()]],
    };
    let now: Timestamp = NOW.parse().unwrap();
    ScheduledMail {
        id: "venir".parse().unwrap(),
        recipients: Recipients::All,
        mode: None,
        late: true,
        about: Sessions::First,
        occasions: vec![Occasion {
            session: "a".to_owned(),
            about: now,
            ends: Timestamp::MAX,
            due: now + SignedDuration::from_hours(1),
            until: Timestamp::MAX,
        }],
        text: MailText {
            subject: "Venir à l’atelier « {workshop} »".to_owned(),
            body: vec![
                Block::Paragraph { runs: vec![run("Bonjour,\nRendez-vous le {date}, {hours}.")] },
                list(false),
                list(true),
            ],
            language: None,
        }
        .into(),
    }
}

/// Returns histories that each end with the mailed transition, with their workshops.
fn histories() -> Vec<(&'static str, Vec<(&'static str, Status)>)> {
    use Status::*;
    let (open, asked) = ("groupe", "approuve");
    vec![
        (open, vec![("register", Confirmed)]),
        (open, vec![("register", Pending)]),
        (open, vec![("register", Waiting)]),
        (asked, vec![("register", Unconfirmed)]),
        (asked, vec![("register", Requested)]),
        (open, vec![("register", Waiting), ("promote", Confirmed)]),
        (open, vec![("register", Waiting), ("promote", Pending)]),
        (open, vec![("register", Waiting), ("offer-seats", Offered)]),
        (open, vec![("register", Waiting), ("offer-seats", Offered), ("lapse-seat-offer", Cancelled)]),
        (open, vec![("register", Pending), ("approve", Confirmed)]),
        (open, vec![("register", Pending), ("refuse", Refused)]),
        (open, vec![("register", Confirmed), ("cancel", Cancelled)]),
        (asked, vec![("register", Unconfirmed), ("lapse", Cancelled)]),
        (open, vec![("register", Confirmed), ("change-participants", Confirmed)]),
    ]
}

#[tokio::test]
async fn every_kind_is_written_as_a_file() {
    let folder = folder();
    let _ = fs::remove_dir_all(&folder);
    let (_, mut theme) = real_site();
    // The recorded posts come from this site.
    theme.site.base_url = "https://club.example".to_owned();
    let test = NotifierTest::with(realistic(), theme).await;
    let mut kinds = Vec::new();
    for (index, (workshop, history)) in histories().iter().enumerate() {
        // One mailbox each, because of the daily budget.
        let email = format!("claire.legall{index}@office.example");
        let registration = post(&test, workshop, &email).await;
        let registration = with_history(&registration, &test, history);
        kinds.push(MailKind::of(&registration.history, history.len() - 1).expect("the transition is mailed"));
        replace(&test.table, &registration).await;
        // One mail per second, so that the file names are in this order.
        let outbox = test.sending_by(Transport::Outbox(Outbox::new(&folder)));
        notifier::lambda::handle(&outbox, schedule(), Duration::from_secs(60)).await.unwrap();
        test.pass(SignedDuration::from_secs(1));
    }
    assert_eq!(kinds, MailKind::ALL, "each kind has a history above");
    test.publish("groupe", "Changement de salle le 14 septembre", NOTICE).await;
    test.pass(SignedDuration::from_hours(2));
    let outbox = test.sending_by(Transport::Outbox(Outbox::new(&folder)));
    notifier::lambda::handle(&outbox, schedule(), Duration::from_secs(60)).await.unwrap();

    replace_address(&test, &outbox).await;
    let test = test.moved_to(in_room("Salle Voltaire"));
    let outbox = test.sending_by(Transport::Outbox(Outbox::new(&folder)));
    notifier::lambda::handle(&outbox, schedule(), Duration::from_secs(60)).await.unwrap();

    let mails = messages(&folder);
    assert_eq!(
        mails.len(),
        MailKind::ALL.len() + 15 + 3 + 4,
        "the notice and the scheduled mail are sent to the live registrations of the workshop, three for another address, and the \
         other room to those that are confirmed"
    );
    for message in &mails {
        let mail = read_mail(message);
        assert!(mail.subject.contains("proximité") || mail.subject.starts_with("Changement"), "{mail:?}");
        assert!(
            mail.text.lines().all(|line| line.chars().count() <= 72 || line.contains("https://")),
            "{mail:?}"
        );
        assert!(!mail.text.contains("{{") && !mail.text.contains('<'), "{mail:?}");
        // docs/registrations/mails.md gives the reasons.
        assert!(mail.headers.iter().all(|name| !name.starts_with("List-")), "{mail:?}");
        assert!(mail.html.contains("club.example") && !mail.html.contains("<img"), "{mail:?}");
    }
}

/// Replaces the address of the first registration, and sends the mails about it.
async fn replace_address(test: &NotifierTest, outbox: &Notifier) {
    let (workshop, former) = ("groupe", "claire.legall0@office.example");
    let registration = test.handler.stored(workshop, former).await;
    let proposed = [("email", "claire@elsewhere.example")];
    test.handler.post_to(&format!("{}/address", own_path(&registration)), &proposed).await.redirect();
    test.pass(SignedDuration::from_secs(1));
    notifier::lambda::handle(outbox, schedule(), Duration::from_secs(60)).await.unwrap();
    let registration = test.handler.stored(workshop, former).await;
    let key = IdentifierKey::from([7; 32]);
    let capability = key.proposed_address(&registration, registration.proposed_address.as_ref().unwrap());
    test.handler.post_to(&address_path(&registration, capability), &[]).await.redirect();
    test.pass(SignedDuration::from_secs(1));
    notifier::lambda::handle(outbox, schedule(), Duration::from_secs(60)).await.unwrap();
}

const NOTICE: &str = "Bonjour,\n\nLa séance du 14 septembre a lieu au deuxième étage, salle Molière ; l’accueil \
    ouvre à 9 h 30.\n\nÀ bientôt,\nL’équipe du club";

fn messages(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[tokio::test]
async fn no_input_becomes_a_header() {
    let injection = "Claire\r\nBcc: victim@evil.example\r\n\r\n<script>alert(1)</script>";
    let mut catalogue = catalogue();
    let workshop = catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.title = format!("Atelier\r\nBcc: victim@evil.example\0 {}", "é".repeat(300));
    let test = NotifierTest::with(catalogue, mail_theme()).await;

    let answer = test.handler.post("groupe", &fields_with("given-name", injection)).await;
    assert_eq!(answer.status, 422, "a name must not contain an address: {answer:?}");
    let answer = test.handler.post("groupe", &fields_with("given-name", "Claire\r\nBcc: victim")).await;
    assert_eq!(answer.status, 303, "line breaks in a name are folded: {answer:?}");
    // Data that no form accepts, as if written by another program.
    let hostile = test.handler.registrations("groupe").await.remove(0);
    write_hostile(&test.table, &hostile, injection).await;
    assert!(test.stream("groupe").await.is_empty());
    test.publish("groupe", "Salle", "Bcc: victim@evil.example\n\n.\nQUIT").await;
    test.sweep().await.unwrap();

    let messages = test.ses.messages();
    assert_eq!(messages.len(), 2);
    let expected = [
        "Message-ID",
        "References",
        "Date",
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    ];
    for message in &messages {
        let mail = read_mail(message);
        assert_eq!(mail.headers, expected);
        assert_eq!(mail.to, "claire.legall@office.example");
        assert!(!mail.html.contains("<script>"), "{}", mail.html);
        let head = String::from_utf8(message.clone()).unwrap();
        let head = head.split_once("\r\n\r\n").unwrap().0.to_owned();
        assert!(!head.to_lowercase().contains("\nbcc") && head.is_ascii(), "{head}");
        assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
        assert!(head.contains("Reply-To: bonjour@club.example"), "{head}");
        assert!(head.contains("From: \"Les ateliers du club\" <ateliers@club.example>"), "{head}");
    }
    let requests = test.ses.requests();
    assert!(
        requests.iter().all(|request| request["Destination"]["ToAddresses"].as_array().unwrap().len() == 1)
    );
}
