//! `OutputFile`: a file below `dist`, and where its bytes come from.

use std::path::PathBuf;

/// A file to be written.
#[derive(Debug)]
pub struct OutputFile {
    /// Its path below `dist`.
    pub path: String,
    /// What is in it.
    pub contents: Contents,
}

/// What is in a file.
#[derive(Debug)]
pub enum Contents {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of another file.
    CopyOf(PathBuf),
    /// The bytes of a file of the content, without metadata where it is a photograph.
    BareCopyOf(PathBuf),
}
