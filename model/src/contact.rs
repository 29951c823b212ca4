//! E-mail addresses and telephone numbers.

pub mod domain;
mod email;
mod telephone;

pub use self::email::{Email, InvalidEmail, MAX_EMAIL_LENGTH};
pub use self::telephone::{InvalidTelephone, MAX_TELEPHONE_LENGTH, Telephone};
