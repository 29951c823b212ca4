//! `Rejection`: why something that a file names cannot be used, before it is known where the file names it.

/// Why a link or an image cannot be used. The caller adds the place and makes it a [`Diagnostic`](crate::Diagnostic).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}
