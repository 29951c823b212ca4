//! The mails in the folder, shown as a mail program shows them.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use axum::Router;
use axum::extract::{Path as Segments, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail_parser::{Message, MessageParser, MimeHeaders};
use serde::Serialize;
use site::failure::cannot_list;
use site::{Failure, ToolLanguage, phrase};

use crate::shown::Served;
use crate::{failures, pages};

/// The path of the list of mails.
pub const OUTBOX_PATH: &str = "/preview/outbox";

/// An entry in the list.
#[derive(Serialize)]
struct ListedMail {
    path: String,
    time: String,
    to: String,
    subject: String,
}

/// A mail as displayed.
#[derive(Serialize)]
struct ShownMail {
    subject: String,
    headers: Vec<(String, String)>,
    html: String,
    text: String,
    attachments: Vec<(String, String)>,
    /// The path of its source, if it is in the folder.
    source_path: Option<String>,
    /// The path of the list that it belongs to.
    list_path: &'static str,
}

/// Serves the list, a mail, its source and its attachments.
pub(crate) fn routes() -> Router<Served> {
    Router::new()
        .route(OUTBOX_PATH, get(list))
        .route("/preview/outbox/{name}", get(show))
        .route("/preview/outbox/{name}/source", get(source))
        .route("/preview/outbox/{name}/attachments/{index}", get(attachment))
}

async fn list(State(served): State<Served>) -> Response {
    let language = served.language;
    let mut names = match fs::read_dir(&served.outbox) {
        Ok(entries) => {
            entries.flatten().filter_map(|entry| name_of(&entry.file_name().to_string_lossy())).collect()
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            let failure = Failure::from(error).after(&cannot_list(&served.outbox));
            return failures::no_page(&failure, language);
        }
    };
    // Newest first: file names begin with the time.
    names.sort_by(|one, other| other.cmp(one));
    let time_zone = served.shown.backend().map_or(TimeZone::UTC, |backend| backend.time_zone.clone());
    let mails: Vec<_> = names.iter().filter_map(|name| listed(&served.outbox, name, &time_zone)).collect();
    Html(pages::render("outbox.html", language, "mails", &mails)).into_response()
}

async fn show(State(served): State<Served>, Segments(name): Segments<String>) -> Response {
    let language = served.language;
    let page = |mail: &Message<'_>| page(mail, Some(&name), OUTBOX_PATH, language);
    match read(&served.outbox, &name) {
        Some(bytes) => with_message(&bytes, language, page),
        None => not_found(language),
    }
}

async fn source(State(served): State<Served>, Segments(name): Segments<String>) -> Response {
    let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    match read(&served.outbox, &name) {
        Some(bytes) => (plain, bytes).into_response(),
        None => not_found(served.language),
    }
}

async fn attachment(
    State(served): State<Served>,
    Segments((name, index)): Segments<(String, usize)>,
) -> Response {
    let language = served.language;
    let Some(bytes) = read(&served.outbox, &name) else { return not_found(language) };
    with_message(&bytes, language, |mail| {
        match mail.attachments().nth(index) {
            Some(part) => {
                // Serve it as a download: its content must not run on the preview's origin.
                let headers =
                    [(CONTENT_TYPE, "application/octet-stream"), (CONTENT_DISPOSITION, "attachment")];
                (headers, part.contents().to_vec()).into_response()
            }
            None => not_found(language),
        }
    })
}

/// Shows a message that is not in the folder, without its attachments. `list_path` is the path of the list with it.
pub(crate) fn specimen(message: &[u8], list_path: &'static str, language: ToolLanguage) -> Response {
    with_message(message, language, |mail| page(mail, None, list_path, language))
}

pub(crate) fn not_found(language: ToolLanguage) -> Response {
    let text = phrase! { en: "There is no such mail.", fr: "Il n’y a pas de tel courriel." };
    failures::answer(StatusCode::NOT_FOUND, &text, language)
}

/// Returns the name of a mail file without its extension, or `None` for another file.
fn name_of(file: &str) -> Option<String> {
    let name = file.strip_suffix(".eml")?;
    let is_ours = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c) || c == '-';
    (!name.is_empty() && name.chars().all(is_ours)).then(|| name.to_owned())
}

fn read(outbox: &Path, name: &str) -> Option<Vec<u8>> {
    let name = name_of(&format!("{name}.eml"))?;
    fs::read(outbox.join(format!("{name}.eml"))).ok()
}

fn with_message(
    bytes: &[u8],
    language: ToolLanguage,
    answer: impl FnOnce(&Message<'_>) -> Response,
) -> Response {
    MessageParser::default().parse(bytes).as_ref().map_or_else(|| not_found(language), answer)
}

fn listed(outbox: &Path, name: &str, time_zone: &TimeZone) -> Option<ListedMail> {
    let bytes = read(outbox, name)?;
    let mail = MessageParser::default().parse(&bytes)?;
    let sent = mail.date().and_then(|date| Timestamp::from_second(date.to_timestamp()).ok());
    Some(ListedMail {
        path: format!("{OUTBOX_PATH}/{name}"),
        time: sent.map(|sent| pages::time(sent, time_zone)).unwrap_or_default(),
        to: mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned(),
        subject: mail.subject().unwrap_or_default().to_owned(),
    })
}

fn page(mail: &Message<'_>, name: Option<&str>, list_path: &'static str, language: ToolLanguage) -> Response {
    let headers = mail.headers_raw().map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let attachments = mail.attachments().enumerate().filter_map(|(index, part)| {
        let label = part.attachment_name().unwrap_or("file").to_owned();
        Some((label, format!("{OUTBOX_PATH}/{}/attachments/{index}", name?)))
    });
    let html = mail.body_html(0).unwrap_or_default();
    let shown = ShownMail {
        subject: mail.subject().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        // Open links in a new window: the mail is in a sandboxed frame.
        html: html.replacen("<head>", r#"<head><base target="_blank">"#, 1),
        text: mail.body_text(0).unwrap_or_default().into_owned(),
        attachments: attachments.collect(),
        source_path: name.map(|name| format!("{OUTBOX_PATH}/{name}/source")),
        list_path,
    };
    Html(pages::render("mail.html", language, "mail", &shown)).into_response()
}
