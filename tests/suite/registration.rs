//! Recorded requests → the responses and the stored registrations.

use tests::dynamodb::{Fault, unused_address};
use tests::handler::{Answer, Event, HandlerTest, fields, fields_with};
use view::registration::own_path;

const CONFLICT: Fault = Fault::Cancelled(["TransactionConflict", "None"]);

/// Asserts that the response is a page that must not be cached, framed, indexed or sniffed.
fn assert_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
}

async fn assert_nothing_stored(test: &HandlerTest) {
    assert_eq!(test.registrations("proximite").await, []);
    assert_eq!(test.seats_taken("proximite").await, 0);
}

#[tokio::test]
async fn a_registration_is_stored_and_shown_to_its_registrant() {
    let test = HandlerTest::new().await;
    let answer = test.send(Event::recorded("post-registration")).await;
    assert_page(&answer, 303);

    let registrations = test.registrations("proximite").await;
    let [registration] = registrations.as_slice() else {
        panic!("{registrations:?}");
    };
    assert_eq!(test.seats_taken("proximite").await, 1);
    assert_eq!(registration.created, "2027-05-01T12:00:00Z".parse().unwrap());
    assert_eq!(registration.expires, "2030-10-01T00:00:00Z".parse().unwrap());
    assert_eq!(registration.request.participants[0].family_name, "Le Gall");
    assert_eq!(registration.request.participants[0].fee.amount.minor, 50_000);
    assert_eq!(registration.request.remarks.as_deref(), Some("Régime végétarien\nMerci !"));

    let own_page = answer.header("location").to_owned();
    assert_eq!(own_page, own_path(registration));
    let page = test.get(&own_page).await;
    assert_page(&page, 200);
    assert_eq!(page.header("referrer-policy"), "strict-origin", "the page has a form and a secret path");
    assert!(page.body.contains("Claire Le Gall") && page.body.contains("claire.legall@office.example"));
    assert!(page.body.contains("<title>Inscrit : Atelier proximite</title>"), "{}", page.body);
}

#[tokio::test]
async fn a_stage_prefix_in_the_path_makes_no_difference() {
    let test = HandlerTest::new().await;
    let answer = test.send(Event::recorded("post-registration-to-stage")).await;
    assert_page(&answer, 303);
    assert!(answer.header("location").starts_with("/api/registrations/proximite/"));
}

#[tokio::test]
async fn the_same_post_twice_is_one_registration() {
    let test = HandlerTest::new().await;
    let first = test.post("proximite", &fields()).await;
    let again = test.post("proximite", &fields()).await;
    // Differences in case and spacing do not change the answers.
    let mut spaced = fields_with("given-name", "  Claire ");
    spaced.reverse();
    let spaced = test.post("proximite", &spaced).await;
    let shouted = test.post("proximite", &fields_with("email", "Claire.LeGall@Office.example")).await;
    for answer in [&again, &spaced, &shouted] {
        assert_page(answer, 303);
        assert_eq!(answer.header("location"), first.header("location"));
    }
    assert_eq!(test.registrations("proximite").await.len(), 1);
    assert_eq!(test.seats_taken("proximite").await, 1);
}

#[tokio::test]
async fn two_simultaneous_clicks_are_one_registration() {
    let test = HandlerTest::new().await;
    let fields = fields();
    let (first, second) = tokio::join!(test.post("proximite", &fields), test.post("proximite", &fields));
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(test.registrations("proximite").await.len(), 1);
    assert_eq!(test.seats_taken("proximite").await, 1);
}

#[tokio::test]
async fn other_answers_from_the_same_address_are_a_new_registration_and_reveal_nothing() {
    let test = HandlerTest::new().await;
    test.post("proximite", &fields()).await;
    let first = test.registrations("proximite").await[0].clone();
    let stranger = [
        ("fee", "non-adherent"),
        ("given-name", "Marc"),
        ("family-name", "Dupont"),
        ("function", "Curieux"),
        ("organisation", "Ailleurs"),
        ("email", "Claire.LeGall@office.example"),
        ("billing-address", "2 rue d’Ailleurs"),
        ("billing-postal-code", "35000"),
        ("billing-city", "Rennes"),
        ("privacy", "yes"),
    ];
    let answer = test.post("proximite", &stranger).await;
    assert_page(&answer, 303);
    let page = test.get(answer.header("location")).await;
    assert!(page.body.contains("Dupont") && !page.body.contains("Le Gall"), "{}", page.body);
    assert!(!page.body.contains(first.id.as_str()) && !page.body.contains(first.id.reference()));
    let registrations = test.registrations("proximite").await;
    assert_eq!(registrations.len(), 2);
    assert!(registrations.contains(&first));
    assert_eq!(test.seats_taken("proximite").await, 2);
}

#[tokio::test]
async fn a_full_workshop_rejects_new_posts_but_recognises_a_repeated_one() {
    let test = HandlerTest::new().await;
    let first = test.post("petit", &fields()).await;
    let late = test.post("petit", &fields_with("email", "marc@office.example")).await;
    assert_page(&late, 409);
    assert!(late.body.contains("refused: full") && late.body.contains("marc@office.example"));

    let again = test.post("petit", &fields()).await;
    assert_eq!((again.status, again.header("location")), (303, first.header("location")));
    let changed = test.post("petit", &fields_with("given-name", "Clara")).await;
    assert!(changed.body.contains("refused: full"));
    assert_eq!(test.seats_taken("petit").await, 1);
    assert_eq!(test.registrations("petit").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_registrations_for_thirty_seats() {
    let test = std::sync::Arc::new(HandlerTest::new().await);
    let posts = (0..200).map(|number| {
        let test = std::sync::Arc::clone(&test);
        tokio::spawn(async move {
            let email = format!("person-{number}@office.example");
            post_until_answered(&test, &fields_with("email", &email)).await
        })
    });
    let (mut taken, mut full) = (0, 0);
    for post in posts.collect::<Vec<_>>() {
        match post.await.unwrap() {
            answer if answer.status == 303 => taken += 1,
            answer if answer.body.contains("refused: full") => full += 1,
            answer => panic!("{answer:?}"),
        }
    }
    assert_eq!((taken, full), (30, 170));
    assert_eq!(test.seats_taken("proximite").await, 30);
    assert_eq!(test.registrations("proximite").await.len(), 30);
}

/// Retries when the page asks for it: DynamoDB Local on a busy machine may exceed the ten seconds that the handler
/// waits.
async fn post_until_answered(test: &HandlerTest, fields: &[(&str, &str)]) -> Answer {
    loop {
        let answer = test.post("proximite", fields).await;
        if answer.status != 503 {
            return answer;
        }
    }
}

#[tokio::test]
async fn errors_are_shown_beside_the_input() {
    let test = HandlerTest::new().await;
    let mut fields = fields_with("email", "claire@");
    fields.retain(|(name, _)| *name != "privacy");
    let answer = test.post("proximite", &fields).await;
    assert_page(&answer, 422);
    assert_eq!(answer.header("referrer-policy"), "strict-origin");
    assert!(answer.body.contains("<title>Erreur : Atelier proximite</title>"));
    assert!(answer.body.contains("error: form.email.invalid"));
    assert!(answer.body.contains("error: form.privacy.missing"));
    assert!(answer.body.contains("value=\"claire@\"") && answer.body.contains("value=\"Le Gall\""));
    assert!(answer.body.contains("action=\"/api/workshops/proximite/registrations\""));
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn a_closed_workshop_explains_why() {
    let test = HandlerTest::new().await;
    for (workshop, refusal, keeps_the_form) in
        [("a-venir", "upcoming", true), ("passe", "closed", true), ("annule", "cancelled", false)]
    {
        let answer = test.post(workshop, &fields()).await;
        assert_page(&answer, 409);
        assert!(answer.body.contains(&format!("refused: {refusal}")), "{workshop}");
        assert_eq!(answer.body.contains("<form"), keeps_the_form, "{workshop}");
        assert_eq!(answer.body.contains("Le Gall"), keeps_the_form, "{workshop}");
        assert_eq!(test.seats_taken(workshop).await, 0);
        assert_eq!(test.registrations(workshop).await, []);
    }
}

#[tokio::test]
async fn an_offer_opens_and_closes_to_the_second() {
    let mut test = HandlerTest::new().await;
    for (now, status) in [
        ("2027-02-28T23:59:59.999Z", 409),
        ("2027-03-01T00:00:00Z", 303),
        ("2027-05-31T23:59:59.999Z", 303),
        ("2027-06-01T00:00:00Z", 409),
    ] {
        test = test.at(now);
        assert_eq!(test.post("proximite", &fields()).await.status, status, "{now}");
    }
}

#[tokio::test]
async fn an_expired_registration_is_gone() {
    let test = HandlerTest::new().await;
    let answer = test.post("proximite", &fields()).await;
    let own_page = answer.header("location").to_owned();
    let test = test.at("2030-09-30T23:59:59Z");
    assert_eq!(test.get(&own_page).await.status, 200);
    let test = test.at("2030-10-01T00:00:00Z");
    assert_page(&test.get(&own_page).await, 404);
}

#[tokio::test]
async fn a_wrong_address_of_a_registration_reveals_nothing() {
    let test = HandlerTest::new().await;
    let answer = test.post("proximite", &fields()).await;
    let (_, id) = answer.header("location").rsplit_once('/').unwrap();
    let unknown = "0123456789abcdef0123456789abcdef-fedcba0123456789fedcba0123456789";
    let (name, capability) = id.split_once('-').unwrap();
    let mut pages = Vec::new();
    for path in [
        format!("proximite/{unknown}"),
        format!("proximite/{name}"),
        format!("proximite/{name}-"),
        format!("proximite/{name}-{name}"),
        format!("proximite/{capability}-{name}"),
        format!("proximite/{id}-{capability}"),
        format!("petit/{id}"),
        format!("sans-offre/{id}"),
        format!("inconnu/{id}"),
        format!("Pas-Un-Slug/{id}"),
        format!("proximite/{}", id.to_uppercase()),
        "proximite/1".to_owned(),
        format!("%FF/{id}"),
        "proximite/%FF".to_owned(),
    ] {
        let page = test.get(&format!("/api/registrations/{path}")).await;
        assert_page(&page, 404);
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        pages.push(page.body);
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    assert!(pages[0].contains("<h1>unknown-registration</h1>"));
}

#[tokio::test]
async fn a_head_request_is_a_get_without_its_body() {
    let test = HandlerTest::new().await;
    let answer = test.post("proximite", &fields()).await;
    let head = Event::recorded("get-registration").with_path(answer.header("location")).with_method("HEAD");
    let head = test.send(head).await;
    assert_page(&head, 200);
    assert_eq!(head.body, "");
}

#[tokio::test]
async fn posts_that_are_not_forms_are_rejected() {
    let test = HandlerTest::new().await;
    let recorded = |name: &str| Event::recorded(name);
    let posted = |body: &str| recorded("post-registration").with_body(body);
    for (event, status, key) in [
        (recorded("post-json"), 415, "unsupported-media-type"),
        (recorded("post-multipart"), 415, "unsupported-media-type"),
        (recorded("post-registration").without_header("content-type"), 415, "unsupported-media-type"),
        (recorded("post-invalid-utf8"), 400, "bad-request"),
        (posted("given-name=%FF"), 400, "bad-request"),
        (posted("given-name=%C"), 400, "bad-request"),
        (posted(&"a".repeat(10 * 1024 * 1024)), 413, "too-large"),
        (posted(&"a".repeat(65_537)).without_header("content-length"), 413, "too-large"),
        (posted("").with_header("origin", "https://evil.example"), 403, "forbidden-origin"),
        (posted("").with_header("sec-fetch-site", "cross-site"), 403, "forbidden-origin"),
    ] {
        let answer = test.send(event).await;
        assert_page(&answer, status);
        assert!(answer.body.contains(&format!("<h1>{key}</h1>")), "{answer:?}");
    }
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn an_empty_post_is_an_empty_form() {
    let test = HandlerTest::new().await;
    let answer = test.send(Event::recorded("post-empty")).await;
    assert_page(&answer, 422);
    assert_eq!(answer.body.matches("<p>error: ").count(), 10, "{}", answer.body);
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn hostile_answers_are_rejected_and_never_echoed_as_html() {
    let test = HandlerTest::new().await;
    for (name, value, error) in [
        ("given-name", "Cl\0aire", "form.given_name.label contains U+0000"),
        ("family-name", "Le\u{1b}[31m Gall", "form.family_name.label contains U+001B"),
        ("email", "<script>alert(1)</script>@x.y", "form.email.invalid"),
        ("fee", "free", "form.fee.invalid"),
        ("fee", "\"><script>alert(1)</script>", "form.fee.invalid"),
        ("privacy", "<script>", "form.privacy.invalid"),
    ] {
        let answer = test.post("proximite", &fields_with(name, value)).await;
        assert_page(&answer, 422);
        assert!(answer.body.contains(error), "{name}={value:?}: {}", answer.body);
        assert!(!answer.body.contains("<script"), "{name}={value:?}");
    }
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn html_in_a_name_is_text() {
    let test = HandlerTest::new().await;
    let fields = fields_with("given-name", "<script>alert(1)</script>");
    let answer = test.post("proximite", &fields).await;
    let page = test.get(answer.header("location")).await;
    assert_page(&page, 200);
    assert!(page.body.contains("&lt;script&gt;") && !page.body.contains("<script"));
}

#[tokio::test]
async fn repeated_fields_are_rejected() {
    let test = HandlerTest::new().await;
    let mut repeated = fields();
    repeated.push(("email", "other@office.example"));
    let answer = test.post("proximite", &repeated).await;
    assert_page(&answer, 422);
    assert!(answer.body.contains("form.email.label repeated"));
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn unknown_addresses_are_not_found() {
    let test = HandlerTest::new().await;
    for (path, key) in [
        ("/api/workshops/inconnu/registrations", "unknown-workshop"),
        ("/api/workshops/..%2F..%2Fetc/registrations", "unknown-workshop"),
        ("/api/workshops/%3Cscript%3E/registrations", "unknown-workshop"),
        ("/api/workshops/%FF/registrations", "unknown-workshop"),
        ("/api/workshops/%00/registrations", "unknown-workshop"),
        ("/api/workshops/../../etc/registrations", "not-found"),
        ("/api/workshops//registrations", "unknown-workshop"),
        ("/api/workshops/sans-offre/registrations", "no-registration"),
        ("/api/workshops/proximite/registrations/", "not-found"),
        ("/api", "not-found"),
        ("/api/", "not-found"),
        ("/api/autre", "not-found"),
        ("/", "not-found"),
    ] {
        let answer = test.send(Event::post("proximite", &fields()).with_path(path)).await;
        assert_page(&answer, 404);
        assert!(answer.body.contains(&format!("<h1>{key}</h1>")), "{path}: {}", answer.body);
        assert!(!answer.body.contains("<script") && !answer.body.contains("etc"));
    }
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn other_methods_get_the_allowed_ones() {
    let test = HandlerTest::new().await;
    let posting = "/api/workshops/proximite/registrations";
    let own_page =
        "/api/registrations/proximite/0123456789abcdef0123456789abcdef-fedcba0123456789fedcba0123456789";
    for (path, methods, allow) in [
        (posting, ["GET", "HEAD", "PUT", "OPTIONS"], "POST"),
        (own_page, ["POST", "PUT", "DELETE", "OPTIONS"], "GET,HEAD"),
    ] {
        for method in methods {
            let event = Event::recorded("post-registration").with_path(path);
            let answer = test.send(event.with_method(method)).await;
            assert_page(&answer, 405);
            assert_eq!(answer.header("allow"), allow, "{method} {path}");
        }
    }
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn an_unreachable_store_loses_no_input() {
    let test = HandlerTest::with_store_at(&unused_address().await)
        .patient_for(std::time::Duration::from_millis(500));
    let answer = test.post("proximite", &fields()).await;
    assert_page(&answer, 503);
    assert_eq!(answer.header("retry-after"), "30");
    assert!(answer.body.contains("refused: unavailable") && answer.body.contains("value=\"Le Gall\""));

    let page = test
        .get("/api/registrations/proximite/0123456789abcdef0123456789abcdef-fedcba0123456789fedcba0123456789")
        .await;
    assert_page(&page, 503);
    assert_eq!(page.header("retry-after"), "30");
}

#[tokio::test]
async fn requests_to_a_busy_store_are_retried() {
    let faults = [
        CONFLICT,
        Fault::Cancelled(["ConditionalCheckFailed", "TransactionConflict"]),
        Fault::Cancelled(["ThrottlingError", "None"]),
        Fault::Refused(400, "ThrottlingException"),
        Fault::Refused(400, "ProvisionedThroughputExceededException"),
        Fault::Refused(400, "TransactionInProgressException"),
        Fault::Refused(500, "InternalServerError"),
    ];
    let test = HandlerTest::with_faults(faults).await;
    assert_page(&test.post("proximite", &fields()).await, 303);
    assert_eq!(test.seats_taken("proximite").await, 1);
    assert_eq!(test.registrations("proximite").await.len(), 1);
}

#[tokio::test]
async fn a_lost_response_takes_one_seat() {
    let test = HandlerTest::with_faults([Fault::AnswerLost, CONFLICT, Fault::AnswerLost]).await;
    assert_page(&test.post("proximite", &fields()).await, 303);
    assert_eq!(test.seats_taken("proximite").await, 1);
    assert_eq!(test.registrations("proximite").await.len(), 1);
}

#[tokio::test]
async fn an_unknown_outcome_is_resolved_by_reading() {
    let mut faults = vec![Fault::AnswerLost];
    faults.extend([Fault::Refused(500, "InternalServerError"); 200]);
    let test = HandlerTest::with_faults(faults).await;
    // A quarter of the time is for reading what was stored: one second, also on a busy machine.
    let test = test.patient_for(std::time::Duration::from_secs(4));
    assert_page(&test.post("proximite", &fields()).await, 303);
    assert_eq!(test.registrations("proximite").await.len(), 1);
}

#[tokio::test]
async fn a_store_that_stays_busy_returns_503_and_stores_nothing() {
    let test = HandlerTest::with_faults([CONFLICT; 200]).await;
    let test = test.patient_for(std::time::Duration::from_millis(500));
    assert_page(&test.post("proximite", &fields()).await, 503);
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn a_rejected_call_is_not_retried() {
    let denied = Fault::Refused(400, "AccessDeniedException");
    let test = HandlerTest::with_faults([denied]).await;
    assert_page(&test.post("proximite", &fields()).await, 503);
    assert_nothing_stored(&test).await;
}

#[tokio::test]
async fn a_panic_returns_a_page_without_the_panic_message() {
    let test = HandlerTest::new().await.with_clock(|| panic!("Claire"));
    let answer = test.post("proximite", &fields()).await;
    assert_page(&answer, 500);
    assert!(answer.body.contains("<h1>internal-error</h1>") && !answer.body.contains("Claire"));
}

#[tokio::test]
async fn an_incomplete_theme_is_an_internal_error() {
    let lacks_words = HandlerTest::new().await.with_theme(|theme| {
        theme.words.remove("title.registration_error");
    });
    let answer = lacks_words.post("proximite", &[]).await;
    assert_page(&answer, 500);
    assert!(answer.body.contains("<h1>internal-error</h1>"));

    let lacks_templates = HandlerTest::new().await.with_theme(|theme| theme.templates.clear());
    let answer = lacks_templates.post("proximite", &[]).await;
    assert_page(&answer, 500);
    // A registration is accepted nevertheless, as its response needs no page.
    assert_page(&lacks_templates.post("proximite", &fields()).await, 303);
}

#[tokio::test]
async fn the_real_theme_has_every_page_about_a_registration() {
    let mut test = HandlerTest::with_the_real_site().await;
    let offers: Vec<_> =
        test.offers().map(|(workshop, offer)| (workshop.slug.to_string(), offer.clone())).collect();
    assert!(!offers.is_empty());
    for (slug, offer) in &offers {
        let mut fields = fields_with("fee", offer.fees[0].category.as_str());
        // Fields of some of the real forms; the others ignore them, because the post lacks their form hash.
        fields.extend([("attendance-session-2", "online"), ("dejeuner", "non")]);
        let but = |name, value| [without(&fields, name), vec![(name, value)]].concat();
        test = test.at(&(offer.opens - SECOND).to_string());
        assert_real_page(&post_without_origin(&test, slug, &fields).await, 409);
        test = test.at(&offer.closes.to_string());
        assert_real_page(&post_without_origin(&test, slug, &fields).await, 409);

        test = test.at(&offer.opens.to_string());
        assert_real_page(&post_without_origin(&test, slug, &[]).await, 422);
        let hostile = but("given-name", "<script>\0</script>");
        assert_real_page(&post_without_origin(&test, slug, &hostile).await, 422);
        let answer = post_without_origin(&test, slug, &fields).await;
        assert_page(&answer, 303);
        assert_real_page(&test.get(answer.header("location")).await, 200);
        let changed = but("function", "Présidente");
        assert_page(&post_without_origin(&test, slug, &changed).await, 303);
    }
}

#[tokio::test]
async fn the_real_theme_has_every_message() {
    let test = HandlerTest::with_the_real_site().await;
    let post = || Event::recorded("post-registration").without_header("origin");
    for (event, status) in [
        (post().with_path("/api/autre"), 404),
        (post().with_path("/api/workshops/inconnu/registrations"), 404),
        (Event::recorded("get-registration"), 404),
        (post().with_method("GET"), 405),
        (post().with_header("origin", "https://evil.example"), 403),
        (post().with_header("content-type", "text/plain"), 415),
        (post().with_body("%"), 400),
        (post().with_body(&"a".repeat(65_537)), 413),
    ] {
        assert_real_page(&test.send(event).await, status);
    }
    let test = test.with_clock(|| panic!("the clock is broken"));
    assert_real_page(&test.send(post()).await, 500);
}

const SECOND: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

fn without<'a>(fields: &[(&'a str, &'a str)], name: &str) -> Vec<(&'a str, &'a str)> {
    let mut fields = fields.to_vec();
    fields.retain(|(other, _)| *other != name);
    fields
}

/// Posts without the recorded `origin` header, which names the small site.
async fn post_without_origin(test: &HandlerTest, workshop: &str, fields: &[(&str, &str)]) -> Answer {
    test.send(Event::post(workshop, fields).without_header("origin")).await
}

/// Asserts that the response is a page of the real theme, not the fallback, and that nothing in it is executed.
fn assert_real_page(answer: &Answer, status: u16) {
    assert_page(answer, status);
    assert!(answer.body.contains("</html>") && answer.body.contains("<h1"), "{answer:?}");
    // Scripts come from files of the theme; user input cannot add one to a page.
    let mut scripts = answer.body.split("<script").skip(1);
    assert!(scripts.all(|script| script.starts_with(" src=\"/assets/")), "{answer:?}");
}
