//! The files of the functions: the catalogue with the parts of each workshop, the documents for participants, the words and the
//! templates.

use std::collections::{BTreeMap, BTreeSet};

use content::load::{Attachment, PRIVATE_FOLDER, Sources};
use diagnostics::{Failure, OrFail as _, phrase};
use images::{Contents, OutputFile};
use model::catalogue::{Catalogue, CatalogueWorkshop, PrivateSessions};
use model::slug::Slug;
use rayon::prelude::*;
use serde::Serialize;
use view::renderer::Renderer;
use view::templates::TemplateSet;
use view::theme::Theme;

use super::json;
use crate::edition::{self, Edition};
use crate::write::{Stage, StagedFile};

/// Stages the files of the functions. The index comes after the workshops, so that it never names one that is not there.
pub(super) fn files(
    editions: &[Edition<'_>],
    catalogue: &Catalogue,
    sources: &Sources,
    stage: &Stage,
) -> Result<Vec<StagedFile>, Failure> {
    let workshop = |(identifier, workshop)| part(stage, "workshops", identifier, workshop);
    let questionnaires = |(identifier, workshop): (&Slug, &CatalogueWorkshop)| {
        Some(part(stage, "questionnaires", identifier, &workshop.questionnaires()?))
    };
    let mails = |(identifier, workshop): (&Slug, &CatalogueWorkshop)| {
        Some(part(stage, "scheduled-mails", identifier, &workshop.scheduled_mails()?))
    };
    let questionnaires: Vec<_> = catalogue.workshops.par_iter().filter_map(questionnaires).collect();
    let mails: Vec<_> = catalogue.workshops.par_iter().filter_map(mails).collect();
    let workshops: Vec<_> = catalogue.workshops.par_iter().map(workshop).collect();
    let private = catalogue.private.iter().map(|(identifier, it)| part(stage, "private", identifier, it));
    let parts = questionnaires.into_iter().chain(mails).chain(private);
    let documents: Vec<_> = private_documents(catalogue, sources).map(PrivateDocumentFile::output).collect();
    let mut files = stage.take_all(&documents)?;
    files.extend(parts.chain(workshops).collect::<Result<Vec<_>, Failure>>()?);
    let theme = edition::theme(editions);
    for set in TemplateSet::ALL {
        files.push(stage.take(&json(&format!("handler/{}", set.file()), &templates(set, &theme)?)?)?);
    }
    files.push(stage.take(&compact("handler/members.json", &catalogue.members)?)?);
    files.push(stage.take(&json("handler/catalogue.json", &catalogue.index())?)?);
    files.push(stage.take(&json("handler/theme.json", &theme.without_templates())?)?);
    Ok(files)
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
    catalogue: &'a Catalogue,
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
    catalogue.private.iter().flat_map(of_workshop)
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
