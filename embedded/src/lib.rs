//! The embedded DynamoDB, in a file that outlives the program, with the secret key of identifiers beside it.
//!
//! The preview takes registrations into it and the organiser's command line works on it, so it is a crate of its
//! own. A file is opened by one program at a time: while the preview has it open, others reach it at the address
//! that the preview tells them, in a file beside it.

mod database;
mod endpoint;

pub use self::database::Database;
pub use self::endpoint::{Announcement, announce, running};
