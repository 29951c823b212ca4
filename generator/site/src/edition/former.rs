//! Pages at former addresses.

use diagnostics::Diagnostics;
use rayon::prelude::*;
use view::words::WordsError;

use super::Edition;
use crate::redirect::{self, FormerPage, Redirects};
use crate::rendering::{RenderedPage, Rendering};

/// Renders the pages at former addresses in all languages. Pages that cannot be rendered are reported and omitted.
///
/// # Errors
///
/// Returns an error if the theme lacks a word.
pub(super) fn former_pages(
    editions: &[Edition<'_>],
    redirects: &[Redirects],
    rendering: &Rendering<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<RenderedPage>, WordsError> {
    let mut former = Vec::new();
    for (edition, redirects) in editions.iter().zip(redirects) {
        let renderer = edition.page_renderer(rendering);
        let pages = redirect::pages(edition.site(), redirects)?;
        let rendered = pages.into_par_iter().map(|FormerPage { page, to }| renderer.render(page, Some(&to)));
        for page in rendered.collect::<Vec<_>>() {
            match page {
                Ok(page) => former.push(page),
                Err(problem) => diagnostics.push(problem),
            }
        }
    }
    Ok(former)
}
