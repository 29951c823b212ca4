//! Warnings about a site without problems: about its texts, and about files that nothing links to.

use std::collections::BTreeSet;

use content::load::PRIVATE_FOLDER;
use diagnostics::{Diagnostic, Diagnostics, Place, SourceFile, message, phrase};
use jiff::civil::Date;
use resolve::TextKey;

use crate::edition::{self, Edition};
use crate::input::Input;
use crate::site_content::SiteContent;
use crate::views::personal_data::FormKind;

/// Returns the warnings about the data of workshops, as of a day.
pub(crate) fn of_workshops(content: &SiteContent, input: &Input, today: Date) -> Diagnostics {
    resolve::advice(&content.main().content, &input.main().config.time_zone, today)
}

/// Returns the warnings about the texts and files of a site in which everything but drafts is visible.
pub(crate) fn of_texts(editions: &[Edition<'_>], input: &Input) -> Diagnostics {
    let mut warnings = Diagnostics::default();
    editions.iter().for_each(|edition| warnings.append(edition.documents.warnings()));
    let mut used = edition::attachments(editions);
    editions.iter().for_each(|edition| used.extend(edition.documents.used().cloned()));
    unused_files(input, &used).for_each(|warning| warnings.push(warning));
    editions.iter().take(1).flat_map(|main| unused_documents(input, main)).for_each(|it| warnings.push(it));
    editions.iter().filter_map(partial_notice).for_each(|warning| warnings.push(warning));
    warnings
}

/// Reports the page about privacy if it lists the data of forms of one kind, but not of another one that the site has.
fn partial_notice(edition: &Edition<'_>) -> Option<Diagnostic> {
    let site = edition.site();
    let key = TextKey::in_file(&edition.language.config.privacy.page.value)?;
    let lists = edition.documents.data_lists(&key);
    let list_of = |kind: &FormKind| lists.iter().find(|list| list.forms == kind.name());
    let listed = FormKind::ALL.iter().find_map(list_of)?;
    let missing = FormKind::ALL.iter().find(|kind| kind.is_on(site) && list_of(kind).is_none())?.name();
    let message = message! {
        PartialNotice,
        en: "this page does not list the data of `{missing}`",
        fr: "cette page ne liste pas les données de `{missing}`"
    };
    let hint = phrase! {
        en: "add a line `<!-- data: {missing} -->`",
        fr: "ajoutez une ligne `<!-- data: {missing} -->`"
    };
    Some(Diagnostic::warning(listed.place.clone(), message).with_hint(hint))
}

/// Returns a warning for each file that is not among the used ones. A file whose name is in a draft may be used later.
fn unused_files<'a>(input: &'a Input, used: &'a BTreeSet<String>) -> impl Iterator<Item = Diagnostic> + 'a {
    let files = input.sources.all_attachments().map(|(path, _)| path);
    let unused = files.filter(|path| !used.contains(path));
    let unused = unused.filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        !input.sources.is_partial || !input.files.texts().any(|file| names(&file.text(), name))
    });
    unused.map(|path| {
        let place = Place::new(&SourceFile::without_text(format!("content/{path}")), 0..0);
        let message = message! {
            UnusedFile,
            en: "nothing links to this file, so it is not published",
            fr: "aucun lien ne mène à ce fichier : il n’est pas publié"
        };
        let hint = phrase! {
            en: "link to it from a text, or remove it",
            fr: "faites un lien vers ce fichier dans un texte, ou supprimez-le"
        };
        Diagnostic::warning(place, message).with_hint(hint)
    })
}

/// Returns a warning for each document for participants that no session has.
fn unused_documents<'a>(input: &'a Input, main: &'a Edition<'_>) -> impl Iterator<Item = Diagnostic> + 'a {
    let workshops = &main.content.content.programme.workshops;
    let documents = input.sources.workshops.iter().flat_map(move |(slug, files)| {
        let sessions = workshops.get(slug).map_or(&[][..], |workshop| &workshop.sessions);
        let private = || sessions.iter().filter_map(|session| session.private.as_ref());
        let is_used = move |name: &String| {
            private().flat_map(|private| &private.documents).any(|document| document.file == *name)
        };
        files.private.keys().filter(move |name| !is_used(name)).map(move |name| (slug, name))
    });
    documents.map(|(slug, name)| {
        let path = format!("content/workshops/{slug}/{PRIVATE_FOLDER}{name}");
        let place = Place::new(&SourceFile::without_text(path), 0..0);
        let message = message! {
            UnusedFile,
            en: "no session has this document, so no one sees it",
            fr: "aucune séance n’a ce document : personne ne le voit"
        };
        let hint = phrase! {
            en: "name it in `documents` of `private` in `sessions.yaml`, or remove it",
            fr: "nommez-le dans `documents` de `private` dans `sessions.yaml`, ou supprimez-le"
        };
        Diagnostic::warning(place, message).with_hint(hint)
    })
}

/// Returns whether a text contains the name of a file, as it is or as links write it.
fn names(text: &str, name: &str) -> bool {
    text.contains(name) || text.contains(&addresses::encoded(name))
}
