//! Mails registrants and participants when their registration changes.
//!
//! ```text
//! transition ─▶ stream ─▶ claim ─▶ compose ─▶ send ─▶ mark
//!      schedule ─▶ sweep ─┘                    ┊        ▲
//!                                              └┄ report ┘
//! ```
//!
//! In the order of that flow:
//!
//! 1. [`config`]: the environment, read once at cold start
//! 2. [`lambda`]: the function, which handles four kinds of events, distinguished by their JSON
//! 3. [`stream`]: the registrations and notices that the records of the table's stream name
//! 4. [`sweep`](mod@sweep): everything that the stream may have missed, workshop by workshop; `roll`: the registrations
//!    of a workshop with the marks of their mails; `queues`: the places on the waiting lists
//! 5. `due`: selects the one mail to send from all unmailed events; `budget`: limits the mails per mailbox and day
//! 6. `registrant`: what is mailed about one registration; `private_change`: when `private` information that was mailed has changed;
//!    `recipient`: to whom; `delivery`: claims, sends and marks a mail,
//!    so that it is sent once
//! 7. `compose`: composes a mail from a registration and what it is `about`
//! 8. `find`: mails links to registrations on request
//! 9. [`mail`]: a mail, and its form as an RFC 5322 message
//! 10. [`transport`]: SES, SMTP or a folder
//! 11. [`specimen`]: the schedule of mails and specimens of them, for the preview
//! 12. `canary`: visits the site as registrants do, and reports whether it could register
//! 13. `report`: records what SES reports about a mail later, such as a bounce; `identity`: how a report names its mail
//!
//! The stream carries only keys: the content of a mail is read from the table at the time of sending. The log contains
//! the workshop, the registration's reference and the result of a mail, and never an address or a name.

mod about;
mod budget;
mod canary;
mod compose;
pub mod config;
mod delivery;
mod due;
mod find;
mod identity;
pub mod lambda;
pub mod mail;
mod private;
mod private_change;
mod queues;
mod recipient;
mod registrant;
mod report;
mod roll;
pub mod specimen;
pub mod stream;
pub mod sweep;
mod tally;
pub mod transport;

use anyhow::Context;
use jiff::SignedDuration;
use lettre::message::Mailbox;
use model::contact::Email;
use model::mail::MailKind;
use registry::identifier::IdentifierKey;
use registry::metrics::{Metric, Metrics};
use registry::{Clock, Store, Workshops};
use view::edition::Editions;
use view::mail::{ADDRESS_KINDS, PARTICIPATION_KINDS};
use view::requirements::Requirements;
use view::requirements::check_languages;
use view::templates;
use view::theme::Theme;

pub use crate::tally::{Tally, TimeLimit};
use crate::transport::Transport;

/// The dependencies for sending mails, created once at cold start.
pub struct Notifier {
    workshops: Workshops,
    editions: Editions,
    store: Store,
    identifier_key: IdentifierKey,
    clock: Clock,
    transport: Transport,
    from: Mailbox,
    reply_to: Email,
    metrics: Metrics,
}

/// The services that a notifier uses.
pub struct Surroundings {
    /// The store of registrations.
    pub store: Store,
    /// The secret that makes identifiers unguessable; the same as the handler's.
    pub identifier_key: IdentifierKey,
    /// The source of the current time.
    pub clock: Clock,
    /// The transport of mails.
    pub transport: Transport,
    /// The sender of the mails.
    pub from: Mailbox,
}

impl Notifier {
    /// Creates a notifier from the generator's files. Replies to its mails go to the site's organiser.
    ///
    /// # Errors
    ///
    /// Fails if the theme lacks something or has an unknown language or time zone, or if the organiser's address is invalid.
    pub fn new(workshops: Workshops, theme: Theme, surroundings: Surroundings) -> anyhow::Result<Notifier> {
        requirements().check(&theme)?;
        check_languages(workshops.index(), &theme)?;
        let editions =
            Editions::new(workshops.identifiers(), &theme).context("the theme cannot be rendered")?;
        let reply_to = Email::parse(&theme.site.organiser.email)
            .context("`organiser.email` of the site is not a valid address for replies to mails")?;
        let Surroundings { store, identifier_key, clock, transport, from } = surroundings;
        let workshops = workshops.with_scheduled_mails();
        let metrics = Metrics::default();
        Ok(Notifier { workshops, editions, store, identifier_key, clock, transport, from, reply_to, metrics })
    }

    /// Returns the notifier with metrics of its mails and of the canary.
    #[must_use]
    pub fn with_metrics(self, metrics: Metrics) -> Notifier {
        Notifier { metrics, ..self }
    }

    /// Returns the time for which mails about further changes wait after one about a change.
    fn change_interval(&self) -> SignedDuration {
        SignedDuration::from_mins(self.workshops.limits().change_mail_minutes.into())
    }

    fn put(&self, values: &[(Metric, f64)]) {
        self.metrics.put(&self.clock, values);
    }
}

/// The words of the mail about private information that has changed.
const PRIVATE_CHANGE: [&str; 3] = ["mail.private.subject", "mail.private.text", "mail.private.session"];

/// Returns the templates and translations that mails need.
fn requirements() -> Requirements {
    let kinds = MailKind::ALL.iter().map(|kind| kind.key().to_owned());
    let of_participants = PARTICIPATION_KINDS.map(|kind| format!("participation.{kind}"));
    let of_addresses = ADDRESS_KINDS.map(|kind| format!("address.{kind}"));
    let words = kinds.chain(of_participants).chain(of_addresses).map(|kind| format!("mail.{kind}.subject"));
    let words = words.chain(PRIVATE_CHANGE.map(str::to_owned));
    Requirements { templates: templates::MAILS.into(), words: words.collect() }
}
