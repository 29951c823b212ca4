//! The limits on requests per network address and on mails per mailbox. Each limit is documented with its reason; a
//! site can override the defaults under `limits` in `site.yaml`.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The age beyond which an event is no longer mailed, because the mail would confuse more than inform. Two weeks are
/// enough to repair a mail service. The addresses of participants who left are kept as long.
pub const LONGEST_DELAY: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The limits of a site.
///
/// A network address is an IPv4 address or an IPv6 network of 64 bits. All networks of an IPv6 site of 48 bits
/// share a limit that is [`SITE_FACTOR`] times as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// The number of valid registrations and answers to questionnaires from one network address in an hour above
    /// which further ones are quarantined. A large office shares one address, and an assistant may register all of
    /// it one by one.
    pub quarantine_after: u32,
    /// The number above which further ones are refused: more than a person can type, and more than an organiser can
    /// review.
    pub refuse_after: u32,
    /// Changes of registrations from one network address in an hour; cancellations are limited to the same number.
    /// It allows every registrant of a large office one change, and half of them a correction.
    pub changes: u32,
    /// Confirmations of e-mail addresses from one network address in an hour: twice as many as registrations. A
    /// mail reaches a whole office at the same moment, and the clicks of colleagues must not cost a registrant a
    /// seat.
    pub confirmations: u32,
    /// Requests for links to registrations, and proposals of another address, from one network address in an hour. Each one
    /// sends a mail to an address that was typed.
    pub searches: u32,
    /// Changes of one registration in a day, and as many cancellations and confirmations. It suffices for a group
    /// whose names arrive one by one, but not for a bot.
    pub changes_per_registration: u32,
    /// Mails about registrations that one mailbox receives in a day; further ones wait until the next day. An
    /// assistant who registers ten colleagues one by one receives a mail about each at once. Strangers whose
    /// address is entered receive no more than that.
    pub mails: u32,
    /// Additional mails in a day for urgent news: requests to confirm an address, promotions, decisions and
    /// cancellations.
    pub urgent_mails: u32,
    /// Notices from organisers that one mailbox receives in a day, one for each of its registrations. An assistant
    /// who registered ten colleagues receives two notices about each, such as a change and its correction. Scheduled
    /// mails are limited to [`SCHEDULED_FACTOR`] times as many, apart from notices.
    pub notices: u32,
    /// Mails with links to registrations that one mailbox receives in a day on request: one for each address, plus
    /// one because subaddresses such as `a+1@club.example` lead to the same mailbox.
    pub link_mails: u32,
    /// The minutes after a mail about a change during which further changes wait, to be combined in one mail. It is
    /// longer than correcting a form takes, and short enough for the last mail to arrive the same morning.
    pub change_mail_minutes: u32,
}

/// The factor by which the limits of a whole IPv6 site (48 bits) exceed those of one of its 65,536 networks.
/// Without a limit on the site, a sender could use a new network for each request. Mobile networks have many
/// customers in one site.
pub const SITE_FACTOR: u32 = 8;

/// The factor by which the limit of scheduled mails exceeds that of notices. A reminder that waits until the next day may
/// arrive too late, so the limit stops only what no office causes: a hundred registrations by one assistant.
pub const SCHEDULED_FACTOR: u32 = 5;

/// The class in which a mail is counted against the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailClass {
    /// A confirmation of the registrant's own action.
    Routine,
    /// A mail that must not wait.
    Urgent,
    /// A notice from the organiser.
    Notice,
    /// A scheduled mail.
    Scheduled,
    /// A mail with links to registrations, sent on request.
    Links,
}

impl MailClass {
    /// Returns the name of the counter. Urgent mails share a counter with routine ones, but have a higher limit.
    pub fn counter(self) -> &'static str {
        match self {
            MailClass::Routine | MailClass::Urgent => "mail",
            MailClass::Notice => "notice-mail",
            MailClass::Scheduled => "scheduled-mail",
            MailClass::Links => "link-mail",
        }
    }
}

impl Limits {
    /// Returns the value of the counter at which no further mail of the class is sent that day.
    pub fn most_mails(&self, class: MailClass) -> u32 {
        match class {
            MailClass::Routine => self.mails,
            MailClass::Urgent => self.mails.saturating_add(self.urgent_mails),
            MailClass::Notice => self.notices,
            MailClass::Scheduled => self.notices.saturating_mul(SCHEDULED_FACTOR),
            MailClass::Links => self.link_mails,
        }
    }

    /// Returns the limits without those on mails, for mails that are not sent to real mailboxes.
    #[must_use]
    pub fn without_mail_limits(self) -> Limits {
        let none = u32::MAX;
        Limits { mails: none, notices: none, link_mails: none, change_mail_minutes: 0, ..self }
    }
}

impl Limits {
    /// Returns whether these are the defaults.
    pub fn are_default(&self) -> bool {
        *self == Limits::default()
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            quarantine_after: 30,
            refuse_after: 120,
            changes: 60,
            confirmations: 240,
            searches: 20,
            changes_per_registration: 30,
            mails: 10,
            urgent_mails: 5,
            notices: 20,
            link_mails: 2,
            change_mail_minutes: 60,
        }
    }
}
