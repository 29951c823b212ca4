//! The pages of a built site, to compare what several generators made.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use walkdir::WalkDir;

use crate::tool::Tool;

/// The pages of a site.
pub(crate) struct Pages {
    /// The heading of each page, by its path below the folder of the site.
    headings: BTreeMap<String, String>,
    /// The size of all files in bytes.
    pub(crate) bytes: u64,
}

impl Pages {
    /// Reads the pages in a folder.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be read, or a page has no heading.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Pages> {
        let mut pages = Pages { headings: BTreeMap::new(), bytes: 0 };
        for entry in WalkDir::new(folder) {
            let entry = entry?;
            if !entry.file_type().is_file() {
                continue;
            }
            pages.bytes += entry.metadata()?.len();
            if entry.path().extension().is_some_and(|extension| extension == "html") {
                let path = entry.path().strip_prefix(folder)?.display().to_string();
                let html = fs::read_to_string(entry.path()).with_context(|| format!("cannot read {path}"))?;
                let heading = heading(&html).with_context(|| format!("{path} has no `h1`"))?;
                pages.headings.insert(path, heading);
            }
        }
        Ok(pages)
    }

    /// Returns the number of pages.
    pub(crate) fn count(&self) -> usize {
        self.headings.len()
    }

    /// Verifies that another generator made the same pages.
    ///
    /// # Errors
    ///
    /// Returns an error with the first page that only one of them made, or that has another heading.
    pub(crate) fn compare(&self, other: &Pages, tool: Tool) -> anyhow::Result<()> {
        let paths = self.headings.keys().chain(other.headings.keys());
        for path in paths {
            let (ours, theirs) = (self.headings.get(path), other.headings.get(path));
            ensure!(
                ours == theirs,
                "{path} has the heading {ours:?} in ours, {theirs:?} in {}'s",
                tool.title()
            );
        }
        Ok(())
    }
}

/// Returns the text of the first `h1`, with ordinary spaces.
fn heading(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<h1")?;
    let (text, _) = rest.split_once('>')?.1.split_once("</h1>")?;
    let words: Vec<_> = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(headings: &[(&str, &str)]) -> Pages {
        let headings = headings.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Pages { headings: headings.collect(), bytes: 0 }
    }

    #[test]
    fn another_page_or_heading_is_noticed() {
        let ours = pages(&[("index.html", "Ateliers"), ("404.html", "Introuvable")]);
        assert!(ours.compare(&ours, Tool::Hugo).is_ok());
        for other in [
            pages(&[("index.html", "Ateliers")]),
            pages(&[("index.html", "Ateliers"), ("404.html", "Absente")]),
            pages(&[("index.html", "Ateliers"), ("404.html", "Introuvable"), ("a/index.html", "A")]),
        ] {
            assert!(ours.compare(&other, Tool::Hugo).is_err());
        }
    }

    #[test]
    fn headings_have_ordinary_spaces() {
        assert_eq!(heading("<p>a</p>\n<h1 id=\"b\">Et\u{a0}après\n ?</h1>").as_deref(), Some("Et après ?"));
        assert_eq!(heading("<h2>A</h2>"), None);
    }
}
