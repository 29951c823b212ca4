//! The HTTP server: the site's files, the handler under `/api`, and the preview's own pages. It answers only this
//! machine, and only under the names of this machine.

use std::convert::Infallible;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, HeaderValue,
};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use registry::StoreError;
use tower::ServiceExt;
use tower_livereload::{LiveReloadLayer, Reloader};
use view::calendar;
use view::headers::ResponseKind;

use crate::newest::Newest;
use crate::published::{as_published, redirected};
use crate::shown::Served;
use crate::{outbox, pages, personal};

/// The path of the lists of registrations and answers.
pub const REGISTRATIONS_PATH: &str = "/preview/registrations";

/// Maximum size of a page that gets a panel, far above any page of a site.
const MAX_PAGE_LENGTH: usize = 16 * 1024 * 1024;

/// Added to the scripts of a policy: allows only the inline script that reloads the page. A test compares the hash with
/// the script of `tower-livereload`.
const RELOADING_SCRIPT: &str = "'sha256-zLwv1TYB2Tmo4ub1KGvGgmf+Lf86StaDSz8YrMuDDPA='";

/// Maximum length of a file name in bytes on common file systems.
const MAX_NAME_LENGTH: usize = 255;

/// Maximum length of a path within the site, in bytes; with the folder before it, it stays below the 4,096 that Linux
/// allows.
const MAX_PATH_LENGTH: usize = 2_048;

/// Builds the router for `port` and the handle that reloads browsers.
pub(crate) fn router(served: Served, port: u16) -> (Router, Reloader) {
    let reload = LiveReloadLayer::new();
    let reloader = reload.reloader();
    let router = Router::new()
        .merge(personal::protected(
            Router::new().route(REGISTRATIONS_PATH, get(registrations)).merge(outbox::routes()),
        ))
        .fallback(answer)
        .layer(middleware::from_fn_with_state(served.clone(), finish))
        .layer(reload)
        .layer(middleware::from_fn_with_state(port, refuse_other_names))
        .with_state(served);
    (router, reloader)
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

async fn registrations(
    State(served): State<Served>,
    address: Uri,
) -> Result<Html<String>, (StatusCode, String)> {
    let Some(backend) = served.shown.backend() else {
        // `finish` adds the reason.
        return Ok(Html(String::new()));
    };
    let unavailable = |error: StoreError| (StatusCode::SERVICE_UNAVAILABLE, error.advice());
    let page = address.query().and_then(|query| query.strip_prefix("page=")?.parse().ok()).unwrap_or(1);
    let (mut registrations, mut answers) = (Newest::for_page(page), Newest::for_page(page));
    let now = (backend.clock)();
    // Report unreadable records again: the notes of an earlier request may be outdated.
    let store = served.store.without_notes();
    for workshop in backend.catalogue.workshops.values() {
        let mut batches = store.registrations(&workshop.slug);
        while let Some(batch) = batches.next().await.map_err(unavailable)? {
            for registration in batch.into_iter().filter(|registration| !registration.has_expired(now)) {
                registrations.add(registration.created, (workshop.title.as_str(), registration));
            }
        }
        for form in workshop.forms.keys() {
            let stored = store.form_answers(&workshop.slug, form).await.map_err(unavailable)?;
            stored.into_iter().for_each(|it| answers.add(it.created, (workshop.title.as_str(), it)));
        }
    }
    let unreadable = store.unreadable();
    let (registrations, answers) = (registrations.page(), answers.page());
    Ok(Html(pages::registrations(&registrations, &answers, &unreadable, &backend.time_zone)))
}

/// Adds the problems or the warnings of the latest build to each page, and disables browser caches.
async fn finish(State(served): State<Served>, request: Request, next: Next) -> Response {
    let latest = served.shown.latest();
    let has_body = request.method() != Method::HEAD;
    let mut has_panel = false;
    let mut response = match (&latest.backend, &latest.problems) {
        (None, Some(problems)) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Html(pages::problems(problems))).into_response()
        }
        (Some(_), Some(problems)) if has_body => {
            has_panel = true;
            with_panel(next.run(request).await, &pages::panel(problems)).await
        }
        (Some(_), None) => match &latest.warnings {
            Some(warnings) if has_body => {
                has_panel = true;
                with_panel(next.run(request).await, &pages::warnings(warnings)).await
            }
            _ => next.run(request).await,
        },
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    // Send the same type as the published site; `ServeDir` guesses only the media type from the file name.
    if headers.get(CONTENT_TYPE).is_some_and(|value| value == "text/calendar") {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(calendar::CONTENT_TYPE));
    }
    // Modification times have whole seconds: a second build within the same second would look unmodified.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(policy) = headers.get_mut(CONTENT_SECURITY_POLICY) {
        let own = policy.to_str().expect("it is one of ours");
        *policy = HeaderValue::from_str(&relaxed(own, has_panel)).expect("parts of header values make one");
    }
    response
}

/// Returns a policy that allows only what the preview adds to pages, so that the preview blocks what the published site
/// will block: the reload script and, if there is a panel, its inline styles.
fn relaxed(policy: &str, has_panel: bool) -> String {
    let own = policy.split("; ").map(|directive| match directive.split_once(' ') {
        Some(("script-src", _)) => format!("{directive} {RELOADING_SCRIPT}"),
        Some(("style-src", _)) if has_panel => format!("{directive} 'unsafe-inline'"),
        _ => directive.to_owned(),
    });
    own.collect::<Vec<_>>().join("; ")
}

async fn with_panel(response: Response, panel: &str) -> Response {
    if !is_html(&response) {
        return response;
    }
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
async fn refuse_other_names(State(port): State<u16>, request: Request, next: Next) -> Response {
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
        let text =
            format!("The preview answers only as http://127.0.0.1:{port}/ or http://localhost:{port}/.\n");
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    }
}
