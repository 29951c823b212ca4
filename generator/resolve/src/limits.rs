//! Upper limits of what content may ask for, each with its reason. They are far above what a club needs: they catch a slip of the
//! finger, and keep a build, a page, a post and a stored item within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the limit
//! allows.

/// People of one registration. Each has a row in the form, and the item of the registration is to stay small.
pub(crate) const MAX_PARTICIPANTS: u32 = 20;

/// Seats of a workshop or a session: more than the largest stadium of France has (81,338). Reading who waits, exports
/// and reports take time in proportion to the registrations.
pub(crate) const MAX_SEATS: u32 = 100_000;

/// Questions of one form. A registrant with 60 questions gives up, and their answers must fit into one item of 400 KB.
pub(crate) const MAX_QUESTIONS: usize = 60;

/// Options of one question. There are 250 countries in ISO 3166-1; a longer list needs a text field.
pub(crate) const MAX_OPTIONS: usize = 300;

/// Fees of one workshop. Each is a choice that the form shows at once.
pub(crate) const MAX_FEES: usize = 50;

/// Sessions of one workshop: one for each day of a school year. The seats of all of them are in one item.
pub(crate) const MAX_SESSIONS: usize = 200;
