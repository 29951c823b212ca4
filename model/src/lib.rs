//! The domain types of workshops, forms and registrations, and the rules that apply to them.
//!
//! Both the generator and the handler build on this crate, so a form is validated by the same definition that
//! rendered it. The crate is pure: it never touches files, the clock, the environment or the network, and knows no
//! HTML.
//!
//! In reading order:
//!
//! 1. [`slug`]: identifiers in URLs and keys
//! 2. [`money`]: amounts in minor units
//! 3. [`programme`]: workshops, sessions and speakers; [`venue`]: their places; [`announcement`]: the current and
//!    earlier announcements of a session; [`outcomes`]: the outcomes of a workshop; [`news`]: the changes that lists
//!    of workshops show
//! 4. [`form`]: forms as data, with every limit as a documented constant
//! 5. [`text`], [`name`], [`contact`], [`siren`], [`siret`]: the rules for single values
//! 6. [`submission`]: form + submitted fields → answers, or all errors at once; [`field`]: the names of fields
//! 7. [`status`]: the states of a registration and the transitions between them
//! 8. [`seats`]: seats, the waiting list and promotions; [`seat_offer`]: how long seats are held for a waiting registration,
//!    [`working_days`]: the days that count
//! 9. [`registration`]: the stored data of a registration; [`offer`]: its terms; [`reading`]: its construction from
//!    a submission; [`membership`]: the members, and what is known about a registrant
//! 10. [`questionnaire`]: forms that are sent out before a workshop, and the answers to them
//! 11. [`email_form`]: forms that ask for an address, to request links to registrations or to replace the contact's
//! 12. [`mail`], [`notice`], [`scheduled_mail`], [`rich_text`], [`subject`]: the mails to registrants and when they are sent;
//!     [`delivery`]: what can go wrong with one afterwards
//! 13. [`private_information`]: what only confirmed participants of a session may know
//! 14. [`catalogue`]: the data that the generator passes to the handler; [`shared`]: values with several owners

pub mod announcement;
pub mod catalogue;
pub mod contact;
pub mod delivery;
pub mod email_form;
pub mod field;
pub mod form;
pub mod limits;
pub mod mail;
pub mod membership;
pub mod money;
pub mod name;
pub mod news;
pub mod notice;
pub mod offer;
pub mod outcomes;
mod parsed;
pub mod private_information;
pub mod programme;
pub mod questionnaire;
pub mod reading;
pub mod registration;
pub mod rich_text;
pub mod scheduled_mail;
pub mod seat_offer;
pub mod seats;
pub mod shared;
pub mod siren;
pub mod siret;
pub mod slug;
pub mod status;
pub mod subject;
pub mod submission;
pub mod text;
pub mod venue;
pub mod working_days;
