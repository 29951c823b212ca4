//! The addresses of what one subscribes to: the feed and the calendar of the programme, in each language of the site.

use super::Addresses;

/// The name of the feed, in the folder of its language.
const FEED: &str = "atom.xml";

/// The name of the programme's calendar, in the folder of its language.
const PROGRAMME: &str = "programme.ics";

impl Addresses {
    /// The same addresses of a site that has a feed, or none.
    #[must_use]
    pub(crate) fn with_feed(self, has_feed: bool) -> Addresses {
        Addresses { has_feed, ..self }
    }

    /// The path of the feed; `None` for a site without one.
    pub(crate) fn feed(&self) -> Option<String> {
        self.has_feed.then(|| self.feed_place())
    }

    /// Where a feed stands, if there is one.
    pub(super) fn feed_place(&self) -> String {
        self.in_folder(FEED)
    }

    /// The path of the programme's calendar. There is no file where there is nothing in it.
    pub(crate) fn programme(&self) -> String {
        self.in_folder(PROGRAMME)
    }

    /// The folder of the language of these addresses, between two slashes.
    pub(crate) fn folder(&self) -> String {
        self.in_folder("")
    }

    fn in_folder(&self, name: &str) -> String {
        format!("{}/{name}", self.elsewhere.folder)
    }
}
