//! Private information about sessions: who sees it, and where it must never be.

mod changes;
mod content;
mod documents;

use model::announcement::AttendanceMode;
use model::catalogue::{Catalogue, PrivateSessions};
use model::offer::{Offer, ParticipantEmail};
use model::private_information::{PrivateInformation, PrivateText};
use model::rich_text::{Block, Run};
use model::scheduled_mail::{MailText, Occasion, Recipients, ScheduledMail, Sessions};
use model::seats::Capacity;
use model::slug::Slug;
use model::status::{Event, Status};
use registry::Workshops;
use tests::catalogue::{catalogue, write_for_functions};
use tests::handler::{HandlerTest, colleagues, fields, fields_with};
use tests::log::Log;
use tests::notifier::{NotifierTest, mail_theme};

/// What must be nowhere but on the pages and in the mails of those who may know it.
const SECRETS: [&str; 5] =
    ["Salle 204", "48B12", "https://visio.example/j/912", "912 443", "Apportez vos plans"];

/// Those of the secrets for participants who come, and for those who attend online.
const IN_PERSON: [bool; 5] = [true, true, false, false, true];
const ONLINE: [bool; 5] = [false, false, true, true, true];
const NONE: [bool; 5] = [false; 5];

fn information() -> PrivateInformation {
    let text = |text: &str| Some(PrivateText { text: text.to_owned(), language: None });
    PrivateInformation {
        room: text(SECRETS[0]),
        door_code: Some(SECRETS[1].to_owned()),
        join_link: Some(SECRETS[2].to_owned()),
        join_code: Some(SECRETS[3].to_owned()),
        note: text(SECRETS[4]),
        documents: Vec::new(),
    }
}

/// Returns the small catalogue with private information about the first session of each workshop, which can be attended in
/// both ways, and a mail about it to all registrants.
fn informed() -> Catalogue {
    let mut catalogue = catalogue();
    for (identifier, workshop) in &mut catalogue.workshops {
        workshop.sessions[0].attendance = AttendanceMode::Hybrid;
        workshop.has_private = true;
        let sessions = [("a".to_owned(), information())].into();
        catalogue
            .private
            .insert(identifier.clone(), PrivateSessions { sessions, ..PrivateSessions::default() });
        let at = |text: &str| text.parse().unwrap();
        let occasion = |session: &str| Occasion {
            session: session.to_owned(),
            about: at("2027-09-14T08:00:00Z"),
            ends: at("2027-09-14T16:00:00Z"),
            due: at("2027-09-07T08:00:00Z"),
            until: at("2027-09-14T08:00:00Z"),
        };
        let run =
            |text: &str| Block::Paragraph { runs: vec![Run { text: text.to_owned(), ..Run::default() }] };
        workshop.has_mails = true;
        workshop.mails = vec![ScheduledMail {
            id: slug("infos"),
            recipients: Recipients::All,
            mode: None,
            late: true,
            about: Sessions::Each,
            occasions: vec![occasion("a"), occasion("b")],
            text: MailText {
                subject: "infos".to_owned(),
                body: vec![run("Bonjour"), run("{private}")],
                language: None,
            }
            .into(),
        }]
        .into();
    }
    catalogue
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// Returns which of the secrets a text contains.
fn seen(text: &str) -> [bool; 5] {
    SECRETS.map(|secret| text.contains(secret))
}

/// Returns a handler with private information, where `groupe` has three seats.
async fn handler() -> HandlerTest {
    NotifierTest::with(informed(), mail_theme())
        .await
        .handler
        .with_offer("groupe", |offer| offer.capacity = Capacity::whole(3))
}

fn attending(mode: &'static str) -> Vec<(&'static str, &'static str)> {
    [fields(), vec![("attendance-a", mode)]].concat()
}

#[tokio::test]
async fn own_pages_show_it_to_confirmed_participants_in_their_mode() {
    let (log, test) = (Log::default(), handler().await);
    let logging = log.start();
    for (mode, expected) in [("in-person", IN_PERSON), ("online", ONLINE)] {
        let path = test.post("proximite", &attending(mode)).await.redirect();
        let page = test.get(&path).await;
        assert_eq!(seen(&page.body), expected, "{mode}: {}", page.body);
        assert_eq!(page.header("cache-control"), "no-store");
        let calendar = test.get(&format!("{path}/calendar.ics")).await.body.replace("\r\n ", "");
        assert_eq!(seen(&calendar), expected, "{mode}: {calendar}");
        test.cancel(&path).await;
        for after in [path.clone(), format!("{path}/calendar.ics")] {
            assert_eq!(seen(&test.get(&after).await.body), NONE, "{after}");
        }
    }
    drop(logging);
    assert!(log.text().contains("\"found\""), "{}", log.text());
    assert_eq!(seen(&log.text()), NONE);
}

#[tokio::test]
async fn own_pages_show_it_to_no_one_else() {
    let test = handler().await;
    // Pages that anyone may see.
    for path in ["/api/workshops/proximite/availability", "/api/registrations/proximite/x"] {
        assert_eq!(seen(&test.get(path).await.body), NONE, "{path}");
    }
    let refused = test.post("proximite", &[]).await;
    assert_eq!((refused.status, seen(&refused.body)), (422, NONE));
    // A session that they do not attend.
    let other = [fields_with("sessions", "b"), vec![("attendance-a", "online")]].concat();
    let path = test.post("choix", &other).await.redirect();
    assert_eq!(seen(&test.get(&path).await.body), NONE);
    // Those who wait, for a seat or for approval.
    test.post("groupe", &[attending("online"), colleagues(2)].concat()).await.redirect();
    let late = [fields_with("email", "late@office.example"), vec![("attendance-a", "online")]].concat();
    let path = test.post("groupe", &late).await.redirect();
    assert_eq!(test.status("groupe", "late@office.example").await, Status::Waiting);
    assert_eq!(seen(&test.get(&path).await.body), NONE);
    let path = test.post("approuve", &attending("online")).await.redirect();
    assert_eq!(seen(&test.get(&path).await.body), NONE);
    let waiting = test.stored("approuve", "claire.legall@office.example").await;
    test.transition_of(&waiting, Event::Approve).await;
    assert_eq!(seen(&test.get(&path).await.body), ONLINE);
    // An address that is not confirmed.
    let path = test.post("confirme", &attending("online")).await.redirect();
    assert_eq!(seen(&test.get(&path).await.body), NONE);
    let asked = test.stored("confirme", "claire.legall@office.example").await;
    assert_eq!(seen(&test.get(&test.confirm_path(&asked)).await.body), NONE);
    test.confirm("confirme", "claire.legall@office.example").await;
    assert_eq!(seen(&test.get(&path).await.body), ONLINE);
}

#[tokio::test]
async fn each_participant_sees_it_on_their_own_page() {
    let test = handler().await;
    let path = test.post("groupe", &[attending("online"), colleagues(1)].concat()).await.redirect();
    let page = &test.get(&path).await.participations()[0];
    assert_eq!(seen(&test.get(page).await.body), ONLINE);
    for further in ["change", "cancel"] {
        assert_eq!(test.get(&format!("{page}/{further}")).await.status, 200);
    }
    test.cancel(&path).await;
    assert_eq!(seen(&test.get(page).await.body), NONE);
}

/// Claire comes to the first session, Marc follows it online, and in `choix` he only attends the other one. If he has no
/// address, she has to inform him.
#[tokio::test]
async fn participants_see_that_of_their_own_sessions_and_modes() {
    let addressed = |offer: &mut Offer| {
        (offer.participant_email, offer.max_participants) = (ParticipantEmail::Optional, 2);
    };
    let test = handler().await.with_offer("groupe", addressed).with_offer("choix", addressed);
    let online = vec![("participant-2-attendance-a", "online")];
    let apart = vec![("sessions", "a"), ("participant-2-sessions", "b")];
    let address = vec![("participant-2-email", "marc@office.example")];
    for (workshop, own, of_contact, of_marc) in [
        ("groupe", [online.clone(), address.clone()].concat(), IN_PERSON, ONLINE),
        ("groupe", online, [true; 5], ONLINE),
        ("choix", [apart.clone(), address].concat(), IN_PERSON, NONE),
        ("choix", apart, IN_PERSON, NONE),
    ] {
        let all = [attending("in-person"), colleagues(1), own].concat();
        let path = test.post(workshop, &all).await.redirect();
        let contact = test.get(&path).await;
        assert_eq!(seen(&contact.body), of_contact, "{workshop}: {}", contact.body);
        let page = &contact.participations()[0];
        for own in [page.clone(), format!("{page}/calendar.ics")] {
            let body = test.get(&own).await.body.replace("\r\n ", "");
            assert_eq!(seen(&body), of_marc, "{own}: {body}");
        }
        test.cancel(&path).await;
    }
}

#[tokio::test]
async fn mails_contain_it_for_confirmed_participants_in_their_mode() {
    let log = Log::default();
    let test = NotifierTest::with(informed(), mail_theme()).await;
    let logging = log.start();
    for (workshop, mode, expected) in [
        ("proximite", "in-person", IN_PERSON),
        ("groupe", "online", ONLINE),
        ("approuve", "online", NONE),
        ("confirme", "online", NONE),
    ] {
        test.handler.post(workshop, &attending(mode)).await.redirect();
        test.stream(workshop).await;
        let mail = test.mails().pop().unwrap();
        assert_eq!(seen(&mail.text), expected, "{workshop}: {}", mail.text);
        assert_eq!(seen(&mail.subject), NONE);
    }
    let before = test.mails().len();
    test.pass("2027-09-07T08:00:00Z".parse::<jiff::Timestamp>().unwrap().duration_since(test.now()));
    test.sweep().await.unwrap();
    let mails = test.mails();
    let infos: Vec<_> = mails[before..].iter().filter(|mail| mail.subject == "infos").collect();
    let mut found: Vec<_> = infos.iter().map(|mail| seen(&mail.text)).collect();
    found.sort_unstable();
    // Two workshops are confirmed, one waits for approval; the second session of each has no private information.
    let mut expected = [NONE, NONE, NONE, NONE, IN_PERSON, ONLINE];
    expected.sort_unstable();
    assert_eq!(found, expected, "{infos:#?}");
    drop(logging);
    assert!(log.text().contains("sent"), "{}", log.text());
    assert_eq!(seen(&log.text()), NONE);
}

#[tokio::test]
async fn mails_to_participants_contain_it_until_they_leave() {
    let mut catalogue = informed();
    let group = catalogue.workshops.get_mut(&slug("groupe")).unwrap();
    group.offer.as_deref_mut().unwrap().participant_email = ParticipantEmail::Optional;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let marc = vec![("participant-2-email", "marc@office.example")];
    let fields = [attending("online"), colleagues(1), marc].concat();
    let path = test.handler.post("groupe", &fields).await.redirect();
    test.stream("groupe").await;
    let to_marc =
        || test.mails().into_iter().filter(|mail| mail.to == "marc@office.example").collect::<Vec<_>>();
    let [mail] = to_marc().try_into().unwrap();
    assert_eq!(seen(&mail.text), ONLINE, "{}", mail.text);
    let page = &test.handler.get(&path).await.participations()[0];
    test.handler.post_to(&format!("{page}/cancel"), &[]).await.redirect();
    test.pass(jiff::SignedDuration::from_hours(2));
    test.sweep().await.unwrap();
    let [_, left] = to_marc().try_into().unwrap();
    assert_eq!((seen(&left.text), seen(&left.html)), (NONE, NONE), "{}", left.text);
}

#[tokio::test]
async fn it_is_read_only_for_those_who_may_know_it() {
    let directory = tempfile::tempdir().unwrap();
    let catalogue = informed();
    write_for_functions(directory.path(), &catalogue, &mail_theme());
    let (workshops, _) = registry::open(directory.path(), &[]).unwrap();
    let workshop = workshops.workshop(&slug("groupe")).unwrap().unwrap();
    assert_eq!(seen(&serde_json::to_string(&*workshop).unwrap()), NONE, "it is in a file of its own");
    assert_eq!(*workshops.private(&workshop).unwrap().unwrap(), catalogue.private[&workshop.slug]);
    assert_eq!(registry::load(directory.path()).unwrap().0, catalogue);
    assert_eq!(
        Workshops::from(catalogue.clone()).private(&workshop).unwrap(),
        workshops.private(&workshop).unwrap()
    );

    std::fs::remove_file(directory.path().join("private/proximite.json")).unwrap();
    let (workshops, _) = registry::open(directory.path(), &[]).unwrap();
    let workshop = workshops.workshop(&slug("proximite")).unwrap().unwrap();
    let error = workshops.private(&workshop).unwrap_err().to_string();
    assert!(error.contains("private/proximite.json"), "{error}");
}
