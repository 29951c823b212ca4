//! The texts of pages, workshops and speakers, in each language of the site.

use std::collections::BTreeMap;

use model::programme::{Session, Speaker, Workshop};
use resolve::{Content, PlainPage, TextKey};

use super::found::{Both, Found};
use super::sessions::Pairs;
use crate::{Edition, Kind, State};

/// Where a text stands on its page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The number of the session, in the later state.
    session: Option<usize>,
    kind: Kind,
    /// The identifier of a fee, question, option or questionnaire.
    part: String,
}

/// A text, and the name of the fee or question that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Text {
    text: String,
    name: Option<String>,
}

/// The texts of a page. A text that a page could have and has not is empty.
#[derive(Default)]
struct Texts(BTreeMap<Place, Text>);

/// The texts of a page in both states.
struct BothTexts {
    before: Texts,
    after: Texts,
}

/// Adds the differences in the texts of a page that both states have. A text in a further language that is not translated
/// differs only once.
pub(super) fn page(states: Both<'_, State<'_>>, keys: Both<'_, TextKey>, found: &mut Found) {
    let (Some(before), Some(after)) = (states.before.editions.first(), states.after.editions.first()) else {
        return;
    };
    let main = BothTexts::of(Both { before, after }, keys);
    main.compare(None, found);
    for after in states.after.editions.iter().skip(1) {
        let tag = &after.config.language.value;
        let mut earlier = states.before.editions.iter().skip(1);
        let Some(before) = earlier.find(|edition| edition.config.language.value == *tag) else { continue };
        found.language = Some(tag.clone());
        BothTexts::of(Both { before, after }, keys).compare(Some(&main), found);
    }
    found.language = None;
}

/// Returns the workshop whose page has a text.
fn workshop<'a>(content: &'a Content, key: &TextKey) -> Option<&'a Workshop> {
    match key {
        TextKey::Workshop(slug) => content.programme.workshops.get(slug),
        _ => None,
    }
}

impl BothTexts {
    fn of(editions: Both<'_, Edition<'_>>, keys: Both<'_, TextKey>) -> BothTexts {
        let contents = Both { before: editions.before.content, after: editions.after.content };
        match (workshop(contents.before, keys.before), workshop(contents.after, keys.after)) {
            (Some(before), Some(after)) => {
                let pairs = Pairs::of(Both { before, after });
                BothTexts {
                    before: Texts::of_workshop(contents.before, before, |index| {
                        pairs.number_of_earlier(index)
                    }),
                    after: Texts::of_workshop(contents.after, after, |index| pairs.number_of_later(index)),
                }
            }
            _ => BothTexts {
                before: Texts::of_page(contents.before, keys.before),
                after: Texts::of_page(contents.after, keys.after),
            },
        }
    }

    /// Adds the differences, except those that `main` has, too.
    fn compare(&self, main: Option<&BothTexts>, found: &mut Found) {
        for (place, after) in &self.after.0 {
            // Otherwise the session, fee or question is new, which was reported.
            let Some(before) = self.before.0.get(place) else { continue };
            let is_same = |main: &BothTexts| {
                main.before.0.get(place).map(|it| &it.text) == Some(&before.text)
                    && main.after.0.get(place).map(|it| &it.text) == Some(&after.text)
            };
            if main.is_some_and(is_same) {
                continue;
            }
            found.session = place.session;
            found.name.clone_from(&after.name);
            match place.kind {
                Kind::Summary
                | Kind::Text
                | Kind::Outcomes
                | Kind::AttendanceNote
                | Kind::QuestionnaireText => found.edit(place.kind, &before.text, &after.text),
                Kind::Title | Kind::FeeLabel | Kind::QuestionLabel | Kind::QuestionOption => {
                    found.required(place.kind, &before.text, &after.text);
                }
                // In the site's own language, these are compared with the facts about the question.
                Kind::QuestionDetails | Kind::QuestionnaireQuestion => {
                    if main.is_some() && before.text != after.text {
                        found.choice(place.kind, "yes");
                    }
                }
                kind => found.text(kind, &before.text, &after.text),
            }
        }
        found.session = None;
        found.name = None;
    }
}

impl Texts {
    fn add(&mut self, session: Option<usize>, kind: Kind, text: impl AsRef<str>) {
        let place = Place { session, kind, part: String::new() };
        self.0.insert(place, Text { text: text.as_ref().to_owned(), name: None });
    }

    fn add_part(&mut self, kind: Kind, part: impl ToString, name: &str, text: &str) {
        let place = Place { session: None, kind, part: part.to_string() };
        self.0.insert(place, Text { text: text.to_owned(), name: Some(name.to_owned()) });
    }

    fn of_page(content: &Content, key: &TextKey) -> Texts {
        let mut texts = Texts::default();
        match key {
            TextKey::Home => texts.plain_page(&content.home),
            TextKey::Page(slug) => match content.pages.get(slug) {
                Some(page) => texts.plain_page(page),
                None => return texts,
            },
            TextKey::Speaker(slug) => match content.programme.speakers.get(slug) {
                Some(speaker) => texts.speaker(speaker),
                None => return texts,
            },
            TextKey::Workshop(_) | TextKey::Session(..) | TextKey::Outcomes(_) => return texts,
        }
        texts.add(None, Kind::Text, &*content.text(key));
        texts
    }

    fn plain_page(&mut self, page: &PlainPage) {
        self.add(None, Kind::Title, &page.title);
        self.add(None, Kind::Summary, &page.description);
    }

    fn speaker(&mut self, speaker: &Speaker) {
        self.add(None, Kind::Title, &speaker.name);
        self.add(None, Kind::Role, speaker.role.as_deref().unwrap_or_default());
        self.add(None, Kind::Organisation, speaker.organisation.as_deref().unwrap_or_default());
    }

    /// Returns the texts of a workshop; `number` returns the number of a session that both states have.
    fn of_workshop(content: &Content, workshop: &Workshop, number: impl Fn(usize) -> Option<usize>) -> Texts {
        let mut texts = Texts::default();
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        texts.add(None, Kind::Title, &workshop.title);
        texts.add(None, Kind::Subtitle, optional(&workshop.subtitle));
        texts.add(None, Kind::Series, optional(&workshop.programme));
        texts.add(None, Kind::Ordinal, optional(&workshop.ordinal));
        texts.add(None, Kind::Audience, optional(&workshop.audience));
        texts.add(None, Kind::Summary, &workshop.summary);
        texts.add(None, Kind::Text, &*content.text(&TextKey::Workshop(workshop.slug.clone())));
        texts.add(None, Kind::Outcomes, &*content.text(&TextKey::Outcomes(workshop.slug.clone())));
        for (index, session) in workshop.sessions.iter().enumerate() {
            if let Some(number) = number(index) {
                texts.session(number, session);
                let description = content.text(&TextKey::Session(workshop.slug.clone(), index));
                texts.add(Some(number), Kind::Text, &*description);
            }
        }
        texts.forms(workshop);
        texts
    }

    fn session(&mut self, number: usize, session: &Session) {
        self.add(Some(number), Kind::Title, &session.title);
        self.add(Some(number), Kind::AttendanceNote, session.attendance_note.as_deref().unwrap_or_default());
    }

    fn forms(&mut self, workshop: &Workshop) {
        let offer = workshop.offer.as_deref();
        for fee in offer.iter().flat_map(|offer| &offer.fees) {
            self.add_part(Kind::FeeLabel, &fee.category, &fee.label, &fee.label);
            self.add_part(Kind::FeeNote, &fee.category, &fee.label, fee.note.as_deref().unwrap_or_default());
        }
        for field in offer.iter().flat_map(|offer| offer.all_questions()) {
            self.add_part(Kind::QuestionLabel, &field.name, &field.label, &field.label);
            let hint = field.hint.as_deref().unwrap_or_default();
            self.add_part(Kind::QuestionDetails, &field.name, &field.label, hint);
            for option in field.kind.options() {
                let part = format!("{}/{}", field.name, option.value);
                self.add_part(Kind::QuestionOption, part, &field.label, &option.label);
            }
        }
        for (name, form) in &workshop.forms {
            let introduction = [&[form.title.clone()][..], &form.introduction].concat().join("\n\n");
            self.add_part(Kind::QuestionnaireText, name, &form.title, &introduction);
            for field in form.questions() {
                let options = field.kind.options().iter().map(|option| &option.label);
                let texts: Vec<_> =
                    [&field.label].into_iter().chain(&field.hint).chain(options).cloned().collect();
                let part = format!("{name}/{}", field.name);
                self.add_part(Kind::QuestionnaireQuestion, part, &field.label, &texts.join("\n"));
            }
        }
    }
}
