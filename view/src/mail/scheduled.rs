//! Scheduled mails, with the values of their placeholders.

use model::announcement::AttendanceMode;
use model::catalogue::{CatalogueSession, CatalogueWorkshop, PrivateSessions};
use model::registration::Registration;
use model::rich_text::{Block, Run};
use model::scheduled_mail::{MailText, Placeholder, filled, is_private};
use model::subject::Subject;
use serde::Serialize;

use super::{PersonLinks, RenderedMail, render};
use crate::format::DateStyle;
use crate::private_information::{PrivateEntryView, private_entries};
use crate::registration::WorkshopSummaryView;
use crate::renderer::{RenderError, Renderer};
use crate::words::{Words, WordsError};

/// A mail before or after a session, or about private information that has changed. Templates `mail/scheduled.html` and
/// `mail/scheduled.txt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScheduledMailView {
    /// The workshop with only the sessions that the mail is about, in the mode in which the registrant attends them.
    pub workshop: WorkshopSummaryView,
    /// The text: paragraphs and lists.
    pub body: Vec<BlockView>,
    /// The language of the text, if it differs from that of the mail.
    pub language: Option<String>,
    /// A short form of the registration's identifier, for use in messages.
    pub reference: String,
    /// The URL of the recipient's own page.
    pub own_url: String,
    /// Whether that is the page of a participant whom another person registered.
    pub participation: bool,
    /// The URL of the workshop's page.
    pub workshop_url: String,
    #[serde(skip)]
    pub(super) subject: Subject,
}

/// A text with what the values of its placeholders are made from, in the language of the text.
#[derive(Clone, Copy)]
pub struct Worded<'a> {
    /// The text.
    pub text: &'a MailText,
    /// The workshop in this language.
    pub workshop: &'a CatalogueWorkshop,
    /// The renderer of this language.
    pub renderer: &'a Renderer,
}

impl ScheduledMailView {
    /// Returns the mail with this text to a person of a registration about the session with this identifier, with links to
    /// these URLs. `private` is the private information of the workshop, of which the mail contains what they
    /// may know if its text has a place for it. `workshop` is in the mail's language, which may not be that of the text.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks a text.
    pub fn new(
        Worded { text, workshop: worded, renderer }: Worded<'_>,
        session: &str,
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        private: Option<&PrivateSessions>,
        links: PersonLinks<'_>,
    ) -> Result<ScheduledMailView, WordsError> {
        let summary = |workshop| {
            let mut summary = WorkshopSummaryView::attended(workshop, &registration.of_contact());
            summary.sessions.retain(|it| it.id == session);
            summary
        };
        let in_words = summary(worded);
        let values = Values::new(worded, in_words.sessions.first(), registration, renderer)?;
        let fill = |text: &str| filled(text, |placeholder| values.value(placeholder).to_owned());
        let PersonLinks { base_url, own_url, participation } = links;
        let about = worded.sessions.iter().find(|it| it.id == session);
        let known = private.zip(about);
        let known = known
            .map(|(private, about)| private_entries(private, about, worded, registration, Some(own_url)));
        let known = BlockView::of_private(&known.unwrap_or_default(), renderer.words())?;
        let block = |block: &Block| match is_private(block) {
            true => known.clone(),
            false => Some(BlockView::new(block, fill)),
        };
        Ok(ScheduledMailView {
            body: text.body.iter().filter_map(block).collect(),
            language: text.language.clone(),
            reference: registration.id.reference().to_owned(),
            own_url: own_url.to_owned(),
            participation,
            workshop_url: format!("{base_url}{}", workshop.path),
            subject: Subject::from_text(&fill(&text.subject)),
            workshop: summary(workshop),
        })
    }

    /// Renders the mail with the texts of a theme.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`RegistrationMailView::render`](super::RegistrationMailView::render).
    pub fn render(&self, renderer: &Renderer) -> Result<RenderedMail, RenderError> {
        render(renderer, "mail/scheduled", self.subject.clone(), self)
    }
}

/// A part of the text of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlockView {
    /// What it is: `paragraph` or `list`.
    pub kind: &'static str,
    /// The runs of a paragraph.
    pub runs: Vec<RunView>,
    /// Whether the items of a list are numbered.
    pub ordered: bool,
    /// The items of a list, each as runs.
    pub items: Vec<Vec<RunView>>,
}

/// A piece of a paragraph or list item that looks the same throughout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunView {
    /// The text, as lines.
    pub lines: Vec<String>,
    /// The language of the text, if it differs from that of the text around it.
    pub language: Option<String>,
    /// Whether it is important.
    pub strong: bool,
    /// Whether it is emphasised.
    pub emphasis: bool,
    /// The URL that it leads to.
    pub href: Option<String>,
}

impl BlockView {
    /// Returns the view of a block, with its texts filled in.
    fn new(block: &Block, fill: impl Fn(&str) -> String) -> BlockView {
        let runs =
            |runs: &[Run]| -> Vec<RunView> { runs.iter().map(|run| RunView::new(run, &fill)).collect() };
        match block {
            Block::Paragraph { runs: own } => BlockView::paragraph(runs(own)),
            Block::List { ordered, items } => {
                BlockView::list(*ordered, items.iter().map(|item| runs(item)).collect())
            }
        }
    }

    pub(super) fn paragraph(runs: Vec<RunView>) -> BlockView {
        BlockView { kind: "paragraph", runs, ordered: false, items: Vec::new() }
    }

    fn list(ordered: bool, items: Vec<Vec<RunView>>) -> BlockView {
        BlockView { kind: "list", runs: Vec::new(), ordered, items }
    }

    /// Returns the list of private information; `None` if there is none.
    pub(super) fn of_private(
        entries: &[PrivateEntryView],
        words: &Words,
    ) -> Result<Option<BlockView>, WordsError> {
        if entries.is_empty() {
            return Ok(None);
        }
        let item = |entry: &PrivateEntryView| {
            let (name, colon) = (entry.name(words)?, words.text("mail.colon", &[])?);
            let name = RunView::plain(format!("{name}{colon} "));
            let PrivateEntryView { text, language, href, .. } = entry.clone();
            Ok(vec![name, RunView { language, href, ..RunView::plain(text) }])
        };
        let items = entries.iter().map(item).collect::<Result<_, WordsError>>()?;
        Ok(Some(BlockView::list(false, items)))
    }
}

impl RunView {
    pub(super) fn plain(text: String) -> RunView {
        RunView { lines: vec![text], language: None, strong: false, emphasis: false, href: None }
    }

    fn new(run: &Run, fill: impl Fn(&str) -> String) -> RunView {
        let Run { text, strong, emphasis, href } = run;
        RunView {
            lines: fill(text).split('\n').map(str::to_owned).collect(),
            language: None,
            strong: *strong,
            emphasis: *emphasis,
            href: href.clone(),
        }
    }
}

/// The values of the placeholders.
struct Values<'a> {
    workshop: &'a str,
    session: &'a str,
    date: String,
    hours: String,
    place: String,
    reference: &'a str,
}

impl<'a> Values<'a> {
    fn new(
        workshop: &'a CatalogueWorkshop,
        session: Option<&'a CatalogueSession>,
        registration: &'a Registration,
        renderer: &Renderer,
    ) -> Result<Values<'a>, WordsError> {
        let (formats, words) = (renderer.formats(), renderer.words());
        let hours = |session: &CatalogueSession| -> Result<String, WordsError> {
            let (start, end) = (formats.time(session.start, words)?, formats.time(session.end, words)?);
            words.text("format.hours", &[("start", &start), ("end", &end)])
        };
        let place = |session: &CatalogueSession| match &session.place {
            Some(place) if session.attendance != AttendanceMode::Online => Ok(place.clone()),
            _ => words.text("mail.place_online", &[]),
        };
        Ok(Values {
            workshop: &workshop.title,
            session: session.map_or("", |session| &session.title),
            date: session.map(|session| formats.date(session.date, DateStyle::Full)).unwrap_or_default(),
            hours: session.map(hours).transpose()?.unwrap_or_default(),
            place: session.map(place).transpose()?.unwrap_or_default(),
            reference: registration.id.reference(),
        })
    }

    fn value(&self, placeholder: Placeholder) -> &str {
        match placeholder {
            Placeholder::Workshop => self.workshop,
            Placeholder::Session => self.session,
            Placeholder::Date => &self.date,
            Placeholder::Hours => &self.hours,
            Placeholder::Place => &self.place,
            Placeholder::Reference => self.reference,
            // It takes the place of a whole paragraph.
            Placeholder::Private => "",
        }
    }
}
