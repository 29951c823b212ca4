//! What a workshop, a form and a registration *are*, and the rules that hold for them.
//!
//! Generator and handler both stand on this crate, so a form is validated by the definition that rendered it.
//! The crate is pure: it never touches a file, the clock, the environment or the network, and knows no HTML.
//!
//! In reading order:
//!
//! 1. [`slug`]: identifiers in addresses and keys
//! 2. [`money`]: amounts in minor units
//! 3. [`programme`]: workshops, sessions, speakers; [`venue`]: where they take place,
//!    and [`announcement`]: what is announced of a session, now and before; [`outcomes`]: what came out of a workshop,
//!    [`news`]: what lists of workshops tell of changes
//! 4. [`form`]: forms as data, with every limit as a documented constant
//! 5. [`text`], [`name`], [`contact`], [`siret`]: the rules for single values
//! 6. [`submission`]: form + submitted fields → answers, or every error at once; [`field`]: how fields are called
//! 7. [`status`]: the states of a registration and the transitions between them
//! 8. [`seats`]: who fits, who waits and who is next
//! 9. [`registration`]: what is kept of a submission; [`offer`]: on which terms, [`reading`]: how it is read
//! 10. [`questionnaire`]: forms that are sent out before a workshop, and the answers to them
//! 11. [`find`]: the form with which registrants have their links mailed
//! 12. [`mail`], [`notice`], [`subject`]: what registrants are written, and when
//! 13. [`catalogue`]: what the generator hands to the handler

pub mod announcement;
pub mod catalogue;
pub mod contact;
pub mod field;
pub mod find;
pub mod form;
pub mod limits;
pub mod mail;
pub mod money;
pub mod name;
pub mod news;
pub mod notice;
pub mod offer;
pub mod outcomes;
pub mod programme;
pub mod questionnaire;
pub mod reading;
pub mod registration;
pub mod seats;
pub mod siret;
pub mod slug;
pub mod status;
pub mod subject;
pub mod submission;
pub mod text;
pub mod venue;
