//! Pages at former addresses.

use diagnostics::Diagnostics;
use theme::render::render_only;
use view::words::WordsError;

use super::Edition;
use crate::input::Language;
use crate::redirect::{self, Redirects};

/// Returns the pages at former addresses in all languages, by output file.
///
/// # Errors
///
/// Returns an error if the theme lacks a word.
pub(super) fn former(
    editions: &[Edition<'_>],
    redirects: &[Redirects],
    diagnostics: &mut Diagnostics,
) -> Result<Vec<(String, String)>, WordsError> {
    let mut html = Vec::new();
    for (edition, redirects) in editions.iter().zip(redirects) {
        let Edition { language: Language { files, config, .. }, renderer, .. } = edition;
        let pages = redirect::pages(edition.site(), redirects)?;
        let rendered = render_only(&pages, renderer, files, config, diagnostics);
        html.extend(redirects.refreshing(rendered));
    }
    Ok(html)
}
