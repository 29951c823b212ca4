//! The addresses of what one subscribes to: the feed and the calendar of the programme, in each language of the site.

use super::Addresses;

/// The name of the feed, in the folder of its language.
const FEED: &str = "atom.xml";

/// The name of the programme's calendar, in the folder of its language.
const PROGRAMME: &str = "programme.ics";

impl Addresses {
    /// The path of the feed.
    pub(crate) fn feed(&self) -> String {
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
