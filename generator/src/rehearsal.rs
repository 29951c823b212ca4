//! Renders the pages of the handler with made-up registrations, so that what a theme gets wrong in them shows when
//! the site is built and not when somebody registers.

use jiff::Timestamp;
use jiff::civil::{date, time};
use model::catalogue::{CatalogueSession, CatalogueWorkshop, Fee, Offer, OfferState};
use model::contact::{Email, Telephone};
use model::form::Form;
use model::money::{Currency, Money};
use model::registration::{Contact, Participant, Registration, RegistrationId, RegistrationRequest, Status};
use model::slug::Slug;
use model::submission::{Submission, validate};
use serde::Serialize;
use view::form::FormView;
use view::registration::{
    MessageView, MessageWorkshopView, OfferView, OwnRegistrationView, RegistrationFormView,
    WorkshopSummaryView, registration_action,
};
use view::renderer::{RenderError, Renderer};
use view::site::HeadView;

use crate::resolve::registration_form;
use crate::theme::{MESSAGES, REFUSALS};

/// Renders each page of the handler in each of its states; what went wrong.
pub(crate) fn rehearse(renderer: &Renderer) -> Vec<RenderError> {
    let fee = Fee {
        category: slug(),
        label: "A".to_owned(),
        note: Some("A".to_owned()),
        amount: Money {
            minor: 150_050,
            currency: Currency::Eur,
        },
    };
    // Without its words there is no form; that they are missing was told.
    let Some(form) = registration_form(std::slice::from_ref(&fee), renderer) else {
        return Vec::new();
    };
    let workshop = workshop();
    let offer = Offer {
        opens: Timestamp::UNIX_EPOCH,
        closes: Timestamp::UNIX_EPOCH,
        capacity: 2,
        keep_until: Timestamp::UNIX_EPOCH,
        form: form.clone(),
        fees: vec![fee],
    };
    let problems = [
        rehearse_form(&workshop, &offer, renderer),
        rehearse_own_page(&workshop, &offer, renderer),
        rehearse_messages(&workshop, renderer),
    ];
    problems.into_iter().flatten().collect()
}

fn rehearse_form(workshop: &CatalogueWorkshop, offer: &Offer, renderer: &Renderer) -> Option<RenderError> {
    let page = |form, state, refusal| RegistrationFormView {
        workshop: WorkshopSummaryView::new(workshop),
        offer: OfferView::new(offer, state),
        form,
        refusal,
    };
    let mut pages = vec![page(None, OfferState::Upcoming, None)];
    pages.extend(REFUSALS.map(|refusal| page(None, OfferState::Closed, Some(refusal))));
    match with_errors(&offer.form, workshop, renderer) {
        Ok(form) => pages.push(page(Some(form), OfferState::Open, Some(REFUSALS[0]))),
        Err(error) => return Some(error),
    }
    failure("registration.html", &pages, renderer)
}

/// The form after a post with nothing in it but a field that it does not have.
fn with_errors(
    form: &Form,
    workshop: &CatalogueWorkshop,
    renderer: &Renderer,
) -> Result<FormView, RenderError> {
    let submission = Submission::new(vec![("unknown".to_owned(), String::new())]);
    let view = FormView::filled_in(form, &registration_action(workshop), &submission);
    match validate(form, &submission) {
        Ok(_) => Ok(view),
        Err(errors) => Ok(view.with_errors(form, &errors, renderer.words())?),
    }
}

fn rehearse_own_page(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    renderer: &Renderer,
) -> Option<RenderError> {
    let email = Email::parse("a@club.example").expect("this is an e-mail address");
    let participant = |fee: &Fee| Participant {
        given_name: "A".to_owned(),
        family_name: "A".to_owned(),
        function: "A".to_owned(),
        fee: fee.into(),
    };
    let mut registration = Registration {
        id: RegistrationId::from_bytes([0; 16]),
        request: RegistrationRequest {
            workshop: workshop.slug.clone(),
            participants: offer.fees.iter().map(participant).collect(),
            contact: Contact {
                organisation: "A".to_owned(),
                email,
                telephone: None,
            },
            remarks: None,
            form_hash: offer.form.hash().to_owned(),
        },
        status: Status::Confirmed,
        created: Timestamp::UNIX_EPOCH,
        expires: Timestamp::UNIX_EPOCH,
    };
    let brief = OwnRegistrationView::new(workshop, &registration);
    registration.request.contact.telephone = Telephone::parse("+33 1 23 45 67 89").ok();
    registration.request.remarks = Some("A".to_owned());
    let full = OwnRegistrationView::new(workshop, &registration);
    failure("own-registration.html", &[brief, full], renderer)
}

fn rehearse_messages(workshop: &CatalogueWorkshop, renderer: &Renderer) -> Option<RenderError> {
    let links = [
        None,
        Some(MessageWorkshopView {
            title: workshop.title.clone(),
            path: workshop.path.clone(),
        }),
    ];
    let views: Vec<_> = MESSAGES
        .iter()
        .flat_map(|key| links.iter().map(move |link| (key, link.clone())))
        .map(|(key, workshop)| MessageView { key, workshop })
        .collect();
    failure("message.html", &views, renderer)
}

/// The first failure, as a mistake in a template would be told again for each view.
fn failure(template: &str, views: &[impl Serialize], renderer: &Renderer) -> Option<RenderError> {
    let head = HeadView {
        title: "A".to_owned(),
        description: String::new(),
        path: None,
        indexed: false,
    };
    views
        .iter()
        .find_map(|view| renderer.render(template, &head, view).err())
}

fn slug() -> Slug {
    Slug::from_text("a").expect("`a` is a slug")
}

fn workshop() -> CatalogueWorkshop {
    CatalogueWorkshop {
        slug: slug(),
        title: "A".to_owned(),
        path: "/a/".to_owned(),
        registration_path: Some("/a/b/".to_owned()),
        sessions: vec![CatalogueSession {
            title: "A".to_owned(),
            date: date(2027, 9, 14),
            start: time(10, 0, 0, 0),
            end: time(16, 30, 0, 0),
            attendance: "in-person".to_owned(),
            status: "scheduled".to_owned(),
            place: Some("A".to_owned()),
        }],
        cancelled: false,
        offer: None,
    }
}
