//! Renders the handler's pages and the mails with made-up registrations, so that mistakes in a theme appear at build
//! time and not when someone registers.

mod mail;

mod confirmation;
mod find;
mod programme;
mod questionnaire;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{date, time};
use model::announcement::{AnnouncedChange, AttendanceMode, SessionStatus};
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::contact::{Email, Telephone};
use model::form::{Autocomplete, FORM_HASH_FIELD, Field, FieldErrors, FieldKind, Form};
use model::money::{Currency, Money};
use model::offer::{Attends, Fee, FeeBasis, Offer, OfferState};
use model::registration::{
    AttendedSession, Billing, Capability, Contact, OwnLink, Participant, Registration, RegistrationId,
    RegistrationRequest, participants_form,
};
use model::seats::{Capacity, WaitingList};
use model::siret::Siret;
use model::slug::Slug;
use model::status::{Approval, Confirmation, REGISTER, Status};
use model::submission::{Answer, Submission, validate};
use rayon::prelude::*;
use serde::Serialize;
use view::form::FormView;
use view::registration::{
    CancelRegistrationView, ChangeParticipantsView, MessageView, MessageWorkshopView, OfferView,
    OwnRegistrationView, RegistrationFormView, WorkshopSummaryView, registration_action,
};
use view::renderer::{RenderError, Renderer};
use view::site::{HeadView, UnpublishedView};
use view::terms::{FormWords, registration_form};

use crate::{CHANGE_REFUSALS, MESSAGES, REFUSALS};

/// A placeholder for every name and text.
const ANY: &str = "a";

/// Renders each page of the handler in each of its states, and returns the failures. `finds` is whether the site has
/// the page that finds registrations.
pub(crate) fn dry_run(renderer: &Renderer, finds: bool) -> Vec<RenderError> {
    let workshop = workshop();
    let Some(offer) = &workshop.offer else { return Vec::new() };
    // Without texts there is no form; missing texts were already reported.
    let Ok(form) = registration_form(&workshop, offer, words(renderer)) else { return Vec::new() };
    let attempts: [&(dyn Fn() -> Option<RenderError> + Sync); 9] = [
        &|| render_form(&workshop, offer, &form, renderer),
        &|| render_own_page(&workshop, offer, renderer),
        &|| render_changes(&workshop, offer, renderer),
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
        let full = registration(workshop, offer).after(REGISTER, status, Timestamp::UNIX_EPOCH);
        let brief = brief(&full);
        moments.into_iter().flat_map(move |now| {
            [&full, &brief].map(|registration| OwnRegistrationView::new(workshop, registration, place, now))
        })
    });
    let mut views: Vec<_> = views.collect();
    let refusals = ["too-late", "changed-too-often-today", "changed-too-often"];
    for (view, refusal) in views.iter_mut().zip(refusals) {
        view.refusal = Some(refusal);
    }
    failure("own-registration.html", &views, renderer)
}

fn render_changes(workshop: &CatalogueWorkshop, offer: &Offer, renderer: &Renderer) -> Option<RenderError> {
    let registration = registration(workshop, offer);
    let cancel = CancelRegistrationView::new(workshop, &registration);
    let words = renderer.words();
    let form = participants_form(2, |key, parameters| words.text(key, parameters)).ok()?;
    let change = ChangeParticipantsView::new(workshop, &registration, &form, None);
    let wrong = match with_errors(&form, &change.form.action, renderer) {
        Ok(form) => ChangeParticipantsView { form, ..change.clone() },
        Err(error) => return Some(error),
    };
    let refused = CHANGE_REFUSALS.map(|refusal| {
        let refusal = Some(refusal);
        ChangeParticipantsView { refusal, ..change.clone() }
    });
    let changes = [vec![change, wrong], refused.to_vec()].concat();
    failure("cancel-registration.html", &[cancel], renderer)
        .or_else(|| failure("change-participants.html", &changes, renderer))
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

/// Returns a workshop with an offer whose form has every kind of field.
fn workshop() -> CatalogueWorkshop {
    let fee = Fee {
        category: slug(),
        label: ANY.to_owned(),
        note: Some(ANY.to_owned()),
        language: Some(ANY.to_owned()),
        amount: Money { minor: 150_050, currency: Currency::Eur },
        basis: FeeBasis::Session,
    };
    let offer = Offer {
        opens: Timestamp::UNIX_EPOCH,
        closes: Timestamp::UNIX_EPOCH,
        changes_until: Timestamp::UNIX_EPOCH,
        attends: Attends::Choose,
        capacity: Capacity::by_session([(ANY.to_owned(), 2)]),
        waiting_list: WaitingList::Open,
        approval: Approval::Manual,
        confirmation: Confirmation::Email,
        max_participants: 2,
        fees: vec![fee],
        questions: vec![question()],
        keep_until: Timestamp::UNIX_EPOCH,
    };
    CatalogueWorkshop {
        slug: slug(),
        title: ANY.to_owned(),
        path: "/a/".to_owned(),
        registration_path: Some("/a/b/".to_owned()),
        sessions: vec![session()],
        cancelled: false,
        offer: Some(offer),
        has_questionnaires: false,
        forms: BTreeMap::new(),
        has_mails: false,
        mails: Vec::new(),
        translations: BTreeMap::new(),
        language: Some(ANY.to_owned()),
    }
}

fn session() -> CatalogueSession {
    CatalogueSession {
        id: ANY.to_owned(),
        title: ANY.to_owned(),
        date: date(2027, 9, 14),
        start: time(10, 0, 0, 0),
        end: time(16, 30, 0, 0),
        attendance: AttendanceMode::Hybrid,
        status: SessionStatus::Scheduled,
        speakers: Vec::new(),
        place: Some(ANY.to_owned()),
        title_language: Some(ANY.to_owned()),
        place_language: Some(ANY.to_owned()),
        sequence: 0,
        changes: vec![AnnouncedChange::Online],
    }
}

fn question() -> Field {
    Field {
        name: "question".to_owned(),
        label: ANY.to_owned(),
        hint: Some(ANY.to_owned()),
        kind: FieldKind::Number { min: 0, max: 1 },
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: ANY.to_owned(), invalid: ANY.to_owned() },
        show_if: None,
        language: Some(ANY.to_owned()),
    }
}

/// Returns a registration with a value in every field.
fn registration(workshop: &CatalogueWorkshop, offer: &Offer) -> Registration {
    let email = Email::parse("a@club.example").expect("this is an e-mail address");
    let participant = |fee: &Fee| Participant {
        given_name: ANY.to_owned(),
        family_name: ANY.to_owned(),
        function: ANY.to_owned(),
        fee: fee.into(),
    };
    let request = RegistrationRequest {
        workshop: workshop.slug.clone(),
        participants: offer.fees.iter().map(participant).collect(),
        sessions: vec![AttendedSession { session: ANY.to_owned(), mode: Some(AttendanceMode::Online) }],
        contact: Contact {
            given_name: ANY.to_owned(),
            family_name: ANY.to_owned(),
            function: ANY.to_owned(),
            organisation: ANY.to_owned(),
            email: email.clone(),
            telephone: Telephone::parse("+33 1 23 45 67 89").ok(),
        },
        billing: Billing {
            organisation: Some(ANY.to_owned()),
            address: ANY.to_owned(),
            postal_code: ANY.to_owned(),
            city: ANY.to_owned(),
            siret: Siret::parse("732 829 320 00074").ok(),
            purchase_order: Some(ANY.to_owned()),
            email: Some(email),
        },
        answers: [("question".to_owned(), Answer::Number(1))].into(),
        remarks: Some(ANY.to_owned()),
        listed: true,
        form_hash: ANY.to_owned(),
        language: None,
    };
    let link =
        OwnLink { id: RegistrationId::from_bytes([0; 16]), capability: Capability::from_bytes([0; 16]) };
    Registration::arriving(link, request, offer, Timestamp::UNIX_EPOCH)
}

/// Returns the same registration without optional values.
fn brief(full: &Registration) -> Registration {
    let mut brief = full.clone();
    let request = &mut brief.request;
    request.contact.telephone = None;
    request.sessions.clear();
    request.answers.clear();
    request.remarks = None;
    let billing = &mut request.billing;
    (billing.organisation, billing.siret, billing.purchase_order, billing.email) = (None, None, None, None);
    brief
}

fn slug() -> Slug {
    Slug::from_text(ANY).expect("`a` is a slug")
}
