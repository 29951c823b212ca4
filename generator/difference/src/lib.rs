//! What changes for visitors between two states of the content, and the sentences that say so.
//!
//! [`compare`] takes two resolved states and returns a list of [`Difference`]s; [`Report`] words them in French or
//! English, as text, Markdown or JSON. Models are compared, not files: an edit that no visitor can see is no difference.
//!
//! Pure: the caller reads and resolves both states. It must never know files or the theme.

mod compare;
mod kind;
mod report;
mod sentence;
mod text_edit;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use content::config::Config;
use content::publication::Publications;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::money::Money;
use model::seat_offer::AcceptWithin;
use model::slug::Slug;
use resolve::{Content, TextKey};
use serde::Serialize;

pub use self::compare::compare;
pub use self::kind::Kind;
pub use self::report::{Report, ReportError};
pub use self::text_edit::{Passage, TextEdit};

/// A state of the site.
pub struct State<'a> {
    /// The site in each of its languages, its own first; never empty.
    pub editions: Vec<Edition<'a>>,
    /// When files are published.
    pub publications: &'a Publications,
    /// Workshops and pages that are drafts. They are not part of the editions.
    pub drafts: BTreeSet<TextKey>,
    /// The pages that visitors can see.
    pub addresses: Vec<Address>,
    /// The current address for each former one.
    pub redirects: BTreeMap<String, String>,
    /// The files beside texts, by path below `content/`, each with a text that changes with its bytes.
    pub files: BTreeMap<String, String>,
    /// The private documents of workshops, in the same way.
    pub private_documents: BTreeMap<String, String>,
}

/// The content in one language, without drafts.
#[derive(Clone, Copy)]
pub struct Edition<'a> {
    /// The configuration in this language.
    pub config: &'a Config,
    /// The content, published or not.
    pub content: &'a Content,
}

/// The address of a page.
#[derive(Clone, Debug)]
pub struct Address {
    /// The path, such as `/ateliers/proximite/`.
    pub path: String,
    /// The text that the page shows; `None` for lists and similar pages.
    pub page: Option<TextKey>,
}

/// What a difference is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "subject")]
pub enum Subject {
    /// The settings of the site, or all of its pages.
    Site,
    /// The home page.
    Home,
    /// A workshop.
    Workshop {
        /// The name of its folder.
        slug: Slug,
        /// The title in the site's own language.
        title: String,
    },
    /// A plain page.
    Page {
        /// The name of its file.
        slug: Slug,
        /// The title in the site's own language.
        title: String,
    },
    /// A speaker.
    Speaker {
        /// The name of the file.
        slug: Slug,
        /// The name of the person.
        title: String,
    },
    /// A venue.
    Venue {
        /// The key in `venues.yaml`.
        slug: Slug,
        /// The name.
        title: String,
    },
}

/// A difference between two states.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// Whether its page is scheduled or taken down in both states, so that visitors see nothing of it today.
    pub hidden: bool,
    /// The chronological number of a session, from 1, if it is about one: in the later state, or in the earlier one if
    /// the session was removed.
    pub session: Option<usize>,
    /// The tag of a further language, if it is about a text in that language.
    pub language: Option<String>,
    /// The kind of difference.
    pub kind: Kind,
    /// The name of the fee or question that it is about.
    pub name: Option<String>,
    /// The earlier value; `None` if there was none, or if `after` is a choice or an edit, which is about both.
    pub before: Option<Value>,
    /// The later value; `None` if there is none.
    pub after: Option<Value>,
}

/// A value that visitors see.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A short text.
    Text(String),
    /// How a long text was changed.
    Edit(TextEdit),
    /// The number of words of a long text that is new or gone.
    Words(u64),
    /// A date.
    Date(Date),
    /// The start and the end of a session.
    Hours {
        /// The start.
        start: Time,
        /// The end.
        end: Time,
    },
    /// A number of seats or people.
    Count(u32),
    /// An amount.
    Amount(Money),
    /// The instant from which something is so.
    Opening(Timestamp),
    /// The instant until which something is so.
    Deadline(Timestamp),
    /// The time to accept offered seats.
    AcceptWithin(AcceptWithin),
    /// One of several choices, by its key.
    Choice(&'static str),
}
