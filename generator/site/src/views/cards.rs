//! Workshops as shown in lists, with their topics.

use std::collections::{BTreeMap, HashMap};

use content::page_file;
use model::announcement::{AnnouncedChange, SessionStatus};
use model::programme::Workshop;
use model::slug::Slug;
use rayon::prelude::*;
use resolve::TextKey;
use theme::pages::{DayView, TopicLinkView, WorkshopCardView};
use view::registration::{FeeView, OfferView};
use view::repeated::Repeated;
use view::site::Key;

use super::{Site, offer_state};
use crate::address::PageKey;
use crate::document::OUTCOMES_ANCHOR;
use crate::fingerprint::Fingerprint;

/// The topics of the site by their names in addresses.
type Topics<'a> = BTreeMap<&'a Slug, Repeated<TopicLinkView>>;

/// The workshops of the site as shown in lists. They are made once, because each is in several lists, and share what is the same
/// in many of them: topics and fees.
#[derive(Default)]
pub(crate) struct Cards(BTreeMap<Slug, Repeated<WorkshopCardView>>);

impl Cards {
    /// Returns the cards of all workshops.
    pub(crate) fn of(site: Site<'_>) -> Cards {
        let workshops: Vec<_> = site.content.programme.workshops.values().collect();
        let topics = site.listings.topics.keys().filter_map(|slug| Some((slug, topic(site, slug)?.into())));
        let topics: &Topics<'_> = &topics.collect();
        let mut cards: Vec<_> = workshops.par_iter().map(|workshop| card(site, topics, workshop)).collect();
        share_fees(&mut cards);
        let slugs = workshops.into_iter().map(|workshop| workshop.slug.clone());
        Cards(slugs.zip(cards.into_iter().map(Repeated::from)).collect())
    }

    /// Returns the card of a workshop.
    pub(crate) fn get(&self, workshop: &Workshop) -> &Repeated<WorkshopCardView> {
        self.0.get(&workshop.slug).expect("every workshop has a card")
    }

    /// Frees the memory of what templates have seen.
    pub(crate) fn free_values(&self) {
        for card in self.0.values() {
            card.free_value();
            card.offer.iter().for_each(|offer| offer.fees.free_value());
        }
    }
}

/// Lets equal lists of fees share their memory.
fn share_fees(cards: &mut [WorkshopCardView]) {
    let mut known: HashMap<Fingerprint, Repeated<Vec<FeeView>>> = HashMap::new();
    for offer in cards.iter_mut().filter_map(|card| card.offer.as_mut()) {
        if let Ok(key) = Fingerprint::of(&offer.fees) {
            offer.fees = known.entry(key).or_insert_with(|| offer.fees.clone()).clone();
        }
    }
}

fn card(site: Site<'_>, topics: &Topics<'_>, workshop: &Workshop) -> WorkshopCardView {
    let mut cities: Vec<String> = Vec::new();
    for venue in workshop.sessions.iter().filter_map(|session| site.venue(session.announced.venue.as_ref())) {
        if !cities.contains(&venue.city) {
            cities.push(venue.city.clone());
        }
    }
    let path = site.addresses.pages.workshop(&workshop.slug);
    WorkshopCardView {
        title: workshop.title.clone(),
        language: site.content.other_language_of(&TextKey::Workshop(workshop.slug.clone())),
        subtitle: workshop.subtitle.clone(),
        path: path.to_string(),
        programme: workshop.programme.clone(),
        ordinal: workshop.ordinal.clone(),
        summary: workshop.summary.clone(),
        topics: slugs_of_topics(site, workshop).filter_map(|slug| topics.get(slug).cloned()).collect(),
        example: workshop.example,
        unpublished: site.publications.mark_of(&page_file::of_workshop(&workshop.slug)),
        cancelled: workshop.is_cancelled(),
        news: keys(workshop.news(site.today)),
        phase: workshop.phase(site.today).key().into(),
        days: days(workshop),
        cities,
        offer: offer_view(site, workshop),
        outcomes_path: workshop.shown_outcomes(site.today).map(|_| format!("{path}#{OUTCOMES_ANCHOR}")),
    }
}

/// Returns each day of a workshop once; a session that takes place has precedence over others on that day.
fn days(workshop: &Workshop) -> Vec<DayView> {
    let mut days: Vec<DayView> = Vec::new();
    for session in &workshop.sessions {
        let day = DayView { date: session.announced.date, status: session.announced.status.key().into() };
        match days.last_mut().filter(|last| last.date == day.date) {
            None => days.push(day),
            Some(last) if session.announced.status == SessionStatus::Scheduled => *last = day,
            Some(_) => {}
        }
    }
    days
}

/// Returns changes by their keys.
pub(super) fn change_keys(changes: Vec<AnnouncedChange>) -> Vec<Key> {
    keys(changes.into_iter().map(AnnouncedChange::key))
}

pub(super) fn keys(texts: impl IntoIterator<Item = &'static str>) -> Vec<Key> {
    texts.into_iter().map(Key::from).collect()
}

/// Returns the topics of a workshop, each with the address of its page.
pub(super) fn topics(site: Site<'_>, workshop: &Workshop) -> Vec<TopicLinkView> {
    slugs_of_topics(site, workshop).filter_map(|slug| topic(site, slug)).collect()
}

fn slugs_of_topics<'s>(site: Site<'s>, workshop: &'s Workshop) -> impl Iterator<Item = &'s Slug> {
    workshop.topics.iter().filter_map(move |name| site.listings.slug_of(name))
}

pub(super) fn topic(site: Site<'_>, slug: &Slug) -> Option<TopicLinkView> {
    let topic = site.listings.topics.get(slug)?;
    let path = site.addresses.pages.get(&PageKey::Topic(slug.clone()))?.to_string();
    Some(TopicLinkView { name: topic.name.clone(), path, workshops: topic.workshops.len() })
}

pub(super) fn offer_view(site: Site<'_>, workshop: &Workshop) -> Option<OfferView> {
    let offer = workshop.offer.as_deref()?;
    Some(OfferView::new(&workshop.slug, offer, offer_state(offer, site.today, site.renderer)))
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use serde_json::json;
    use view::renderer::PageData;

    use super::*;

    /// Returns the card of a workshop with one fee, in cents.
    fn card(fee: u64) -> WorkshopCardView {
        let fee = json!({
            "label": "Adhérent",
            "amount": { "minor": fee, "currency": "EUR" },
            "basis": "workshop",
            "category": "adherent",
        });
        let offer = json!({
            "state": "open",
            "opens": "2027-06-01T00:00:00Z",
            "closes": "2027-09-10T00:00:00Z",
            "attends": "all",
            "capacity": 30,
            "waiting_list": false,
            "approval": false,
            "confirmation": true,
            "max_participants": 5,
            "changes_until": "2027-09-10T00:00:00Z",
            "availability_path": "/availability/a",
            "fees": [fee],
        });
        let card = json!({
            "title": "Atelier A",
            "path": "/ateliers/a/",
            "summary": "Un atelier",
            "topics": [],
            "example": false,
            "cancelled": false,
            "news": [],
            "phase": "upcoming",
            "days": [],
            "cities": [],
            "offer": offer,
        });
        serde_json::from_value(card).unwrap()
    }

    #[test]
    fn equal_fees_share_a_value_until_it_is_freed() {
        let mut cards = [card(100), card(200), card(100)];
        share_fees(&mut cards);
        let fees = |card: &WorkshopCardView| card.offer.as_ref().unwrap().fees.clone();
        let [one, other, equal] = [0, 1, 2].map(|place| fees(&cards[place]));
        assert!(ptr::eq(&*one, &*equal) && !ptr::eq(&*one, &*other));
        assert_eq!([one[0].amount.minor, other[0].amount.minor], [100, 200]);

        let slugs = ["a", "b", "c"].map(|slug| slug.parse().unwrap());
        let cards = Cards(slugs.into_iter().zip(cards.map(Repeated::from)).collect());
        let kept =
            || cards.0.values().map(|card| [card.has_value(), fees(card).has_value()]).collect::<Vec<_>>();
        PageData::new(&cards.0.values().collect::<Vec<_>>()).unwrap();
        assert_eq!(kept(), [[true; 2]; 3]);
        cards.free_values();
        assert_eq!(kept(), [[false; 2]; 3]);
    }
}
