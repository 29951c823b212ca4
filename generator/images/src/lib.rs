//! Photographs and drawings: the sizes that pages offer, copies without metadata, and the pictures that other sites
//! show with a link. Slowly generated files are cached in `.cache`.
//!
//! It reads the images of the content and writes only below `.cache`. It must never know which pages the site has or
//! what a text contains.

pub mod cache;
mod file;
pub mod photograph;
pub mod picture;
pub mod share_picture;

pub use self::file::{Contents, OutputFile};
