//! The embedded DynamoDB in a file, with the secret identifier key beside it.
//!
//! The preview stores registrations in it and the organiser's command line works on it, so it is a separate crate. In
//! reading order:
//!
//! 1. [`Database`]: the file while a program has it open
//! 2. `door`: access control, which admits programs with this run's token and never a web page
//! 3. `operations`: the supported operations of DynamoDB's HTTP interface; `stored_text`: those that read many items, answered
//!    without decoding them
//! 4. [`Changes`]: the items that requests have changed, which the preview mails about; `key`: the table, and how requests name an item
//! 5. `endpoint`: connects commands to the database while the preview has it open
//! 6. [`Hold`]: files that one program locks at a time
//! 7. `private`: files that no other user of the machine can read
//! 8. [`scrub()`]: removes deleted data from the file as well; [`mails_with`]: finds the preview's mails about a person

mod changes;
mod database;
mod door;
mod endpoint;
mod hold;
mod key;
mod operations;
mod outbox;
mod private;
mod scrub;
mod stored_text;

pub use self::changes::Changes;
pub use self::database::{Database, InUse};
pub use self::endpoint::running;
pub use self::hold::{Hold, Holder};
pub use self::outbox::{mails_with, outbox};
pub use self::private::private_folder;
pub use self::scrub::scrub;
