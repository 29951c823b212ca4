//! Photographs and drawings: the sizes that pages offer of each, copies without metadata, and the pictures that other sites
//! show with a link. What took long to make is kept in `.cache`.
//!
//! Reads the files of the content that are images, and writes below `.cache` alone. It must never know which pages the
//! site has or what a text says.

pub mod cache;
mod file;
pub mod photograph;
pub mod picture;
pub mod share_picture;

pub use self::file::{Contents, OutputFile};
