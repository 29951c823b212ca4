//! Renders the handler's pages and the mails with made-up registrations, so that mistakes in a theme appear at build
//! time and not when someone registers.

mod mail;

mod changes;
mod confirmation;
mod find;
mod made_up;
mod programme;
mod questionnaire;

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::form::{FORM_HASH_FIELD, Form};
use model::offer::{Offer, OfferState};
use model::registration::{Registration, participation_form};
use model::status::Status;
use model::submission::{Submission, validate};
use rayon::prelude::*;
use serde::Serialize;
use view::form::FormView;
use view::registration::{
    MessageView, MessageWorkshopView, OfferView, OwnRegistrationView, ParticipationView,
    RegistrationFormView, WorkshopSummaryView, registration_action,
};
use view::renderer::{RenderError, Renderer};
use view::site::{HeadView, UnpublishedView};
use view::terms::{FormWords, registration_form};

use self::made_up::{brief, in_status, private, question, registered, registration, slug, workshop};
use crate::{MESSAGES, REFUSALS};

/// A placeholder for every name and text.
const ANY: &str = "a";

/// Renders each page of the handler in each of its states, and returns the failures. `finds` is whether the site has
/// the page that finds registrations.
pub(crate) fn dry_run(renderer: &Renderer, finds: bool) -> Vec<RenderError> {
    let workshop = workshop();
    let Some(offer) = &workshop.offer else { return Vec::new() };
    // Without texts there is no form; missing texts were already reported.
    let Ok(form) = registration_form(&workshop, offer, words(renderer)) else { return Vec::new() };
    let attempts: [&(dyn Fn() -> Option<RenderError> + Sync); 10] = [
        &|| render_form(&workshop, offer, &form, renderer),
        &|| render_own_page(&workshop, offer, renderer),
        &|| changes::render(&workshop, offer, &form, renderer),
        &|| render_participation(&workshop, offer, renderer),
        &|| confirmation::render(&workshop, offer, renderer),
        &|| render_messages(&workshop, renderer),
        &|| questionnaire::render(&workshop, renderer),
        &|| programme::render(&OfferView::new(&workshop.slug, offer, OfferState::Open), renderer),
        &|| mail::render(&workshop, offer, renderer),
        &|| finds.then(|| find::render(&workshop, &registration(&workshop, offer), renderer)).flatten(),
    ];
    attempts.par_iter().filter_map(|attempt| attempt()).collect()
}

fn render_form(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    renderer: &Renderer,
) -> Option<RenderError> {
    let page = |form, state, refusal| RegistrationFormView {
        workshop: WorkshopSummaryView::new(workshop),
        offer: OfferView::new(&workshop.slug, offer, state),
        form,
        refusal,
    };
    let mut pages = vec![page(None, OfferState::Upcoming, None)];
    pages.extend(REFUSALS.map(|refusal| page(None, OfferState::Closed, Some(refusal))));
    match with_errors(form, &registration_action(workshop), renderer) {
        Ok(form) => pages.extend(
            [OfferState::Open, OfferState::Closed]
                .map(|state| page(Some(form.clone()), state, Some(REFUSALS[0]))),
        ),
        Err(error) => return Some(error),
    }
    failure("registration.html", &pages, renderer)
}

/// Returns the words of forms. The language of a question is only shown.
fn words(renderer: &Renderer) -> FormWords<'_> {
    FormWords { own: renderer.wording(), main: renderer.wording() }
}

/// Returns the form after a submission from an outdated page, which showed none of its questions: every row is begun,
/// and no other field is filled in.
fn with_errors(form: &Form, action: &str, renderer: &Renderer) -> Result<FormView, RenderError> {
    let rows = form.groups().iter().filter(|group| group.optional).filter_map(|group| group.fields.last());
    let older = [(FORM_HASH_FIELD.to_owned(), "0-0".to_owned())];
    let begun = rows.map(|field| (field.name.clone(), ANY.to_owned()));
    let submission = Submission::new(older.into_iter().chain(begun).collect());
    let view = FormView::filled_in(form, action, &submission);
    match validate(form, &submission) {
        Ok(_) => Ok(view),
        Err(errors) => Ok(view.with_errors(form, &errors, renderer.words())?),
    }
}

fn render_own_page(workshop: &CatalogueWorkshop, offer: &Offer, renderer: &Renderer) -> Option<RenderError> {
    // Before and after the deadline for changes.
    let moments = [Timestamp::MIN, Timestamp::MAX];
    let views = Status::ALL.iter().copied().flat_map(|status| {
        let place = (status == Status::Waiting).then_some(1);
        let full = registered(workshop, offer, status);
        let brief = brief(&full);
        moments.into_iter().flat_map(move |now| {
            [&full, &brief].map(|registration| OwnRegistrationView::new(workshop, registration, place, now))
        })
    });
    let mut views: Vec<_> = views.collect();
    let refusals = [
        "too-late",
        "too-large",
        "changed-too-often-today",
        "changed-too-often",
        "no-offer",
        "already-invoiced",
        "already-approved",
        "sessions-closed",
        "participant-left",
        "unseated",
        "additions-closed",
        "party-full",
    ];
    for (view, refusal) in views.iter_mut().zip(refusals) {
        view.refusal = Some(refusal);
    }
    let confirmed = views.iter().position(|view| view.status == Status::Confirmed.key());
    let informed = confirmed.map(|index| OwnRegistrationView { private: private(), ..views[index].clone() });
    views.extend(informed);
    failure("own-registration.html", &views, renderer)
}

/// Renders the page of a participant in each state of the registration, and with its form.
fn render_participation(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    renderer: &Renderer,
) -> Option<RenderError> {
    let full = registration(workshop, offer);
    let page = |registration: &Registration, now| {
        let participant = &registration.request.participants[0];
        ParticipationView::new(workshop, registration, participant, "/a".to_owned(), now)
    };
    let views = Status::ALL.iter().copied().flat_map(|status| {
        let full = in_status(&full, status);
        [page(&full, Timestamp::MIN), page(&brief(&full), Timestamp::MAX)]
    });
    let mut views: Vec<_> = views.collect();
    views.push(ParticipationView { private: private(), ..page(&full, Timestamp::MIN) });
    views.push(ParticipationView { refusal: Some("too-late"), ..page(&full, Timestamp::MIN) });
    views.push(page(&full, Timestamp::MIN).asking_to_cancel());
    let words = renderer.words();
    let questions = offer.participant_questions.clone();
    let form = participation_form(questions, |key, parameters| words.text(key, parameters)).ok()?;
    let filled_in = page(&full, Timestamp::MIN).with_form(&form, &full.request.participants[0], None);
    match with_errors(&form, "/a", renderer) {
        Ok(wrong) => views.extend([ParticipationView { form: Some(wrong), ..filled_in.clone() }, filled_in]),
        Err(error) => return Some(error),
    }
    failure("participation.html", &views, renderer)
}

fn render_messages(workshop: &CatalogueWorkshop, renderer: &Renderer) -> Option<RenderError> {
    let CatalogueWorkshop { title, path, .. } = workshop;
    let link = |language| MessageWorkshopView { title: title.clone(), path: path.clone(), language };
    let links = [None, Some(link(None)), Some(link(Some(ANY.to_owned())))];
    let views: Vec<_> = MESSAGES
        .iter()
        .flat_map(|key| links.iter().map(move |link| (key, link.clone())))
        .map(|(key, workshop)| MessageView { key, workshop })
        .collect();
    failure("message.html", &views, renderer)
}

/// Returns only the first failure, because a mistake in a template would be reported again for each view.
fn failure(template: &str, views: &[impl Serialize + Sync], renderer: &Renderer) -> Option<RenderError> {
    let head = HeadView::titled(ANY.to_owned());
    let later = UnpublishedView { draft: false, from: Some(Timestamp::UNIX_EPOCH) };
    let marked = HeadView { unpublished: Some(later), ..head.clone() };
    let marked = views.first().and_then(|view| renderer.render(template, &marked, view).err());
    views.par_iter().find_map_first(|view| renderer.render(template, &head, view).err()).or(marked)
}
