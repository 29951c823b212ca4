//! The shapes of the files that this crate reads, described by the functions that read them.

use std::collections::{BTreeMap, BTreeSet};

use content::config;
use content::load::Sources;
use diagnostics::Diagnostics;
use jiff::tz::TimeZone;
use yaml::shape::Shape;

pub use crate::translation::shapes as translated;

use crate::document::describe_document;
use crate::translation::shapes::{TYPOGRAPHY, example};
use crate::venue::Venues;
use crate::{
    Context, Facts, members as of_members, outcomes as of_outcomes, page as of_page, scheduled_mail, session,
    speaker as of_speaker, venue,
};
use crate::{questionnaire as of_questionnaire, registration as of_registration, workshop as of_workshop};

/// Describes `venues.yaml`.
pub fn venues() -> Shape {
    yaml::describe(|reader, node| venue::entries(reader, node, TYPOGRAPHY))
}

/// Describes `members.yaml`.
pub fn members() -> Shape {
    yaml::describe(of_members::list)
}

/// Describes the front matter of a speaker.
pub fn speaker() -> Shape {
    describe_document(|reader, fields| of_speaker::head(reader, fields, &example(), TYPOGRAPHY))
}

/// Describes the front matter of the home page.
pub fn home() -> Shape {
    describe_document(|reader, fields| of_page::head(reader, fields, TYPOGRAPHY, Facts::None))
}

/// Describes the front matter of a plain page.
pub fn page() -> Shape {
    let facts = Facts::Own(&TimeZone::UTC);
    describe_document(|reader, fields| of_page::head(reader, fields, TYPOGRAPHY, facts))
}

/// Describes the front matter of a workshop's `index.md`.
pub fn workshop() -> Shape {
    in_context(|context| of_workshop::shape(&example(), context))
}

/// Describes `sessions.yaml`.
pub fn sessions() -> Shape {
    in_context(|context| yaml::describe(session::entries(context)))
}

/// Describes `registration.yaml`.
pub fn registration() -> Shape {
    in_context(of_registration::shape)
}

/// Describes `questionnaire.yaml`.
pub fn questionnaire() -> Shape {
    in_context(of_questionnaire::shape)
}

/// Describes `messages.yaml`.
pub fn messages() -> Shape {
    scheduled_mail::shape(TYPOGRAPHY)
}

/// Describes the front matter of `outcomes.md`.
pub fn outcomes() -> Shape {
    describe_document(of_outcomes::published)
}

/// Describes a file with an empty context, which no value refers to.
fn in_context(describe: impl FnOnce(&Context<'_>) -> Shape) -> Shape {
    let config = config::read(&Sources::default(), &mut Diagnostics::default());
    describe(&Context {
        unreadable: &BTreeSet::new(),
        speakers: &BTreeMap::new(),
        venues: &Venues::default(),
        time_zone: &config.time_zone,
        retention: config.privacy.retention,
        questionnaires: None,
        privacy_is_complete: true,
        permalinks: &config.permalinks,
        typography: TYPOGRAPHY,
        mails: &[],
    })
}
