//! The stages of a build without writing anything.

use std::path::Path;

use images::picture::Purpose;
use jiff::civil::Date;

use crate::build::{Goal, prepare_and};
use crate::build_cache::BuildCache;
use crate::build_record::{Against, BuildRecord};
use crate::edition::Edition;
use crate::input::BuildTime;
use crate::options::{BuildError, CheckReport};
use crate::output::Output;
use crate::write;

/// Does everything that a build does, but writes nothing.
///
/// # Errors
///
/// Returns the same errors as [`build`](crate::build()).
pub fn check(root: &Path, today: Date) -> Result<CheckReport, BuildError> {
    check_against(root, today, &Against::Nothing)
}

/// Does the same, and returns what `then` makes of the site in each of its languages, its own first.
///
/// # Errors
///
/// Returns the same errors as [`build`](crate::build()).
pub(crate) fn with_editions<T>(
    root: &Path,
    today: Date,
    then: impl FnOnce(&[Edition<'_>]) -> T,
) -> Result<T, BuildError> {
    prepared(root, today, None, then).map(|(_, made)| made)
}

/// Performs the same check, and compares the site with an earlier build.
///
/// # Errors
///
/// Returns the same errors as [`build`](crate::build()).
pub fn check_against(root: &Path, today: Date, against: &Against) -> Result<CheckReport, BuildError> {
    let earlier = BuildRecord::read(against, &root.join("dist"))?;
    let (output, ()) = prepared(root, today, earlier.as_ref(), |_| ())?;
    let Output { pages, base_url, external_links, untranslated_questions, warnings, .. } = output;
    Ok(CheckReport { pages, base_url, external_links, untranslated_questions, warnings })
}

/// Runs the stages of a build that write nothing.
fn prepared<T>(
    root: &Path,
    today: Date,
    earlier: Option<&BuildRecord>,
    then: impl FnOnce(&[Edition<'_>]) -> T,
) -> Result<(Output, T), BuildError> {
    let when = BuildTime { today, now: None, drafts: false };
    let cache = &BuildCache::new(root, &write::absolute(&root.join("dist"))?);
    let goal = Goal { cache, purpose: Purpose::Check, dist: None, start: None };
    prepare_and(root, when, earlier, goal, then)
}
