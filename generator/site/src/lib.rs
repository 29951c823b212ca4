//! Builds the static site from the content: the pipeline, with one module for each stage that is not a separate crate.
//!
//! A build runs through these stages, each of which takes the results of the earlier ones:
//!
//! 1. `input` reads content, theme and history, by way of `content` and `theme`
//! 2. `site_content` turns YAML and front matter into the model in each language, lists workshops by topic and by year,
//!    and selects the published part, by way of `resolve`; `agreement` compares texts with the data
//! 3. `build_record` compares this with an earlier build
//! 4. `address` gives every page and file its address
//! 5. `document` turns Markdown into HTML in each language, with the addresses of `link`; `images::picture` chooses the
//!    sizes of its images
//! 6. `redirect` redirects former addresses to the current ones
//! 7. `images` resizes images that are not in the cache, `.cache/` below the root
//! 8. `edition` makes the site in each language: `facts` resolves the links of the navigation, `catalogue` makes the
//!    data for the handler, workshop by workshop
//! 9. `open_graph` chooses the content of sharing pictures, `share_pictures` their files
//! 10. `images::share_picture` draws sharing pictures that are not in the cache
//! 11. `views` creates the pages with the data for their templates, part by part; `unpublished` marks drafts
//! 12. `rendering` has `theme::render` turn each into HTML, which the `Stage` of `write` takes, unless they are `known_pages`;
//!     `search` collects the search index, `fragment` checks links to a part of a page
//! 13. `calendar` and `feed` create the files to subscribe to, with the dates of `page_history`
//! 14. `output` stages all other files and puts them in order, with the `sitemap` and the web `editor`
//! 15. `write` updates `dist/` to contain exactly this site; no other module writes there
//! 16. `images::cache` removes entries that no recent build has used
//!
//! Before, `unchanged` compares everything that a build reads with the record of the last one, and returns its report if
//! nothing changed. Afterwards it records the build in the `build_cache`, by the `fingerprint` and `stamp` of each file
//! in a `listing`. There is also what the next build need not render or read again.
//!
//! An `edit` of a text takes only the pages that show it: stages 2 and 5 run for their texts, and everything else about them
//! is what the last build left (`editable`). `follow` builds again and again in one process, and need not read the record.
//!
//! `build` is the list of these stages. A site is a list of editions, one for each of its languages, the first in its
//! own; every stage runs for each of them. Stages 5 to 12 take a `visible_site` and find its problems. If some content
//! is scheduled or was taken down, they run for all of it and then for the published part, from which the files are
//! made. `check` runs them without writing, and lists `external` links; `texts` checks content that is only in memory.
//! `advice` has the warnings about content that is valid but probably not as intended, `page_of_file` the page of a file for
//! the preview. `processing_record` derives the record of processing from the forms of a site that was checked.
//! `comparison` runs stages 1, 2, 4 and 6 for two states of the content, which `difference` compares.
//! `options` has what they take and return, `file_note` the sizes beside links to files.
//!
//! Stages collect problems in [`Diagnostics`]; if there are any, all of them are reported and nothing is written. The
//! crate must never know the clock, the network, AWS, the handler or a command line.

mod address;
mod advice;
mod build;
mod build_cache;
mod build_record;
mod calendar;
mod catalogue;
mod check;
mod clock;
mod comparison;
mod document;
mod edit;
mod editable;
mod edition;
mod editor;
mod external;
mod facts;
mod feed;
mod file_note;
mod fingerprint;
mod follow;
mod fragment;
mod input;
mod known_pages;
mod link;
mod listing;
mod open_graph;
mod options;
mod output;
mod page_history;
mod page_of_file;
mod processing_record;
mod redirect;
mod rendering;
mod search;
mod share_pictures;
mod site_content;
mod sitemap;
mod stamp;
mod texts;
mod unchanged;
mod unpublished;
mod views;
mod visible_site;
mod write;

use std::path::{Path, PathBuf};

use content::config::Config;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use self::build::build;
pub use self::build_record::Against;
pub use self::check::{check, check_against};
pub use self::comparison::{Comparison, EarlierContent, compare};
pub use self::external::ExternalLink;
pub use self::follow::{Followed, follow};
pub use self::options::{BuildError, BuildOptions, BuildReport, CheckReport};
pub use self::page_of_file::PagesOfFiles;
pub use self::processing_record::processing_record;
pub use self::texts::problems_of_texts;
pub use content::load::{MEMBERS, no_content};
pub use diagnostics::{
    Code, Diagnostic, Diagnostics, Failure, Lines, Note, OrFail, Phrase, Position, SourceFile, ToolLanguage,
    failure, phrase,
};
pub use difference::{Difference, Kind, Report, ReportError, Subject};

/// Returns the date at `now` in the site's time zone, or in UTC if the site has no valid one.
pub fn day_of_site(root: &Path, now: Timestamp) -> Date {
    let zone: TimeZone = configuration(root).time_zone;
    zone.to_datetime(now).date()
}

/// Returns the tag of the site's own language; empty if the site has no valid one.
pub fn language_of_site(root: &Path) -> String {
    configuration(root).language.value
}

/// Returns the files in the folder of a workshop, but not its outcomes and private documents: the path below the folder and
/// the location of each.
///
/// # Errors
///
/// Returns an error if the folder or an entry in it cannot be read.
pub fn files_of_workshop(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let mut problems = Diagnostics::default();
    let mut files = content::load::files(folder, &folder.display().to_string(), &mut problems)?;
    if !problems.is_empty() {
        let in_language = |language| problems.to_plain_text_in(language);
        let [english, french] = [ToolLanguage::English, ToolLanguage::French].map(in_language);
        return Err(Failure::new(Phrase::new(english, french)));
    }
    let is_of_outcomes = |name: &str| name.starts_with("outcomes.") && name.ends_with(".md");
    files.retain(|(name, _)| !is_of_outcomes(name) && !name.starts_with(content::load::PRIVATE_FOLDER));
    Ok(files)
}

/// Reads `site.yaml`. Its problems are reported when the site is checked.
fn configuration(root: &Path) -> Config {
    let mut ignored = Diagnostics::default();
    let sources = content::load::load_configuration(root, &mut ignored);
    content::config::read(&sources, &mut ignored)
}
