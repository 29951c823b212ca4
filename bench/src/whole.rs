//! The club's own site with many workshops: the default theme, two languages, forms, calendars and pictures.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tests::project::{SiteCopy, copy_folder};

use crate::build::Site;
use crate::results::{After, Build, Kind, Measurement, Results};
use crate::tool::Installed;

/// The workshops that are copied.
const WORKSHOPS: [&str; 2] = ["exemple-renovation-energetique", "proximite"];

/// What is measured, in this order, so that each build finds the results of the one before.
const AFTER: [After; 5] = [After::Clean, After::Pictures, After::Nothing, After::Text, After::Style];

/// A copy of the club's site with many workshops.
pub(crate) struct Whole {
    copy: SiteCopy,
    workshops: usize,
}

impl Whole {
    /// Creates a copy with this many workshops.
    pub(crate) fn new(workshops: usize) -> Whole {
        let copy = SiteCopy::new();
        let folder = copy.path("content/workshops");
        for number in 0..workshops.saturating_sub(WORKSHOPS.len()) {
            let workshop = WORKSHOPS[number % WORKSHOPS.len()];
            copy_folder(&folder.join(workshop), &folder.join(format!("{workshop}-{number}")));
        }
        copy.commit("2026-11-01T12:00:00Z");
        Whole { copy, workshops }
    }

    /// Builds the site and returns the folder of the files for the function.
    ///
    /// # Errors
    ///
    /// Returns an error if the build fails.
    pub(crate) fn for_function(&self, by: &Installed) -> anyhow::Result<impl AsRef<Path> + use<>> {
        let site = self.site(by)?;
        site.build(After::Nothing)?;
        Ok(site.folder.join("dist/handler"))
    }

    /// Measures builds of the site.
    ///
    /// # Errors
    ///
    /// Returns an error if a build fails.
    pub(crate) fn measure(&self, by: &Installed, rounds: usize, results: &mut Results) -> anyhow::Result<()> {
        let site = self.site(by)?;
        let (tool, workshops) = (Some(by.tool), self.workshops);
        for _ in 0..rounds {
            let mut usages = Vec::new();
            for after in AFTER {
                usages.push((tool, after, site.build(after)?.0));
            }
            usages.push((None, After::Clean, site.floor()?));
            let made = site.pages()?;
            let (pages, bytes) = (made.count(), made.bytes);
            for (tool, after, usage) in usages {
                let build = Build { site: Kind::Whole, workshops, pages, bytes, tool, after, usage };
                results.add(Measurement::Build(build))?;
            }
        }
        Ok(())
    }

    /// Returns the folder of the site.
    pub(crate) fn root(&self) -> &Path {
        self.copy.root()
    }

    /// Returns the file with the text that is edited.
    pub(crate) fn text(&self) -> PathBuf {
        self.copy.path(&format!("content/workshops/{}/index.md", WORKSHOPS[0]))
    }

    fn site(&self, by: &Installed) -> anyhow::Result<Site> {
        Ok(Site {
            by: by.clone(),
            folder: self.copy.root().to_owned(),
            text: self.text(),
            style: self.copy.path("themes/default/static/style.css"),
            aside: TempDir::new()?,
        })
    }
}
