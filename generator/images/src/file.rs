//! `OutputFile`: a file below `dist`, and the source of its contents.

use std::path::PathBuf;

/// A file to be written.
#[derive(Debug)]
pub struct OutputFile {
    /// The path below `dist`.
    pub path: String,
    /// The contents.
    pub contents: Contents,
}

/// The source of a file's contents.
#[derive(Debug)]
pub enum Contents {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A copy of another file.
    CopyOf(PathBuf),
    /// A copy of a content file, without metadata if it is a photograph.
    BareCopyOf(PathBuf),
}
