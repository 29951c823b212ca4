//! `SiteTest`: builds a small site and inspects the output.
//!
//! A site is written as one text, each file after a line `//- path`. Missing files are taken from the smallest site:
//! `content/site.yaml`, `content/index.md` and the theme in `support/site/theme`.
//!
//! ```ignore
//! let site = SiteTest::new("
//! //- content/pages/about.md
//! ---
//! title: About
//! description: About us
//! ---
//! Hello
//! ");
//! site.build();
//! assert!(site.file("site/about/index.html").contains("Hello"));
//! site.edit("content/pages/about.md", "title: About", "titel: About");
//! assert!(site.diagnostics().contains("did you mean `title`?"));
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use site::{Against, BuildError, BuildOptions, BuildReport, Diagnostics};
use tempfile::TempDir;

/// The day as of which sites are built by default.
const TODAY: Date = date(2027, 1, 15);

/// A site in a temporary folder.
pub struct SiteTest {
    folder: TempDir,
    today: Date,
    against: Against,
    drafts: bool,
}

impl SiteTest {
    /// Creates the smallest site with the files of `fixture` added or replaced.
    pub fn new(fixture: &str) -> SiteTest {
        let site = SiteTest {
            folder: TempDir::new().expect("a temporary folder can be created"),
            today: TODAY,
            against: Against::Nothing,
            drafts: false,
        };
        site.write_all(SMALLEST);
        site.copy(&support("theme"), "themes/plain");
        site.write_all(fixture);
        site
    }

    /// Creates the smallest site with the files of `folder` added or replaced.
    pub fn from_folder(folder: &Path) -> SiteTest {
        let site = SiteTest::new("");
        site.copy(folder, "");
        site
    }

    /// Returns the site as of another day.
    #[must_use]
    pub fn on(self, today: Date) -> SiteTest {
        SiteTest { today, ..self }
    }

    /// Returns the site with each build compared with the previous one.
    #[must_use]
    pub fn comparing(self) -> SiteTest {
        SiteTest { against: Against::Previous, ..self }
    }

    /// Returns the site with drafts.
    #[must_use]
    pub fn with_drafts(self) -> SiteTest {
        SiteTest { drafts: true, ..self }
    }

    /// Returns the folder that contains `content`, `themes` and, after a build, `dist`.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Builds the site, which must have no problems.
    pub fn build(&self) -> BuildReport {
        match self.try_build() {
            Ok(report) => report,
            Err(BuildError::Content(diagnostics)) => panic!("{}", diagnostics.to_plain_text()),
            Err(BuildError::Other(error)) => panic!("{error:#}"),
        }
    }

    /// Builds the site.
    ///
    /// # Errors
    ///
    /// As [`site::build`].
    pub fn try_build(&self) -> Result<BuildReport, BuildError> {
        site::build(&BuildOptions {
            root: self.root().to_owned(),
            dist: self.root().join("dist"),
            today: self.today,
            against: self.against.clone(),
            drafts: self.drafts,
            now: None,
            anew: false,
            deny_warnings: false,
        })
    }

    /// Returns the problems of a build; there must be at least one.
    pub fn problems(&self) -> Diagnostics {
        match self.try_build() {
            Err(BuildError::Content(diagnostics)) => diagnostics,
            Err(BuildError::Other(error)) => panic!("{error:#}"),
            Ok(report) => panic!("the build reports no problem: {report:?}"),
        }
    }

    /// Returns the problems of a build with their source lines and hints.
    pub fn diagnostics(&self) -> String {
        self.problems().to_plain_text()
    }

    /// Returns the problems of a build, one per line.
    pub fn short_diagnostics(&self) -> String {
        self.problems().to_string()
    }

    /// Returns the text of a file in `dist`.
    pub fn file(&self, path: &str) -> String {
        let path = self.root().join("dist").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Returns every file of `dist` by its path, without the build lock.
    pub fn output(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files(&self.root().join("dist"));
        files.remove(".lock");
        files
    }

    /// Returns the paths of all files in `dist`.
    pub fn output_paths(&self) -> Vec<String> {
        self.output().into_keys().collect()
    }

    /// Writes a source file, and creates its folder if necessary.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        let folder = path.parent().expect("the file has a parent folder");
        fs::create_dir_all(folder).expect("a temporary folder can be created");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Writes the source files of a text, each after a line with its path.
    pub fn write_all(&self, fixture: &str) {
        for (path, text) in blocks(fixture) {
            self.write(path, &text);
        }
    }

    /// Replaces a text that must occur in a source file.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root().join(path)).unwrap_or_default();
        assert!(text.contains(from), "`{from}` is not in {path}:\n{text}");
        self.write(path, text.replace(from, to));
    }

    /// Removes a source file or folder.
    pub fn remove(&self, path: &str) {
        let path = self.root().join(path);
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    fn copy(&self, from: &Path, to: &str) {
        for (path, bytes) in files(from) {
            self.write(format!("{to}/{path}").trim_start_matches('/'), bytes);
        }
    }
}

/// Returns every file below a folder by its path; empty if the folder does not exist.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("the file is in the folder");
            let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            found.insert(name.to_string_lossy().replace('\\', "/"), bytes);
        }
    }
    found
}

/// Returns a folder beside this file.
fn support(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("support/site").join(name)
}

/// Returns the files of a fixture: path and text.
fn blocks(fixture: &str) -> Vec<(&str, String)> {
    let blocks = fixture.split("//- ").skip(1);
    blocks
        .map(|block| {
            let (path, text) = block.split_once('\n').unwrap_or((block, ""));
            (path.trim(), text.to_owned())
        })
        .collect()
}

/// The smallest site.
const SMALLEST: &str = "
//- content/site.yaml
title: Club
tagline: Des ateliers
base_url: https://club.example
language: fr
time_zone: Europe/Paris
theme: plain
organiser: { name: Le club, email: club@club.example }
permalinks:
  workshop: /ateliers/:slug/
  registration: /ateliers/:slug/inscription/
  speaker: /intervenants/:slug/
  page: /:slug/
navigation: []
footer: []
privacy:
  controller: Le club
  purpose: Organiser
  legal_basis: Le contrat
  recipients: Le club
  retention: { registrations: 36, questionnaires: 12 }
  contact: club@club.example
  page: index.md
//- content/index.md
---
title: Accueil
description: Le site du club
---
";
