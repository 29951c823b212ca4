//! The HTTP server: the site's files, the handler under `/api`, and the preview's own pages. It answers only this
//! machine, and only under the names of this machine.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use registry::StoreError;
use site::{Failure, ToolLanguage, phrase};
use tower::ServiceExt;
use view::calendar;
use view::headers::ResponseKind;

use crate::newest::Newest;
use crate::pages::OnBuild;
use crate::published::{as_published, redirected};
use crate::shown::Served;
use crate::{failures, outbox, pages, personal, schedule};

/// The path of the lists of registrations and answers.
pub const REGISTRATIONS_PATH: &str = "/preview/registrations";

/// Maximum size of a page, far above any page of a site.
const MAX_PAGE_LENGTH: usize = 16 * 1024 * 1024;

/// Maximum length of a file name in bytes on common file systems.
const MAX_NAME_LENGTH: usize = 255;

/// Maximum length of a path within the site, in bytes; with the folder before it, it stays below the 4,096 that Linux
/// allows.
const MAX_PATH_LENGTH: usize = 2_048;

/// Builds the router for `port`.
pub(crate) fn router(served: Served, port: u16) -> Router {
    let language = served.language;
    Router::new()
        .merge(personal::protected(
            Router::new()
                .route(REGISTRATIONS_PATH, get(registrations))
                .merge(outbox::routes())
                .merge(schedule::routes()),
        ))
        .fallback(answer)
        .layer(middleware::from_fn_with_state(served.clone(), finish))
        .merge(served.news.routes())
        .layer(middleware::from_fn_with_state((port, language), refuse_other_names))
        .with_state(served)
}

/// Answers as the published site does: the handler under `/api`, files everywhere else.
async fn answer(State(served): State<Served>, request: Request) -> Response {
    let path = request.uri().path();
    let backend = served.shown.backend();
    match backend {
        Some(backend) if path == "/api" || path.starts_with("/api/") => {
            let request = as_published(request, backend.origin.as_ref());
            infallible(backend.handler.clone().oneshot(request).await)
        }
        _ if !can_be_a_file(path) => {
            let missing = infallible(served.missing.oneshot(request).await);
            with_headers(missing, ResponseKind::Page.headers())
        }
        _ => {
            let redirected = backend.and_then(|backend| redirected(request.uri(), &backend.redirects));
            if let Some(response) = redirected {
                return response;
            }
            let headers = ResponseKind::of_path(path).headers();
            with_headers(infallible(served.files.oneshot(request).await), headers)
        }
    }
}

/// Returns whether a path may name a file. A folder's path that starts with two slashes would redirect to another host,
/// and a name above the maximum length makes the file system fail instead of reporting a missing file.
fn can_be_a_file(path: &str) -> bool {
    let decoded = || percent_decode_str(path);
    let names: Vec<_> = decoded().collect();
    let fits = names.len() <= MAX_PATH_LENGTH
        && names.split(|byte| *byte == b'/').all(|name| name.len() <= MAX_NAME_LENGTH);
    fits && !path.starts_with("//") && !decoded().any(|byte| byte == 0)
}

/// Serves a file with the headers that the published site adds to it.
fn with_headers(
    mut response: Response,
    headers: impl Iterator<Item = (&'static str, &'static str)>,
) -> Response {
    let added = headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    response.headers_mut().extend(added);
    response
}

fn infallible(response: Result<impl IntoResponse, Infallible>) -> Response {
    response.unwrap_or_else(|never| match never {}).into_response()
}

async fn registrations(State(served): State<Served>, address: Uri) -> Response {
    let page = address.query().and_then(|query| query.strip_prefix("page=")?.parse().ok()).unwrap_or(1);
    match stored(&served, page).await {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            let reason = Failure::of_library(error.advice()).after(&phrase! {
                en: "cannot read the registrations",
                fr: "impossible de lire les inscriptions"
            });
            failures::answer(StatusCode::SERVICE_UNAVAILABLE, reason.text(), served.language)
        }
    }
}

/// Returns a page of the stored registrations and answers, from 1.
async fn stored(served: &Served, page: usize) -> Result<String, StoreError> {
    let Some(backend) = served.shown.backend() else {
        // `finish` adds the reason.
        return Ok(String::new());
    };
    let (mut registrations, mut answers) = (Newest::for_page(page), Newest::for_page(page));
    let now = (backend.clock)();
    // Report unreadable records again: the notes of an earlier request may be outdated.
    let store = served.store.without_notes();
    for workshop in &backend.workshops {
        let mut batches = store.registrations(&workshop.slug);
        while let Some(batch) = batches.next().await? {
            for registration in batch.into_iter().filter(|registration| !registration.has_expired(now)) {
                registrations.add(registration.created, (workshop.title.as_str(), registration));
            }
        }
        for form in workshop.forms.keys() {
            let stored = store.form_answers(&workshop.slug, form).await?;
            stored.into_iter().for_each(|it| answers.add(it.created, (workshop.title.as_str(), it)));
        }
    }
    let unreadable = store.unreadable();
    let (registrations, answers) = (registrations.page(), answers.page());
    let (zone, language) = (&backend.time_zone, served.language);
    Ok(pages::registrations(&registrations, &answers, &unreadable, zone, language))
}

/// Adds the script that follows builds to each page but the web editor, with the problems or warnings of the latest one,
/// and disables browser caches.
async fn finish(State(served): State<Served>, request: Request, next: Next) -> Response {
    let latest = served.shown.latest();
    let build = served.news.build();
    let (has_body, on_build) = (request.method() != Method::HEAD, on_build(&request, served.follows));
    // The web editor saves into the files that are watched: reloading it would lose what is being typed.
    let is_editor = ResponseKind::of_path(request.uri().path()) == ResponseKind::Editor;
    let mut response = match (&latest.backend, &latest.problems) {
        (None, Some(problems)) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Html(pages::problems(problems, served.language)))
                .into_response()
        }
        _ => next.run(request).await,
    };
    if has_body && !is_editor && is_html(&response) {
        let is_shown = latest.backend.is_some();
        let findings = latest.problems.as_ref().or(latest.warnings.as_ref()).filter(|_| is_shown);
        response =
            with_panel(response, &pages::panel(findings.map(Arc::as_ref), &build, on_build, served.language))
                .await;
    }
    let headers = response.headers_mut();
    // Send the same type as the published site; `ServeDir` guesses only the media type from the file name.
    if headers.get(CONTENT_TYPE).is_some_and(|value| value == "text/calendar") {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(calendar::CONTENT_TYPE));
    }
    // Modification times have whole seconds: a second build within the same second would look unmodified.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Returns what the page that answers a request does after a build. Only pages of the site give way to the edited one:
/// registrations and mails are being tried out.
fn on_build(request: &Request, follows: bool) -> OnBuild {
    let path = request.uri().path();
    let is_of_site = !["/api/", "/preview/"].iter().any(|folder| path.starts_with(folder));
    match *request.method() {
        Method::GET | Method::HEAD if is_of_site && follows => OnBuild::Follow,
        Method::GET | Method::HEAD => OnBuild::Reload,
        _ => OnBuild::Keep,
    }
}

async fn with_panel(response: Response, panel: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let page = match body::to_bytes(body, MAX_PAGE_LENGTH).await {
        Ok(page) => page,
        Err(error) => return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    };
    let page = String::from_utf8_lossy(&page);
    let end = page.rfind("</body>").unwrap_or(page.len());
    let page = format!("{}{}{}", &page[..end], panel, &page[end..]);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page))
}

fn is_html(response: &Response) -> bool {
    let value = response.headers().get(CONTENT_TYPE);
    value.is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// Rejects requests for another host name. Otherwise any site could point its own name at this machine and read the
/// registrations (DNS rebinding).
async fn refuse_other_names(
    State((port, language)): State<(u16, ToolLanguage)>,
    request: Request,
    next: Next,
) -> Response {
    let is_known = |host: &str| {
        let mut names = ["127.0.0.1", "localhost", "[::1]"].iter();
        names.any(|name| host.strip_prefix(name) == Some(&format!(":{port}")))
    };
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none()).and_then(|host| host.to_str().ok());
    // The request line may name a host, which takes precedence over the header.
    let of_line = request.uri().authority().map(|authority| authority.as_str());
    if host.is_some_and(is_known) && of_line.is_none_or(is_known) {
        next.run(request).await
    } else {
        let text = phrase! {
            en: "The preview answers only as http://127.0.0.1:{port}/ or http://localhost:{port}/.",
            fr: "L’aperçu ne répond qu’à http://127.0.0.1:{port}/ ou http://localhost:{port}/."
        };
        failures::answer(StatusCode::MISDIRECTED_REQUEST, &text, language)
    }
}
