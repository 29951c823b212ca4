//! The claims on files of `dist/site`, and collisions between them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use content::config::Config;
use content::load::Sources;
use content::publication::Presence;
use diagnostics::{Diagnostic, Diagnostics, Message, Place, SourceFile, message, phrase};

use super::files::{Attachment, calendar, feed, programme};
use super::translation::workshop_slug;
use super::{LanguageListings, PageAddress, PageKey};

/// Paths reserved for the web editor, the handler and static files, which no page may have.
const RESERVED: [&str; 3] = ["/admin/", "/api/", "/assets/"];

/// A claim on a file of `dist/site`.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    /// The claimed file.
    pub(super) output: String,
    /// The file that claims it.
    pub(super) file: Arc<SourceFile>,
    /// The permalink that the address is made from; `None` for files that have none.
    permalink: Option<UsedPermalink<'a>>,
}

/// A permalink of a language, by its key in `permalinks`.
#[derive(Clone, Copy, Debug)]
struct UsedPermalink<'a> {
    config: &'a Config,
    key: &'static str,
}

/// Returns the claims of all pages and files except drafts, whose problems are not reported.
pub(super) fn of_site<'a>(
    pages: &[Vec<(PageKey, PageAddress)>],
    attachments: &[Attachment],
    languages: &[LanguageListings<'a>],
    sources: &Sources,
) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    let is_claimed = |presence| presence != Presence::Draft;
    for (pages, LanguageListings { config, .. }) in pages.iter().zip(languages) {
        for (key, page) in pages.iter().filter(|(_, page)| is_claimed(page.presence)) {
            let permalink = permalink_of(key).map(|key| UsedPermalink { config, key });
            claims.extend(claim(page.permalink.output(), page.file.as_ref(), permalink));
            if let PageKey::File(original) = key
                && let Some(slug) = workshop_slug(original)
            {
                let sessions = sources.workshops.get(&slug).and_then(|files| files.sessions.as_ref());
                let file = if config.is_main() { sessions } else { page.file.as_ref() };
                claims.extend(claim(calendar(&page.permalink, &slug)[1..].to_owned(), file, None));
            }
        }
        if config.is_main() {
            claims.extend(attachments.iter().filter(|it| is_claimed(it.presence)).map(of_attachment));
        }
        let subscriptions = [feed(config), programme(config)];
        claims.extend(
            subscriptions.iter().filter_map(|path| claim(path[1..].to_owned(), Some(&config.file), None)),
        );
    }
    claims
}

fn claim<'a>(
    output: String,
    file: Option<&Arc<SourceFile>>,
    permalink: Option<UsedPermalink<'a>>,
) -> Option<Claim<'a>> {
    // A missing source is reported elsewhere.
    Some(Claim { output, file: Arc::clone(file?), permalink })
}

fn of_attachment<'a>(attachment: &Attachment) -> Claim<'a> {
    let file = SourceFile::without_text(format!("content/{}", attachment.source));
    Claim { output: attachment.path[1..].to_owned(), file, permalink: None }
}

/// Returns the key in `permalinks` of the pages of this kind.
fn permalink_of(key: &PageKey) -> Option<&'static str> {
    match key {
        PageKey::File(original) => match original.split('/').next() {
            Some("workshops") => Some("workshop"),
            Some("speakers") => Some("speaker"),
            Some("pages") => Some("page"),
            _ => None,
        },
        PageKey::Registration(_) => Some("registration"),
        PageKey::Questionnaire(_) => Some("questionnaire"),
        PageKey::Search => Some("search"),
        PageKey::Find => Some("find"),
        PageKey::Topics | PageKey::Topic(_) => Some("topic"),
        PageKey::Archive | PageKey::Year(_) => Some("archive"),
    }
}

/// Reports claims on reserved paths, and collisions.
pub(super) fn check(claims: &[Claim<'_>], diagnostics: &mut Diagnostics) {
    let mut owners: BTreeMap<&str, &Claim<'_>> = BTreeMap::new();
    let mut equal = BTreeSet::new();
    for claim in claims {
        let path = claim.path();
        if let Some(reserved) = RESERVED.iter().find(|reserved| path.starts_with(*reserved)) {
            let message = message! {
                ReservedAddress,
                en: "the address `{path}` is below `{reserved}`, which is reserved",
                fr: "l’adresse `{path}` commence par `{reserved}`, qui est réservé"
            };
            let hint = phrase! {
                en: "rename the file, or change `permalinks` in `content/site.yaml`",
                fr: "renommez le fichier, ou changez `permalinks` dans `content/site.yaml`"
            };
            diagnostics.push(Diagnostic::at(claim.place(), message).with_hint(hint));
        }
        match owners.get(claim.output.as_str()) {
            Some(other) => match claim.permalink_equal_to(other) {
                // Reported once, and not for each page.
                Some((own, others)) => {
                    if equal.insert((own.place().to_short_text(), others.key)) {
                        diagnostics.push(equal_permalinks(claim, other, own, others));
                    }
                }
                None => diagnostics.push(collision(claim, other)),
            },
            None => {
                owners.insert(&claim.output, claim);
            }
        }
    }
}

/// Returns the message that the file `other` has an address already.
pub(crate) fn used(address: &str, other: &str) -> Message {
    message! {
        SharedAddress,
        en: "the address `{address}` is already used by `{other}`",
        fr: "l’adresse `{address}` est déjà celle de `{other}`"
    }
}

impl<'a> Claim<'a> {
    /// Returns the path on the site.
    fn path(&self) -> String {
        format!("/{}", self.output.trim_end_matches("index.html"))
    }

    /// Returns the place that decides the address: the permalink of a page without a file, otherwise the file.
    fn place(&self) -> Place {
        match self.permalink {
            Some(permalink) if permalink.config.file.path == self.file.path => permalink.place(),
            _ => Place::new(&self.file, 0..0),
        }
    }

    /// Returns the permalinks of this claim and of another one if they are equal, although they are those of different
    /// kinds of pages.
    fn permalink_equal_to(&self, other: &Claim<'a>) -> Option<(UsedPermalink<'a>, UsedPermalink<'a>)> {
        let (own, others) = (self.permalink?, other.permalink?);
        let is_equal = own.key != others.key
            && own.config.file.path == others.config.file.path
            && own.place().text().trim_matches(['"', '\''])
                == others.place().text().trim_matches(['"', '\'']);
        is_equal.then_some((own, others))
    }
}

impl UsedPermalink<'_> {
    fn place(self) -> Place {
        self.config.place_of_permalink(self.key)
    }
}

fn collision(claim: &Claim<'_>, other: &Claim<'_>) -> Diagnostic {
    let hint = phrase! {
        en: "rename one of them, or change `permalinks` in `content/site.yaml`",
        fr: "renommez l’un des deux, ou changez `permalinks` dans `content/site.yaml`"
    };
    Diagnostic::at(claim.place(), used(&claim.path(), &other.file.path))
        .with_hint(hint)
        .with_related(other.place(), phrase! { en: "the other one", fr: "l’autre" })
}

fn equal_permalinks<'a>(
    claim: &Claim<'a>,
    other: &Claim<'a>,
    own: UsedPermalink<'a>,
    others: UsedPermalink<'a>,
) -> Diagnostic {
    let (key, other_key, path) = (own.key, others.key, claim.path());
    let message = message! {
        SharedAddress,
        en: "the permalinks `{key}` and `{other_key}` are equal, so that two pages have the address `{path}`",
        fr: "les permaliens `{key}` et `{other_key}` sont les mêmes : deux pages ont l’adresse `{path}`"
    };
    let hint = phrase! {
        en: "change one of the permalinks, or rename one of the files",
        fr: "changez l’un des permaliens, ou renommez l’un des fichiers"
    };
    let permalink = phrase! { en: "the permalink `{other_key}`", fr: "le permalien `{other_key}`" };
    Diagnostic::at(own.place(), message)
        .with_hint(hint)
        .with_related(others.place(), permalink)
        .with_related(
            Place::new(&other.file, 0..0),
            phrase! { en: "a page with this address", fr: "une page avec cette adresse" },
        )
        .with_related(Place::new(&claim.file, 0..0), phrase! { en: "the other one", fr: "l’autre" })
}
