//! What was measured, kept in a file if one is named, so that long measurements can be done in parts.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::process::Usage;
use crate::tool::Tool;

/// All that was measured.
#[derive(Default)]
pub(crate) struct Results {
    /// The measurements in order.
    pub(crate) measured: Vec<Measurement>,
    file: Option<fs::File>,
}

/// A measurement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Measurement {
    /// A build.
    Build(Build),
    /// A start of the function.
    Start(Start),
    /// A preview whose content is edited.
    Preview(Edits),
    /// A command of the organiser.
    Command(CommandRun),
}

/// A build of a site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Build {
    /// Which site it was.
    pub(crate) site: Kind,
    /// The number of its workshops.
    pub(crate) workshops: usize,
    /// The number of its pages.
    pub(crate) pages: usize,
    /// The size of its files in bytes.
    pub(crate) bytes: u64,
    /// The generator; `None` is the floor, which only reads and copies.
    pub(crate) tool: Option<Tool>,
    /// What had been done before.
    pub(crate) after: After,
    /// What it took.
    pub(crate) usage: Usage,
}

/// A site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// What every generator can do.
    Lean,
    /// The club's site with many workshops.
    Whole,
}

/// What had been done before a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum After {
    /// All results of earlier builds were removed.
    Clean,
    /// The site was removed, but not the pictures in the cache.
    Pictures,
    /// Nothing had changed.
    Nothing,
    /// The text of a workshop was edited.
    Text,
    /// The style sheet was edited.
    Style,
}

/// A start of the function, with its first requests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Start {
    /// The number of workshops in the catalogue.
    pub(crate) workshops: usize,
    /// Whether DynamoDB was behind TLS.
    pub(crate) tls: bool,
    /// Seconds until it asked for the first event.
    pub(crate) start: f64,
    /// Seconds of the first event, a registration.
    pub(crate) registration: f64,
    /// Seconds of the first page.
    pub(crate) page: f64,
    /// Seconds of a page once everything is loaded.
    pub(crate) next_page: f64,
    /// Seconds of a registration once everything is loaded, without the time that DynamoDB took.
    pub(crate) post: f64,
    /// Seconds of a form with an error once everything is loaded, without the time that DynamoDB took.
    pub(crate) refusal: f64,
    /// The most memory that it had at once, in bytes.
    pub(crate) memory: u64,
    /// The size of the program in bytes.
    pub(crate) program: u64,
    /// The size of program and data, compressed as in the package for Lambda.
    pub(crate) package: u64,
}

/// A preview of the club's site, and edits of a workshop while it runs. Memory is in bytes, and only Linux reports it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Edits {
    /// The number of workshops.
    pub(crate) workshops: usize,
    /// The memory after the first build.
    pub(crate) memory_at_first: Option<u64>,
    /// Seconds from saving a text to its page with it, the median of all edits.
    pub(crate) text: f64,
    /// The memory after these edits.
    pub(crate) memory_after_texts: Option<u64>,
    /// Seconds from saving a title to its page with it, the median of all edits.
    pub(crate) title: f64,
    /// The memory after these edits.
    pub(crate) memory_after_titles: Option<u64>,
    /// The most memory that it had at once.
    pub(crate) peak: Option<u64>,
}

/// A run of a command on many registrations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CommandRun {
    /// The command, with `{reference}` and `{file}` for what differs.
    pub(crate) command: String,
    /// The number of registrations.
    pub(crate) registrations: u32,
    /// What it took.
    pub(crate) usage: Usage,
}

impl After {
    /// Returns it as a row of a table names it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            After::Clean => "from scratch",
            After::Pictures => "pictures cached",
            After::Nothing => "nothing changed",
            After::Text => "a text edited",
            After::Style => "the style edited",
        }
    }
}

impl Results {
    /// Reads the measurements in a file, if it exists, to which new ones are appended.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read or written.
    pub(crate) fn in_file(path: &Path) -> anyhow::Result<Results> {
        let context = || format!("cannot use {}", path.display());
        let file = OpenOptions::new().create(true).append(true).open(path).with_context(context)?;
        let text = fs::read_to_string(path).with_context(context)?;
        let measured =
            text.lines().map(serde_json::from_str).collect::<Result<_, _>>().with_context(context)?;
        Ok(Results { measured, file: Some(file) })
    }

    /// Adds a measurement.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be written.
    pub(crate) fn add(&mut self, measurement: Measurement) -> anyhow::Result<()> {
        if let Some(file) = &mut self.file {
            writeln!(file, "{}", serde_json::to_string(&measurement)?)?;
        }
        self.measured.push(measurement);
        Ok(())
    }

    /// Returns all builds.
    pub(crate) fn builds(&self) -> impl Iterator<Item = &Build> {
        self.measured
            .iter()
            .filter_map(|it| if let Measurement::Build(build) = it { Some(build) } else { None })
    }

    /// Returns all starts.
    pub(crate) fn starts(&self) -> impl Iterator<Item = &Start> {
        self.measured
            .iter()
            .filter_map(|it| if let Measurement::Start(start) = it { Some(start) } else { None })
    }

    /// Returns all previews.
    pub(crate) fn previews(&self) -> impl Iterator<Item = &Edits> {
        self.measured
            .iter()
            .filter_map(|it| if let Measurement::Preview(edits) = it { Some(edits) } else { None })
    }

    /// Returns all runs of commands.
    pub(crate) fn commands(&self) -> impl Iterator<Item = &CommandRun> {
        self.measured
            .iter()
            .filter_map(|it| if let Measurement::Command(run) = it { Some(run) } else { None })
    }
}

/// Returns the median of these values; `None` if there are none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len().checked_sub(1)? / 2;
    Some(f64::midpoint(values[middle], values[values.len() / 2]))
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median([]), None);
        assert_eq!(median([3.0]), Some(3.0));
        assert_eq!(median([9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 9.0]), Some(3.0));
    }
}
