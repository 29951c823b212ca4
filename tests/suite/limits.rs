//! Rate limits: every request that may change something is counted; a rejected request keeps the user's input and
//! explains what to do.

use model::limits::Limits;
use model::seats::Capacity;
use model::status::Status;
use tests::handler::{Answer, Event, HandlerTest, fields_with};
use tests::project;
use tests::site::SiteTest;

const OFFICE: &str = "192.0.2.1";

/// Returns the paths that accept posts, as in the router.
fn posted_routes() -> Vec<String> {
    let read = |path: &str| std::fs::read_to_string(project::root().join(path)).unwrap();
    let registrations = read("handler/src/route.rs").split('"').nth(1).unwrap().to_owned();
    let source = read("handler/src/routes.rs");
    assert!(source.contains(".route(REGISTRATIONS,"));
    let source = source.replace(".route(REGISTRATIONS,", &format!(".route(\"{registrations}\","));
    let routes = source.split(".route(\"").skip(1).map(|rest| rest.split_once('"').unwrap());
    // A call ends before the next method of the router.
    let of = |rest: &str| rest.split("\n        .").next().unwrap_or_default().to_owned();
    let posted = routes.filter(|(_, rest)| of(rest).contains("post("));
    posted.map(|(path, _)| path.to_owned()).collect()
}

async fn registered(test: &HandlerTest, workshop: &str, email: &str) -> String {
    test.post(workshop, &fields_with("email", email)).await.redirect()
}

/// Changes the function of a registration's participant.
async fn change(test: &HandlerTest, own_page: &str, function: usize, address: &str) -> Answer {
    let function = format!("Directrice {function}");
    let fields = [
        ("participant-1-given-name", "Claire"),
        ("participant-1-family-name", "Le Gall"),
        ("participant-1-function", &*function),
    ];
    let event = Event::post_to(&format!("{own_page}/participants"), &fields);
    test.send(event.from_address(address)).await
}

#[tokio::test]
async fn posts_to_every_route_are_counted() {
    let none = Limits {
        quarantine_after: 0,
        refuse_after: 0,
        changes: 0,
        confirmations: 0,
        searches: 0,
        changes_per_registration: 0,
        ..Limits::default()
    };
    let test = HandlerTest::new().await;
    let own_page = registered(&test, "groupe", "a@office.example").await;
    let before = test.registrations("groupe").await;
    let test = test.with_limits(|limits| *limits = none);
    let routes = posted_routes();
    assert!(routes.len() >= 6, "{routes:?}");
    let id = own_page.rsplit('/').next().unwrap();
    let token = test.confirm_path(&before[0]);
    for route in routes.iter().map(String::as_str).chain(["/api/what-there-may-be-one-day"]) {
        // An existing questionnaire.
        let slug = if route.contains("{form}") { "proximite" } else { "groupe" };
        let path = route.replace("{slug}", slug).replace("{id}", id).replace("{form}", "questionnaire");
        let path = path.replace("{token}", token.rsplit('/').next().unwrap());
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let event = Event::post_to(&path, &fields_with("email", "b@office.example"));
            let answer = test.send(event.with_method(method)).await;
            // A request with a method that the route does not accept is rejected without reading its body.
            let refused = match (method, route) {
                // This site has no such page; the module `find` floods that of the real site.
                ("POST", "/api/find") => vec![404],
                ("POST", _) => vec![429],
                _ => vec![405, 429],
            };
            assert!(refused.contains(&answer.status), "{method} {path}: {}", answer.status);
            if answer.status == 429 {
                let wait: u32 = answer.header("retry-after").parse().unwrap();
                assert!((1..=86_400).contains(&wait), "{path}: {wait}");
                let reasons = ["too-many", "too_many", "changed-too-often-today"];
                assert!(reasons.iter().any(|reason| answer.body.contains(reason)), "{path}: {}", answer.body);
            }
        }
    }
    assert_eq!(test.registrations("groupe").await, before);
}

#[tokio::test]
async fn changes_from_one_address_have_a_separate_limit() {
    let test = HandlerTest::new().await.with_limits(|limits| limits.changes = 12);
    let test = test.with_offer("groupe", |offer| offer.capacity = Capacity::whole(100));
    let mut own_pages = Vec::new();
    for number in 0..6 {
        own_pages.push(registered(&test, "groupe", &format!("p{number}@office.example")).await);
    }
    for number in 0..12 {
        assert_eq!(change(&test, &own_pages[number % 6], number, OFFICE).await.status, 303, "{number}");
    }
    let before = test.registrations("groupe").await;
    let refused = change(&test, &own_pages[0], 99, OFFICE).await;
    assert_eq!(refused.status, 429);
    assert_eq!(test.registrations("groupe").await, before);
    assert_eq!(
        change(&test, &own_pages[0], 99, "192.0.2.2").await.status,
        303,
        "other addresses are unaffected"
    );
    // Essential actions have their own counter, and so do registrations.
    let cancel = Event::post_to(&format!("{}/cancel", own_pages[1]), &[]).from_address(OFFICE);
    assert_eq!(test.send(cancel).await.status, 303);
    let event = Event::post("groupe", &fields_with("email", "new@office.example")).from_address(OFFICE);
    assert_eq!(test.send(event).await.status, 303);
}

#[tokio::test]
async fn changes_to_one_registration_are_limited_across_addresses() {
    let test = HandlerTest::new().await.with_limits(|limits| limits.changes_per_registration = 15);
    let own_page = registered(&test, "groupe", "a@office.example").await;
    let other = registered(&test, "groupe", "b@office.example").await;
    let address = |number: usize| format!("198.51.100.{number}");
    let most = test.limits().changes_per_registration as usize;
    for number in 0..most {
        assert_eq!(change(&test, &own_page, number, &address(number)).await.status, 303, "{number}");
    }
    let refused = change(&test, &own_page, most, &address(most)).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "43200"), "the day ends in 12 hours");
    assert_eq!(change(&test, &other, 1, &address(most)).await.status, 303);
    // Guessing a token uses up no allowance.
    let stranger = format!("{}-{}", other.split_once('-').unwrap().0, "0".repeat(32));
    for number in 0..most {
        assert_eq!(change(&test, &stranger, number, &address(100 + number)).await.status, 404);
    }
    assert_eq!(change(&test, &other, 2, &address(1)).await.status, 303);
    let cancel = Event::post_to(&format!("{own_page}/cancel"), &[]);
    assert_eq!(test.send(cancel).await.status, 303);
    let test = test.at("2027-05-02T00:00:00Z");
    assert_eq!(change(&test, &other, 3, &address(1)).await.status, 303);
}

#[tokio::test]
async fn confirming_an_address_is_possible_beyond_the_other_limits() {
    let test = HandlerTest::new().await;
    registered(&test, "confirme", "a@office.example").await;
    let registration = test.registrations("confirme").await.remove(0);
    let test = test.with_limits(|limits| {
        (limits.quarantine_after, limits.refuse_after, limits.changes) = (0, 0, 0);
    });
    let event = Event::post_to(&test.confirm_path(&registration), &[]).from_address(OFFICE);
    assert_eq!(test.send(event).await.status, 303);
    assert_eq!(test.registrations("confirme").await[0].status, Status::Confirmed);
}

#[tokio::test]
async fn the_form_is_shown_again_filled_in() {
    let test = HandlerTest::new().await;
    let test = test.with_limits(|limits| (limits.quarantine_after, limits.refuse_after) = (0, 0));
    let refused = test.post("groupe", &fields_with("email", "typed@office.example")).await;
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("too-many") && refused.body.contains("typed@office.example"));
}

/// By network address, and by registration, whose counter lasts a day.
#[tokio::test]
async fn names_in_a_change_are_shown_again() {
    for (limit, reason) in [("changes", "too-many"), ("changes_per_registration", "changed-too-often-today")]
    {
        let test = HandlerTest::new().await;
        let own_page = registered(&test, "groupe", "a@office.example").await;
        let test = test.with_limits(|limits| match limit {
            "changes" => limits.changes = 1,
            _ => limits.changes_per_registration = 1,
        });
        assert_eq!(change(&test, &own_page, 1, OFFICE).await.status, 303);
        let before = test.registrations("groupe").await;
        let refused = change(&test, &own_page, 2, OFFICE).await;
        assert_eq!(refused.status, 429, "{limit}");
        assert!(refused.body.contains(reason), "{limit}: {}", refused.body);
        assert!(refused.body.contains("Directrice 2"), "{limit}: {}", refused.body);
        assert!(refused.header("retry-after").parse::<u32>().is_ok(), "{limit}");
        assert_eq!(test.registrations("groupe").await, before);
        // A wrong address reveals nothing: it is not found, as always.
        let stranger = format!("{}-{}", own_page.split_once('-').unwrap().0, "0".repeat(32));
        let answer = change(&test, &stranger, 3, OFFICE).await.status;
        assert_eq!(answer, 404, "{limit}");
    }
}

/// The limits of a site reach its handler, and mistakes in them are reported at their location.
#[tokio::test]
async fn a_site_sets_its_own_limits() {
    let site = SiteTest::new("");
    site.build();
    let test = HandlerTest::with_site(&site).await;
    assert_eq!(test.limits(), Limits::default());
    let text = std::fs::read_to_string(site.root().join("content/site.yaml")).unwrap();
    site.write(
        "content/site.yaml",
        format!("{text}limits: {{ refuse_after: 40, change_mail_minutes: 5 }}\n"),
    );
    site.build();
    let expected = Limits { refuse_after: 40, change_mail_minutes: 5, ..Limits::default() };
    assert_eq!(test.rebuilt(&site).limits(), expected);

    for (limits, expected) in [
        ("{ refuse_after: 0 }", "`0` is not a valid number"),
        ("{ refuse_after: many }", "`many` is not a valid number"),
        ("{ mails: 100001 }", "`100001` is too large"),
        ("{ refuse_after: 20 }", "`quarantine_after` (30) is higher than `refuse_after` (20)"),
        ("{ quarantine_after: 300 }", "`quarantine_after` (300) is higher than `confirmations` (240)"),
        ("{ post: 20 }", "unknown key `post`"),
        ("[20]", "expected keys with values"),
    ] {
        site.write("content/site.yaml", format!("{text}limits: {limits}\n"));
        let problems = site.diagnostics();
        assert!(
            problems.contains(expected) && problems.contains("content/site.yaml:"),
            "{limits}: {problems}"
        );
    }
}
