//! What came of a request to find registrations → page.

use http::StatusCode;
use http::header::{HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER};
use view::find::{FindView, find_action, sent_path};
use view::form::FormView;
use view::renderer::RenderError;

use super::Page;
use super::pages::{FORM_REFERRER_POLICY, RETRY_LATER, head};
use crate::Services;
use crate::abuse::TooMany;
use crate::find::{FindRefusal, Finding};
use view::edition::Edition;

pub(super) fn page(services: &Services, edition: &Edition, finding: &Finding) -> Result<Page, RenderError> {
    let language = services.editions.further_language(edition);
    let filled_in = |form, submission| FormView::filled_in(form, &find_action(language), submission);
    match finding {
        Finding::Noted => Ok(see_sent(language)),
        Finding::Sent => render((services, edition), StatusCode::OK, "title.find_sent", &FindView::sent()),
        Finding::Invalid(form, submission, errors) => {
            let view = filled_in(form, submission).with_errors(form, errors, edition.renderer.words())?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            render((services, edition), status, "title.find_error", &FindView::with_form(view))
        }
        Finding::Refused(form, submission, refusal) => {
            let view = FindView::with_form(filled_in(form, submission));
            let view = FindView { refusal: Some(refusal.key()), ..view };
            let refused = |status| render((services, edition), status, "title.find", &view);
            match refusal {
                FindRefusal::Unavailable(_) => {
                    Ok(refused(StatusCode::SERVICE_UNAVAILABLE)?.with(RETRY_AFTER, RETRY_LATER))
                }
                FindRefusal::TooMany(TooMany { retry_after }) => {
                    Ok(refused(StatusCode::TOO_MANY_REQUESTS)?.with(RETRY_AFTER, (*retry_after).into()))
                }
            }
        }
    }
}

/// 303, so that neither a reload nor the back button posts again.
fn see_sent(language: Option<&str>) -> Page {
    let location = HeaderValue::from_str(&sent_path(language)).expect("language tags are ASCII");
    Page::new(StatusCode::SEE_OTHER, String::new()).with(LOCATION, location)
}

fn render(
    (services, edition): (&Services, &Edition),
    status: StatusCode,
    title_key: &str,
    view: &FindView,
) -> Result<Page, RenderError> {
    let title = edition.renderer.words().text(title_key, &[])?;
    let languages = services.editions.of_site_page(|site| site.find_path.clone())?;
    let head = head(title, edition.site.find_path.clone());
    let html = edition.renderer.render_in(&languages, "find.html", &head, view)?;
    Ok(Page::new(status, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
