//! The claims on files of `dist/site`, and collisions between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use addresses::Permalink;
use content::load::Sources;
use content::publication::Presence;
use diagnostics::{Diagnostic, Diagnostics, SourceFile};
use model::slug::Slug;

use super::edition::folder;
use super::files::Attachment;
use super::translation::workshop_slug;
use super::{Lists, PageAddress, PageKey};

/// The name of the feed, in the folder of its language.
const FEED: &str = "atom.xml";

/// The name of the programme's calendar, in the folder of its language.
const PROGRAMME: &str = "programme.ics";

/// Paths reserved for the handler and for static files, which no page may have.
const RESERVED: [&str; 2] = ["/api/", "/assets/"];

/// A claim on a file of `dist/site`.
#[derive(Debug)]
pub(super) struct Claim {
    /// The claimed file.
    pub(super) output: String,
    /// The file that claims it.
    pub(super) file: Arc<SourceFile>,
}

/// Returns the path of the feed in the folder of a language.
pub(super) fn feed(folder: &str) -> String {
    format!("{folder}/{FEED}")
}

/// Returns the path of the programme's calendar in the folder of a language.
pub(super) fn programme(folder: &str) -> String {
    format!("{folder}/{PROGRAMME}")
}

/// Returns the path of the calendar file of the workshop whose page has this permalink.
pub(super) fn calendar(permalink: &Permalink, slug: &Slug) -> String {
    format!("{permalink}{slug}.ics")
}

/// Returns the claims of all pages and files except drafts, whose problems are not reported.
pub(super) fn of_site(
    pages: &[Vec<(PageKey, PageAddress)>],
    attachments: &[Attachment],
    languages: &[Lists<'_>],
    sources: &Sources,
) -> Vec<Claim> {
    let mut claims = Vec::new();
    let is_claimed = |presence| presence != Presence::Draft;
    for (number, (pages, language)) in pages.iter().zip(languages).enumerate() {
        for (key, page) in pages.iter().filter(|(_, page)| is_claimed(page.presence)) {
            claims.extend(claim(page.permalink.output(), page.file.as_ref()));
            if let PageKey::File(original) = key
                && let Some(slug) = workshop_slug(original)
            {
                let sessions = sources.workshops.get(&slug).and_then(|files| files.sessions.as_ref());
                let file = if number == 0 { sessions } else { page.file.as_ref() };
                claims.extend(claim(calendar(&page.permalink, &slug)[1..].to_owned(), file));
            }
        }
        if number == 0 {
            claims.extend(attachments.iter().filter(|it| is_claimed(it.presence)).map(of_attachment));
        }
        let folder = folder(number, language);
        let subscriptions = [feed(&folder), programme(&folder)];
        let file = Some(&language.config.file);
        claims.extend(subscriptions.iter().filter_map(|path| claim(path[1..].to_owned(), file)));
    }
    claims
}

fn claim(output: String, file: Option<&Arc<SourceFile>>) -> Option<Claim> {
    // A missing source is reported elsewhere.
    Some(Claim { output, file: Arc::clone(file?) })
}

fn of_attachment(attachment: &Attachment) -> Claim {
    let file = SourceFile::without_text(format!("content/{}", attachment.source));
    Claim { output: attachment.path[1..].to_owned(), file }
}

/// Reports claims on reserved paths, and collisions.
pub(super) fn check(claims: &[Claim], diagnostics: &mut Diagnostics) {
    let hint = "rename one of them, or change `permalinks` in `content/site.yaml`";
    let hint_reserved = "rename the file, or change `permalinks` in `content/site.yaml`";
    let mut owners: BTreeMap<&str, &Arc<SourceFile>> = BTreeMap::new();
    for Claim { output, file } in claims {
        let path = format!("/{}", output.trim_end_matches("index.html"));
        if let Some(reserved) = RESERVED.iter().find(|reserved| path.starts_with(*reserved)) {
            let message = format!("the address `{path}` is below `{reserved}`, which is reserved");
            diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint_reserved));
        }
        match owners.get(output.as_str()) {
            Some(other) => {
                let message = format!("the address `{path}` is already used by `{}`", other.path);
                diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint));
            }
            None => {
                owners.insert(output, file);
            }
        }
    }
}
