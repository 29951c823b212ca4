//! What an earlier build published, against what this one would: a workshop or session that people registered for must not
//! vanish by accident, and its registrations must stay where they are stored.

mod compare;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use images::{Contents, OutputFile};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::catalogue::Catalogue;
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use crate::BuildOptions;

pub(crate) use self::compare::{Present, compare};

/// Where a build leaves it for the next one, below `dist`.
pub(crate) const PATH: &str = "deployment/published.json";

/// The file that a build with drafts leaves, below `dist`.
const DRAFTS: &str = "deployment/drafts";

/// What is in that file.
const DRAFTS_TEXT: &str = "This site shows drafts and must not be deployed. Build it without them.\n";

/// What to compare a build with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// Nothing.
    #[default]
    Nothing,
    /// The last build into the same folder, if there was one.
    Previous,
    /// A catalogue, or what a build left for the next one.
    File(PathBuf),
}

/// The workshops of an earlier build. Reads also a whole catalogue, of whichever version: what it does not know is passed
/// over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Published {
    /// By their identifier.
    workshops: BTreeMap<Slug, PublishedWorkshop>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    renamed: BTreeMap<Slug, Names>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Names {
    name: Slug,
    #[serde(default)]
    former: Vec<Slug>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct PublishedWorkshop {
    title: String,
    sessions: Vec<PublishedSession>,
    #[serde(default)]
    offer: Option<Form>,
    #[serde(default)]
    forms: BTreeMap<Slug, Form>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PublishedSession {
    id: Slug,
    date: Date,
    start: Time,
}

/// A form, of which only matters how long what was typed there is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Form {
    keep_until: Timestamp,
}

impl Published {
    /// Reads what to compare a build into `dist` with; `None` for nothing.
    ///
    /// # Errors
    ///
    /// When there is such a file but it cannot be read, or when one is named and there is none.
    pub(crate) fn read(against: &Against, dist: &Path) -> anyhow::Result<Option<Published>> {
        let path = match against {
            Against::Nothing => return Ok(None),
            Against::Previous => dist.join(PATH),
            Against::File(path) => path.clone(),
        };
        if *against == Against::Previous && !path.exists() {
            return Ok(None);
        }
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let published = serde_json::from_slice(&text)
            .with_context(|| format!("cannot parse {}; it should be a `catalogue.json`", path.display()))?;
        Ok(Some(published))
    }

    /// What a catalogue publishes.
    pub(crate) fn of(catalogue: &Catalogue) -> Published {
        let workshop = |(slug, workshop): (&Slug, &model::catalogue::CatalogueWorkshop)| {
            let sessions = workshop.sessions.iter().filter_map(|session| {
                Some(PublishedSession {
                    id: session.id.parse().ok()?,
                    date: session.date,
                    start: session.start,
                })
            });
            let form = |keep_until| Form { keep_until };
            let forms = workshop.forms.iter().map(|(name, it)| (name.clone(), form(it.keep_until)));
            let published = PublishedWorkshop {
                title: workshop.title.clone(),
                sessions: sessions.collect(),
                offer: workshop.offer.as_ref().map(|offer| form(offer.keep_until)),
                forms: forms.collect(),
            };
            (slug.clone(), published)
        };
        let names = |(slug, renamed): (&Slug, &model::catalogue::Renamed)| {
            let model::catalogue::Renamed { name, former } = renamed.clone();
            (slug.clone(), Names { name, former })
        };
        Published {
            workshops: catalogue.workshops.iter().map(workshop).collect(),
            renamed: catalogue.renamed.iter().map(names).collect(),
        }
    }

    /// All names of a workshop: its identifier, its former names and its name in that build, which is the last one.
    fn names(&self, identifier: &Slug) -> Vec<Slug> {
        let mut names = vec![identifier.clone()];
        if let Some(Names { name, former }) = self.renamed.get(identifier) {
            let others = former.iter().chain([name]);
            names.extend(others.filter(|other| *other != identifier).cloned());
        }
        names
    }

    /// Every name that any of the workshops has or had.
    fn all_names(&self) -> BTreeSet<Slug> {
        self.workshops.keys().flat_map(|identifier| self.names(identifier)).collect()
    }
}

/// What a build leaves for the next one. One with drafts leaves what it found, and says that it must not be deployed.
///
/// # Errors
///
/// When it cannot be serialised.
pub(crate) fn for_the_next(options: &BuildOptions, published: &Published) -> anyhow::Result<Vec<OutputFile>> {
    let file = |path: &str, contents| OutputFile { path: path.to_owned(), contents };
    if !options.drafts {
        let mut bytes = serde_json::to_vec_pretty(published)?;
        bytes.push(b'\n');
        return Ok(vec![file(PATH, Contents::Bytes(bytes))]);
    }
    let found = Some(options.dist.join(PATH)).filter(|path| path.is_file());
    let found = found.map(|path| file(PATH, Contents::CopyOf(path)));
    let mark = file(DRAFTS, Contents::Bytes(DRAFTS_TEXT.as_bytes().to_vec()));
    Ok(found.into_iter().chain([mark]).collect())
}

impl PublishedWorkshop {
    /// Whether something may be stored about it still at an instant.
    fn is_kept(&self, now: Timestamp) -> bool {
        self.offer.iter().chain(self.forms.values()).any(|form| form.keep_until > now)
    }
}
