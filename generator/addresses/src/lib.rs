//! Addresses: permalinks and their patterns, web addresses, percent-encoding, and corrections for mistyped addresses.
//!
//! Pure: no I/O. It must never know which pages a site has, or what is in a content file.

mod attachment;
pub mod correction;
mod encoding;
mod link;
mod permalink;
mod web;

pub use self::attachment::is_attachment;
pub use self::encoding::{decoded, encoded, readings, written};
pub use self::link::Link;
pub use self::permalink::{Pattern, Permalink, language_folder};
pub use self::web::{has_scheme, is_web_address, not_a_web_address, on_computer, write_or};
