//! The files of the functions: the catalogue with the parts of each workshop, the documents for participants, the words and the
//! templates.

use std::collections::{BTreeMap, BTreeSet};

use content::load::Sources;
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
    let mut files = stage.take_all(&private_documents(catalogue, sources))?;
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

/// Returns the documents for participants, each for the handler alone.
fn private_documents(catalogue: &Catalogue, sources: &Sources) -> Vec<OutputFile> {
    let of_workshop = |(identifier, private): (&Slug, &PrivateSessions)| {
        let files = sources.workshops.get(catalogue.name(identifier)).map(|files| &files.private);
        let names: BTreeSet<_> = private.documents().map(str::to_owned).collect();
        let identifier = identifier.clone();
        names.into_iter().filter_map(move |name| {
            let contents = Contents::BareCopyOf(files?.get(&name)?.location.clone());
            Some(OutputFile { path: format!("handler/private-documents/{identifier}/{name}"), contents })
        })
    };
    catalogue.private.iter().flat_map(of_workshop).collect()
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
