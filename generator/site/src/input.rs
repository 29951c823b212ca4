//! The first stage: reads everything that a build needs, without interpreting it.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use content::config::{self, Config};
use content::history::{self, History, ReadHistory};
use content::load::{self, Sources};
use content::page_file;
use content::publication::{Presence, Publications};
use diagnostics::{Diagnostic, Diagnostics, Failure, Reread, SourceFile};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use model::slug::Slug;
use rayon::prelude::*;
use theme::{ThemeFiles, render};
use view::renderer::Wording;

use crate::fingerprint::Fingerprint;

/// The time as of which a site is built.
#[derive(Clone, Copy)]
pub(crate) struct BuildTime {
    pub(crate) today: Date,
    /// The time that decides which files are published; `None` for the end of `today`.
    pub(crate) now: Option<Timestamp>,
    /// Whether to include drafts and scheduled pages.
    pub(crate) drafts: bool,
}

/// The files and data that were read.
pub(crate) struct Input {
    /// All files of the content.
    pub(crate) files: Arc<Sources>,
    /// The files without drafts, which are neither checked nor shown; the same ones if there are no drafts.
    pub(crate) sources: Arc<Sources>,
    /// When the files are published.
    pub(crate) publications: Publications,
    /// When the files were changed.
    pub(crate) history: History,
    /// Never empty: the site's own language comes first.
    pub(crate) languages: Vec<Language>,
    /// Warnings about missing history.
    unknown: Vec<Diagnostic>,
    /// Whether git failed, so that the next build may find more history in the same repository.
    pub(crate) has_failed_history: bool,
}

/// A language of the site: its own configuration and the texts of the theme.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) config: Config,
    pub(crate) files: ThemeFiles,
    /// `None` for an unknown language, which was reported.
    pub(crate) wording: Option<Arc<Wording>>,
}

/// Reads content, theme and history. Problems with single files are collected. `listed` are the files of the content, if they
/// were listed before, by path below `content/` and with their locations.
///
/// # Errors
///
/// Returns an error if a folder cannot be read.
pub(crate) fn read(
    root: &Path,
    when: BuildTime,
    listed: Option<Vec<(String, PathBuf)>>,
    problems: &mut Diagnostics,
) -> Result<Input, Failure> {
    // Git takes long, and the thread only waits for it.
    let (history, files) = thread::scope(|scope| {
        let history = scope.spawn(|| history::read(root));
        let files = files(root, when, listed, problems);
        (history.join().unwrap_or_else(|panic| resume_unwind(panic)), files)
    });
    let ReadHistory { history, warnings: unknown, has_failed: has_failed_history } = history;
    let Files { files, sources, publications, languages } = files?;
    let history = history.since_publication(&publications);
    Ok(Input { files, sources, publications, history, languages, unknown, has_failed_history })
}

/// Reads only the content: without a theme, and without history.
///
/// # Errors
///
/// Returns an error if a folder cannot be read.
pub(crate) fn read_content(
    root: &Path,
    when: BuildTime,
    problems: &mut Diagnostics,
) -> Result<Input, Failure> {
    let files = Arc::new(load::load(root, problems)?);
    let config = config::read(&files, problems);
    let publications = Publications::of(&files, &config, when.instant(&config), when.drafts);
    let language = |config| Language { config, files: ThemeFiles::default(), wording: None };
    Ok(Input {
        sources: publications.without_drafts(&files),
        files,
        publications,
        history: History::default(),
        languages: config.in_all_languages().into_iter().map(language).collect(),
        unknown: Vec::new(),
        has_failed_history: false,
    })
}

/// The files of content and theme.
struct Files {
    files: Arc<Sources>,
    sources: Arc<Sources>,
    publications: Publications,
    languages: Vec<Language>,
}

fn files(
    root: &Path,
    when: BuildTime,
    listed: Option<Vec<(String, PathBuf)>>,
    problems: &mut Diagnostics,
) -> Result<Files, Failure> {
    let files = match listed {
        Some(files) => load::load_listed(root, files, problems)?,
        None => load::load(root, problems)?,
    };
    let files = Arc::new(files);
    let config = config::read(&files, problems);
    let publications = Publications::of(&files, &config, when.instant(&config), when.drafts);
    let theme = theme::load(root, &config, problems)?;
    Ok(Files {
        sources: publications.without_drafts(&files),
        files,
        publications,
        languages: languages(theme, config, problems),
    })
}

impl Input {
    /// Returns the contents of the files of texts that were read, by path below the root, except those with a byte order mark or in
    /// another form of Unicode than NFC.
    pub(crate) fn contents(&self) -> HashMap<String, Fingerprint> {
        let texts: Vec<_> = self.files.texts().filter(|text| text.is_as_stored()).collect();
        let content = |text: &&Arc<SourceFile>| {
            let freed = text.hash_of_freed().map(Fingerprint::of_bits);
            (text.path.clone(), freed.unwrap_or_else(|| of_text(&text.text())))
        };
        texts.par_iter().map(content).collect()
    }

    /// Frees the texts of the files of the site at `root`. From now on, the problems that are shown read them again, and show no
    /// lines of a file that was changed.
    pub(crate) fn free_texts(&self, root: &Path) {
        self.free(root, |_| true);
    }

    /// Does the same for the YAML files of which nothing becomes HTML.
    pub(crate) fn free_data(&self, root: &Path) {
        let is_of_sessions =
            |path: &str| path.rsplit('/').next().is_some_and(|name| name.starts_with("sessions."));
        self.free(root, |path| path.ends_with(".yaml") && !is_of_sessions(path));
    }

    fn free(&self, root: &Path, frees: impl Fn(&str) -> bool) {
        let root = root.to_owned();
        let reread: Arc<Reread> = Arc::new(move |path, hash| {
            let file = load::read_text(path.to_owned(), &root.join(path), &mut Diagnostics::default())?;
            Some(file.text()).filter(|text| of_text(text).bits() == hash)
        });
        let texts: Vec<_> = self.files.texts().filter(|file| frees(&file.path)).collect();
        texts.par_iter().for_each(|file| file.free_text(|text| of_text(text).bits(), &reread));
    }

    /// Returns the site's own language.
    pub(crate) fn main(&self) -> &Language {
        self.languages.first().expect("a site has its own language")
    }

    /// Returns the warnings about missing history. Drafts that are shown are often not committed yet.
    pub(crate) fn warnings(&self, drafts: bool) -> Diagnostics {
        let is_published =
            |slug: &&Slug| self.publications.presence(&page_file::of_workshop(slug)) == Presence::Published;
        let published = self.sources.workshops.keys().filter(is_published).filter(|_| !drafts);
        let uncommitted = self.history.uncommitted(published);
        let mut warnings = Diagnostics::default();
        self.unknown.iter().cloned().chain(uncommitted).for_each(|warning| warnings.push(warning));
        warnings
    }
}

/// Returns the fingerprint of a text.
fn of_text(text: &str) -> Fingerprint {
    Fingerprint::of_bytes(text.as_bytes())
}

/// Returns the languages of a site, whose theme was read in the site's own one.
fn languages(theme: ThemeFiles, config: Config, problems: &mut Diagnostics) -> Vec<Language> {
    let mut configs = config.in_all_languages().into_iter();
    let main = configs.next().map(|config| (theme.clone(), config));
    let further = configs.map(|config| (theme.in_language(&config, problems), config)).collect::<Vec<_>>();
    let language = |(files, config): (ThemeFiles, Config)| Language {
        wording: render::wording(&files, &config, problems).map(Arc::new),
        files,
        config,
    };
    main.into_iter().chain(further).map(language).collect()
}

impl BuildTime {
    fn instant(self, config: &Config) -> Timestamp {
        let tomorrow = self.today.tomorrow().map(|day| day.to_datetime(Time::MIN));
        let end = tomorrow.and_then(|start| config.time_zone.to_timestamp(start)).unwrap_or(Timestamp::MAX);
        self.now.unwrap_or(end - SignedDuration::from_nanos(1))
    }
}
