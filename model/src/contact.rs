//! E-mail addresses and telephone numbers.

pub mod domain;
mod email;
mod telephone;

pub use self::email::{Email, InvalidEmail};
pub use self::telephone::{InvalidTelephone, Telephone};
