//! The page on which registrants request the links to their registrations by mail.

use model::email_form::find_form;
use theme::{Page, View};
use view::find::{FindView, find_action};
use view::form::FormView;
use view::words::WordsError;

use super::{Site, page};
use crate::address::PageKey;

/// Returns the page, if the site has one.
pub(super) fn find_page(site: Site<'_>) -> Result<Option<Page>, WordsError> {
    let Some(permalink) = site.addresses.pages.get(&PageKey::Find) else { return Ok(None) };
    let words = site.renderer.words();
    let form = find_form(|key, parameters| words.text(key, parameters))?;
    let action = find_action(site.addresses.pages.further_language());
    let view = FindView::with_form(FormView::empty(&form, &action));
    let (title, description) = (words.text("title.find", &[])?, words.text("description.find", &[])?);
    Ok(Some(page(permalink, "find.html", &title, &description, View::Find(view))))
}
