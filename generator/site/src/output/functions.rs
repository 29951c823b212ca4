//! The files of the functions: the catalogue with the parts of each workshop, the documents for participants, the words and the
//! templates.

use std::collections::{BTreeMap, BTreeSet};

use content::load::{Attachment, PRIVATE_FOLDER, Sources};
use diagnostics::{Failure, OrFail as _, phrase};
use images::{Contents, OutputFile};
use model::catalogue::{CatalogueWorkshop, PrivateSessions};
use model::slug::Slug;
use rayon::prelude::*;
use serde::Serialize;
use view::renderer::Renderer;
use view::templates::TemplateSet;
use view::theme::Theme;

use super::json;
use crate::build_record::{BuildRecord, RecordedWorkshop};
use crate::catalogue::SiteCatalogue;
use crate::edition::{self, Edition};
use crate::write::{Stage, StagedFile};

/// The staged files of the functions, with the workshops for comparison with the next build.
pub(super) struct FunctionFiles {
    pub(super) files: Vec<StagedFile>,
    pub(super) record: BuildRecord,
}

/// Stages the files of the functions. The index comes after the workshops, so that it never names one that is not there.
///
/// # Errors
///
/// Returns an error that names the file that cannot be staged.
pub(super) fn files(
    editions: &[Edition<'_>],
    catalogue: &SiteCatalogue<'_>,
    sources: &Sources,
    stage: &Stage,
) -> Result<FunctionFiles, Failure> {
    let documents: Vec<_> = private_documents(catalogue, sources).map(PrivateDocumentFile::output).collect();
    let mut files = stage.take_all(&documents)?;
    for (identifier, private) in catalogue.private() {
        files.push(part(stage, "private", identifier, private)?);
    }
    let mut workshops = BTreeMap::new();
    let workshop = |identifier: &Slug, workshop: &CatalogueWorkshop| {
        (identifier.clone(), parts(stage, identifier, workshop), RecordedWorkshop::of(workshop))
    };
    for (identifier, parts, recorded) in catalogue.each(workshop) {
        files.extend(parts?);
        workshops.insert(identifier, recorded);
    }
    let theme = edition::theme(editions);
    let of_set =
        |set: &TemplateSet| stage.take(&json(&format!("handler/{}", set.file()), &templates(*set, &theme)?)?);
    let of_sets: Vec<_> = TemplateSet::ALL.par_iter().map(of_set).collect();
    files.extend(of_sets.into_iter().collect::<Result<Vec<_>, _>>()?);
    files.push(stage.take(&compact("handler/members.json", catalogue.members())?)?);
    files.push(stage.take(&json("handler/catalogue.json", &catalogue.index())?)?);
    files.push(stage.take(&json("handler/theme.json", &theme.without_templates())?)?);
    Ok(FunctionFiles { files, record: BuildRecord::new(workshops, catalogue.renamed()) })
}

/// A document for the participants of a workshop.
pub(super) struct PrivateDocumentFile<'a> {
    /// The identifier of the workshop.
    workshop: &'a Slug,
    /// The name of the workshop's folder.
    folder: &'a Slug,
    /// The name of the file.
    name: &'a str,
    pub(super) file: &'a Attachment,
}

/// Iterates over the documents for participants that exist, each once for its workshop.
pub(super) fn private_documents<'a>(
    catalogue: &'a SiteCatalogue<'_>,
    sources: &'a Sources,
) -> impl Iterator<Item = PrivateDocumentFile<'a>> {
    let of_workshop = |(workshop, private): (&'a Slug, &'a PrivateSessions)| {
        let folder = catalogue.name(workshop);
        let files = sources.workshops.get(folder).map(|files| &files.private);
        let names: BTreeSet<_> = private.documents().collect();
        let document =
            move |name| Some(PrivateDocumentFile { workshop, folder, name, file: files?.get(name)? });
        names.into_iter().filter_map(document)
    };
    catalogue.private().iter().flat_map(of_workshop)
}

impl PrivateDocumentFile<'_> {
    /// Returns the path of the document below `content/`.
    pub(super) fn source(&self) -> String {
        format!("workshops/{}/{PRIVATE_FOLDER}{}", self.folder, self.name)
    }

    /// Returns the copy of the document for the handler.
    fn output(self) -> OutputFile {
        let PrivateDocumentFile { workshop, name, file, .. } = self;
        let contents = Contents::BareCopyOf(file.location.clone());
        OutputFile { path: format!("handler/private-documents/{workshop}/{name}"), contents }
    }
}

/// Stages the parts of the handler's data about a workshop, the largest of which are read only when needed.
fn parts(stage: &Stage, identifier: &Slug, workshop: &CatalogueWorkshop) -> Result<Vec<StagedFile>, Failure> {
    let mut parts = Vec::new();
    if let Some(questionnaires) = workshop.questionnaires() {
        parts.push(part(stage, "questionnaires", identifier, &questionnaires)?);
    }
    if let Some(mails) = workshop.scheduled_mails() {
        parts.push(part(stage, "scheduled-mails", identifier, &mails)?);
    }
    parts.push(part(stage, "workshops", identifier, workshop)?);
    Ok(parts)
}

/// Stages the part of the handler's data in this folder that is about a workshop.
fn part(
    stage: &Stage,
    folder: &str,
    identifier: &Slug,
    value: &impl Serialize,
) -> Result<StagedFile, Failure> {
    stage.take(&compact(&format!("handler/{folder}/{identifier}.json"), value)?)
}

/// Returns the templates of a set, which must be complete: the function parses them only when it renders its first page.
fn templates(set: TemplateSet, theme: &Theme) -> Result<BTreeMap<String, String>, Failure> {
    let alone = Theme { templates: set.of(theme), ..theme.clone() };
    Renderer::new(&alone).map_err(Failure::of_library).or_fail(|| {
        let file = set.file();
        phrase! { en: "`{file}` would lack templates", fr: "il manquerait des gabarits dans `{file}`" }
    })?;
    Ok(alone.templates)
}

/// Returns a file that only programs read: JSON without white space.
fn compact(path: &str, value: &impl Serialize) -> Result<OutputFile, Failure> {
    let bytes = serde_json::to_vec(value)?;
    Ok(OutputFile { path: path.to_owned(), contents: Contents::Bytes(bytes) })
}
