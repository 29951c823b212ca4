//! What a mail is about: a transition, a notice, a session, and so on.

use model::catalogue::CatalogueWorkshop;
use model::limits::MailClass;
use model::mail::MailKind;
use model::notice::Notice;
use model::registration::{ProposedAddress, Registration};
use model::scheduled_mail::{MailText, ScheduledMail, is_private};

/// The subject matter of a mail.
pub(crate) enum About<'a> {
    /// A transition of the registration.
    Transition {
        /// The kind of mail.
        kind: MailKind,
        /// Whether the recipient has had an earlier mail about the registration.
        is_informed: bool,
        /// Whether a participant made any of the changes, in a mail about changes.
        by_participant: bool,
        /// The position on the waiting list, for a waiting registration.
        waiting_place: Option<usize>,
        /// Other registrations of the same address for this workshop.
        others: Vec<Registration>,
    },
    /// A participant has left the registration.
    Departure,
    /// The address is to replace the contact's.
    ProposedAddress(&'a ProposedAddress),
    /// The address was replaced.
    FormerAddress,
    /// A notice from the organiser.
    Notice(&'a Notice),
    /// A scheduled mail about a session.
    Scheduled {
        /// The mail in the site's main language.
        mail: &'a ScheduledMail,
        /// The identifier of the session.
        session: &'a str,
    },
    /// Private information that the recipient was mailed has changed.
    PrivateChange {
        /// The identifiers of the sessions that it is about.
        sessions: &'a [String],
    },
}

impl About<'_> {
    /// Returns what the log calls a mail about it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            About::Transition { kind, .. } => kind.key(),
            About::Departure => "left",
            About::ProposedAddress(_) => "new_address",
            About::FormerAddress => "former_address",
            About::Notice(_) => "notice",
            About::Scheduled { .. } => "scheduled",
            About::PrivateChange { .. } => "private",
        }
    }

    /// Returns the class in which a mail about it is counted.
    pub(crate) fn class(&self) -> MailClass {
        match self {
            About::Transition { kind, .. } => kind.class(),
            About::Departure => MailClass::Routine,
            About::ProposedAddress(_) | About::FormerAddress => MailClass::Urgent,
            About::Notice(_) => MailClass::Notice,
            // A change that waits until the next day may come too late, like a reminder.
            About::Scheduled { .. } | About::PrivateChange { .. } => MailClass::Scheduled,
        }
    }

    /// Returns whether the mail has a place for the private information about a session.
    pub(crate) fn has_place_for_private(&self, of: &str, workshop: &CatalogueWorkshop) -> bool {
        match self {
            About::Transition { .. } => true,
            About::Scheduled { mail, session } => {
                *session == of && text_of(mail, workshop).body.iter().any(is_private)
            }
            About::PrivateChange { sessions } => sessions.iter().any(|it| it == of),
            About::Departure | About::ProposedAddress(_) | About::FormerAddress | About::Notice(_) => false,
        }
    }
}

/// Returns the text of a scheduled mail in the language of the workshop's texts, as far as it is translated.
pub(crate) fn text_of<'a>(mail: &'a ScheduledMail, workshop: &'a CatalogueWorkshop) -> &'a MailText {
    let translated = workshop.mails.iter().find(|it| it.id == mail.id);
    &translated.unwrap_or(mail).text
}
