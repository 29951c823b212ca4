//! The facts of a workshop or a speaker, which are the same in every language.

use jiff::civil::Date;
use model::programme::{Speaker, Workshop};
use resolve::TextKey;

use super::found::{Both, Found};
use super::{offer, questions, sessions};
use crate::{Kind, State, Value};

/// Adds the differences in the facts of a page that both states have.
pub(super) fn page(states: Both<'_, State<'_>>, keys: Both<'_, TextKey>, found: &mut Found) {
    let (before, after) = (states.before.main(), states.after.main());
    match (keys.before, keys.after) {
        (TextKey::Workshop(earlier), TextKey::Workshop(later)) => {
            let workshops = &before.programme.workshops;
            let pair = workshops.get(earlier).zip(after.programme.workshops.get(later));
            if let Some((before, after)) = pair {
                workshop(states, Both { before, after }, found);
            }
        }
        (TextKey::Speaker(earlier), TextKey::Speaker(later)) => {
            let speakers = &before.programme.speakers;
            let pair = speakers.get(earlier).zip(after.programme.speakers.get(later));
            if let Some((before, after)) = pair {
                links(Both { before, after }, found);
            }
            let portrait = |portrait: &resolve::Portrait| Value::Text(portrait.file.clone());
            let earlier = before.portraits.get(earlier).map(portrait);
            found.values(Kind::Portrait, earlier, after.portraits.get(later).map(portrait));
        }
        _ => {}
    }
}

fn workshop(states: Both<'_, State<'_>>, workshops: Both<'_, Workshop>, found: &mut Found) {
    let Both { before, after } = workshops;
    found.entries(Kind::Topics, Both { before: &before.topics, after: &after.topics });
    let example = |workshop: &Workshop| if workshop.example { "yes" } else { "no" };
    found.choices(Kind::Example, example(before), example(after));
    sessions::facts(states, workshops, found);
    offer::facts(workshops, found);
    questions::questionnaires(workshops, found);
    let public_from = |workshop: &Workshop| workshop.outcomes_from();
    if let (Some(before), Some(after)) = (public_from(before), public_from(after)) {
        let day = |day: Date| Some(Value::Date(day));
        found.values(Kind::OutcomesFrom, day(before), day(after));
    }
}

fn links(speakers: Both<'_, Speaker>, found: &mut Found) {
    let links = |speaker: &Speaker| -> Vec<String> {
        speaker.links.iter().map(|link| format!("{} ({})", link.label, link.url)).collect()
    };
    let (before, after) = (links(speakers.before), links(speakers.after));
    found.entries(Kind::Link, Both { before: &before, after: &after });
}
