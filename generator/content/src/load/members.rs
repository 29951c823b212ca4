//! The list of members. It is beside `content`, because everything in there is in git and in the web editor, and mostly for
//! the public.

use std::path::Path;

use diagnostics::Diagnostics;

use super::{Sources, read_text};

/// The path of the list.
pub const MEMBERS: &str = "members.yaml";

/// Reads the list, if there is one.
pub(super) fn read(root: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) {
    let location = root.join(MEMBERS);
    if !location.exists() {
        return;
    }
    sources.members = read_text(MEMBERS.to_owned(), &location, diagnostics);
    if sources.members.is_none() {
        sources.unreadable.insert(MEMBERS.to_owned());
    }
}
