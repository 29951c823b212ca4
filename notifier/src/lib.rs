//! What happens to a registration in, a mail to its registrant out.
//!
//! ```text
//! transition ─▶ stream ─▶ claim ─▶ compose ─▶ send ─▶ mark
//!      schedule ─▶ sweep ─┘
//! ```
//!
//! In the order of that flow:
//!
//! 1. [`config`]: the environment, read once at cold start
//! 2. [`lambda`]: one function for two kinds of events, told apart by their JSON
//! 3. `stream`: which registrations and notices the records of the table's stream name
//! 4. [`sweep`](mod@sweep): everything that the stream may have missed, workshop by workshop
//! 5. `due`: of all that was not mailed, the one mail to send; `budget`: how much a mailbox gets in a day
//! 6. `delivery`: a mail is claimed, sent and marked, so that it goes out once
//! 7. `compose`: registration + kind, or notice → mail
//! 8. `find`: links to registrations that were asked for
//! 9. [`mail`]: a mail, and its form as a message of RFC 5322
//! 10. [`transport`]: SES, SMTP or a folder
//!
//! The stream carries nothing but keys: what is mailed is read from the table when it is mailed. The log names a
//! workshop, the reference of a registration and what became of a mail, and never an address or a name.

mod budget;
mod compose;
pub mod config;
mod delivery;
mod due;
mod find;
pub mod lambda;
pub mod mail;
mod stream;
pub mod sweep;
mod tally;
pub mod transport;

use anyhow::Context;
use lettre::message::Mailbox;
use model::catalogue::Catalogue;
use model::contact::Email;
use model::mail::MailKind;
use registry::identifier::IdentifierKey;
use registry::{Clock, Store};
use view::edition::Editions;
use view::requirements::Requirements;
use view::requirements::check_languages;
use view::theme::Theme;

pub use crate::tally::{Tally, TimeLimit};
use crate::transport::Transport;

/// Everything that sending mails needs; made once, at cold start.
pub struct Notifier {
    catalogue: Catalogue,
    editions: Editions,
    store: Store,
    identifier_key: IdentifierKey,
    clock: Clock,
    transport: Transport,
    from: Mailbox,
    reply_to: Email,
}

/// Where things are kept, and how mails get out.
pub struct Surroundings {
    /// Where registrations are kept.
    pub store: Store,
    /// The secret that makes identifiers unguessable; the handler's.
    pub identifier_key: IdentifierKey,
    /// What tells the time.
    pub clock: Clock,
    /// How mails get out.
    pub transport: Transport,
    /// Whom they come from.
    pub from: Mailbox,
}

impl Notifier {
    /// A notifier of what the generator wrote for it. Answers to its mails go to the site's organiser.
    ///
    /// # Errors
    ///
    /// When the theme lacks something or cannot be rendered, or the organiser's address is none.
    pub fn new(catalogue: Catalogue, theme: Theme, surroundings: Surroundings) -> anyhow::Result<Notifier> {
        requirements().check(&theme)?;
        check_languages(&catalogue, &theme)?;
        let editions = Editions::new(&catalogue, &theme).context("the theme cannot be rendered")?;
        let reply_to = Email::parse(&theme.site.organiser.email)
            .context("`organiser.email` of the site is no address that mails could be answered to")?;
        let Surroundings { store, identifier_key, clock, transport, from } = surroundings;
        Ok(Notifier { catalogue, editions, store, identifier_key, clock, transport, from, reply_to })
    }
}

/// What mails need of a theme.
fn requirements() -> Requirements {
    let templates =
        vec!["mail/registration.html", "mail/registration.txt", "mail/notice.html", "mail/notice.txt"];
    let words = MailKind::ALL.iter().map(|kind| format!("mail.{}.subject", kind.key()));
    Requirements { templates, words: words.collect() }
}
