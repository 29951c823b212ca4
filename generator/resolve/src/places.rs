//! Where the facts and the short texts of a workshop are written, for warnings about texts that contradict the facts.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Place, SourceFile};
use yaml::{Fields, Node, Reader, Value};

use crate::special_category::SpecialCategory;

/// The places of a workshop's facts and short texts.
#[derive(Clone, Debug, Default)]
pub struct WorkshopPlaces {
    /// Those of each session, in the order of the sessions.
    pub sessions: Vec<SessionPlaces>,
    /// Those of the offer, if it was read.
    pub offer: Option<OfferPlaces>,
    /// The short texts in the language of the content.
    pub texts: Vec<ShortText>,
    /// The questions of its questionnaire that ask for data of a special category.
    pub questionnaire: Vec<SpecialQuestion>,
}

/// A question of a form that asks for data of a special category (Article 9 of the GDPR), as it is written.
#[derive(Clone, Debug)]
pub struct SpecialQuestion {
    /// The place of the label.
    pub place: Place,
    /// The label.
    pub label: String,
    /// Whether it states that the answers are such data.
    pub is_stated: bool,
    /// The category that it invites by its words.
    invited: Option<SpecialCategory>,
}

/// The places of a session's facts.
#[derive(Clone, Debug)]
pub struct SessionPlaces {
    /// The date.
    pub date: Place,
    /// The start.
    pub start: Place,
    /// The end.
    pub end: Place,
    /// The venue or, if there is none, the attendance or the session.
    pub venue: Place,
    /// The number of seats or, if there is none, the session.
    pub capacity: Place,
    /// Whether the session has a written identifier; otherwise it is numbered.
    pub has_id: bool,
    /// Its short texts.
    texts: Vec<ShortText>,
}

/// The places of an offer's facts.
#[derive(Clone, Debug)]
pub struct OfferPlaces {
    /// The number of seats or, if each session has its own, the file.
    pub capacity: Place,
    /// Which sessions registrants attend or, if that is not written, the file.
    pub attends: Place,
    /// The end of registration.
    pub closes: Place,
    /// The amount of each fee.
    pub fees: Vec<Place>,
    /// The questions of the workshop that ask for data of a special category.
    pub questions: Vec<SpecialQuestion>,
}

/// A text of one or two sentences in YAML or front matter.
#[derive(Clone, Debug)]
pub struct ShortText {
    /// What the text is.
    pub kind: ShortTextKind,
    /// Its file.
    pub file: Arc<SourceFile>,
    /// The place of the YAML value.
    pub span: Range<usize>,
}

/// What a short text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortTextKind {
    /// The title or the subtitle of a workshop.
    Title,
    /// The summary of a workshop.
    Summary,
    /// The title of a session, by its index in the workshop.
    SessionTitle(usize),
    /// How to attend a session, by its index in the workshop.
    AttendanceNote(usize),
}

impl WorkshopPlaces {
    /// Iterates over the questions of its forms that ask for data of a special category.
    pub fn special_questions(&self) -> impl Iterator<Item = &SpecialQuestion> {
        self.offer.iter().flat_map(|offer| &offer.questions).chain(&self.questionnaire)
    }

    /// Returns the places of the facts, which are the same in every language.
    pub(super) fn without_texts(&self) -> WorkshopPlaces {
        let WorkshopPlaces { sessions, offer, texts: _, questionnaire: _ } = self;
        let (sessions, offer) = (sessions.clone(), offer.clone());
        WorkshopPlaces { sessions, offer, ..WorkshopPlaces::default() }
    }

    /// Frees all places except those of questions.
    pub(super) fn free(&mut self) {
        (self.sessions, self.texts) = (Vec::new(), Vec::new());
        if let Some(offer) = &mut self.offer {
            offer.fees = Vec::new();
        }
    }

    /// Adds a session.
    pub(super) fn add_session(&mut self, mut session: SessionPlaces) {
        let index = self.sessions.len();
        let texts = std::mem::take(&mut session.texts);
        self.texts.extend(texts.into_iter().map(|text| text.of_session(index)));
        self.sessions.push(session);
    }
}

impl SessionPlaces {
    /// Returns the places in the entry of a session.
    pub(super) fn of(reader: &Reader<'_>, fields: &Fields<'_>) -> SessionPlaces {
        let place = |key: &str| Place::new(reader.file, fields.span_of(key));
        let venue = if fields.has("venue") { "venue" } else { "attendance" };
        SessionPlaces {
            date: place("date"),
            start: place("start"),
            end: place("end"),
            venue: place(venue),
            capacity: place("capacity"),
            has_id: fields.has("id"),
            texts: of_session(reader, fields),
        }
    }
}

impl OfferPlaces {
    /// Returns the places in a file with an offer.
    pub(super) fn of(file: &Arc<SourceFile>, offer: &Node) -> OfferPlaces {
        let fees = items(offer, "fees");
        let place = |node: &Node| Place::new(file, node.span.clone());
        let of_key = |key| place(offer.get(key).unwrap_or(offer));
        OfferPlaces {
            capacity: of_key("capacity"),
            attends: of_key("attends"),
            closes: of_key("closes"),
            questions: of_questions(file, offer),
            fees: fees.iter().map(|fee| place(fee.get("amount").unwrap_or(fee))).collect(),
        }
    }
}

impl ShortText {
    /// Returns the short texts among these keys.
    pub(super) fn of(
        reader: &Reader<'_>,
        fields: &Fields<'_>,
        keys: &[(&str, ShortTextKind)],
    ) -> Vec<ShortText> {
        let written = keys.iter().filter(|(key, _)| fields.has(key));
        let text = |(key, kind): &(&str, ShortTextKind)| ShortText {
            kind: *kind,
            file: Arc::clone(reader.file),
            span: fields.span_of(key),
        };
        written.map(text).collect()
    }

    /// Returns the text as one of another session, by its index in the workshop.
    #[must_use]
    pub(super) fn of_session(self, index: usize) -> ShortText {
        let kind = match self.kind {
            ShortTextKind::SessionTitle(_) => ShortTextKind::SessionTitle(index),
            ShortTextKind::AttendanceNote(_) => ShortTextKind::AttendanceNote(index),
            kind => kind,
        };
        ShortText { kind, ..self }
    }

    /// Returns the text as it is written in its file, with its quotation marks or indentation. `whole` is the text of the file.
    pub fn written<'t>(&self, whole: &'t str) -> &'t str {
        whole.get(self.span.clone()).unwrap_or_default()
    }
}

/// Returns the questions of a file with a form that ask for data of a special category. They are below its `questions`, or
/// those of each of its `groups`.
pub(super) fn of_questions(file: &Arc<SourceFile>, form: &Node) -> Vec<SpecialQuestion> {
    let groups = items(form, "groups");
    let questions = groups.iter().chain([form]).flat_map(|group| items(group, "questions"));
    questions.filter_map(|question| SpecialQuestion::of(file, question)).collect()
}

/// Returns the items of the list of a key; none if it has no list.
fn items<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    match node.get(key).map(|list| &list.value) {
        Some(Value::Sequence(items)) => items,
        _ => &[],
    }
}

/// Returns the text that a key has; `None` for a list, keys, or nothing.
pub(crate) fn text_of<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &node.get(key)?.value {
        Value::Scalar(text) => Some(text),
        _ => None,
    }
}

impl SpecialQuestion {
    /// Returns the category of data that it invites by its words, without stating so.
    pub(super) fn invited(&self) -> Option<SpecialCategory> {
        self.invited.filter(|_| !self.is_stated)
    }

    /// Returns the question if it asks for such data.
    fn of(file: &Arc<SourceFile>, question: &Node) -> Option<SpecialQuestion> {
        let label = text_of(question, "label")?;
        let options = items(question, "options").iter().filter_map(|option| text_of(option, "label"));
        let mut texts = [label].into_iter().chain(text_of(question, "hint")).chain(options);
        let invited = texts.find_map(SpecialCategory::of);
        let is_stated = text_of(question, "sensitive").is_some_and(|text| text.trim() == "true");
        let place = Place::new(file, question.get("label")?.span.clone());
        let asks = is_stated || invited.is_some();
        asks.then(|| SpecialQuestion { place, label: label.to_owned(), is_stated, invited })
    }
}

/// Returns the short texts of a workshop's front matter.
pub(super) fn of_front_matter(reader: &Reader<'_>, fields: &Fields<'_>) -> Vec<ShortText> {
    let keys = [
        ("title", ShortTextKind::Title),
        ("subtitle", ShortTextKind::Title),
        ("summary", ShortTextKind::Summary),
        ("audience", ShortTextKind::Summary),
    ];
    ShortText::of(reader, fields, &keys)
}

/// Returns the short texts of a session, as of the first one, because its index is not known yet.
pub(super) fn of_session(reader: &Reader<'_>, fields: &Fields<'_>) -> Vec<ShortText> {
    let keys =
        [("title", ShortTextKind::SessionTitle(0)), ("attendance_note", ShortTextKind::AttendanceNote(0))];
    ShortText::of(reader, fields, &keys)
}
