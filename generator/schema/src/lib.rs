//! Which files editors write, with the shape of each and descriptions of its keys in French and English, and JSON Schemas
//! of them.
//!
//! The shapes come from the functions that read the files. It must never know files on disk, or who uses the schemas.

mod file_kind;
mod json;
#[cfg(test)]
mod paths;
mod words;

/// The folder for schemas below `content/`. Names that begin with a dot are not part of the site.
pub const FOLDER: &str = ".schemas";

pub use self::file_kind::{FILE_KINDS, FileKind};
pub use self::json::json_schema;
pub use self::words::{Words, words, words_of_file};
