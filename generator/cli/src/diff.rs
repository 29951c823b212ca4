//! `generator diff`: what changes for visitors.

use diagnostics::{Failure, Phrase, ToolLanguage, phrase};
use generator::DiffFormat;
use jiff::Timestamp;
use jiff::civil::Date;
use site::{BuildError, EarlierContent};

/// What to compare, and how to write it.
pub(crate) struct Diff<'a> {
    /// A revision or a folder; `None` for where the branch left the main one.
    pub(crate) base: Option<&'a str>,
    pub(crate) root: &'a std::path::Path,
    pub(crate) today: Date,
    /// When it is; `None` for the end of `today`.
    pub(crate) now: Option<Timestamp>,
    pub(crate) language: Option<ToolLanguage>,
    pub(crate) format: DiffFormat,
}

/// The report about the differences, and a note to print before it.
pub(crate) struct Written {
    pub(crate) differences: String,
    pub(crate) note: Option<Phrase>,
}

/// Compares both states.
///
/// # Errors
///
/// Returns the problems of the content, or the reason why a state cannot be read.
pub(crate) fn diff(diff: &Diff<'_>) -> Result<Written, BuildError> {
    let earlier = EarlierContent::find(diff.root, diff.base)?;
    let comparison = site::compare(&earlier, diff.root, diff.today, diff.now)?;
    let report = comparison.report(diff.language).map_err(Failure::of_library)?;
    let report = match diff.format {
        DiffFormat::Text => report.text(),
        DiffFormat::Markdown => report.markdown(),
        DiffFormat::Json => report.json(),
    };
    let problems = &comparison.earlier_problems;
    let note = (!problems.is_empty()).then(|| {
        let (name, count) = (earlier.name(), problems.count());
        phrase! {
            en: "note: the earlier state `{name}` has {count}; what could not be read there is shown as new",
            fr: "remarque : l’état précédent `{name}` a {count} ; ce qui y est illisible apparaît comme nouveau";
            count
        }
    });
    let differences = report.map_err(Failure::of_library)?.trim_end().to_owned();
    Ok(Written { differences, note })
}
