//! The sessions of a workshop: which belong together, and the differences in their facts.

use content::load::PRIVATE_FOLDER;
use model::announcement::Announcement;
use model::private_information::PrivateDocument;
use model::programme::{Session, Workshop};

use super::found::{Both, Found};
use crate::{Kind, State, Value};

/// The sessions that belong together, by index in both workshops.
pub(super) struct Pairs {
    list: Vec<Pair>,
}

#[derive(Clone, Copy)]
struct Pair {
    before: usize,
    after: usize,
}

impl Pairs {
    /// Pairs the sessions of a workshop: those first announced for the same time, then those with the same title and
    /// identifier, the same title, or the same identifier.
    pub(super) fn of(workshops: Both<'_, Workshop>) -> Pairs {
        let (before, after) = (&workshops.before.sessions, &workshops.after.sessions);
        let rules: [fn(&Session, &Session) -> bool; 5] = [
            |before, after| {
                let first = before.first_announcement();
                after.was_first_announced_for(first.date, first.start)
            },
            |before, after| after.was_first_announced_for(before.announced.date, before.announced.start),
            |before, after| before.title == after.title && before.id == after.id,
            |before, after| before.title == after.title,
            |before, after| before.id == after.id,
        ];
        let mut list: Vec<Pair> = Vec::new();
        for rule in rules {
            for (earlier, old) in before.iter().enumerate() {
                if list.iter().any(|pair| pair.before == earlier) {
                    continue;
                }
                let is_free = |later: usize| list.iter().all(|pair| pair.after != later);
                let mut later = after.iter().enumerate().filter(|(later, _)| is_free(*later));
                if let Some((later, _)) = later.find(|(_, new)| rule(old, new)) {
                    list.push(Pair { before: earlier, after: later });
                }
            }
        }
        list.sort_by_key(|pair| pair.after);
        Pairs { list }
    }

    /// Returns the number, from 1, that a session of the earlier state has in the later one; `None` if it was removed.
    pub(super) fn number_of_earlier(&self, index: usize) -> Option<usize> {
        self.list.iter().find(|pair| pair.before == index).map(|pair| pair.after + 1)
    }

    /// Returns the number, from 1, of a session of the later state; `None` if it is new.
    pub(super) fn number_of_later(&self, index: usize) -> Option<usize> {
        self.list.iter().find(|pair| pair.after == index).map(|pair| pair.after + 1)
    }
}

/// Adds the differences in the facts of sessions.
pub(super) fn facts(states: Both<'_, State<'_>>, workshops: Both<'_, Workshop>, found: &mut Found) {
    let (before, after) = (&workshops.before.sessions, &workshops.after.sessions);
    let pairs = Pairs::of(workshops);
    for (index, session) in before.iter().enumerate() {
        if pairs.number_of_earlier(index).is_none() {
            found.session = Some(index + 1);
            found.values(Kind::Existence, Some(Value::Date(session.announced.date)), None);
        }
    }
    for (index, session) in after.iter().enumerate() {
        if pairs.number_of_later(index).is_none() {
            found.session = Some(index + 1);
            found.values(Kind::Existence, None, Some(Value::Date(session.announced.date)));
        }
    }
    for Pair { before: earlier, after: later } in &pairs.list {
        found.session = Some(later + 1);
        let sessions = Both { before: &before[*earlier], after: &after[*later] };
        pair(states, sessions, found);
        documents(states, workshops, sessions, found);
    }
    found.session = None;
}

fn pair(states: Both<'_, State<'_>>, sessions: Both<'_, Session>, found: &mut Found) {
    let known = found.len();
    announcement(states, sessions.map(|session| &session.announced), found);
    let is_moved = found.len() > known;
    let status = sessions.map(|session| &session.announced.status);
    found.choices(Kind::Status, status.before.key(), status.after.key());
    let is_announced = sessions.after.previously.contains(&sessions.before.announced);
    if is_moved && !is_announced {
        found.choice(Kind::Unannounced, "yes");
    }
    let seats = |session: &Session| session.capacity.map(Value::Count);
    found.values(Kind::Capacity, seats(sessions.before), seats(sessions.after));
    private(sessions, found);
    let names = |state: &State<'_>, session: &Session| -> Vec<String> {
        let speakers = &state.main().programme.speakers;
        let name = |slug| speakers.get(slug).map(|speaker| speaker.name.clone());
        session.speakers.iter().filter_map(name).collect()
    };
    let (before, after) = (names(states.before, sessions.before), names(states.after, sessions.after));
    found.entries(Kind::SessionSpeaker, Both { before: &before, after: &after });
}

/// Adds whether the private information is different, without what it is: reports are read by more people.
fn private(sessions: Both<'_, Session>, found: &mut Found) {
    match (&sessions.before.private, &sessions.after.private) {
        (None, Some(_)) => found.choice(Kind::Private, "added"),
        (Some(_), None) => found.choice(Kind::Private, "removed"),
        (before, after) if before != after => found.choice(Kind::Private, "edited"),
        _ => {}
    }
}

/// Adds the private documents that were replaced by others of the same name.
fn documents(
    states: Both<'_, State<'_>>,
    workshops: Both<'_, Workshop>,
    sessions: Both<'_, Session>,
    found: &mut Found,
) {
    let bytes = |state: &State<'_>, workshop: &Workshop, file: &str| {
        state.private_documents.get(&format!("workshops/{}/{PRIVATE_FOLDER}{file}", workshop.slug)).cloned()
    };
    for document in documents_of(sessions.after) {
        let file = &document.file;
        let is_known = documents_of(sessions.before).iter().any(|before| before.file == *file);
        let before = bytes(states.before, workshops.before, file);
        if is_known && before != bytes(states.after, workshops.after, file) {
            found.replaced(Kind::PrivateDocument, &document.title.text);
        }
    }
}

fn documents_of(session: &Session) -> &[PrivateDocument] {
    session.private.as_ref().map_or(&[], |private| &private.documents)
}

/// Adds the differences that visitors who know the earlier announcement have to learn of.
fn announcement(states: Both<'_, State<'_>>, announced: Both<'_, Announcement>, found: &mut Found) {
    let date = |it: &Announcement| Some(Value::Date(it.date));
    found.values(Kind::Date, date(announced.before), date(announced.after));
    let hours = |it: &Announcement| Some(Value::Hours { start: it.start, end: it.end });
    found.values(Kind::Hours, hours(announced.before), hours(announced.after));
    let mode = |it: &Announcement| Some(Value::Choice(it.attendance.key()));
    found.values(Kind::Attendance, mode(announced.before), mode(announced.after));
    if announced.before.venue != announced.after.venue {
        let name = |state: &State<'_>, it: &Announcement| {
            let venue = state.main().programme.venues.get(it.venue.as_ref()?)?;
            Some(Value::Text(venue.name.clone()))
        };
        let venues = (name(states.before, announced.before), name(states.after, announced.after));
        found.values(Kind::Venue, venues.0, venues.1);
    }
}
