//! `Visible`: the part of the site that is visible.

use content::publication::Presence;

/// The pages of the site that are visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visible {
    /// All pages except drafts, as if everything were published.
    AllButDrafts,
    /// Published pages.
    Published,
}

impl Visible {
    /// Returns whether a file with this presence is visible.
    pub(super) fn shows(self, presence: Presence) -> bool {
        match presence {
            Presence::Published => true,
            Presence::Hidden => self == Visible::AllButDrafts,
            Presence::Draft => false,
        }
    }
}
