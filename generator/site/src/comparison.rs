//! What changes for visitors between two states of the content, each resolved as a build does it, without a theme.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use content::load::Attachment;
use content::revision;
use diagnostics::failure::cannot_read;
use diagnostics::{Diagnostics, Failure, OrFail as _, ToolLanguage, phrase};
use difference::{Address, Difference, Edition, Report, ReportError, State};
use images::picture::Pictures;
use jiff::Timestamp;
use jiff::civil::Date;
use resolve::TextKey;
use tempfile::TempDir;

use crate::address::{PageKey, SiteAddresses, Visible};
use crate::fingerprint::Fingerprint;
use crate::input::{self, BuildTime, Input};
use crate::options::BuildError;
use crate::redirect;
use crate::site_content::{self, SiteContent};
use crate::visible_site::VisibleSite;

/// The earlier content to compare with: a folder of the user's, or a revision in a temporary folder.
#[derive(Debug)]
pub struct EarlierContent {
    root: PathBuf,
    /// What a user calls it.
    name: String,
    _temporary: Option<TempDir>,
}

/// The differences between two states.
#[derive(Debug)]
pub struct Comparison {
    /// The differences.
    pub differences: Vec<Difference>,
    /// The problems of the earlier state. What could not be read of it is missing in the comparison.
    pub earlier_problems: Diagnostics,
    language: ToolLanguage,
    time_zone: String,
}

/// A state of the content that was read and resolved.
struct Resolved {
    input: Input,
    content: SiteContent,
    pictures: Pictures,
    today: Date,
}

impl EarlierContent {
    /// Finds the content that a site is compared with: that of a folder, of a revision of git, or by default of the commit at
    /// which the current branch left the main one.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such folder or revision.
    pub fn find(root: &Path, base: Option<&str>) -> Result<EarlierContent, Failure> {
        if let Some(folder) = base.map(Path::new).filter(|folder| folder.join("content").is_dir()) {
            let name = folder.display().to_string();
            return Ok(EarlierContent { root: folder.to_owned(), name, _temporary: None });
        }
        let revision = match base {
            Some(revision) => revision.to_owned(),
            None => revision::base(root)?,
        };
        let temporary = TempDir::new().or_fail(|| {
            phrase! { en: "cannot create a temporary folder", fr: "impossible de créer un dossier temporaire" }
        })?;
        revision::extract(root, &revision, temporary.path())?;
        let root = temporary.path().to_owned();
        Ok(EarlierContent { root, name: revision, _temporary: Some(temporary) })
    }

    /// Returns the name of the folder or the revision.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Compares the content of a site with an earlier one. `now` decides what is published; `None` for the end of `today`.
///
/// # Errors
///
/// Returns [`BuildError::Content`] with the problems of the site's content, or [`BuildError::Other`] if a file cannot be read.
pub fn compare(
    earlier: &EarlierContent,
    root: &Path,
    today: Date,
    now: Option<Timestamp>,
) -> Result<Comparison, BuildError> {
    let when = BuildTime { today, now, drafts: false };
    let (mut earlier_problems, mut problems) = (Diagnostics::default(), Diagnostics::default());
    let before = Resolved::read(&earlier.root, when, &mut earlier_problems)?;
    let after = Resolved::read(root, when, &mut problems)?;
    let addresses_before = before.addresses(&mut earlier_problems);
    let addresses_after = after.addresses(&mut problems);
    let state_before = before.state(&addresses_before, &mut earlier_problems)?;
    let state_after = after.state(&addresses_after, &mut problems)?;
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    let config = &after.input.main().config;
    Ok(Comparison {
        differences: difference::compare(&state_before, &state_after),
        earlier_problems: earlier_problems.sorted(),
        language: ToolLanguage::of_locale(&config.language.value).unwrap_or_default(),
        time_zone: config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
    })
}

impl Comparison {
    /// Prepares the report in a language, by default that of the site.
    ///
    /// # Errors
    ///
    /// Returns an error if the time zone of the site is unknown to ICU.
    pub fn report(&self, language: Option<ToolLanguage>) -> Result<Report<'_>, ReportError> {
        Report::new(&self.differences, language.unwrap_or(self.language), &self.time_zone)
    }
}

impl Resolved {
    fn read(root: &Path, when: BuildTime, problems: &mut Diagnostics) -> Result<Resolved, Failure> {
        let input = input::read_content(root, when, problems)?;
        let content = site_content::resolve(&input, when.today, problems);
        let pictures = Pictures::of(&input.sources);
        Ok(Resolved { input, content, pictures, today: when.today })
    }

    fn addresses(&self, problems: &mut Diagnostics) -> SiteAddresses<'_> {
        let Input { files, publications, languages, .. } = &self.input;
        SiteAddresses::of(files, publications, &self.content.listings(languages), problems)
    }

    fn state<'a>(
        &'a self,
        addresses: &'a SiteAddresses<'a>,
        problems: &mut Diagnostics,
    ) -> Result<State<'a>, Failure> {
        let Resolved { input, content, pictures, today } = self;
        let site =
            VisibleSite { input, content, addresses, pictures, visible: Visible::Published, today: *today };
        let redirects = redirect::find(site, problems);
        let redirects = redirects.iter().flat_map(|redirects| redirects.iter());
        let languages = input.languages.iter().zip(content.visible(Visible::AllButDrafts));
        let edition = |(language, content): (&'a input::Language, &'a site_content::LanguageContent)| {
            Edition { config: &language.config, content: &content.content }
        };
        let address = |(key, path): (&PageKey, &addresses::Permalink)| Address {
            path: path.to_string(),
            page: shown(key),
        };
        Ok(State {
            editions: languages.map(edition).collect(),
            publications: &input.publications,
            drafts: drafts(input),
            addresses: addresses.published().map(address).collect(),
            redirects: redirects.map(|redirect| (redirect.from.clone(), redirect.to.clone())).collect(),
            files: fingerprints(input.sources.all_attachments())?,
            private_documents: fingerprints(input.sources.private_documents())?,
        })
    }
}

/// Returns the text that a page shows; `None` for lists and similar pages.
fn shown(key: &PageKey) -> Option<TextKey> {
    match key {
        PageKey::Registration(slug) | PageKey::Questionnaire(slug) => Some(TextKey::Workshop(slug.clone())),
        PageKey::File(path) => TextKey::in_file(path),
        _ => None,
    }
}

/// Returns the workshops and pages that are drafts.
fn drafts(input: &Input) -> BTreeSet<TextKey> {
    let Input { files, sources, .. } = input;
    let workshops = files.workshops.keys().filter(|slug| !sources.workshops.contains_key(*slug));
    let pages = files.pages.keys().filter(|slug| !sources.pages.contains_key(*slug));
    workshops.cloned().map(TextKey::Workshop).chain(pages.cloned().map(TextKey::Page)).collect()
}

/// Returns the fingerprint of each file, by its path below `content/`.
fn fingerprints<'a>(
    files: impl Iterator<Item = (String, &'a Attachment)>,
) -> Result<BTreeMap<String, String>, Failure> {
    let fingerprint = |(path, file): (String, &Attachment)| {
        let bytes = fs::read(&file.location).or_fail(|| cannot_read(&file.location))?;
        Ok((path, Fingerprint::of_bytes(&bytes).to_string()))
    };
    files.map(fingerprint).collect()
}
