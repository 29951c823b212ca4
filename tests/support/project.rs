//! The project as a fixture: its folder, and copies of the real site that a test may edit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use site::{BuildError, BuildOptions, BuildReport};
use tempfile::TempDir;

/// Returns the folder of the workspace.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("a member of the workspace has a parent folder").to_owned()
}

/// A copy of the real content and themes.
pub struct SiteCopy(TempDir);

impl SiteCopy {
    /// Creates a copy.
    pub fn new() -> SiteCopy {
        let site = SiteCopy(TempDir::new().expect("a temporary folder can be created"));
        for folder in ["content", "themes"] {
            copy_folder(&root().join(folder), &site.path(folder));
        }
        site
    }

    /// Creates a copy with another theme.
    #[must_use]
    pub fn with_theme(self, theme: &str) -> SiteCopy {
        let facts = self.read("content/site.yaml");
        let (before, rest) = facts.split_once("\ntheme:").expect("the site names its theme");
        let (_, after) = rest.split_once('\n').expect("more follows");
        self.write("content/site.yaml", &format!("{before}\ntheme: {theme}\n{after}"));
        self
    }

    /// Returns the folder of the copy.
    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// Returns the options for a preview on any free port, on a day when the workshop of 2022 takes registrations.
    pub fn preview(&self) -> preview::Options {
        preview::Options {
            root: self.root().to_owned(),
            database: self.path(".preview/registrations.sqlite"),
            port: preview::Port::Exactly(0),
            today: Some(date(2022, 11, 15)),
            follows: true,
            language: site::ToolLanguage::English,
            clock: Arc::new(Timestamp::now),
        }
    }

    /// Builds the copy to `dist` as of a day.
    ///
    /// # Errors
    ///
    /// As [`site::build`].
    pub fn build(&self, today: Date) -> Result<BuildReport, BuildError> {
        site::build(&self.options(today))
    }

    /// Builds the copy with drafts.
    ///
    /// # Errors
    ///
    /// As [`site::build`].
    pub fn build_with_drafts(&self, today: Date) -> Result<BuildReport, BuildError> {
        site::build(&BuildOptions { drafts: true, ..self.options(today) })
    }

    fn options(&self, today: Date) -> BuildOptions {
        BuildOptions {
            root: self.root().to_owned(),
            dist: self.path("dist"),
            today,
            against: Default::default(),
            drafts: false,
            now: None,
            anew: false,
            deny_warnings: false,
        }
    }

    /// Returns the path of a file in the copy.
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Returns the text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Removes the translations of a workshop.
    pub fn remove_translation(&self, workshop: &str, language: &str) {
        let ending = [".md", ".yaml"].map(|ending| format!(".{language}{ending}"));
        for entry in
            fs::read_dir(self.path("content/workshops").join(workshop)).expect("the folder can be listed")
        {
            let path = entry.expect("the folder can be listed").path();
            if ending.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                fs::remove_file(path).expect("the file can be removed");
            }
        }
    }

    /// Adds the invented workshops, speakers and venues of `tests/gates`, which cover every state of a workshop.
    pub fn add_made_up(&self) {
        let made_up = root().join("tests/gates/content");
        for folder in ["workshops", "speakers"] {
            copy_folder(&made_up.join(folder), &self.path("content").join(folder));
        }
        let more = fs::read_to_string(made_up.join("venues-more.yaml")).expect("the project has this file");
        self.write("content/venues.yaml", &(self.read("content/venues.yaml") + &more));
        fs::copy(made_up.join("members.yaml"), self.path("members.yaml")).expect("the list can be copied");
    }

    /// Commits the content at a given time; the feed and the sitemap show commit times.
    pub fn commit(&self, at: &str) {
        for arguments in
            [&["init", "--quiet"][..], &["add", "content"], &["commit", "--quiet", "--message", "a"]]
        {
            let mut git = Command::new("git");
            git.arg("-C").arg(self.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]);
            git.args(arguments).env("GIT_COMMITTER_DATE", at).env("GIT_AUTHOR_DATE", at);
            let output = git.output().expect("git is installed");
            assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }

    /// Writes a file atomically, so that a concurrent build reads the old or the new text, never an empty file.
    pub fn write(&self, path: &str, text: &str) {
        let new = self.path(".new-text");
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, self.path(path)));
        written.unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

impl Default for SiteCopy {
    fn default() -> SiteCopy {
        SiteCopy::new()
    }
}

/// Copies a folder with everything in it; the copy may exist.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a temporary folder can be created");
    for entry in fs::read_dir(from).expect("the project has this folder") {
        let entry = entry.expect("the entry can be read");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a temporary file can be created");
        }
    }
}
