//! The preview as seen by a browser: on a copy of the real content, over HTTP.

use std::fs;
use std::time::Duration;

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use preview::{OUTBOX_PATH, Options, Preview, REGISTRATIONS_PATH, SCHEDULE_PATH};
use tests::handler::{fields, fields_with};
use tests::project::SiteCopy;
use tests::questionnaire::answers;
use tokio::time::{sleep, timeout};

mod editing;
mod french;
mod headers;
mod themes;

/// Maximum wait for the effect of an edit. Far longer than needed, so that only a bug reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

const HOME: &str = "/";
const WORKSHOP: &str = "/ateliers/proximite/";
const REGISTRATION: &str = "/ateliers/proximite/inscription/";
const POST: &str = "/api/workshops/proximite/registrations";

#[tokio::test]
async fn scheduled_mails_are_listed_with_specimens_in_each_language() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let list = test.get(SCHEDULE_PATH).await;
    assert_eq!(list.header("x-frame-options"), "DENY");
    let times: Vec<_> = list.body.split("<td class=\"time\">").skip(1).map(|row| &row[..16]).collect();
    assert!(times.is_sorted() && times.contains(&"2027-09-07 09:00"), "{times:?}");
    let link = |language: &str| {
        format!("{SCHEDULE_PATH}/exemple-renovation-energetique/rappel/session-2/{language}")
    };
    for (language, subject) in [("fr", "Demain"), ("en", "Tomorrow")] {
        assert!(list.body.contains(&link(language)), "{}", list.body);
        let mail = test.get(&link(language)).await;
        assert!(mail.body.contains(subject) && !mail.body.contains("Exemple</"), "{}", mail.body);
        assert!(!mail.body.contains("{date}") && !mail.body.contains("/attachments/"), "{}", mail.body);
    }
    for unknown in ["exemple-renovation-energetique/rappel/session-9/fr", "a/b/c/fr", "É/b/c/fr"] {
        let missing = test.get(&format!("{SCHEDULE_PATH}/{}", unknown.replace('É', "%C3%89"))).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{unknown}");
    }
    test.stop().await;
}

#[tokio::test]
async fn a_change_of_private_information_has_a_specimen_in_each_language() {
    let site = SiteCopy::new();
    let sessions = "content/workshops/exemple-renovation-energetique/sessions.yaml";
    let private = "attendance: hybrid\n  private: { room: Salle 2, door_code: 48B12 }";
    let edited = site.read(sessions).replace("attendance: hybrid", private);
    site.write(
        sessions,
        &edited.replacen("  venue: paris", "  venue: paris\n  private: { room: Salle 1 }", 1),
    );
    fs::remove_file(site.path("content/workshops/exemple-renovation-energetique/sessions.en.yaml")).unwrap();
    let test = PreviewTest::start(site).await;
    let list = test.get(SCHEDULE_PATH).await.body;
    let link =
        |language: &str| format!("/preview/private-information/exemple-renovation-energetique/{language}");
    for (language, subject, heading) in [
        ("fr", "Informations pratiques modifiées", "VOTRE ATELIER"),
        ("en", "Practical details changed", "YOUR WORKSHOP"),
    ] {
        assert!(list.contains(&link(language)), "{list}");
        let mail = test.get(&link(language)).await.body;
        assert!(mail.contains(subject) && mail.contains("Salle 2") && mail.contains("48B12"), "{mail}");
        // Both sessions are below one heading.
        assert_eq!((mail.matches("Salle 1").count(), mail.matches(heading).count()), (2, 1), "{mail}");
        // What is not translated has its language; the code has none.
        let marked = ["Salle 2", "&lt;strong&gt;Conduire les travaux", "48B12"]
            .map(|text| mail.contains(&format!("lang=&quot;fr&quot;&gt;{text}")));
        assert_eq!(marked, [language == "en", language == "en", false], "{mail}");
    }
    assert!(!list.contains("48B12"), "the list itself has none");
    for unknown in ["proximite/fr", "nulle-part/fr", "%C3%89/fr"] {
        let missing = test.get(&format!("/preview/private-information/{unknown}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{unknown}");
    }
    test.stop().await;
}

#[tokio::test]
async fn the_site_is_served() {
    let test = PreviewTest::start(SiteCopy::new()).await;

    let home = test.get(HOME).await;
    assert_eq!(home.status, StatusCode::OK, "{}", home.body);
    assert!(home.body.contains("Les ateliers du club"));
    assert_eq!(test.get(WORKSHOP).await.status, StatusCode::OK);
    let redirected = test.get(WORKSHOP.trim_end_matches('/')).await;
    assert_eq!(redirected.header("location"), WORKSHOP);

    let calendar = test.get(&format!("{WORKSHOP}proximite.ics")).await;
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");

    let missing = test.get("/nulle-part/").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.body.contains("<title>"), "the site has a page for it");
    let missing = test.get("/api/nulle-part").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    test.stop().await;
}

#[tokio::test]
async fn an_impossible_path_is_not_found() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let long = format!("/{}", "a".repeat(300));
    let deep = "/abc".repeat(3_000);
    for path in
        ["//ateliers", "//evil.example/ateliers", "//ateliers/proximite", "/%00", "/a%00b/", &long, &deep]
    {
        let answer = test.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("location"), "", "{path}");
        assert!(answer.body.contains("<title>"), "{path}: {}", answer.body);
    }
    test.stop().await;
}

#[tokio::test]
async fn only_requests_for_this_machine_are_answered() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let port = test.preview.address().port();
    for path in [HOME, REGISTRATIONS_PATH, OUTBOX_PATH, POST, "/preview/events"] {
        for host in [format!("atelier.example:{port}"), "localhost".to_owned(), format!("localhost:{port}0")]
        {
            let answer =
                test.send(Request::get(test.address(path)).header("host", &host), Body::empty()).await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{path} at {host}");
        }
    }
    let request = Request::get(test.address(HOME)).header("host", format!("localhost:{port}"));
    assert_eq!(test.send(request, Body::empty()).await.status, StatusCode::OK);
    test.stop().await;
}

#[tokio::test]
async fn a_registration_is_kept_and_listed() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    assert!(test.get(REGISTRATION).await.body.contains(&format!(r#"action="{POST}""#)));
    assert!(test.get(REGISTRATIONS_PATH).await.body.contains("There are none yet"));

    let answer = test.post(POST, &fields_with("organisation", "<script>alert(1)</script>")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let own_page = answer.header("location").to_owned();
    let own = test.get(&own_page).await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(own.body.contains("/preview/news.js"), "the page reloads like any other");
    assert_eq!(own.header("cache-control"), "no-store");

    let list = test.get(REGISTRATIONS_PATH).await;
    for text in ["Claire Le Gall", "claire.legall@office.example", "Confirmed", "500.00 EUR", &own_page] {
        assert!(list.body.contains(text), "{text} in {}", list.body);
    }
    assert!(list.body.contains("&lt;script&gt;alert") && !list.body.contains("<script>alert"));

    let test = test.restart().await;
    assert!(test.get(REGISTRATIONS_PATH).await.body.contains("Claire Le Gall"));
    assert_eq!(test.get(&own_page).await.status, StatusCode::OK);
    let again = test.post(POST, &fields_with("organisation", "<script>alert(1)</script>")).await;
    assert_eq!(again.header("location"), own_page, "the identifier key is kept too");
    test.stop().await;
}

#[tokio::test]
async fn answers_to_a_questionnaire_are_listed() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let questionnaire = "/api/workshops/proximite/forms/questionnaire";
    let page = test.get("/ateliers/proximite/questionnaire/").await;
    assert!(page.body.contains(&format!(r#"action="{questionnaire}""#)));
    let specific = [("difficultes", "<b>a</b>"), ("besoins", "b"), ("role-du-client", "variable")];
    let fields =
        [answers(), specific.to_vec(), vec![("projets-innovants", "non"), ("interview", "yes")]].concat();
    let answer = test.post(questionnaire, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(test.get(answer.header("location")).await.status, StatusCode::OK);
    let list = test.get(REGISTRATIONS_PATH).await;
    for text in ["Office de l’Ouest", "<td>yes</td>", "<code>difficultes</code> &lt;b&gt;a", "variable"] {
        assert!(list.body.contains(text), "{text} in {}", list.body);
    }
}

#[tokio::test]
async fn mails_are_rendered_and_link_to_the_preview() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    assert!(test.get(OUTBOX_PATH).await.body.contains("There are none yet"));
    let answer = test.post(POST, &fields_with("organisation", "<script>alert(1)</script>")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let own_page = test.address(answer.header("location"));
    test.poll(OUTBOX_PATH, |list| list.contains("Inscription confirmée – Revisiter la proximité")).await;

    let list = test.get(OUTBOX_PATH).await.body;
    let path = list.split_once(&format!(r#"<a href="{OUTBOX_PATH}/"#)).unwrap().1.split_once('"').unwrap().0;
    let mail = test.get(&format!("{OUTBOX_PATH}/{path}")).await;
    assert_eq!(mail.status, StatusCode::OK);
    assert!(mail.body.contains("sandbox=\"allow-popups") && mail.body.contains("srcdoc=\"&lt;!doctype html"));
    assert!(!mail.body.contains("<script>alert"), "{}", mail.body);
    assert!(mail.body.contains(&own_page), "{own_page} in {}", mail.body);
    for header in ["Auto-Submitted", "Reply-To", "Message-ID"] {
        assert!(mail.body.contains(header), "{header}");
    }
    let source = test.get(&format!("{OUTBOX_PATH}/{path}/source")).await;
    assert!(source.body.contains("Auto-Submitted: auto-generated"));
    for missing in ["0", "..%2Fidentifier-key", "..%2F..%2Fcontent%2Fsite.yaml"] {
        let answer = test.get(&format!("{OUTBOX_PATH}/{missing}/source")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{missing}");
    }

    // Each transition is mailed once, even after further runs.
    let cancelled = test.post(&format!("{}/cancel", answer.header("location")), &[]).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
    test.poll(OUTBOX_PATH, |list| list.contains("Inscription annulée – Revisiter la proximité")).await;
    assert_eq!(test.get(OUTBOX_PATH).await.body.matches("Inscription confirmée").count(), 1);
    test.stop().await;
}

#[tokio::test]
async fn a_text_that_contradicts_its_data_is_reported_on_pages() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let path = "content/workshops/proximite/index.md";
    let good = test.site.read(path);
    assert!(!test.get(HOME).await.body.contains("<aside lang=\"en\""), "without warnings there is no panel");

    test.site.write(path, &good.replace("le 1er décembre 2022", "le 2 décembre 2022"));
    test.poll(HOME, |page| page.contains("no session is on") && page.contains("sessions.yaml")).await;
    test.site.write(path, &good);
    test.poll(HOME, |page| !page.contains("no session is on")).await;
    test.stop().await;
}

#[tokio::test]
async fn a_broken_edit_is_reported_on_the_last_good_site() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let mut reloads = test.events().await;
    let good = test.site.read("content/index.md");

    test.site.write("content/index.md", &good.replacen("title:", "titel: <b>", 1));
    reloads.wait_for_another().await;
    let broken = test.get(HOME).await;
    assert_eq!(broken.status, StatusCode::OK);
    assert!(broken.body.contains("content/index.md") && broken.body.contains("titel"), "{}", broken.body);
    assert!(!broken.body.contains("<b>"), "the source line is escaped");
    assert!(broken.body.contains("faciliter la mise en réseau"), "the last good text is shown");
    let answer = test.post(POST, &fields_with("email", "x")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("content/index.md"), "problems are shown on the handler's pages too");
    assert!(
        !test.get("/sitemap.xml").await.body.contains("content/index.md"),
        "problems are shown on pages only"
    );

    test.site.write("content/index.md", &good.replace("faciliter la mise en réseau", "réunir"));
    let is_fixed = |page: &str| page.contains("réunir") && !page.contains("content/index.md");
    test.poll(HOME, is_fixed).await;
    test.stop().await;
}

#[tokio::test]
async fn the_handler_follows_an_edit_too() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    assert_eq!(test.post(POST, &fields()).await.status, StatusCode::SEE_OTHER);

    let path = "content/workshops/proximite/registration.yaml";
    let mut reloads = test.events().await;
    test.site.write(path, &test.site.read(path).replace("closes: 2022-11-28", "closes: 2022-11-10"));
    reloads.wait_for_another().await;
    let answer = test.post(POST, &fields_with("email", "someone.else@office.example")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    test.stop().await;
}

#[tokio::test]
async fn a_site_that_is_broken_at_first_is_shown_once_fixed() {
    let site = SiteCopy::new();
    let good = site.read("content/venues.yaml");
    site.write("content/venues.yaml", "paris: { nom: Paris }\n");
    let test = PreviewTest::start(site).await;

    for path in [HOME, REGISTRATIONS_PATH, "/api/nulle-part"] {
        let broken = test.get(path).await;
        assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(broken.body.contains("content/venues.yaml"), "{}", broken.body);
    }
    test.site.write("content/venues.yaml", &good);
    test.poll(HOME, |page| page.contains("faciliter la mise en réseau")).await;
    test.stop().await;
}

#[tokio::test]
async fn a_folder_without_a_site_is_rejected() {
    let site = SiteCopy::new();
    fs::remove_dir_all(site.path("content")).unwrap();
    let error = preview::start(site.preview(), |_| ()).await.err().expect("starting without content fails");
    assert!(error.to_string().contains("content"), "{error}");
}

/// A running preview and an HTTP client.
struct PreviewTest {
    site: SiteCopy,
    preview: Preview,
    client: Client<HttpConnector, Body>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

/// The stream of reload events.
struct Events {
    body: Body,
}

impl PreviewTest {
    async fn start(site: SiteCopy) -> PreviewTest {
        PreviewTest::start_with(site, |options| options).await
    }

    async fn start_with(site: SiteCopy, change: impl FnOnce(Options) -> Options) -> PreviewTest {
        let preview = preview::start(change(site.preview()), |_| ()).await.unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        PreviewTest { site, preview, client }
    }

    async fn restart(self) -> PreviewTest {
        self.preview.stop().await;
        PreviewTest::start(self.site).await
    }

    async fn stop(self) {
        self.preview.stop().await;
    }

    fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.preview.address())
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(self.address(path)), Body::empty()).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(self.address(path))
            .header("origin", self.address(""))
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    async fn send(&self, request: http::request::Builder, body: Body) -> Answer {
        let response = self.client.request(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Polls a page until it satisfies a condition.
    async fn poll(&self, path: &str, is_right: impl Fn(&str) -> bool) {
        let polled = timeout(PATIENCE, async {
            while !is_right(&self.get(path).await.body) {
                sleep(Duration::from_millis(50)).await;
            }
        });
        polled.await.expect("the page shows the edit");
    }

    /// Waits for events like the script in each page. Returns once the preview has the connection.
    async fn events(&self) -> Events {
        let address = self.address("/preview/events");
        let request = Request::get(address).body(Body::empty()).unwrap();
        let mut events = Events { body: Body::new(self.client.request(request).await.unwrap().into_body()) };
        events.wait_for_another().await;
        events
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Events {
    /// Waits for the next event about a build; the first one is about the build that is shown.
    async fn wait_for_another(&mut self) {
        let mut text = String::new();
        while !text.contains("event: build") {
            let frame =
                timeout(PATIENCE, self.body.frame()).await.expect("the preview sends an event in time");
            let data = frame.expect("the stream continues").unwrap().into_data().unwrap();
            text.push_str(&String::from_utf8_lossy(&data));
        }
    }
}
