//! What an address is: permalinks and the patterns that make them, addresses of the web, percent-encoding, and what was
//! meant by an address that was mistyped.
//!
//! Pure. It must never know which pages a site has, or what is in a content file.

mod attachment;
mod encoding;
mod link;
pub mod meant;
mod permalink;
mod web;

pub use self::attachment::is_attachment;
pub use self::encoding::{decoded, encoded, readings, written};
pub use self::link::Link;
pub use self::permalink::{Pattern, Permalink, language_folder};
pub use self::web::{has_scheme, is_web_address, write_or};
