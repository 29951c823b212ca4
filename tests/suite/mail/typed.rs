//! User input in mails: omitted until the mailbox is proven, and never turned into links.

use std::time::Duration;

use jiff::SignedDuration;
use mail_parser::MessageParser;
use model::form::{Field, FieldKind};
use model::mail::MailKind;
use model::offer::ParticipantEmail;
use model::status::{Confirmation, Status};
use notifier::transport::{Outbox, Transport};
use tempfile::TempDir;
use tests::handler::{Event, fields, real_site};
use tests::mail_faults::replace;
use tests::notifier::{NotifierTest, schedule};

use super::with_history;

/// The example of the real site, which has an English translation.
const WORKSHOP: &str = "exemple-renovation-energetique";

/// A stranger's input, field by field; each has a unique word.
const TYPED: [(&str, &str); 17] = [
    ("given-name", "Qxzjwkgiven"),
    ("family-name", "Qxzjwkfamily"),
    ("function", "Qxzjwkfunction"),
    ("organisation", "Qxzjwkorganisation.example"),
    ("participant-2-given-name", "Qxzjwksecond"),
    ("participant-2-family-name", "Qxzjwklast"),
    ("participant-2-function", "Qxzjwkjob"),
    ("participant-2-fee", "adherent"),
    ("participant-2-email", COLLEAGUE),
    ("participant-2-menu", "Qxzjwkmenu.example"),
    ("participant-1-menu", "Qxzjwkmine"),
    ("billing-organisation", "Qxzjwkbilled"),
    ("billing-address", "Qxzjwkstreet.example/qxzjwkpath"),
    ("billing-city", "Qxzjwkcity"),
    ("purchase-order", "Qxzjwkorder.example"),
    ("billing-email", "qxzjwkbilling@qxzjwkmail.example"),
    ("remarks", "Qxzjwkremarks"),
];

fn history(kind: MailKind, proven: bool) -> Vec<(&'static str, Status)> {
    use Status::*;
    let mut history = match proven {
        true => vec![("register", Requested), ("confirm-email", Waiting)],
        false => Vec::new(),
    };
    history.extend(match kind {
        MailKind::Confirmed => vec![("register", Confirmed)],
        MailKind::Pending => vec![("register", Pending)],
        MailKind::Waiting => vec![("register", Waiting)],
        MailKind::Unconfirmed => vec![("register", Unconfirmed)],
        MailKind::Requested => vec![("register", Requested)],
        MailKind::Promoted => vec![("register", Waiting), ("promote", Confirmed)],
        MailKind::PromotedPending => vec![("register", Waiting), ("promote", Pending)],
        MailKind::Offered => vec![("register", Waiting), ("offer-seats", Offered)],
        MailKind::OfferLapsed => {
            vec![("register", Waiting), ("offer-seats", Offered), ("lapse-seat-offer", Cancelled)]
        }
        MailKind::Approved => vec![("register", Pending), ("approve", Confirmed)],
        MailKind::Refused => vec![("register", Pending), ("refuse", Refused)],
        MailKind::Cancelled => vec![("register", Confirmed), ("cancel", Cancelled)],
        MailKind::Lapsed => vec![("register", Unconfirmed), ("lapse", Cancelled)],
        MailKind::Changed => vec![("register", Confirmed), ("change-participants", Confirmed)],
    });
    history
}

/// The address of a participant, to which their mails go.
const COLLEAGUE: &str = "qxzjwkcolleague@qxzjwkown.example";

/// Returns the mails of each kind to the contact of a registration, fully decoded: headers, texts, attachments.
async fn mails(language: &str, confirmation: Confirmation, proven: bool) -> Vec<(MailKind, String)> {
    mails_with(&TYPED, language, confirmation, proven).await
}

/// Returns these mails for a registration with only this input besides the usual fields.
async fn mails_with(
    typed: &[(&'static str, &'static str)],
    language: &str,
    confirmation: Confirmation,
    proven: bool,
) -> Vec<(MailKind, String)> {
    let (mut catalogue, theme) = real_site();
    let workshop = catalogue.workshops.get_mut(&WORKSHOP.parse().unwrap()).unwrap();
    let offer = workshop.offer.as_deref_mut().unwrap();
    offer.confirmation = confirmation;
    offer.participant_email = ParticipantEmail::Required;
    let menu = Field {
        name: "menu".to_owned(),
        kind: FieldKind::Text { max_length: 50 },
        ..offer.questions[0].clone()
    };
    offer.participant_questions = vec![menu];
    let test = NotifierTest::with(catalogue, theme).await;
    let mut posted = fields();
    posted.retain(|(name, _)| TYPED.iter().all(|(typed, _)| typed != name));
    posted.extend(typed);
    posted.extend([
        ("attendance-session-2", "online"),
        ("dejeuner", "oui"),
        ("nombre-de-repas", "2"),
        ("sujets", "chantier"),
    ]);
    let path = format!("/api/workshops/{WORKSHOP}/registrations{language}");
    let answer = test.handler.send(Event::post_to(&path, &posted).without_header("origin")).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let registration = test.handler.registrations(WORKSHOP).await.remove(0);
    let mut mails = Vec::new();
    for &kind in MailKind::ALL {
        let folder = TempDir::new().unwrap();
        replace(&test.table, &with_history(&registration, &test, &history(kind, proven))).await;
        let outbox = test.sending_by(Transport::Outbox(Outbox::new(folder.path())));
        notifier::lambda::handle(&outbox, schedule(), Duration::from_secs(60)).await.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let mail = decoded(&std::fs::read(file.unwrap().path()).unwrap());
            if mail.contains(&format!("To: {COLLEAGUE}")) {
                // The mailbox of a participant is never proven, whatever the contact did.
                let others = mail.to_lowercase().replace(COLLEAGUE, "");
                assert!(!others.contains("qxzjwk") && !others.contains("claire"), "{kind:?}: {mail}");
            } else {
                mails.push((kind, mail));
            }
        }
        test.pass(SignedDuration::from_hours(24 * 30));
    }
    assert!(mails.len() >= MailKind::ALL.len(), "{} mails", mails.len());
    mails
}

fn decoded(message: &[u8]) -> String {
    let mail = MessageParser::default().parse(message).unwrap();
    let parts = mail.parts.iter().map(|part| String::from_utf8_lossy(part.contents()).into_owned());
    let subject = mail.subject().unwrap_or_default();
    let head = String::from_utf8_lossy(message);
    let head = head.split("\r\n\r\n").next().unwrap_or_default();
    let texts: Vec<_> = parts.chain([subject.to_owned(), head.to_owned()]).collect();
    texts.join("\n")
}

#[tokio::test]
async fn no_input_is_mailed_before_the_mailbox_is_proven() {
    for language in ["", "?language=en"] {
        for confirmation in [Confirmation::None, Confirmation::Email] {
            for (kind, mail) in mails(language, confirmation, false).await {
                assert!(!mail.to_lowercase().contains("qxzjwk"), "{kind:?} {language}: {mail}");
                assert!(
                    mail.contains("claire.legall@office.example"),
                    "the mail contains the address: {mail}"
                );
            }
        }
    }
}

#[tokio::test]
async fn no_input_becomes_a_link_after_the_proof() {
    for language in ["", "?language=en"] {
        let mails = mails(language, Confirmation::Email, true).await;
        let (_, confirmed) = mails.iter().find(|(kind, _)| *kind == MailKind::Confirmed).unwrap();
        for typed in [
            "Qxzjwkgiven Qxzjwkfamily",
            "Qxzjwksecond Qxzjwklast",
            "Qxzjwkfunction",
            "Qxzjwkorganisation. example",
            "qxzjwkcolleague@ qxzjwkown. example",
            "Qxzjwkmenu. example",
            "Qxzjwkmine",
            "Qxzjwkcity",
        ] {
            assert!(confirmed.contains(typed), "{typed}: {confirmed}");
        }
        for (kind, mail) in &mails {
            for address in [
                "qxzjwkorganisation.",
                "qxzjwkstreet.",
                "qxzjwkorder.",
                "qxzjwkbilling@",
                "qxzjwkmail.",
                "qxzjwkcolleague@",
                "qxzjwkown.",
                "qxzjwkmenu.",
            ] {
                let lower = mail.to_lowercase();
                for (place, _) in lower.match_indices(address) {
                    let next = lower[place + address.len()..].chars().next();
                    assert!(next.is_none_or(char::is_whitespace), "{kind:?}: {mail}");
                }
            }
            assert!(!mail.contains("Qxzjwkremarks"), "{kind:?}: {mail}");
        }
    }
}

/// The recipient's mailbox is proven, so their own address is not broken up with spaces.
#[tokio::test]
async fn an_invoice_to_the_same_mailbox_shows_its_address_as_it_is() {
    let typed: Vec<_> = TYPED.into_iter().filter(|(name, _)| *name != "billing-email").collect();
    let mails = mails_with(&typed, "", Confirmation::Email, true).await;
    let (_, confirmed) = mails.iter().find(|(kind, _)| *kind == MailKind::Confirmed).unwrap();
    assert!(confirmed.contains("Facture à envoyer à\u{a0}: claire.legall@office.example"), "{confirmed}");
}
