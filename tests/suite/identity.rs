//! The identity of registrations: which posts are the same one, and that responses and response times reveal nothing
//! about an address.

use model::form::TRAP_FIELD;
use model::registration::Registration;
use model::status::{Event as TransitionEvent, Status};
use registry::identifier::MOST_REGISTRATIONS;
use tests::handler::{Event, HandlerTest, fields, fields_with, id_in, secrets_in};
use tests::meter::Meter;
use view::registration::own_path;

const EMAIL: &str = "claire.legall@office.example";

/// Everything a stranger can observe after a post: status, headers, page and the operations of the store.
#[derive(Debug, PartialEq)]
struct Learned {
    status: u16,
    headers: Vec<(String, String)>,
    page: String,
    operations: Vec<String>,
    write_units: Vec<f64>,
}

/// The prior state of an address.
#[derive(Clone, Copy, Debug)]
enum Known {
    Not,
    Registered,
    Quarantined,
    RefusedAsSpam,
    Refused,
    Cancelled,
    Lapsed,
    Confirmed,
}

impl Known {
    const ALL: [Known; 8] = [
        Known::Not,
        Known::Registered,
        Known::Quarantined,
        Known::RefusedAsSpam,
        Known::Refused,
        Known::Cancelled,
        Known::Lapsed,
        Known::Confirmed,
    ];

    /// Returns a handler with an address in this state, at noon of the next day.
    async fn arrange(self, workshop: &str) -> (HandlerTest, Meter) {
        let (test, meter) = HandlerTest::with_meter().await;
        let mut first = fields();
        if matches!(self, Known::Quarantined | Known::RefusedAsSpam) {
            first.push((TRAP_FIELD, "x"));
        }
        if !matches!(self, Known::Not) {
            assert_eq!(test.post(workshop, &first).await.status, 303);
            let registration = test.registrations(workshop).await.remove(0);
            match self {
                Known::RefusedAsSpam | Known::Refused => {
                    test.transition(workshop, &registration.id, TransitionEvent::Refuse).await;
                }
                Known::Cancelled => {
                    test.transition(workshop, &registration.id, TransitionEvent::Cancel).await;
                }
                Known::Confirmed => {
                    test.send(Event::post_to(&test.confirm_path(&registration), &[])).await;
                }
                _ => {}
            }
        }
        let test = test.at("2027-05-02T12:00:00Z");
        if matches!(self, Known::Lapsed) {
            test.sweep().await;
        }
        (test, meter)
    }
}

/// Returns what a person who posts these fields can observe.
async fn learn(test: &HandlerTest, meter: &Meter, event: Event) -> Learned {
    meter.read_operations();
    meter.read();
    let answer = test.send(event).await;
    let (operations, write_units) = (meter.read_operations(), meter.read());
    let location = answer.header("location").to_owned();
    let page = if answer.status == 303 { test.get(&location).await.body } else { answer.body.clone() };
    let mut secrets = Vec::new();
    if answer.status == 303 {
        secrets.extend(secrets_in(&location));
        secrets.push(id_in(&location).reference().to_owned());
    }
    let normal = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "…"));
    let headers = answer.headers.iter();
    let headers = headers.map(|(name, value)| (name.to_string(), normal(value.to_str().unwrap())));
    Learned {
        status: answer.status,
        headers: headers.collect(),
        page: normal(&page),
        operations,
        write_units,
    }
}

#[tokio::test]
async fn a_stranger_learns_nothing_about_an_address() {
    let posts = [
        fields_with("remarks", "Curieux"),
        [fields_with("remarks", "Curieux"), vec![(TRAP_FIELD, "x")]].concat(),
        fields_with("family-name", "Dupont"),
        fields_with("billing-city", ""),
    ];
    for (workshop, posts) in [("confirme", &posts[..]), ("groupe", &posts[..2]), ("approuve", &posts[..1])] {
        for post in posts {
            let (test, meter) = Known::Not.arrange(workshop).await;
            let unknown = learn(&test, &meter, Event::post(workshop, post)).await;
            for known in Known::ALL {
                let (test, meter) = known.arrange(workshop).await;
                let learned = learn(&test, &meter, Event::post(workshop, post)).await;
                assert_eq!(learned, unknown, "{workshop}, {known:?}");
            }
        }
    }
}

/// This also holds for a person who knows every answer.
#[tokio::test]
async fn the_same_answers_an_hour_later_reveal_no_earlier_registration() {
    let (test, meter) = Known::Not.arrange("groupe").await;
    let unknown = learn(&test, &meter, Event::post("groupe", &fields())).await;
    for known in Known::ALL {
        let (test, meter) = known.arrange("groupe").await;
        let before = test.registrations("groupe").await;
        let learned = learn(&test, &meter, Event::post("groupe", &fields())).await;
        assert_eq!(learned, unknown, "{known:?}");
        let after = test.registrations("groupe").await;
        assert_eq!(after.len(), before.len() + 1);
        assert!(before.iter().all(|registration| after.contains(registration)));
    }
}

#[tokio::test]
async fn a_questionnaire_is_answered_alike_whether_the_address_has_answered_or_not() {
    let path = "/api/workshops/proximite/forms/questionnaire";
    let answers = tests::questionnaire::answers_with("which", "Deux");
    let mut learned = Vec::new();
    for known in [false, true] {
        let (test, meter) = HandlerTest::with_meter().await;
        if known {
            test.send(Event::post_to(path, &tests::questionnaire::answers())).await;
        }
        meter.read_operations();
        meter.read_single();
        let answer = test.send(Event::post_to(path, &answers)).await;
        let headers = format!("{:?}", answer.headers);
        learned.push((answer.status, headers, answer.body, meter.read_operations(), meter.read_single()));
    }
    assert_eq!(learned[0], learned[1]);
}

#[tokio::test]
async fn the_same_post_is_one_registration_for_an_hour() {
    let mut test = HandlerTest::new().await.at("2027-05-01T12:40:00Z");
    let first = test.post("groupe", &fields()).await.redirect();
    // This also holds in the next hour of the clock.
    for now in ["2027-05-01T12:59:59Z", "2027-05-01T13:00:00Z", "2027-05-01T13:39:59Z"] {
        test = test.at(now);
        assert_eq!(test.post("groupe", &fields()).await.redirect(), first, "{now}");
    }
    let test = test.at("2027-05-01T13:40:00Z");
    let second = test.post("groupe", &fields()).await.redirect();
    assert_ne!(second, first);
    assert_eq!(test.post("groupe", &fields()).await.redirect(), second);
    assert_eq!(test.registrations("groupe").await.len(), 2);
    assert_eq!(test.get(&first).await.status, 200);
}

#[tokio::test]
async fn a_repeated_post_from_a_suspected_sender_is_the_same_registration() {
    let test = HandlerTest::new().await;
    let post = |event: Event| event.from_address("192.0.2.9");
    let first = test.send(post(Event::post("groupe", &fields()))).await;
    for number in 0..test.limits().quarantine_after {
        let remarks = number.to_string();
        test.send(post(Event::post("proximite", &fields_with("remarks", &remarks)))).await;
    }
    let suspected = test.send(post(Event::post("groupe", &fields_with("remarks", "Autre")))).await;
    let page = test.get(&suspected.redirect()).await;
    assert!(page.body.contains("quarantined"), "{}", page.body);
    let again = test.send(post(Event::post("groupe", &fields()))).await;
    assert_eq!(again.redirect(), first.redirect());
    // Another network is not suspected, and suspected registrations affect no others.
    let elsewhere = test.post("groupe", &fields_with("remarks", "Autre")).await;
    assert_ne!(elsewhere.redirect(), suspected.redirect());
    assert!(test.get(&elsewhere.redirect()).await.body.contains("confirmed"));
}

#[tokio::test]
async fn strangers_cannot_lock_out_an_address() {
    for (event, trapped) in
        [(TransitionEvent::Refuse, true), (TransitionEvent::Refuse, false), (TransitionEvent::Cancel, false)]
    {
        let test = HandlerTest::new().await;
        let trap = [fields(), vec![(TRAP_FIELD, "x")]].concat();
        let posted = if trapped { trap } else { fields() };
        let theirs = test.post("approuve", &posted).await;
        let theirs = theirs.redirect();
        test.transition("approuve", &id_in(&theirs), event).await;
        let own = test.post("approuve", &fields()).await;
        assert_ne!(own.redirect(), theirs, "{event:?}");
        let page = test.get(&own.redirect()).await;
        assert!(page.body.contains("pending"), "{event:?}: {}", page.body);
        // A repeated post still counts once.
        assert_eq!(test.post("approuve", &fields()).await.redirect(), own.redirect());
    }
}

#[tokio::test]
async fn cancelling_and_registering_the_same_answers_is_limited() {
    let test = HandlerTest::new().await;
    for _ in 0..MOST_REGISTRATIONS {
        let own_page = test.post("groupe", &fields()).await.redirect();
        test.transition("groupe", &id_in(&own_page), TransitionEvent::Cancel).await;
    }
    let refused = test.post("groupe", &fields()).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "3600"));
    assert_eq!(test.registrations("groupe").await.len(), MOST_REGISTRATIONS as usize);
    test.assert_sound("groupe").await;
    let test = test.at("2027-05-01T13:00:00Z");
    test.post("groupe", &fields()).await.redirect();
}

#[tokio::test]
async fn an_assistant_registers_colleagues_one_by_one_from_one_address() {
    let test = HandlerTest::new().await;
    let mut pages = Vec::new();
    for name in ["Anne", "Marc", "Zoé"] {
        pages.push(test.post("groupe", &fields_with("given-name", name)).await.redirect());
    }
    let registrations = test.registrations("groupe").await;
    assert_eq!(registrations.len(), 3);
    let halves: std::collections::BTreeSet<_> = registrations.iter().map(|it| it.id.address_half()).collect();
    assert_eq!(halves.len(), 1, "one query finds them all");
    for (page, name) in pages.iter().zip(["Anne", "Marc", "Zoé"]) {
        assert!(test.get(page).await.body.contains(name));
    }
}

async fn newest(test: &HandlerTest, workshop: &str) -> Registration {
    let registrations = test.registrations(workshop).await;
    let alive = registrations.into_iter().filter(|it| it.status.is_alive());
    alive.max_by_key(|it| it.created).expect("a live registration exists")
}

/// At the same moment by the clock, and a moment later.
#[tokio::test]
async fn the_token_of_a_cancelled_registration_confirms_no_other_one() {
    for later in ["2027-05-01T12:00:00Z", "2027-05-01T12:00:01Z", "2027-05-01T14:00:00Z"] {
        let test = HandlerTest::new().await;
        test.post("confirme", &fields()).await;
        let first = newest(&test, "confirme").await;
        let old_link = test.confirm_path(&first);
        test.transition("confirme", &first.id, TransitionEvent::Cancel).await;
        let test = test.at(later);
        test.post("confirme", &fields()).await;
        let second = newest(&test, "confirme").await;
        assert_ne!(first.id, second.id);
        let old_token = old_link.rsplit('/').next().unwrap();
        let wrong = format!("{}/confirm/{old_token}", own_path(&second));
        for answer in [test.get(&wrong).await, test.send(Event::post_to(&wrong, &[])).await] {
            assert_eq!(answer.status, 404, "{later}");
        }
        test.send(Event::post_to(&old_link, &[])).await;
        assert_eq!(newest(&test, "confirme").await.status, Status::Unconfirmed);
        let right = test.confirm_path(&second);
        assert_eq!(test.send(Event::post_to(&right, &[])).await.status, 303);
        assert_eq!(newest(&test, "confirme").await.status, Status::Confirmed);
    }
}

/// The same address and answers for another workshop.
#[tokio::test]
async fn a_token_belongs_to_one_workshop() {
    let test = HandlerTest::new().await.with_offer("groupe", |offer| {
        offer.confirmation = model::status::Confirmation::Email;
    });
    for workshop in ["confirme", "groupe"] {
        test.post(workshop, &fields_with("email", EMAIL)).await;
    }
    let one = test.confirm_path(&newest(&test, "confirme").await);
    let token = one.rsplit('/').next().unwrap();
    let other = newest(&test, "groupe").await;
    let wrong = format!("{}/confirm/{token}", own_path(&other));
    assert_eq!(test.send(Event::post_to(&wrong, &[])).await.status, 404);
}
