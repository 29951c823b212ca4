//! The registrations in DynamoDB, and what a program needs for access to them.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | seat counter | `workshop#<slug>` | `seats` | `taken#<pool>`, `unproven#<pool>`, `waiting`, `requested`, `version` |
//! | quota of an organisation | `workshop#<slug>` | `quota#<siren>` | see `counter/quota.rs` |
//! | registration | `workshop#<slug>` | `registration#<id>` | see `item.rs` |
//! | turn | `workshop#<slug>` | `promotion` | see `turn.rs` |
//! | post counter | `limit#<hash>` | `posts` | `count`, `expires_at`; see `limit.rs` |
//! | request for links | `links` | `links#<hash>` | `email`, `expires_at`, …; see `links.rs` |
//! | answer to a questionnaire | `workshop#<slug>` | `form#<form>#<id>` | see `form_answer.rs` |
//! | anything else | any | `form#<form>#<id>`, `mail#<registration>#…`, … | `expires_at`; see `stored.rs` |
//! | mail | `workshop#<slug>` | `mail#<registration id>#<mail>` | see `mail.rs` |
//! | notice | `workshop#<slug>` | `notice#<id>` | see `notice.rs` |
//! | participation | `workshop#<slug>` | `participant#<hash>#<registration id>` | see `participation.rs` |
//! | sweep | `workshop#<slug>` | `swept` | see `swept.rs` |
//! | fingerprint of the identifier key | `key` | `fingerprint` | `fingerprint`; see `start.rs` |
//!
//! - Seats are never overbooked: every change of the seats that registrations hold also writes the counter, in the same
//!   transaction and on a condition.
//! - An organisation never has more seats than the workshop allows: its quota is written in the same transaction, too.
//! - The waiting list comes first: a new registration takes seats only while no waiting registration would fit.
//!   Released seats go to the waiting list at once, and the sweep catches up on any that were missed (`promotion.rs`).
//! - A record that cannot be read or written is skipped and reported (`unreadable.rs`), and blocks nothing else.
//! - No item grows without limit (`size.rs`).
//! - A registration is never overwritten: its key is derived from all answers and the time, and each write is
//!   conditional on its revision.
//! - A registrant sees a success page only after the registration is stored.
//! - Expired items count as deleted, although DynamoDB takes days to delete them. The store has no clock: functions
//!   that receive `now` ignore expired items, and callers of [`Store::get`] or a list check
//!   [`Registration::has_expired`](model::registration::Registration::has_expired).
//! - Deleting a registration releases its seats in the same transaction.
//! - A counter is repaired (`verification.rs`) only from records that were read while it did not change.
//!
//! Besides the store, the crate contains what each program needs first: [`config`] (table, key and AWS), [`client`] with
//! [`HttpClient`], [`start`] with `secret` (the key), [`open`] and [`load`] for the generator's files,
//! [`log_to_stdout`], [`log_end`] and [`metrics`], the type of a [`Clock`], and in [`identifier`] the secrets of a registration.
//! [`once_permitted`] prepares requests before they may be sent. No other crate of the product depends on its SDK.
//!
//! The crate knows no HTTP but that of its client, no templates, no mail and neither `content/`, Markdown nor YAML. It
//! reads no clock.

mod absences;
mod address;
mod admission;
mod advice;
mod arrival;
mod attributes;
mod batches;
pub mod client;
mod clock;
mod condition;
pub mod config;
mod counter;
mod deadline;
mod details;
mod erasure;
mod exchange;
mod failure;
mod form_answer;
mod generated;
mod http;
pub mod identifier;
mod item;
mod key;
mod lapse;
mod last_seen;
mod limit;
mod links;
mod log;
mod mail;
pub mod metrics;
mod named_item;
mod notice;
mod participants;
mod participants_list;
mod participation;
mod permission;
mod promotion;
mod quarantine;
mod queue;
mod quotas;
mod range;
mod reading;
mod rehearsal;
mod revision;
mod secret;
mod situation;
mod size;
mod start;
mod store;
mod stored;
pub mod sweep;
mod swept;
mod table;
mod texts;
mod transaction;
mod transition;
mod turn;
mod unchanged;
mod unreadable;
mod verification;

pub use self::admission::Registered;
pub use self::advice::explained;
pub use self::batches::{BatchItem, Batches};
pub use self::client::{aws_client, local_client, sdk_config};
pub use self::clock::{Clock, whole_milliseconds};
pub use self::counter::Counter;
pub use self::deadline::Deadline;
pub use self::erasure::PURGED_AT_ONCE;
pub use self::failure::StoreError;
pub use self::form_answer::Kept;
pub use self::generated::{UnusableFile, Workshops, load, open};
pub use self::http::{HttpClient, HttpError};
pub use self::key::KEY_ATTRIBUTES;
pub use self::links::LinkRequest;
pub use self::log::{log_end, log_to_stdout};
pub use self::mail::{
    Claimed, HeldClaim, MAIL_LEASE, MailClaim, MailMark, MailMarks, MailProblem, MailReport, Reported,
    Settlement, ShownPrivate, are_withheld, are_withheld_from_former,
};
pub use self::named_item::NamedItem;
pub use self::participants_list::Listed;
pub use self::permission::once_permitted;
pub use self::queue::Waiting;
pub use self::range::RANGE_CONDITION;
pub use self::reading::read_item;
pub use self::secret::SecretError;
pub use self::size::MAX_ITEM_BYTES;
pub use self::start::{KeyError, Started, start};
pub use self::store::Store;
pub use self::stored::{StoredItem, StoredKind};
pub use self::swept::{Horizon, SweepState};
pub use self::texts::StoredText;
pub use self::transition::{Transition, Transitioned};
pub use self::unreadable::Unreadable;
pub use self::verification::{PoolVerification, QuotaVerification, Verification};
