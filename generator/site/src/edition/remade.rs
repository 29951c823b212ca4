//! Pages that are made again because a text on them was edited.

use diagnostics::Diagnostics;
use resolve::TextKey;

use super::pages::{Finished, PageLanguages, PageMaker};
use super::{Edition, main_and_further};
use crate::rendering::{RenderedPage, Rendering};
use crate::search::{FoundPage, SearchIndex};
use crate::share_pictures::SharePictures;
use crate::views::PageGroups;

/// The pages that show a text.
pub(crate) struct RemadePages {
    pub(crate) rendered: Vec<RenderedPage>,
    pub(crate) found: Vec<FoundPage>,
}

/// Makes and renders the pages of an edition, by its place among all, that show a text, of which there may be none; `None` if one
/// of them has a problem.
pub(crate) fn remade(
    editions: &[Edition<'_>],
    place: usize,
    text: &TextKey,
    pictures: &SharePictures,
    languages: &PageLanguages,
    rendering: &Rendering<'_>,
) -> Option<RemadePages> {
    let maker = maker(editions, place, languages, rendering)?;
    let groups = PageGroups::new(maker.edition.site(), pictures);
    let mut remade = RemadePages { rendered: Vec::new(), found: Vec::new() };
    let Some(group) = groups.group_of(text) else { return Some(remade) };
    for Finished { found, rendered, .. } in maker.pages_of_group(&groups, group).ok()? {
        remade.rendered.push(rendered.ok()?);
        remade.found.extend(found);
    }
    Some(remade)
}

/// Makes the search page of an edition, by its place among all, and the index of the pages that the search finds; `None` if the
/// edition has no search, or if there is a problem.
pub(crate) fn remade_search(
    editions: &[Edition<'_>],
    place: usize,
    found: &[FoundPage],
    languages: &PageLanguages,
    rendering: &Rendering<'_>,
) -> Option<(RenderedPage, SearchIndex)> {
    let maker = maker(editions, place, languages, rendering)?;
    let (page, index) = maker.search(found, &mut Diagnostics::default())?;
    Some((page.rendered.ok()?, index))
}

fn maker<'a>(
    editions: &'a [Edition<'a>],
    place: usize,
    languages: &'a PageLanguages,
    rendering: &'a Rendering<'a>,
) -> Option<PageMaker<'a>> {
    let (main, _) = main_and_further(editions);
    let edition = editions.get(place)?;
    Some(PageMaker { edition, main, languages, renderer: edition.page_renderer(rendering) })
}
