//! Parts shared by several pages.

use model::catalogue::CatalogueWorkshop;
use view::edition::Edition;
use view::renderer::RenderError;
use view::site::HeadView;

/// A title that names a workshop.
pub(super) fn title(
    edition: &Edition,
    key: &str,
    workshop: &CatalogueWorkshop,
) -> Result<String, RenderError> {
    Ok(edition.renderer.words().text(key, &[("workshop", &workshop.title)])?)
}

/// Returns the head of a page, with the path of the static page that it replaces, if any.
pub(super) fn head(title: String, path: Option<String>) -> HeadView {
    HeadView { path, ..HeadView::titled(title) }
}
