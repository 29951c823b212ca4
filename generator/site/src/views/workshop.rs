//! The pages of a workshop: its own page, the registration page and the questionnaire.

use addresses::Permalink;
use model::announcement::Announcement;
use model::catalogue::CatalogueWorkshop;
use model::offer::{Offer, OfferState};
use model::programme::{Session, Workshop};
use model::slug::Slug;
use model::venue::Venue;
use resolve::{SessionText, TextKey};
use theme::pages::{OutcomesView, PreviousView, SessionView, SpeakerCardView, VenueView, WorkshopView};
use theme::{Page, View};
use view::registration::{OfferView, RegistrationFormView, WorkshopSummaryView, registration_action};
use view::site::ImageView;
use view::terms::registration_form;
use view::words::WordsError;

use super::cards::{self, change_keys, offer_view};
use super::questionnaire::{open_questionnaire, questionnaire_page};
use super::{Site, offer_state, page, speaker_card, structured_data};
use crate::document::{OUTCOMES_ANCHOR, session_anchor};

/// Returns the pages of a workshop, with the picture that other sites show with a link to them.
pub(super) fn pages(
    site: Site<'_>,
    workshop: &Workshop,
    picture: Option<&ImageView>,
) -> Result<Vec<Page>, WordsError> {
    let permalink = site.addresses.pages.workshop(&workshop.slug);
    let view = View::Workshop(Box::new(workshop_view(site, workshop, picture)));
    let mut pages = vec![page(permalink, "workshop.html", &workshop.title, &workshop.summary, view)];
    let registration = site.addresses.pages.registration(&workshop.slug);
    let questionnaire = site.addresses.pages.questionnaire(&workshop.slug);
    if registration.is_some() || questionnaire.is_some() {
        let entry = site.catalogue.workshop(workshop);
        if let (Some(offer), Some(permalink)) = (&entry.offer, registration) {
            pages.push(registration_page(site, permalink, &entry, offer)?);
        }
        if let Some(permalink) = questionnaire {
            pages.extend(questionnaire_page(site, permalink, &entry)?);
        }
    }
    for page in &mut pages {
        page.head.image = picture.cloned();
    }
    Ok(pages)
}

fn registration_page(
    site: Site<'_>,
    permalink: &Permalink,
    workshop: &CatalogueWorkshop,
    offer: &Offer,
) -> Result<Page, WordsError> {
    let state = offer_state(offer, site.today, site.renderer);
    // A page built before the opening is served until after it, so it already contains the form.
    let takes_form = state != OfferState::Closed && !workshop.cancelled;
    let form = || {
        let form = registration_form(workshop, offer, site.form_words);
        form.map(|form| site.forms.empty(form, &registration_action(workshop)))
    };
    let view = View::Registration(RegistrationFormView {
        workshop: WorkshopSummaryView::new(workshop),
        offer: OfferView::new(&workshop.slug, offer, state),
        form: takes_form.then(form).transpose()?,
        refusal: None,
    });
    let parameters = [("workshop", workshop.title.as_str())];
    let words = site.renderer.words();
    let title = words.text("title.registration", &parameters)?;
    let description = words.text("description.registration", &parameters)?;
    Ok(page(permalink, "registration.html", &title, &description, view))
}

fn workshop_view(site: Site<'_>, workshop: &Workshop, picture: Option<&ImageView>) -> WorkshopView {
    let sessions = workshop.sessions.iter().enumerate();
    let registration =
        workshop.offer.as_deref().and_then(|_| site.addresses.pages.registration(&workshop.slug));
    WorkshopView {
        slug: workshop.slug.to_string(),
        title: workshop.title.clone(),
        subtitle: workshop.subtitle.clone(),
        programme: workshop.programme.clone(),
        ordinal: workshop.ordinal.clone(),
        summary: workshop.summary.clone(),
        audience: workshop.audience.clone(),
        topics: cards::topics(site, workshop),
        example: workshop.example,
        cancelled: workshop.is_cancelled(),
        news: cards::keys(workshop.news(site.today)),
        phase: workshop.phase(site.today).key().into(),
        body: String::new(),
        contents: Vec::new(),
        sessions: sessions.map(|(index, session)| session_view(site, workshop, index, session)).collect(),
        speakers: cards(site, workshop.speakers()),
        offer: offer_view(site, workshop),
        fee_language: site.content.other_language_of_fees(&workshop.slug),
        registration_path: registration.map(ToString::to_string),
        questionnaire: open_questionnaire(site, workshop),
        questionnaire_language: site.content.other_language_of_questionnaires(&workshop.slug),
        outcomes: outcomes(site, workshop),
        calendar_path: site.addresses.files.calendar(&workshop.slug),
        structured_data: structured_data::event(site, workshop, picture),
    }
}

/// Returns the outcomes of a workshop, if they are shown.
fn outcomes(site: Site<'_>, workshop: &Workshop) -> Option<OutcomesView> {
    workshop.shown_outcomes(site.today).map(|outcomes| OutcomesView {
        id: OUTCOMES_ANCHOR.to_owned(),
        language: site.content.other_language_of(&TextKey::Outcomes(workshop.slug.clone())),
        published: outcomes.published,
        body: String::new(),
    })
}

fn session_view(site: Site<'_>, workshop: &Workshop, index: usize, session: &Session) -> SessionView {
    let description = TextKey::Session(workshop.slug.clone(), index);
    let announced = &session.announced;
    let other_language = |text| site.content.other_language_of_session(&workshop.slug, index, text);
    SessionView {
        number: index + 1,
        id: session_anchor(index + 1),
        title: session.title.clone(),
        title_language: other_language(SessionText::Title),
        date: announced.date,
        start: announced.start,
        end: announced.end,
        attendance: announced.attendance.key().into(),
        attendance_note: session.attendance_note.clone(),
        attendance_note_language: other_language(SessionText::AttendanceNote),
        status: announced.status.key().into(),
        venue: site.venue(announced.venue.as_ref()).map(|venue| venue_view(site, venue)),
        changes: change_keys(session.changes()),
        previously: previously(site, session),
        speakers: cards(site, &session.speakers),
        body: String::new(),
        body_language: site.content.other_language_of(&description),
    }
}

fn cards<'s>(site: Site<'_>, speakers: impl IntoIterator<Item = &'s Slug>) -> Vec<SpeakerCardView> {
    let known = &site.content.programme.speakers;
    speakers
        .into_iter()
        .filter_map(|slug| known.get(slug))
        .map(|speaker| speaker_card(site, speaker))
        .collect()
}

/// Returns the former announcements of a session, each with its changes in the next one.
fn previously(site: Site<'_>, session: &Session) -> Vec<PreviousView> {
    let later = session.previously.iter().skip(1).chain([&session.announced]);
    let view = |earlier: &Announcement, later: &Announcement| PreviousView {
        changes: change_keys(earlier.changes_to(later)),
        date: earlier.date,
        start: earlier.start,
        end: earlier.end,
        attendance: earlier.attendance.key().into(),
        status: earlier.status.key().into(),
        venue: site.venue(earlier.venue.as_ref()).map(|venue| venue_view(site, venue)),
    };
    session.previously.iter().zip(later).map(|(earlier, later)| view(earlier, later)).collect()
}

fn venue_view(site: Site<'_>, venue: &Venue) -> VenueView {
    VenueView {
        name: venue.name.clone(),
        language: site.content.other_language_of_venue(&venue.slug),
        address: venue.lines(),
        city: venue.city.clone(),
        access: venue.access.clone(),
    }
}
