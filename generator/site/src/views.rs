//! The model → the pages of the site, each with the view for its template. [`texts`] adds the texts last.

mod cards;
mod find;
mod forms;
mod open_graph;
mod page_groups;
pub(crate) mod personal_data;
mod programme;
mod questionnaire;
mod speaker_sessions;
mod structured_data;
pub(crate) mod texts;
mod workshop;

use std::sync::Arc;

use addresses::Permalink;
use content::publication::Publications;
use jiff::Timestamp;
use jiff::civil::Date;
use model::offer::{Offer, OfferState};
use model::programme::{Speaker, SpeakerLink};
use model::slug::Slug;
use model::venue::Venue;
use resolve::Listings;
use resolve::{Content, PlainPage, TextKey};
use theme::pages::{HomeView, NotFoundView, PlainPageView, SpeakerCardView, SpeakerView};
use theme::{Page, View};
use view::renderer::Renderer;
use view::site::{HeadView, LinkView, SiteView};
use view::terms::FormWords;
use view::words::WordsError;

use crate::address::{Addresses, PageKey};
use crate::catalogue::LanguageCatalogue;
use crate::document::Documents;

pub(crate) use self::cards::Cards;
pub(crate) use self::forms::Forms;
pub(crate) use self::open_graph::workshop_picture;
pub(crate) use self::page_groups::{PageGroup, PageGroups};
use self::speaker_sessions::SessionOf;

/// The input for pages.
#[derive(Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) content: &'a Content,
    pub(crate) documents: &'a Documents,
    pub(crate) addresses: Addresses<'a>,
    /// When the files are published.
    pub(crate) publications: &'a Publications,
    pub(crate) listings: &'a Listings,
    pub(crate) catalogue: LanguageCatalogue<'a>,
    /// The workshops as shown in lists.
    pub(crate) cards: &'a Cards,
    /// The forms that were made.
    pub(crate) forms: &'a Forms,
    /// The site's data for every template.
    pub(crate) facts: &'a SiteView,
    /// Provides the words for generated titles.
    pub(crate) renderer: &'a Renderer,
    /// The words for forms.
    pub(crate) form_words: FormWords<'a>,
    /// The day as of which the site is built.
    pub(crate) today: Date,
}

impl<'a> Site<'a> {
    /// Returns the venue with this name, if a name is given.
    fn venue(self, venue: Option<&Slug>) -> Option<&'a Venue> {
        self.content.programme.venues.get(venue?)
    }
}

/// Returns the state of an offer on a day: it is open even if only a part of it is.
pub(crate) fn offer_state(offer: &Offer, today: Date, renderer: &Renderer) -> OfferState {
    state_on(today, offer.opens, offer.closes, renderer)
}

/// Returns the state on a day of an offer that opens and closes at these instants.
fn state_on(today: Date, opens: Timestamp, closes: Timestamp, renderer: &Renderer) -> OfferState {
    let zone = renderer.formats().time_zone();
    let start_of = |day: Date| zone.to_timestamp(day.to_datetime(jiff::civil::Time::MIN)).ok();
    let tomorrow = today.tomorrow().ok().and_then(start_of);
    match (start_of(today), tomorrow) {
        (_, Some(tomorrow)) if opens >= tomorrow => OfferState::Upcoming,
        (Some(today), _) if closes <= today => OfferState::Closed,
        _ => OfferState::Open,
    }
}

fn page(permalink: &Permalink, template: &'static str, title: &str, description: &str, view: View) -> Page {
    Page {
        output: permalink.output(),
        template: template.into(),
        head: HeadView {
            title: title.to_owned(),
            description: description.to_owned(),
            path: Some(permalink.to_string()),
            image: None,
            indexed: true,
            unpublished: None,
        },
        view,
        languages: Arc::default(),
    }
}

fn home(site: Site<'_>) -> Page {
    let PlainPage { title, description, .. } = &site.content.home;
    let workshops = || site.content.programme.workshops.values();
    let view = View::Home(HomeView {
        body: String::new(),
        upcoming: programme::upcoming(site, workshops()),
        past: programme::latest(site, workshops(), programme::LATEST_PAST),
        archive_path: site.addresses.pages.get(&PageKey::Archive).map(ToString::to_string),
        topics: programme::topics(site),
        topics_path: site.addresses.pages.get(&PageKey::Topics).map(ToString::to_string),
        calendar: programme::programme_calendar(site),
        structured_data: structured_data::home(site),
    });
    page(site.addresses.pages.home(), "index.html", title, description, view)
}

fn speaker_page(site: Site<'_>, speaker: &Speaker, sessions: &[SessionOf<'_>]) -> Result<Page, WordsError> {
    let words = site.renderer.words();
    let description = words.text("description.speaker", &[("name", &speaker.name)])?;
    let link = |link: &SpeakerLink| LinkView::new(link.label.clone(), link.url.clone());
    let view = View::Speaker(SpeakerView {
        speaker: speaker_card(site, speaker),
        links: speaker.links.iter().map(link).collect(),
        body: String::new(),
        sessions: sessions.iter().map(|session| session.view(site)).collect(),
        structured_data: structured_data::speaker(site, speaker),
    });
    let permalink = site.addresses.pages.speaker(&speaker.slug);
    Ok(page(permalink, "speaker.html", &speaker.name, &description, view))
}

/// Returns a speaker in brief.
pub(crate) fn speaker_card(site: Site<'_>, speaker: &Speaker) -> SpeakerCardView {
    SpeakerCardView {
        name: speaker.name.clone(),
        initials: initials(&speaker.name),
        language: site.content.other_language_of(&TextKey::Speaker(speaker.slug.clone())),
        portrait: site.documents.portraits.get(&speaker.slug).cloned(),
        role: speaker.role.clone(),
        organisation: speaker.organisation.clone(),
        path: site.addresses.pages.speaker(&speaker.slug).to_string(),
    }
}

/// Returns the first letters of the first and the last name.
fn initials(name: &str) -> String {
    let mut names =
        name.split([' ', '-', '\u{a0}']).filter_map(|name| name.chars().find(|c| c.is_alphabetic()));
    let first = names.next();
    let last = names.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

fn plain_page(site: Site<'_>, slug: &Slug, plain: &PlainPage) -> Page {
    let view =
        View::Plain(PlainPageView { title: plain.title.clone(), body: String::new(), contents: Vec::new() });
    let permalink = site.addresses.pages.plain_page(slug);
    page(permalink, "page.html", &plain.title, &plain.description, view)
}

fn not_found(site: Site<'_>) -> Result<Page, WordsError> {
    Ok(Page {
        output: "404.html".to_owned(),
        template: "404.html".into(),
        head: HeadView {
            title: site.renderer.words().text("title.not_found", &[])?,
            description: String::new(),
            path: None,
            image: None,
            indexed: false,
            unpublished: None,
        },
        view: View::NotFound(NotFoundView {
            upcoming: programme::upcoming(site, site.content.programme.workshops.values()),
            archive_path: site.addresses.pages.get(&PageKey::Archive).map(ToString::to_string),
            topics: programme::topics(site),
            topics_path: site.addresses.pages.get(&PageKey::Topics).map(ToString::to_string),
        }),
        languages: Arc::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_from_the_first_and_the_last_name() {
        for (name, letters) in [
            ("Yvette Molina", "YM"),
            ("Jean-Pierre de la Tour", "JT"),
            ("Élodie", "É"),
            ("a b", "AB"),
            ("?", ""),
        ] {
            assert_eq!(initials(name), letters);
        }
    }
}
