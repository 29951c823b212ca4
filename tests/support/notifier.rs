//! `NotifierTest`: runs the notifier on Lambda events, with its own DynamoDB and a stub of SES.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;
use model::catalogue::Catalogue;
use model::notice::{Notice, NoticeId, NoticeText};
use model::registration::Registration;
use model::slug::Slug;
use model::subject::Subject;
use notifier::transport::{Ses as SesTransport, Transport};
use notifier::{Notifier, Surroundings};
use registry::{Deadline, MailMark, Store, Workshops};
use serde_json::{Value, json};
use view::theme::Theme;

use crate::catalogue::{NOW, catalogue, theme};
use crate::dynamodb::Table;
use crate::handler::HandlerTest;
use crate::ses::Ses;

/// The notifier with the small catalogue, at noon on 1 May 2027, and a handler with the same table.
pub struct NotifierTest {
    /// The handler, whose registrations cause the mails.
    pub handler: HandlerTest,
    /// The stub of SES.
    pub ses: Ses,
    /// The table.
    pub table: Table,
    notifier: Notifier,
    now: Arc<Mutex<Timestamp>>,
    catalogue: Catalogue,
    theme: Theme,
}

/// A mail as parsed by another library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadMail {
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The message identifier.
    pub message_id: String,
    /// The names of the headers, in order.
    pub headers: Vec<String>,
    /// The plain text.
    pub text: String,
    /// The formatted text.
    pub html: String,
}

impl NotifierTest {
    /// Creates a notifier with an empty table.
    pub async fn new() -> NotifierTest {
        NotifierTest::with(catalogue(), mail_theme()).await
    }

    /// Creates a notifier with this catalogue and theme, and an empty table.
    pub async fn with(catalogue: Catalogue, theme: Theme) -> NotifierTest {
        let (table, ses) = (Table::new().await, Ses::new().await);
        NotifierTest::on(table.clone(), table, ses, catalogue, theme)
    }

    /// Creates a notifier that reaches the table by another path than the handler.
    pub fn on(table: Table, notifiers: Table, ses: Ses, catalogue: Catalogue, theme: Theme) -> NotifierTest {
        let now = Arc::new(Mutex::new(NOW.parse().expect("the timestamp is valid")));
        let transport = ses_transport(&ses.endpoint);
        let notifier = notifier(&notifiers.store(), &now, transport, catalogue.clone(), theme.clone());
        let clock = Arc::clone(&now);
        let handler = HandlerTest::of(catalogue.clone(), theme.clone(), table.clone());
        let handler = handler.with_clock(move || read(&clock));
        NotifierTest { handler, ses, table, notifier, now, catalogue, theme }
    }

    /// Returns the same notifier after a deployment of another catalogue.
    pub fn moved_to(self, catalogue: Catalogue) -> NotifierTest {
        let NotifierTest { handler, ses, table, now, theme, .. } = self;
        let transport = ses_transport(&ses.endpoint);
        let notifier = notifier(&table.store(), &now, transport, catalogue.clone(), theme.clone());
        NotifierTest { handler, ses, table, notifier, now, catalogue, theme }
    }

    /// Returns the same notifier after a deployment of another theme.
    pub fn in_theme(self, theme: Theme) -> NotifierTest {
        let catalogue = self.catalogue.clone();
        NotifierTest { theme, ..self }.moved_to(catalogue)
    }

    /// Returns a notifier with the same table, catalogue and theme, but another transport.
    pub fn sending_by(&self, transport: Transport) -> Notifier {
        notifier(&self.table.store(), &self.now, transport, self.catalogue.clone(), self.theme.clone())
    }

    /// Returns a notifier with the same table and theme, but other workshops.
    pub fn with_workshops(&self, workshops: Workshops) -> Notifier {
        let transport = ses_transport(&self.ses.endpoint);
        notifier(&self.table.store(), &self.now, transport, workshops, self.theme.clone())
    }

    /// Advances the clock.
    pub fn pass(&self, time: SignedDuration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now += time;
    }

    /// Returns the time of the handler and the notifier.
    pub fn now(&self) -> Timestamp {
        read(&self.now)
    }

    /// Sends an event with a time limit of half a minute.
    pub async fn send(&self, event: Value) -> anyhow::Result<Value> {
        notifier::lambda::handle(&self.notifier, event, Duration::from_secs(30)).await
    }

    /// Sends an event with hardly any time left.
    pub async fn send_without_time_left(&self, event: Value) -> anyhow::Result<Value> {
        notifier::lambda::handle(&self.notifier, event, Duration::ZERO).await
    }

    /// Sends a record for each registration of a workshop; returns the numbers of the records to retry.
    pub async fn stream(&self, workshop: &str) -> Vec<String> {
        let registrations = self.handler.registrations(workshop).await;
        let keys: Vec<_> = registrations.iter().map(registration_key).collect();
        failures(&self.send(records(workshop, &keys)).await.expect("the records are processed"))
    }

    /// Runs a sweep.
    pub async fn sweep(&self) -> anyhow::Result<Value> {
        self.send(schedule()).await
    }

    /// Publishes a notice for a workshop.
    pub async fn publish(&self, workshop: &str, subject: &str, text: &str) -> NoticeId {
        let id =
            NoticeId::from_bytes(getrandom::u64().expect("the system provides random bytes").to_be_bytes());
        let notice = Notice {
            id: id.clone(),
            workshop: slug(workshop),
            subject: Subject::parse(subject).expect("the subject is valid"),
            text: NoticeText::parse(text).expect("the text is valid"),
            created: self.now(),
            expires: "2030-01-01T00:00:00Z".parse().expect("the timestamp is valid"),
        };
        let published = self.table.store().publish_notice(&notice, Deadline::default()).await;
        published.expect("the store responds");
        id
    }

    /// Returns the state of a workshop's mails.
    pub async fn marks(&self, workshop: &str) -> Vec<MailMark> {
        let marks = self.table.store().mails(&slug(workshop), None, Deadline::default()).await;
        marks.expect("the store responds")
    }

    /// Returns the sent mails, in order.
    pub fn mails(&self) -> Vec<ReadMail> {
        self.ses.messages().iter().map(|message| read_mail(message)).collect()
    }

    /// Returns the subjects of the sent mails, in order.
    pub fn subjects(&self) -> Vec<String> {
        self.mails().into_iter().map(|mail| mail.subject).collect()
    }
}

fn notifier(
    store: &Store,
    now: &Arc<Mutex<Timestamp>>,
    transport: Transport,
    workshops: impl Into<Workshops>,
    theme: Theme,
) -> Notifier {
    let now = Arc::clone(now);
    let surroundings = Surroundings {
        store: store.clone(),
        identifier_key: [7; 32].into(),
        clock: Arc::new(move || read(&now)),
        transport,
        from: "Les ateliers du club <ateliers@club.example>".parse().expect("the address is valid"),
    };
    Notifier::new(workshops.into(), theme, surroundings).expect("the theme can be rendered")
}

fn read(now: &Mutex<Timestamp>) -> Timestamp {
    *now.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns a transport for SES at this address.
pub fn ses_transport(endpoint: &str) -> Transport {
    Transport::Ses(SesTransport::new(&registry::config::AwsConfig::emulator(endpoint), None))
}

/// Returns the handler's small theme with the mails of the smallest site's theme.
pub fn mail_theme() -> Theme {
    let mut theme = theme();
    let templates = [
        ("mail/registration.html", include_str!("site/theme/templates/mail/registration.html")),
        ("mail/registration.txt", include_str!("site/theme/templates/mail/registration.txt")),
        ("mail/participation.html", include_str!("site/theme/templates/mail/participation.html")),
        ("mail/participation.txt", include_str!("site/theme/templates/mail/participation.txt")),
        ("mail/address.html", include_str!("site/theme/templates/mail/address.html")),
        ("mail/address.txt", include_str!("site/theme/templates/mail/address.txt")),
        ("mail/notice.html", include_str!("site/theme/templates/mail/notice.html")),
        ("mail/notice.txt", include_str!("site/theme/templates/mail/notice.txt")),
        ("mail/scheduled.html", include_str!("site/theme/templates/mail/scheduled.html")),
        ("mail/scheduled.txt", include_str!("site/theme/templates/mail/scheduled.txt")),
    ];
    theme.templates.extend(templates.map(|(name, text)| (name.to_owned(), text.to_owned())));
    for &kind in model::mail::MailKind::ALL {
        let words = [
            ("subject", format!("{}: {{workshop}}", kind.key())),
            ("title", String::new()),
            ("text", String::new()),
        ];
        let words = words.map(|(part, text)| (format!("mail.{}.{part}", kind.key()), text));
        theme.words.extend(words);
    }
    for kind in view::mail::PARTICIPATION_KINDS {
        let words = [
            ("subject", format!("participant {kind}: {{workshop}}")),
            ("title", String::new()),
            ("text", String::new()),
        ];
        let words = words.map(|(part, text)| (format!("mail.participation.{kind}.{part}"), text));
        theme.words.extend(words);
    }
    for kind in view::mail::ADDRESS_KINDS {
        let words = [
            ("subject", format!("address {kind}: {{workshop}}")),
            ("title", String::new()),
            ("text", String::new()),
        ];
        let words = words.map(|(part, text)| (format!("mail.address.{kind}.{part}"), text));
        theme.words.extend(words);
    }
    let private = [("subject", "private: {workshop}"), ("text", "Nouveau"), ("session", "{session}, {date}")];
    theme.words.extend(private.map(|(part, text)| (format!("mail.private.{part}"), text.to_owned())));
    let formats = [
        ("hour", "{hour} h"),
        ("hour_minute", "{hour} h {minute}"),
        ("hours", "de {start} à {end}"),
        ("date_time", "{date} à {time}"),
    ];
    theme.words.extend(formats.map(|(key, text)| (format!("format.{key}"), text.to_owned())));
    theme
}

/// Returns the sort key of a registration.
pub fn registration_key(registration: &Registration) -> String {
    format!("registration#{}", registration.id.as_str())
}

/// Returns records of the table's stream, one per sort key, numbered from 1. They contain keys only (`StreamViewType`
/// `KEYS_ONLY`).
pub fn records(workshop: &str, sort_keys: &[impl AsRef<str>]) -> Value {
    let record = |(index, sort_key): (usize, &str)| {
        json!({
            "eventID": format!("c81e728d9d4c2f636f067f89cc14862{index}"),
            "eventName": "MODIFY",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "eu-west-3",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_809_000_000.0,
                "Keys": { "PK": { "S": format!("workshop#{workshop}") }, "SK": { "S": sort_key } },
                "SequenceNumber": (index + 1).to_string(),
                "SizeBytes": 59,
                "StreamViewType": "KEYS_ONLY"
            },
            "eventSourceARN": "arn:aws:dynamodb:eu-west-3:123456789012:table/ateliers/stream/2027-05-01T00:00:00.000"
        })
    };
    let records: Vec<_> = sort_keys.iter().map(AsRef::as_ref).enumerate().map(record).collect();
    json!({ "Records": records })
}

/// Returns the event of a schedule, as `EventBridge` Scheduler sends it.
pub fn schedule() -> Value {
    json!({
        "version": "0",
        "id": "89d1a02d-5ec7-412e-82f5-13505f849b41",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2027-05-01T12:00:00Z",
        "region": "eu-west-3",
        "resources": ["arn:aws:events:eu-west-3:123456789012:rule/sweep"],
        "detail": {}
    })
}

/// Returns what the notifier reads of the canary's event.
pub fn canary() -> Value {
    json!({ "detail-type": "Canary" })
}

/// Returns the sequence numbers in a batch response.
pub fn failures(answer: &Value) -> Vec<String> {
    let failures = answer["batchItemFailures"].as_array().expect("the response lists failures");
    let number =
        |failure: &Value| failure["itemIdentifier"].as_str().expect("a failure has a number").to_owned();
    failures.iter().map(number).collect()
}

/// Parses a message.
pub fn read_mail(message: &[u8]) -> ReadMail {
    let mail = MessageParser::default().parse(message).expect("the message is valid");
    let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address());
    ReadMail {
        to: to.unwrap_or_default().to_owned(),
        subject: mail.subject().unwrap_or_default().to_owned(),
        message_id: mail.message_id().unwrap_or_default().to_owned(),
        headers: mail.headers().iter().map(|header| header.name().to_owned()).collect(),
        text: mail.body_text(0).unwrap_or_default().into_owned(),
        html: mail.body_html(0).unwrap_or_default().into_owned(),
    }
}

fn slug(text: &str) -> Slug {
    text.parse().expect("the slug is valid")
}
