//! Reads all files of `content/`, in the order of their paths, and sorts them by kind.

mod content_file;
mod files;
mod hidden;
mod members;
mod names;
mod private;
mod text;
mod texts;
mod translation;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use addresses::is_attachment;
use diagnostics::{Diagnostic, Diagnostics, Failure, SourceFile, message};
use model::slug::Slug;
use rayon::prelude::*;

use self::content_file::ContentFile;
pub use self::files::{files, no_content, tree};
pub use self::hidden::has_hidden_name;
pub use self::members::MEMBERS;
pub use self::private::FOLDER as PRIVATE_FOLDER;
pub use self::text::{read_text, text};
pub use self::translation::of as original_of;
pub use self::walk::Tree;

/// The files of `content/` and the list of members. Paths are relative to the site's root, such as `content/site.yaml`.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `site.yaml`
    pub site: Option<Arc<SourceFile>>,
    /// `venues.yaml`
    pub venues: Option<Arc<SourceFile>>,
    /// `messages.yaml`
    pub messages: Option<Arc<SourceFile>>,
    /// `members.yaml` beside `content`, which is never published
    pub members: Option<Arc<SourceFile>>,
    /// `index.md`
    pub home: Option<Arc<SourceFile>>,
    /// `speakers/<slug>.md`
    pub speakers: BTreeMap<Slug, Arc<SourceFile>>,
    /// `pages/<slug>.md`
    pub pages: BTreeMap<Slug, Arc<SourceFile>>,
    /// `workshops/<slug>/`
    pub workshops: BTreeMap<Slug, WorkshopSources>,
    /// Files beside the home page, plain pages and speakers, by path below `content/`.
    pub attachments: BTreeMap<String, Attachment>,
    /// Translations such as `<name>.<language>.md`: by language, then by the path below `content/` of the original.
    pub translations: BTreeMap<String, BTreeMap<String, Arc<SourceFile>>>,
    /// Files that exist but cannot be read. They were reported, so they are not reported as missing too.
    pub unreadable: BTreeSet<String>,
    /// Whether drafts are omitted. Files that seem unused may be used by those.
    pub is_partial: bool,
}

/// The files of a workshop.
#[derive(Clone, Debug, Default)]
pub struct WorkshopSources {
    /// `index.md`
    pub index: Option<Arc<SourceFile>>,
    /// `sessions.yaml`
    pub sessions: Option<Arc<SourceFile>>,
    /// `registration.yaml`
    pub registration: Option<Arc<SourceFile>>,
    /// `questionnaire.yaml`
    pub questionnaire: Option<Arc<SourceFile>>,
    /// `messages.yaml`
    pub messages: Option<Arc<SourceFile>>,
    /// `outcomes.md`
    pub outcomes: Option<Arc<SourceFile>>,
    /// `private/`: documents for participants, by name, which are never published
    pub private: BTreeMap<String, Attachment>,
    /// Other files, by path below the workshop's folder.
    pub attachments: BTreeMap<String, Attachment>,
}

/// A file that is published unchanged, except that metadata of photographs is removed.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The path to read it from.
    pub location: PathBuf,
    /// The size in bytes.
    pub size: u64,
}

/// Reads the folder `content` below `root`, and the list of members beside it.
///
/// # Errors
///
/// Returns an error if the folder does not exist or cannot be listed. Unreadable files are diagnostics.
pub fn load(root: &Path, diagnostics: &mut Diagnostics) -> Result<Sources, Failure> {
    let content = root.join("content");
    if !content.is_dir() {
        return Err(no_content(&content));
    }
    let files = files(&content, "content", diagnostics)?;
    Ok(whole(root, read(files, &BTreeMap::new()), diagnostics))
}

/// Does the same with the files that [`files()`] listed before. If one of them is gone, all are listed again: it may have been
/// renamed, and others may be new.
///
/// # Errors
///
/// As [`load`].
pub fn load_listed(
    root: &Path,
    listed: Vec<(String, PathBuf)>,
    diagnostics: &mut Diagnostics,
) -> Result<Sources, Failure> {
    let files = read(listed, &BTreeMap::new());
    match files.par_iter().any(ContentFile::is_missing) {
        true => load(root, diagnostics),
        false => Ok(whole(root, files, diagnostics)),
    }
}

/// Reads some files of the folder `content`, by their paths below it. Those in `known`, by their paths below the root, have been
/// read.
pub fn load_files(
    files: Vec<(String, PathBuf)>,
    known: &BTreeMap<String, Arc<SourceFile>>,
    diagnostics: &mut Diagnostics,
) -> Sources {
    sorted(read(files, known), diagnostics)
}

/// Reads files, except those in `known`.
fn read(files: Vec<(String, PathBuf)>, known: &BTreeMap<String, Arc<SourceFile>>) -> Vec<ContentFile> {
    let read = |(path, location): (String, PathBuf)| match known.get(&format!("content/{path}")) {
        Some(text) => ContentFile::known(path, location, text),
        None => ContentFile::read(path, location),
    };
    files.into_par_iter().map(read).collect()
}

/// Returns all files of the folder `content`, sorted by kind, with the list of members beside it.
fn whole(root: &Path, files: Vec<ContentFile>, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = sorted(files, diagnostics);
    members::read(root, &mut sources, diagnostics);
    sources
}

/// Sorts files by kind.
fn sorted(files: Vec<ContentFile>, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    files.into_iter().for_each(|file| sources.add(file, diagnostics));
    sources
}

/// Reads only `content/site.yaml`.
pub fn load_configuration(root: &Path, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    let location = root.join("content").join("site.yaml");
    sources.site = sources.text(ContentFile::read("site.yaml".to_owned(), location), diagnostics);
    sources
}

impl Sources {
    fn add(&mut self, file: ContentFile, diagnostics: &mut Diagnostics) {
        let path = file.path.clone();
        let location = file.location.clone();
        let full = format!("content/{path}");
        if let Some(folder) = workshop_folder(&path)
            && folder.parse::<Slug>().is_err()
        {
            // Once for all files of the folder.
            let full = format!("content/workshops/{folder}");
            if self.unreadable.insert(full.clone()) {
                names::read_slug(folder, &full, diagnostics);
            }
            return;
        }
        if let Some((original, language)) = translation::of(&path) {
            if let Some(text) = self.text(file, diagnostics) {
                self.translations.entry(language.to_owned()).or_default().insert(original, text);
            }
            return;
        }
        if let Some(problem) = names::misspelt_translation(&path, &location) {
            diagnostics.push(problem);
            return;
        }
        let parts: Vec<_> = path.split('/').collect();
        match parts.as_slice() {
            ["site.yaml"] => self.site = self.text(file, diagnostics),
            ["venues.yaml"] => self.venues = self.text(file, diagnostics),
            ["messages.yaml"] => self.messages = self.text(file, diagnostics),
            ["index.md"] => self.home = self.text(file, diagnostics),
            [folder @ ("speakers" | "pages"), name] if name.ends_with(".md") => {
                if let Some(slug) = names::read_slug(name.trim_end_matches(".md"), &full, diagnostics)
                    && let Some(text) = self.text(file, diagnostics)
                {
                    let texts = if *folder == "pages" { &mut self.pages } else { &mut self.speakers };
                    texts.insert(slug, text);
                }
            }
            ["workshops", folder, rest @ ..] if !rest.is_empty() => {
                if let Ok(slug) = folder.parse() {
                    self.add_to_workshop(slug, &rest.join("/"), file, diagnostics);
                }
            }
            [name] | ["speakers" | "pages", name] if is_attachment(name) => {
                self.attachments.insert(path.clone(), file.into_attachment());
            }
            _ => self.unreadable.extend(names::refuse(&path, diagnostics)),
        }
    }

    fn add_to_workshop(&mut self, slug: Slug, path: &str, file: ContentFile, diagnostics: &mut Diagnostics) {
        if names::OF_WORKSHOP.contains(&path) {
            let text = self.text(file, diagnostics);
            let workshop = self.workshops.entry(slug).or_default();
            match path {
                "index.md" => workshop.index = text,
                "sessions.yaml" => workshop.sessions = text,
                "registration.yaml" => workshop.registration = text,
                "messages.yaml" => workshop.messages = text,
                "outcomes.md" => workshop.outcomes = text,
                _ => workshop.questionnaire = text,
            }
            return;
        }
        let folder = format!("workshops/{slug}/");
        let workshop = self.workshops.entry(slug).or_default();
        if let Some(name) = path.strip_prefix(private::FOLDER) {
            private::add(workshop, name, file, diagnostics);
        } else if names::is_like_text(path) {
            // Not reported as missing, too.
            self.unreadable.extend(names::refuse_in_workshop(&folder, path, diagnostics));
        } else {
            workshop.attachments.insert(path.to_owned(), file.into_attachment());
        }
    }

    /// Returns the text of a file that the site needs; reports why if it cannot be read.
    fn text(&mut self, file: ContentFile, diagnostics: &mut Diagnostics) -> Option<Arc<SourceFile>> {
        diagnostics.append(file.problems);
        if file.text.is_none() {
            self.unreadable.insert(format!("content/{}", file.path));
        }
        file.text
    }

    /// Returns an attachment by its path below `content/`.
    pub fn attachment(&self, path: &str) -> Option<&Attachment> {
        let of_workshop = || {
            let (slug, name) = path.strip_prefix("workshops/")?.split_once('/')?;
            self.workshops.get(&slug.parse().ok()?)?.attachments.get(name)
        };
        self.attachments.get(path).or_else(of_workshop)
    }

    /// Iterates over all attachments with their paths below `content/`.
    pub fn all_attachments(&self) -> impl Iterator<Item = (String, &Attachment)> {
        let of_workshops = self.workshops.iter().flat_map(|(slug, workshop)| {
            let files = workshop.attachments.iter();
            files.map(move |(name, file)| (format!("workshops/{slug}/{name}"), file))
        });
        let others = self.attachments.iter().map(|(path, file)| (path.clone(), file));
        others.chain(of_workshops)
    }

    /// Iterates over the private documents of all workshops with their paths below `content/`.
    pub fn private_documents(&self) -> impl Iterator<Item = (String, &Attachment)> {
        self.workshops.iter().flat_map(|(slug, workshop)| {
            let files = workshop.private.iter();
            files.map(move |(name, file)| (format!("workshops/{slug}/{PRIVATE_FOLDER}{name}"), file))
        })
    }

    /// Returns `content/workshops/<slug>/<name>`, for reporting a missing file.
    pub fn workshop_path(slug: &Slug, name: &str) -> String {
        format!("content/workshops/{slug}/{name}")
    }
}

/// Returns the name of the folder of a workshop that contains a file, by its path below `content/`.
fn workshop_folder(path: &str) -> Option<&str> {
    path.strip_prefix("workshops/")?.split_once('/').map(|(folder, _)| folder)
}

/// Creates the problem that a file is missing.
pub fn missing_file(path: impl Into<String>) -> Diagnostic {
    Diagnostic::of_file(path, message! { MissingFile, en: "this file is missing", fr: "ce fichier manque" })
}

#[cfg(test)]
mod tests;
