//! `Rejection`: the reason why a file's link or image is unusable, before its place in the file is known.

use crate::{Message, Phrase};

/// Reason why a link or an image is unusable. The caller adds the place to make it a
/// [`Diagnostic`](crate::Diagnostic).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The problem.
    pub message: Message,
    /// The fix.
    pub hint: Phrase,
}
