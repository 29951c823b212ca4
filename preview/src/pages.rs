//! The preview's own pages: the problems of a build and the stored registrations. The template engine escapes all
//! values.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::questionnaire::FormAnswer;
use model::registration::{Participant, Registration};
use model::siren::Siren;
use registry::Unreadable;
use serde::Serialize;
use site::{Phrase, ToolLanguage, phrase};
use tera::{Context, Kwargs, State, Tera, TeraResult};
use view::registration::own_path;

use crate::findings::Findings;
use crate::newest::Page;
use crate::news;
use crate::words;

static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    // `t(en="…", fr="…")`: the text in the language of the tools.
    tera.register_function("t", |kwargs: Kwargs, state: &State<'_>| -> TeraResult<String> {
        let text = Phrase::new(kwargs.must_get("en")?, kwargs.must_get("fr")?);
        let language = state.get::<String>("language")?.and_then(|tag| ToolLanguage::of_locale(&tag));
        Ok(text.text(language.unwrap_or_default()).to_owned())
    });
    tera.add_raw_templates([
        ("layout.html", include_str!("pages/layout.html")),
        ("notes.html", include_str!("pages/notes.html")),
        ("marked.html", include_str!("pages/marked.html")),
        ("panel.html", include_str!("pages/panel.html")),
        ("problems.html", include_str!("pages/problems.html")),
        ("registrations.html", include_str!("pages/registrations.html")),
        ("outbox.html", include_str!("pages/outbox.html")),
        ("mail.html", include_str!("pages/mail.html")),
        ("scheduled-mails.html", include_str!("pages/scheduled-mails.html")),
    ])
    .expect("the templates are compiled in, and the tests render each");
    tera
});

/// A stored registration in the list.
#[derive(Serialize)]
struct RegistrationView<'a> {
    instant: String,
    time: String,
    workshop: &'a str,
    path: String,
    reference: &'a str,
    status: &'static str,
    /// What is known about the membership; empty if no fee is for members.
    membership: &'static str,
    /// The organisation to whose limit the seats count; empty if there is none.
    counted_for: &'a str,
    participants: Vec<String>,
    organisation: &'a str,
    email: &'a str,
    amount: String,
}

/// A stored answer to a questionnaire in the list.
#[derive(Serialize)]
struct FormAnswerView<'a> {
    instant: String,
    time: String,
    workshop: &'a str,
    form: &'a str,
    reference: &'a str,
    respondent: String,
    organisation: &'a str,
    email: &'a str,
    interview: bool,
    /// The label and the answer of each question.
    answers: Vec<(&'a str, String)>,
}

/// Renders a page with the problems that prevent the first build.
pub(crate) fn problems(findings: &Findings, language: ToolLanguage) -> String {
    render("problems.html", language, "findings", findings)
}

/// What a page does after a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnBuild {
    /// It gives way to the page that is being edited, or is reloaded.
    Follow,
    /// It is reloaded.
    Reload,
    /// It stays, because it answers a form.
    Keep,
}

/// Renders what is inserted into a page: the script that follows builds, and the panel with the findings of the last one.
pub(crate) fn panel(
    findings: Option<&Findings>,
    build: &str,
    on_build: OnBuild,
    language: ToolLanguage,
) -> String {
    let (script, styles) = (news::SCRIPT_PATH, news::STYLES_PATH);
    render("panel.html", language, "panel", &Panel { script, styles, build, on_build, findings })
}

/// The view of a panel.
#[derive(Serialize)]
struct Panel<'a> {
    script: &'static str,
    styles: &'static str,
    build: &'a str,
    on_build: OnBuild,
    findings: Option<&'a Findings>,
}

/// Renders a page of the registrations and of the answers to questionnaires, with the title of each workshop, and the
/// unreadable records.
pub(crate) fn registrations(
    registrations: &Page<(&str, Registration)>,
    answers: &Page<(&str, FormAnswer)>,
    unreadable: &[Unreadable],
    time_zone: &TimeZone,
    language: ToolLanguage,
) -> String {
    let newer = registrations.newer.max(answers.newer);
    let older = registrations.older.max(answers.older);
    let rows = registrations.entries.iter();
    let registrations: Vec<_> =
        rows.map(|(workshop, registration)| view(workshop, registration, time_zone, language)).collect();
    let rows = answers.entries.iter();
    let answers: Vec<_> =
        rows.map(|(workshop, answer)| answer_view(workshop, answer, time_zone, language)).collect();
    let text = |record: &Unreadable| Phrase::in_english(record.to_string()).text(language).to_owned();
    let unreadable = unreadable.iter().map(text).collect();
    let stored = Stored { registrations, answers, unreadable, newer, older };
    render("registrations.html", language, "stored", &stored)
}

/// The view of the lists.
#[derive(Serialize)]
struct Stored<'a> {
    registrations: Vec<RegistrationView<'a>>,
    answers: Vec<FormAnswerView<'a>>,
    /// Records that cannot be read.
    unreadable: Vec<String>,
    /// The page with newer entries, if there is one.
    newer: Option<usize>,
    /// The page with older entries, if there is one.
    older: Option<usize>,
}

fn view<'a>(
    workshop: &'a str,
    registration: &'a Registration,
    time_zone: &TimeZone,
    language: ToolLanguage,
) -> RegistrationView<'a> {
    let request = &registration.request;
    RegistrationView {
        instant: registration.created.to_string(),
        time: time(registration.created, time_zone),
        workshop,
        path: own_path(registration),
        reference: registration.id.reference(),
        status: words::status(registration.status, language),
        membership: request.membership.map_or("", |membership| words::membership(membership, language)),
        counted_for: registration.counted_for.as_ref().map_or("", Siren::as_str),
        participants: request.participants.iter().map(Participant::name).collect(),
        organisation: &request.contact.organisation,
        email: request.contact.email.as_str(),
        amount: request.amount().map_or_else(|| "–".to_owned(), |amount| amount.to_string()),
    }
}

fn answer_view<'a>(
    workshop: &'a str,
    answer: &'a FormAnswer,
    time_zone: &TimeZone,
    language: ToolLanguage,
) -> FormAnswerView<'a> {
    let request = &answer.request;
    let yes = phrase! { en: "yes", fr: "oui" };
    let respondent = &request.respondent;
    FormAnswerView {
        instant: answer.created.to_string(),
        time: time(answer.created, time_zone),
        workshop,
        form: request.form.as_str(),
        reference: answer.id.reference(),
        respondent: respondent.name(),
        organisation: &respondent.organisation,
        email: respondent.email.as_str(),
        interview: request.interview,
        answers: request
            .answers
            .iter()
            .map(|(name, answer)| (name.as_str(), answer.texts(yes.text(language)).join(", ")))
            .collect(),
    }
}

/// Returns an instant as the pages show it.
pub(crate) fn time(instant: Timestamp, time_zone: &TimeZone) -> String {
    time_zone.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Renders a page in a language, with `value` under this name.
pub(crate) fn render(
    template: &str,
    language: ToolLanguage,
    name: &'static str,
    value: &impl Serialize,
) -> String {
    let mut context = Context::new();
    context.insert("language", language.tag());
    context.insert(name, value);
    TEMPLATES.render(template, &context).expect("the templates are compiled in, and the tests render each")
}
