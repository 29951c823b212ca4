//! The addresses of subscriptions: the feed and the calendar of the programme, in each language of the site.

use super::Addresses;

/// The file name of the feed, in the folder of its language.
const FEED: &str = "atom.xml";

/// The file name of the programme's calendar, in the folder of its language.
const PROGRAMME: &str = "programme.ics";

impl Addresses {
    /// Returns the addresses of a site with or without a feed.
    #[must_use]
    pub(crate) fn with_feed(self, has_feed: bool) -> Addresses {
        Addresses { has_feed, ..self }
    }

    /// Returns the path of the feed; `None` for a site without one.
    pub(crate) fn feed(&self) -> Option<String> {
        self.has_feed.then(|| self.feed_place())
    }

    /// Returns the path of a feed, if there is one.
    pub(super) fn feed_place(&self) -> String {
        self.in_folder(FEED)
    }

    /// Returns the path of the programme's calendar. The file does not exist if it would be empty.
    pub(crate) fn programme(&self) -> String {
        self.in_folder(PROGRAMME)
    }

    /// Returns the folder of the language of these addresses, between slashes.
    pub(crate) fn folder(&self) -> String {
        self.in_folder("")
    }

    fn in_folder(&self, name: &str) -> String {
        format!("{}/{name}", self.elsewhere.folder)
    }
}
