//! The registrations in DynamoDB, and what a program needs to reach them.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | seat counter | `workshop#<slug>` | `seats` | `taken#<pool>`, `unproven#<pool>`, `waiting`, `requested`, `version` |
//! | registration | `workshop#<slug>` | `registration#<id>` | see `item.rs` |
//! | turn | `workshop#<slug>` | `promotion` | see `turn.rs` |
//! | post counter | `limit#<hash>` | `posts` | `count`, `expires_at`; see `limit.rs` |
//! | request for links | `links` | `links#<hash>` | `email`, `expires_at`, …; see `links.rs` |
//! | answer to a questionnaire | `workshop#<slug>` | `form#<form>#<id>` | see `form_answer.rs` |
//! | anything else | any | `form#<form>#<id>`, `mail#<registration>#…`, … | `expires_at`; see `stored.rs` |
//! | mail | `workshop#<slug>` | `mail#<registration id>#<mail>` | see `mail.rs` |
//! | notice | `workshop#<slug>` | `notice#<id>` | see `notice.rs` |
//!
//! - Never more seats are taken than there are: whatever changes who holds seats writes the counter in the same
//!   transaction, on a condition.
//! - Free seats are kept for those that wait: an arrival takes seats only while nobody waits who would fit. Whatever
//!   frees seats has them given to those that wait at once; what that misses, the sweep does (`promotion.rs`).
//! - A record that cannot be read or written is left out, named (`unreadable.rs`) and stops nothing else.
//! - No item grows without limit (`size.rs`).
//! - A registration is never overwritten: its key is derived from all that was typed and the time, and each write is
//!   conditioned on its revision.
//! - Nobody is told that a registration is kept before it is.
//! - What has expired counts as deleted, although DynamoDB takes days to delete it. The store has no clock: what is
//!   handed `now` heeds it, and whoever calls [`Store::get`] or a list asks
//!   [`Registration::has_expired`](model::registration::Registration::has_expired).
//! - What is deleted gives its seats back in the same transaction.
//! - A counter is only ever put right (`verification.rs`) to what the records said while it did not change.
//!
//! Besides the store, the crate holds what each program needs before it can reach the store: [`config`] (table, key
//! and AWS), [`client`], [`load`] for what the generator wrote, [`log_to_stdout`], the type of a [`Clock`], and in
//! [`identifier`] the secrets of a registration. It is the only crate that names the SDK for DynamoDB.
//!
//! The crate knows no HTTP, no templates, no mail and neither `content/`, Markdown nor YAML. It reads no clock.

mod admission;
mod advice;
mod arrival;
mod attributes;
pub mod client;
mod clock;
mod condition;
pub mod config;
mod counter;
mod deadline;
mod erasure;
mod failure;
mod form_answer;
mod generated;
pub mod identifier;
mod item;
mod key;
mod lapse;
mod limit;
mod links;
mod listing;
mod log;
mod mail;
mod notice;
mod paging;
mod promotion;
mod quarantine;
mod queue;
mod reading;
mod single;
mod situation;
mod size;
mod store;
mod stored;
pub mod sweep;
mod table;
mod texts;
mod transaction;
mod transition;
mod turn;
mod unreadable;
mod verification;

pub use self::admission::Registered;
pub use self::advice::explained;
pub use self::client::{aws_client, local_client, sdk_config};
pub use self::clock::{Clock, whole_milliseconds};
pub use self::counter::Counter;
pub use self::deadline::Deadline;
pub use self::erasure::PURGED_AT_ONCE;
pub use self::failure::StoreError;
pub use self::form_answer::Kept;
pub use self::generated::load;
pub use self::links::LinkRequest;
pub use self::listing::Listed;
pub use self::log::log_to_stdout;
pub use self::mail::{Claimed, MAIL_LEASE, MailClaim, MailMark, OwnClaim, Settlement};
pub use self::paging::{Paged, Pages};
pub use self::queue::Waiting;
pub use self::reading::read_item;
pub use self::size::MAX_ITEM_BYTES;
pub use self::store::Store;
pub use self::stored::{StoredItem, StoredKind};
pub use self::texts::StoredText;
pub use self::transition::Transitioned;
pub use self::unreadable::Unreadable;
pub use self::verification::{PoolVerification, Verification};
