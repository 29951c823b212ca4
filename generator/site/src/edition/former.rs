//! What former addresses need of the site's languages.

use content::config::Config;
use diagnostics::Diagnostics;
use theme::Page;
use theme::ThemeFiles;
use theme::render::render_only;
use view::words::WordsError;

use super::{Edition, Main};
use crate::redirect::{self, Language, Redirects};
use crate::views::Site;

/// All languages of the site, its own first.
pub(crate) fn languages<'a>(main: Main<'a>, editions: &'a [Edition]) -> Vec<Language<'a>> {
    let permalinks = &main.library.config.permalinks;
    let main = Language { content: main.content, addresses: main.library.addresses, permalinks };
    let further = editions.iter().map(|Edition { content, addresses, config, .. }| Language {
        content,
        addresses,
        permalinks: &config.permalinks,
    });
    std::iter::once(main).chain(further).collect()
}

/// The pages at former addresses in all languages, by the file that they are written to.
///
/// # Errors
///
/// When the theme lacks a word.
pub(crate) fn former(
    main: Site<'_>,
    editions: &[Edition],
    redirects: &[Redirects],
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<(String, String)>, WordsError> {
    let further = editions.iter().map(|edition| (edition.site(), &edition.files, &edition.config));
    let languages = std::iter::once((main, files, config)).chain(further);
    let mut html = Vec::new();
    for ((site, files, config), redirects) in languages.zip(redirects) {
        let pages: Vec<Page> = redirect::pages(site, redirects)?;
        let rendered = render_only(&pages, site.renderer, files, config, diagnostics);
        html.extend(redirects.refreshing(rendered));
    }
    Ok(html)
}
