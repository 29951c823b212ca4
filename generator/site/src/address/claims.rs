//! The claims on files of `dist/site`, and collisions between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::load::Sources;
use content::publication::Presence;
use diagnostics::{Diagnostic, Diagnostics, SourceFile};

use super::files::{Attachment, calendar, feed, programme};
use super::translation::workshop_slug;
use super::{LanguageListings, PageAddress, PageKey};

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

/// Returns the claims of all pages and files except drafts, whose problems are not reported.
pub(super) fn of_site(
    pages: &[Vec<(PageKey, PageAddress)>],
    attachments: &[Attachment],
    languages: &[LanguageListings<'_>],
    sources: &Sources,
) -> Vec<Claim> {
    let mut claims = Vec::new();
    let is_claimed = |presence| presence != Presence::Draft;
    for (pages, LanguageListings { config, .. }) in pages.iter().zip(languages) {
        for (key, page) in pages.iter().filter(|(_, page)| is_claimed(page.presence)) {
            claims.extend(claim(page.permalink.output(), page.file.as_ref()));
            if let PageKey::File(original) = key
                && let Some(slug) = workshop_slug(original)
            {
                let sessions = sources.workshops.get(&slug).and_then(|files| files.sessions.as_ref());
                let file = if config.is_main() { sessions } else { page.file.as_ref() };
                claims.extend(claim(calendar(&page.permalink, &slug)[1..].to_owned(), file));
            }
        }
        if config.is_main() {
            claims.extend(attachments.iter().filter(|it| is_claimed(it.presence)).map(of_attachment));
        }
        let subscriptions = [feed(config), programme(config)];
        claims
            .extend(subscriptions.iter().filter_map(|path| claim(path[1..].to_owned(), Some(&config.file))));
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
