//! Consistency: the page, the mail and the calendar file show the registrant the same facts as the desk and the exports
//! show the organiser.

use jiff::SignedDuration;
use model::registration::Registration;
use model::seats::{Capacity, Seats, WaitingList};
use registry::Deadline;
use tests::desk::{DeskTest, registration};
use tests::notifier::{NotifierTest, mail_theme};
use tests::ses::Ses;
use view::registration::own_path;

/// A mail whose content depends on the shared rules.
const MAIL: &str = "
{% if page.registration.waiting_place %}place: {{ page.registration.waiting_place }}{% endif %}
{% for session in page.registration.workshop.sessions %}session: {{ session.title }}
{% endfor %}
{% if page.registration.amount %}amount: {{ page.registration.amount | money }}{% endif %}
{% if page.registration.details %}{% for participant in page.registration.details.participants %}
name: {{ participant.name }}{% endfor %}{% endif %}";

/// Every representation of a registration.
struct Readings {
    page: String,
    mail: String,
    /// Empty for a registration without one.
    calendar: String,
    /// The output of `registrations show`.
    shown: String,
    /// The output of `registrations show --json`.
    json: serde_json::Value,
    /// The output of `registrations export`.
    export: String,
}

/// Reads every representation of a registration, with the desk's current workshops.
async fn readings(desk: &DeskTest, registration: &Registration) -> Readings {
    desk.write_catalogue();
    let mut theme = mail_theme();
    theme.templates.insert("mail/registration.txt".to_owned(), MAIL.to_owned());
    let (handlers, notifiers) = (desk.table(), desk.table());
    let test = NotifierTest::on(handlers, notifiers, Ses::new().await, desk.catalogue.clone(), theme);
    test.pass(SignedDuration::from_hours(1));
    let workshop = registration.request.workshop.as_str();
    assert_eq!(test.stream(workshop).await, [""; 0]);
    let to = registration.request.contact.email.as_str();
    let mail =
        test.mails().into_iter().find(|mail| mail.to == to).expect("the registration is mailed about").text;

    let path = own_path(&desk.stored(registration).await.expect("the registration is stored"));
    let page = test.handler.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let reference = registration.id.reference();
    let json = desk.ok(&["show", reference, "--json"]).await;
    Readings {
        page: page.body,
        mail,
        calendar: test.handler.get(&format!("{path}/calendar.ics")).await.body,
        shown: desk.ok(&["show", reference]).await,
        json: serde_json::from_str(&json).unwrap(),
        export: desk.ok(&["export", "--format", "csv", "--workshop", workshop]).await,
    }
}

/// Returns the value of a fact in the output of `registrations show`.
fn fact<'a>(shown: &'a str, name: &str) -> Option<&'a str> {
    shown.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_place_on_the_waiting_list_is_the_same_everywhere() {
    let mut desk = DeskTest::new().await;
    let offer = desk.offer_mut("groupe");
    (offer.capacity, offer.waiting_list) = (Capacity::whole(1), WaitingList::Open);
    let seated = registration("groupe", 1, 1, desk.offer("groupe"));
    let mut expired = registration("groupe", 2, 1, desk.offer("groupe"));
    expired.expires = "2020-01-01T00:00:00Z".parse().unwrap();
    let [next, last] = [3, 4].map(|number| registration("groupe", number, 1, desk.offer("groupe")));
    for registration in [&seated, &expired, &next, &last] {
        desk.register(registration).await;
    }

    let readings = readings(&desk, &last).await;
    assert!(readings.page.contains("place: 2"), "{}", readings.page);
    assert!(readings.mail.contains("place: 2"), "{}", readings.mail);
    assert_eq!(fact(&readings.shown, "Waiting place"), Some("2"), "{}", readings.shown);
    assert_eq!(readings.json["waiting_place"], 2);
    let seated = desk.ok(&["show", seated.id.reference()]).await;
    assert_eq!(fact(&seated, "Waiting place"), None, "{seated}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sessions_attended_are_the_same_everywhere_even_without_an_offer() {
    for is_offered in [true, false] {
        let mut desk = DeskTest::new().await;
        let mut one = registration("choix", 1, 1, desk.offer("choix"));
        one.seats = Seats::in_pools(["b"], 1);
        desk.register(&one).await;
        if !is_offered {
            let workshop = desk.catalogue.workshops.get_mut(&one.request.workshop).unwrap();
            workshop.offer = None;
        }

        let Readings { page, mail, calendar, shown, export, .. } = readings(&desk, &one).await;
        for (place, text) in [("page", &page), ("mail", &mail), ("calendar", &calendar), ("desk", &shown)] {
            assert!(text.contains("Séance b") && !text.contains("Séance a"), "{place}: {text}");
        }
        assert!(export.contains("Séance b") && !export.contains("Séance a"), "{export}");
        let sheet = desk.path("sheet.html");
        desk.ok(&["attendance-sheet", "-w", "choix", "-o", sheet.to_str().unwrap()]).await;
        let (first, second) = (desk.read("sheet.html"), "Séance b");
        let (first, second) = first.split_once(second).expect("each session has a sheet");
        assert!(!first.contains("Person-1") && second.contains("Person-1"), "{first}{second}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_amounts_are_written_alike_everywhere() {
    let desk = DeskTest::new().await;
    let mut one = registration("groupe", 1, 2, desk.offer("groupe"));
    one.request.listed = true;
    // Mails contain user input only once the mailbox is proven.
    one.proven = Some(one.created);
    let mut other = registration("groupe", 2, 1, desk.offer("groupe"));
    other.request.listed = true;
    for registration in [&one, &other] {
        desk.register(registration).await;
    }

    let readings = readings(&desk, &one).await;
    for name in ["Zoé Person-1", "Marc Colleague-1"] {
        for text in [&readings.page, &readings.mail, &readings.shown, &readings.export] {
            assert!(text.contains(name), "{name}: {text}");
        }
    }
    assert!(readings.page.contains("listed: Zoé Person-2, Office"), "{}", readings.page);
    assert_eq!(fact(&readings.shown, "Contact"), Some("Zoé Person-1, Directrice"));
    let listed = desk.ok(&["list", "-w", "groupe"]).await;
    assert!(listed.contains("Zoé Person-1") && listed.contains("Zoé Person-2"), "{listed}");

    let amount = fact(&readings.shown, "Amount").expect("the registration has an amount");
    assert!(readings.page.contains(&format!("<p>{amount}</p>")), "{amount}: {}", readings.page);
    assert!(readings.mail.contains(&format!("amount: {amount}")), "{amount}: {}", readings.mail);
    assert!(listed.contains(amount), "{amount}: {listed}");
    let stored =
        desk.store().get(&one.request.workshop, &one.id, Deadline::default()).await.unwrap().unwrap();
    let money = stored.request.amount().unwrap();
    assert_eq!(readings.json["amount"]["minor"], money.minor);
    let (units, currency) = (money.number().replace('.', ","), money.currency.code());
    assert!(readings.export.contains(&format!(";{units};{currency};")), "{}", readings.export);
}
