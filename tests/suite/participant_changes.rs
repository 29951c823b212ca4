//! Sessions of single participants, and the way of attending them, changed after the registration was made: by the contact, and by
//! the participants themselves.

mod leaving;
mod mails;
mod meanwhile;
mod own;
mod seats;

use model::announcement::AttendanceMode;
use model::catalogue::Catalogue;
use model::offer::ParticipantEmail;
use model::registration::{Author, Participant, Registration};
use model::seats::Capacity;
use tests::catalogue::catalogue;
use tests::dynamodb::Table;
use tests::handler::{Answer, HandlerTest, colleagues, fields};

const MARC: &str = "marc@office.example";
const ANNE: &str = "anne@office.example";

/// The fields with which someone attends sessions of `choix`.
type Choice = [(&'static str, &'static str)];

const BOTH: &Choice = &[("sessions", "a"), ("sessions", "b"), ("attendance-b", "in-person")];
const VIDEO: &Choice = &[("sessions", "a"), ("sessions", "b"), ("attendance-b", "online")];
const ONLY_A: &Choice = &[("sessions", "a")];
const ONLY_B: &Choice = &[("sessions", "b"), ("attendance-b", "online")];

/// Returns a catalogue in which session `b` of `choix` may be attended by video, and up to four people may register together.
fn prepared() -> Catalogue {
    let mut catalogue = catalogue();
    let workshop = catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap();
    workshop.sessions[1].attendance = AttendanceMode::Hybrid;
    let offer = workshop.offer.as_deref_mut().unwrap();
    offer.capacity = Capacity::by_session([("a".to_owned(), 30), ("b".to_owned(), 20)]);
    (offer.max_participants, offer.participant_email) = (4, ParticipantEmail::Optional);
    catalogue
}

async fn handler() -> HandlerTest {
    on(Table::new().await)
}

fn on(table: Table) -> HandlerTest {
    HandlerTest::of(prepared(), tests::catalogue::theme(), table)
}

/// Returns the fields of Claire, Marc and Anne, who attend both sessions in the room.
fn three() -> Vec<(&'static str, &'static str)> {
    let addresses = vec![("participant-2-email", MARC), ("participant-3-email", ANNE)];
    [fields(), colleagues(2), addresses, BOTH.to_vec()].concat()
}

/// Registers the three, and returns the path of the contact's page.
async fn registered(test: &HandlerTest) -> String {
    test.post("choix", &three()).await.redirect()
}

/// Returns the path of the page on which the contact changes the sessions of a participant.
fn sessions_of(own_page: &str, number: u32) -> String {
    format!("{own_page}/participants/{number}/sessions")
}

/// Returns the basis of the form on a page.
fn basis(page: &Answer) -> String {
    let (_, rest) =
        page.body.split_once("name=\"form_basis\" value=\"").unwrap_or_else(|| panic!("{page:?}"));
    rest.split_once('"').unwrap().0.to_owned()
}

async fn post(test: &HandlerTest, path: &str, basis: &str, choice: &Choice) -> Answer {
    let mut fields: Vec<(&str, &str)> = choice.to_vec();
    fields.push(("form_basis", basis));
    test.post_to(path, &fields).await
}

/// Posts a choice from the page as it is now.
async fn choose(test: &HandlerTest, path: &str, choice: &Choice) -> Answer {
    let page = test.get(path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    post(test, path, &basis(&page), choice).await
}

/// Posts a choice for those who follow the registration, from the page as it is now.
async fn choose_for_all(test: &HandlerTest, own_page: &str, choice: &Choice) -> Answer {
    let path = format!("{own_page}/details");
    let mut sent = fields();
    sent.retain(|(name, _)| !["email", "fee"].contains(name));
    sent.extend(choice);
    post(test, &path, &basis(&test.get(&path).await), &sent).await
}

async fn only(test: &HandlerTest) -> Registration {
    let mut stored = test.registrations("choix").await;
    assert_eq!(stored.len(), 1);
    stored.remove(0)
}

async fn taken(test: &HandlerTest) -> [u32; 2] {
    let taken = test.counter("choix").await.taken;
    ["a", "b"].map(|pool| taken.of(pool))
}

/// Returns the sessions that a participant attends, such as `a b=online`.
fn attended(registration: &Registration, participant: &Participant) -> String {
    let sessions = registration.request.sessions_of(participant).iter();
    let words = sessions.map(|it| match it.mode {
        Some(mode) => format!("{}={}", it.session, mode.key()),
        None => it.session.clone(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn all_attended(registration: &Registration) -> Vec<String> {
    registration.request.participants.iter().map(|it| attended(registration, it)).collect()
}

#[tokio::test]
async fn one_of_three_goes_from_the_room_to_a_video_and_back() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let path = sessions_of(&own_page, 2);
    let body = test.get(&own_page).await.body;
    assert!(body.contains(&format!("<a href=\"{path}\">sessions of Marc Petit</a>")), "{body}");
    let before = only(&test).await;
    let page = test.get(&path).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert_eq!(page.header("referrer-policy"), "strict-origin");
    for part in [
        "<title>Changer de séances",
        "sessions of Marc Petit, per session",
        "chosen: sessions=a",
        "chosen: sessions=b",
        "chosen: attendance-b=in-person",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert!(!page.body.contains("participant-") && !page.body.contains("purchase-order"), "{}", page.body);
    assert_eq!(only(&test).await, before, "viewing changes nothing");
    // Nothing is written if nothing changed.
    assert_eq!(choose(&test, &path, BOTH).await.status, 303);
    assert_eq!(only(&test).await, before);

    let answer = choose(&test, &path, VIDEO).await;
    assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    let after = only(&test).await;
    assert_eq!(all_attended(&after), ["a b=in-person", "a b=online", "a b=in-person"]);
    assert_eq!((taken(&test).await, &after.request.sessions), ([3, 3], &before.request.sessions));
    assert_eq!((after.change_count.total, after.request.amount()), (1, before.request.amount()));
    let entry = after.history.last().unwrap();
    assert_eq!((entry.by, entry.participant), (Some(Author::Registrant), Some(2)));
    let body = test.get(&own_page).await.body;
    assert!(body.contains("change-details by registrant of sessions (Marc Petit), 1"), "{body}");
    // A double click.
    assert_eq!(choose(&test, &path, VIDEO).await.status, 303);
    assert_eq!(only(&test).await, after);

    // Only his seat moves, and only his fee.
    assert_eq!(choose(&test, &path, ONLY_B).await.status, 303);
    assert_eq!(taken(&test).await, [2, 3]);
    let amounts = only(&test).await.request.participants.into_iter().map(|it| it.fee.amount.minor);
    assert_eq!(amounts.collect::<Vec<_>>(), [100_000, 150_000, 300_000]);
    // He follows the registration again.
    assert_eq!(choose(&test, &path, BOTH).await.status, 303);
    let back = only(&test).await;
    assert!(back.request.participants.iter().all(|it| it.sessions.is_empty()));
    assert_eq!((taken(&test).await, back.request), ([3, 3], before.request));
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn the_choice_is_checked_as_on_the_form() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let path = sessions_of(&own_page, 3);
    let empty = choose(&test, &path, &[]).await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.body.contains("<title>Erreur") && empty.body.contains("form.sessions.missing"),
        "{empty:?}"
    );
    let wrong = choose(&test, &path, &[("sessions", "b"), ("attendance-b", "hologram")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("chosen: sessions=b") && !wrong.body.contains("chosen: sessions=a"));
    assert_eq!(choose(&test, &path, &[("sessions", "b")]).await.status, 422, "it needs a mode");
    assert_eq!(choose(&test, &path, &[("sessions", "z")]).await.status, 422);
    assert_eq!((only(&test).await.history.len(), taken(&test).await), (1, [3, 3]));
    // Neither number is that of a participant.
    for (number, status) in [("9", 409), ("0", 409), ("x", 404), ("99999999999", 404)] {
        let path = format!("{own_page}/participants/{number}/sessions");
        assert_eq!(test.get(&path).await.status, status, "{number}");
        assert_eq!(test.post_to(&path, ONLY_A).await.status, status, "{number}");
    }
    assert!(test.get(&sessions_of(&own_page, 9)).await.body.contains("refused: participant-left"));
    assert_eq!(test.get(&sessions_of("/api/registrations/choix/x", 1)).await.status, 404);
}

/// Two tabs: the second change would undo the first one unnoticed.
#[tokio::test]
async fn an_outdated_page_undoes_no_other_change() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let [marc, anne] = [2, 3].map(|number| sessions_of(&own_page, number));
    let (early, of_anne) = (basis(&test.get(&marc).await), basis(&test.get(&anne).await));
    assert_eq!(choose(&test, &marc, ONLY_A).await.status, 303);
    let answer = post(&test, &marc, &early, ONLY_B).await;
    assert_eq!(answer.status, 409);
    for part in ["refused: outdated", "recorded:", "chosen: sessions=b", "chosen: attendance-b=online"] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert_eq!(attended(&only(&test).await, &only(&test).await.request.participants[1]), "a");
    assert_eq!(post(&test, &marc, "", ONLY_B).await.status, 409, "without a basis, too");
    // Knowingly, it replaces the other one. What concerns others does not make a page outdated.
    assert_eq!(post(&test, &marc, &basis(&answer), ONLY_B).await.status, 303);
    assert_eq!(post(&test, &anne, &of_anne, VIDEO).await.status, 303);
    assert_eq!(all_attended(&only(&test).await), ["a b=in-person", "b=online", "a b=online"]);
    test.assert_sound("choix").await;
}

/// The registration says what those attend who have no sessions of their own; someone always follows it.
#[tokio::test]
async fn the_last_who_follows_the_registration_takes_its_sessions_along() {
    let test = handler().await;
    let own_page = registered(&test).await;
    for (number, choice) in [(2, ONLY_A), (3, ONLY_B), (1, VIDEO)] {
        assert_eq!(choose(&test, &sessions_of(&own_page, number), choice).await.status, 303);
    }
    let registration = only(&test).await;
    assert_eq!(all_attended(&registration), ["a b=online", "a", "b=online"]);
    let [claire, marc, _] = registration.request.participants.as_slice() else { panic!("three people") };
    assert!(claire.sessions.is_empty() && !marc.sessions.is_empty());
    assert_eq!(registration.mode("b"), Some(AttendanceMode::Online));
    // A participant who chooses the same follows it, also when it changes.
    assert_eq!(choose(&test, &sessions_of(&own_page, 2), VIDEO).await.status, 303);
    assert_eq!(choose_for_all(&test, &own_page, ONLY_A).await.status, 303);
    let registration = only(&test).await;
    assert_eq!(all_attended(&registration), ["a", "a", "b=online"]);
    assert_eq!(taken(&test).await, [2, 1]);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn the_ways_of_attending_a_whole_workshop_are_changed_for_one() {
    let test = HandlerTest::new().await.with_workshop("groupe", |it| {
        it.sessions[1].attendance = AttendanceMode::Hybrid;
    });
    let all = [fields(), colleagues(1), vec![("attendance-b", "in-person")]].concat();
    let own_page = test.post("groupe", &all).await.redirect();
    let path = sessions_of(&own_page, 2);
    assert_eq!(choose(&test, &path, &[("attendance-b", "online")]).await.status, 303);
    let registration = test.registrations("groupe").await.remove(0);
    assert_eq!(all_attended(&registration), ["b=in-person", "b=online"]);
    assert_eq!(registration.mode("b"), None);
    assert_eq!(choose(&test, &path, &[("attendance-b", "in-person")]).await.status, 303);
    let registration = test.registrations("groupe").await.remove(0);
    assert_eq!(
        (registration.mode("b"), test.seats_taken("groupe").await),
        (Some(AttendanceMode::InPerson), 2)
    );
    test.assert_sound("groupe").await;
    // There is nothing to choose in other workshops.
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &[fields(), colleagues(1)].concat()).await.redirect();
    assert!(!test.get(&own_page).await.body.contains("/sessions\">"));
    let page = test.get(&sessions_of(&own_page, 2)).await;
    assert!(page.status == 409 && page.body.contains("refused: sessions-closed"), "{}", page.body);
}
