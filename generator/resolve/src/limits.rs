//! Upper limits for content, each with its reason. They are far above the needs of a club: they catch typing errors
//! and keep builds, pages, requests and stored items within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the
//! limit allows.

/// The most documents for the participants of a session.
pub(crate) const MAX_DOCUMENTS: usize = 20;

/// The largest document for participants, in bytes: Lambda answers with at most 6 MB, in which binary data takes a third more,
/// and the headers need some.
pub(crate) const MAX_DOCUMENT: u64 = 4 * 1024 * 1024;

/// Maximum participants in one registration. Each has a row in the form, and the stored item should stay small.
pub(crate) const MAX_PARTICIPANTS: u32 = 20;

/// Maximum seats of a workshop or a session: more than the largest stadium of France has (81,338). Exports, reports
/// and reading the waiting list take time proportional to the number of registrations.
pub(crate) const MAX_SEATS: u32 = 100_000;

/// Maximum questions of one form. Registrants would give up before 60 questions, and the answers must fit into one
/// item of 400 KB.
pub(crate) const MAX_QUESTIONS: usize = 60;

/// Maximum options of one question. ISO 3166-1 has 250 countries; a longer list needs a text field.
pub(crate) const MAX_OPTIONS: usize = 300;

/// Maximum scheduled mails of a workshop. A registrant would read no more of them, and the notifier has all texts.
pub(crate) const MAX_MAILS: usize = 20;

/// Maximum days between a scheduled mail and its session.
pub(crate) const MAX_MAIL_DAYS: i32 = 366;

/// Maximum hours to accept offered seats: two weeks. Meanwhile, the seats are kept from everyone else.
pub(crate) const MAX_ACCEPT_HOURS: u32 = 14 * 24;

/// Maximum working days to accept offered seats, likewise.
pub(crate) const MAX_ACCEPT_DAYS: u32 = 10;

/// Maximum members. The handler reads all of them for one registration; there are about 34,900 municipalities in France.
pub(crate) const MAX_MEMBERS: usize = 50_000;

/// Maximum fees of one workshop. The form shows all of them at once.
pub(crate) const MAX_FEES: usize = 50;

/// Maximum sessions of one workshop: one for each day of a school year. The seat counts of all sessions are in one
/// item.
pub(crate) const MAX_SESSIONS: usize = 200;
