//! `generator check --external` reports broken external links with their locations.

use std::process::{Command, Output};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use tests::binary;
use tests::site::SiteTest;

/// The requests to the server, in order.
type Asked = Arc<Mutex<Vec<String>>>;

/// A server that answers by path; returns its address and the requests.
async fn server() -> (String, Asked) {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let answer = move |method: Method, uri: Uri, headers: HeaderMap| {
        let log = Arc::clone(&log);
        async move {
            let agent =
                headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
            let line = format!("{method} {uri} {agent}");
            let before = {
                let mut log = log.lock().unwrap();
                let before = log.iter().filter(|earlier| **earlier == line).count();
                log.push(line);
                before
            };
            respond(&method, uri.path(), before).await
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    (address, asked)
}

async fn respond(method: &Method, path: &str, before: usize) -> Response {
    match path {
        "/gone" => StatusCode::NOT_FOUND.into_response(),
        "/get-only" if method == Method::HEAD => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        "/moved" => Redirect::permanent("/fine").into_response(),
        "/round" => Redirect::temporary("/round").into_response(),
        "/busy" => StatusCode::TOO_MANY_REQUESTS.into_response(),
        "/members" => StatusCode::FORBIDDEN.into_response(),
        "/flaky" if before == 0 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "/silent" => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            StatusCode::OK.into_response()
        }
        _ => StatusCode::OK.into_response(),
    }
}

async fn check(site: &SiteTest) -> Output {
    static GENERATOR: OnceLock<std::path::PathBuf> = OnceLock::new();
    let root = site.root().to_owned();
    let run = move || {
        let program = GENERATOR.get_or_init(|| binary::build("generator"));
        let mut command = Command::new(program);
        command.args(["check", "--external", "--timeout", "2", "--root"]).arg(root);
        for proxy in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        command.env("LC_ALL", "C").env("NO_COLOR", "1").output().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn site(server: &str, text: &str) -> SiteTest {
    let text = text.replace("WEB", server);
    SiteTest::new(&format!("\n//- content/index.md\n---\ntitle: A\ndescription: B\n---\n{text}\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn working_links_are_requested_once_and_unverifiable_ones_are_reported() {
    let (server, asked) = server().await;
    let site = site(
        &server,
        "[a](WEB/fine) [b](WEB/fine#part) [c](WEB/get-only) [d](WEB/moved) [e](WEB/busy)\n[f](WEB/members) [g](WEB/flaky) [h](WEB/é)",
    );
    let output = check(&site).await;
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{report}{}", String::from_utf8_lossy(&output.stderr));
    assert!(report.contains("7 external addresses requested"), "{report}");
    assert!(report.contains(&format!("not verified: {server}/busy (the server answers 429)")), "{report}");
    assert!(report.contains(&format!("not verified: {server}/members (the server answers 403)")), "{report}");
    let asked = asked.lock().unwrap();
    let of = |path: &str| asked.iter().filter(|line| line.contains(&format!(" {path} "))).count();
    // One for `/fine` itself, one for the redirect to it.
    assert_eq!((of("/fine"), of("/get-only"), of("/busy"), of("/flaky")), (2, 2, 1, 3), "{asked:#?}");
    assert!(asked.iter().all(|line| line.ends_with("(+https://club.example)")), "{asked:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_links_are_reported_at_each_location() {
    let (server, _) = server().await;
    let site = site(
        &server,
        "[a](WEB/gone)\n\nEt [là](WEB/gone), [b](WEB/round), [c](WEB/silent), [d](http://127.0.0.1:1/)",
    );
    site.write(
        "content/speakers/zoe.md",
        format!("---\nname: Zoé\nlinks: [{{ label: Blog, url: {server}/gone }}]\n---\n"),
    );
    let output = check(&site).await;
    assert_eq!(output.status.code(), Some(1));
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(report.contains("6 problems"), "{report}");
    for part in [
        "this link is broken: the server answers 404",
        "content/index.md:5:5",
        "content/index.md:7:9",
        "it redirects more than 5 times",
        "the server does not answer in time",
        "content/speakers/zoe.md:3:29",
    ] {
        assert!(report.contains(part), "{part}:\n{report}");
    }
}
