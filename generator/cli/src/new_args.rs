//! The arguments of the command `new`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What is created, and the answers that need not be asked for.
#[derive(Args)]
pub struct NewArgs {
    /// What to create
    #[arg(value_enum)]
    pub kind: NewKind,
    /// Folder that contains `content`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Title of the workshop, session or page
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Name of the file or folder [default: made from the title or the name]
    #[arg(long, value_name = "NAME")]
    pub slug: Option<String>,
    /// Summary of the workshop: one or two sentences
    #[arg(long, value_name = "TEXT")]
    pub summary: Option<String>,
    /// Who the workshop is for
    #[arg(long, value_name = "TEXT")]
    pub audience: Option<String>,
    /// Day of the session, or of the workshop's first one, such as 2027-09-14
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Time of day at which the session starts, such as 10:00
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
    /// Time of day at which the session ends
    #[arg(long, value_name = "TIME")]
    pub end: Option<String>,
    /// Where the session takes place: a key of `venues.yaml`
    #[arg(long, value_name = "VENUE")]
    pub venue: Option<String>,
    /// The session takes place online, without a venue
    #[arg(long, conflicts_with = "venue")]
    pub online: bool,
    /// Seats of the workshop, which gets a registration form, or of the session if registrants choose sessions
    #[arg(long, value_name = "COUNT")]
    pub capacity: Option<String>,
    /// Amount for one person, such as `500 EUR`, with `--capacity`
    #[arg(long, value_name = "AMOUNT")]
    pub fee: Option<String>,
    /// Workshop to copy with other dates, by the name of its folder
    #[arg(long, value_name = "WORKSHOP")]
    pub from: Option<String>,
    /// With `--from`, start exactly on `--date` instead of the nearest same day of the week
    #[arg(long, requires = "from")]
    pub exact: bool,
    /// Workshop that gets the session, by the name of its folder
    #[arg(long, value_name = "WORKSHOP")]
    pub workshop: Option<String>,
    /// Name of the speaker
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Profession or function of the speaker
    #[arg(long, value_name = "TEXT")]
    pub role: Option<String>,
    /// Organisation of the speaker
    #[arg(long, value_name = "TEXT")]
    pub organisation: Option<String>,
    /// Description of the page: one or two sentences
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// What `new` creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// A workshop with a session, as a draft
    Workshop,
    /// A session of a workshop
    Session,
    /// A speaker
    Speaker,
    /// A page of text
    Page,
}

impl NewArgs {
    /// Returns the options that are given although they mean nothing for this kind, without the hyphens.
    pub fn unused(&self) -> Vec<&'static str> {
        let used: &[&str] = match (self.kind, &self.from) {
            (NewKind::Workshop, Some(_)) => &["title", "slug", "date", "from", "exact"],
            (NewKind::Workshop, None) => &[
                "title", "slug", "summary", "audience", "date", "start", "end", "venue", "online",
                "capacity", "fee",
            ],
            (NewKind::Session, _) => {
                &["title", "date", "start", "end", "venue", "online", "capacity", "workshop"]
            }
            (NewKind::Speaker, _) => &["name", "slug", "role", "organisation"],
            (NewKind::Page, _) => &["title", "slug", "description"],
        };
        let given = [
            ("title", self.title.is_some()),
            ("slug", self.slug.is_some()),
            ("summary", self.summary.is_some()),
            ("audience", self.audience.is_some()),
            ("date", self.date.is_some()),
            ("start", self.start.is_some()),
            ("end", self.end.is_some()),
            ("venue", self.venue.is_some()),
            ("online", self.online),
            ("capacity", self.capacity.is_some()),
            ("fee", self.fee.is_some()),
            ("from", self.from.is_some()),
            ("exact", self.exact),
            ("workshop", self.workshop.is_some()),
            ("name", self.name.is_some()),
            ("role", self.role.is_some()),
            ("organisation", self.organisation.is_some()),
            ("description", self.description.is_some()),
        ];
        let unused = given.into_iter().filter(|(name, is_given)| *is_given && !used.contains(name));
        unused.map(|(name, _)| name).collect()
    }
}
