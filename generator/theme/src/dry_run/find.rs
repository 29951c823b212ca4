//! The page that finds registrations and the mail with their links, in each of their states.

use model::catalogue::CatalogueWorkshop;
use model::email_form::find_form;
use model::registration::Registration;
use view::find::{FindView, find_action};
use view::form::FormView;
use view::mail::{FindMailView, FoundRegistrationView};
use view::renderer::{RenderError, Renderer};

use super::{ANY, failure, with_errors};
use crate::FIND_REFUSALS;

pub(super) fn render(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    renderer: &Renderer,
) -> Option<RenderError> {
    let words = renderer.words();
    // Without texts there is no form; missing texts were already reported.
    let form = find_form(|key, parameters| words.text(key, parameters)).ok()?;
    let action = find_action(None);
    let mut pages = vec![FindView::sent(), FindView::with_form(FormView::empty(&form, &action))];
    match with_errors(&form, &action, renderer) {
        Ok(form) => pages.extend(
            FIND_REFUSALS
                .map(|refusal| FindView { refusal: Some(refusal), ..FindView::with_form(form.clone()) }),
        ),
        Err(error) => return Some(error),
    }
    let found = FoundRegistrationView::new(workshop, registration, ANY.to_owned());
    let mail = FindMailView { registrations: vec![found] };
    failure("find.html", &pages, renderer).or_else(|| mail.render(renderer).err())
}
