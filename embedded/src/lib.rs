//! The embedded DynamoDB, in a file that outlives the program, with the secret key of identifiers beside it.
//!
//! The preview takes registrations into it and the organiser's command line works on it, so it is a crate of its
//! own. In reading order:
//!
//! 1. [`Database`]: the file while a program has it open
//! 2. `door`: who may ask it anything: programs of this run's token, never a web page
//! 3. `operations`: what can be asked, as DynamoDB's HTTP interface has it
//! 4. `endpoint`: how a command reaches the database while the preview has it open
//! 5. [`Hold`]: files that one program holds at a time, and who that is
//! 6. `private`: files that nobody else on the machine can read
//! 7. [`scrub()`]: what was deleted leaves the file, too; [`mails_with`]: the mails that the preview wrote about somebody

mod database;
mod door;
mod endpoint;
mod hold;
mod operations;
mod outbox;
mod private;
mod scrub;

pub use self::database::Database;
pub use self::endpoint::running;
pub use self::hold::{Hold, Holder};
pub use self::outbox::{mails_with, outbox};
pub use self::private::private_folder;
pub use self::scrub::scrub;
