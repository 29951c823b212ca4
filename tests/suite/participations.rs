//! A participant's own page: what it shows, what a participant may do there, and when its link stops working.

use model::offer::ParticipantEmail;
use model::registration::{Author, MAX_CHANGES_A_DAY, Participant, ShownParticipants};
use model::seats::Capacity;
use model::status::Status;
use registry::{Deadline, Transition, Transitioned};
use tests::handler::{HandlerTest, colleagues, fields, fields_with};

/// Returns a handler that asks each participant of `groupe` for an address.
async fn personal() -> HandlerTest {
    HandlerTest::new()
        .await
        .with_offer("groupe", |offer| offer.participant_email = ParticipantEmail::Optional)
}

/// The addresses of up to three colleagues.
const ADDRESSES: [(&str, &str); 3] = [
    ("participant-2-email", "marc@office.example"),
    ("participant-3-email", "anne@office.example"),
    ("participant-4-email", "zoe@office.example"),
];

/// Registers Claire with this many colleagues, who have addresses of their own, and returns the path of her page.
async fn party(test: &HandlerTest, people: usize) -> String {
    let fields = [fields(), colleagues(people), ADDRESSES[..people].to_vec()].concat();
    test.post("groupe", &fields).await.redirect()
}

#[tokio::test]
async fn a_participant_sees_their_own_data_only() {
    let test = personal().await;
    let own_page = party(&test, 2).await;
    let pages = test.get(&own_page).await.participations();
    assert_eq!(pages.len(), 2, "the contact needs no further page: {pages:?}");
    let before = test.registrations("groupe").await;
    for path in [pages[0].clone(), format!("{}/change", pages[0]), format!("{}/cancel", pages[0])] {
        let page = test.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), ("no-store", "noindex"));
        for other in
            ["Claire", "Le Gall", "claire.legall@", "anne@office.example", "végétarien", "Paix", "adhérent"]
        {
            assert!(!page.body.contains(other), "{path} shows {other}: {}", page.body);
        }
        let secret = own_page.rsplit('-').next().unwrap();
        assert!(!page.body.contains(secret), "{path} leads to the contact's page");
    }
    let page = test.get(&pages[0]).await.body;
    assert!(page.contains("Marc Petit, Directeur") && page.contains("marc@office.example"), "{page}");
    let calendar = test.get(&format!("{}/calendar.ics", pages[0])).await;
    assert_eq!((calendar.status, calendar.body.matches("BEGIN:VEVENT").count()), (200, 2));
    assert_eq!(test.registrations("groupe").await, before);
}

#[tokio::test]
async fn one_participant_cancels_alone() {
    let test = personal().await;
    let own_page = party(&test, 2).await;
    let pages = test.get(&own_page).await.participations();
    let answer = test.post_to(&format!("{}/cancel", pages[0]), &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/api/participations/groupe/cancelled"));
    assert!(test.get(answer.header("location")).await.body.contains("participation-cancelled"));
    let registration = &test.registrations("groupe").await[0];
    assert_eq!(registration.status, Status::Confirmed);
    let addresses = registration.request.participants.iter().map(|it| it.email.as_ref().unwrap().as_str());
    assert_eq!(addresses.collect::<Vec<_>>(), ["claire.legall@office.example", "anne@office.example"]);
    assert_eq!(test.seats_taken("groupe").await, 2);
    test.assert_sound("groupe").await;
    // The page is gone, and the others' pages are as before.
    for path in [pages[0].clone(), format!("{}/cancel", pages[0]), format!("{}/change", pages[0])] {
        assert_eq!(test.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(test.post_to(&format!("{}/cancel", pages[0]), &[]).await.status, 404);
    assert_eq!(test.get(&pages[1]).await.status, 200);
    assert_eq!(test.get(&own_page).await.status, 200);
}

/// Registers Marc alone, and returns the path of his page.
async fn alone(test: &HandlerTest) -> String {
    let assistant = [("takes-part", "no"), ("fee", ""), ("participant-2-email", "marc@office.example")];
    let mut fields = [fields(), colleagues(1)].concat();
    fields.retain(|(name, _)| !["takes-part", "fee"].contains(name));
    fields.extend(assistant);
    let own_page = test.post("groupe", &fields).await.redirect();
    test.get(&own_page).await.participations().remove(0)
}

#[tokio::test]
async fn the_last_participant_takes_the_registration_with_them() {
    let test = personal().await;
    let page = alone(&test).await;
    for _ in 0..2 {
        // The second one is a double click.
        let answer = test.post_to(&format!("{page}/cancel"), &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/api/participations/groupe/cancelled"));
    }
    let registration = &test.registrations("groupe").await[0];
    assert_eq!((registration.status, registration.history.len()), (Status::Cancelled, 2));
    assert_eq!(registration.history.last().unwrap().event, "cancel");
    assert_eq!(test.seats_taken("groupe").await, 0);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_seat_that_a_participant_releases_goes_to_the_waiting_list() {
    let test = personal().await.with_offer("groupe", |offer| offer.capacity = Capacity::whole(3));
    let own_page = party(&test, 2).await;
    test.post("groupe", &fields_with("email", "late@office.example")).await.redirect();
    let waiting = test.registration_of("groupe", "late@office.example").await.unwrap();
    assert_eq!(waiting.status, Status::Waiting);
    let pages = test.get(&own_page).await.participations();
    assert_eq!(test.post_to(&format!("{}/cancel", pages[1]), &[]).await.status, 303);
    let promoted = test.registration_of("groupe", "late@office.example").await.unwrap();
    assert_eq!(promoted.status, Status::Confirmed);
    assert_eq!(test.seats_taken("groupe").await, 3);
    test.assert_sound("groupe").await;
}

/// Returns the fields of the form of one participant.
fn correction<'a>(given_name: &'a str, function: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("participant-1-given-name", given_name),
        ("participant-1-family-name", "Petit"),
        ("participant-1-function", function),
        // Neither is in the form.
        ("participant-1-email", "other@office.example"),
        ("participant-1-fee", "adherent"),
    ]
}

#[tokio::test]
async fn a_participant_corrects_themselves_and_nobody_else() {
    let test = personal().await;
    let own_page = party(&test, 2).await;
    let pages = test.get(&own_page).await.participations();
    let before = test.registrations("groupe").await.remove(0);
    let path = format!("{}/change", pages[0]);
    assert!(test.get(&path).await.body.contains("value=\"Directeur\""));
    let wrong = test.post_to(&path, &correction("Marco", "")).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("error: form.function.missing") && wrong.body.contains("Marco"),
        "{}",
        wrong.body
    );
    let answer = test.post_to(&path, &correction("Marco", "Chef de projet")).await;
    assert_eq!((answer.status, answer.header("location")), (303, pages[0].as_str()));
    let after = test.registrations("groupe").await.remove(0);
    let (marc, former) = (&after.request.participants[1], &before.request.participants[1]);
    assert_eq!((marc.given_name.as_str(), marc.function.as_str()), ("Marco", "Chef de projet"));
    assert_eq!((&marc.email, &marc.fee, marc.number), (&former.email, &former.fee, former.number));
    assert_eq!(after.request.participants[0], before.request.participants[0]);
    assert_eq!(after.request.participants[2], before.request.participants[2]);
    assert!(test.get(&pages[0]).await.body.contains("Marco Petit, Chef de projet"));
    // The same again changes nothing.
    assert_eq!(test.post_to(&path, &correction("Marco", "Chef de projet")).await.status, 303);
    assert_eq!(test.registrations("groupe").await[0].history.len(), after.history.len());
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn the_link_of_a_replaced_person_opens_nothing() {
    let test = personal().await;
    let own_page = party(&test, 1).await;
    let pages_before = test.get(&own_page).await.participations();
    let row = |number: &str, given_name: &str, family_name: &str, email: &str| {
        [
            (format!("participant-{number}-given-name"), given_name.to_owned()),
            (format!("participant-{number}-family-name"), family_name.to_owned()),
            (format!("participant-{number}-function"), "Directeur".to_owned()),
            (format!("participant-{number}-email"), email.to_owned()),
        ]
    };
    let change = async |second: [(String, String); 4]| {
        let all = [row("1", "Claire", "Le Gall", "claire.legall@office.example"), second].concat();
        let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(test.post_to(&format!("{own_page}/participants"), &all).await.status, 303);
    };
    // A corrected name is the same person.
    change(row("2", "Marco", "Petit", "marc@office.example")).await;
    assert_eq!(test.get(&own_page).await.participations(), pages_before);
    change(row("2", "Anne", "Roy", "anne@office.example")).await;
    let pages_after = test.get(&own_page).await.participations();
    assert_ne!(pages_after, pages_before);
    assert_eq!(test.get(&pages_before[0]).await.status, 404);
    assert!(test.get(&pages_after[0]).await.body.contains("Anne Roy"));
    // No person gets the number of another.
    change(row("2", "Marc", "Petit", "marc@office.example")).await;
    assert_eq!(test.get(&pages_before[0]).await.status, 404);
    assert_eq!(test.get(&pages_after[0]).await.status, 404);
    let numbers: Vec<_> =
        test.registrations("groupe").await[0].request.participants.iter().map(|it| it.number).collect();
    assert_eq!(numbers, [1, 4]);
}

#[tokio::test]
async fn a_change_by_the_contact_does_not_revive_somebody_who_cancelled() {
    let test = personal().await;
    let own_page = party(&test, 1).await;
    let registration = test.registrations("groupe").await.remove(0);
    let pages = test.get(&own_page).await.participations();
    assert_eq!(test.post_to(&format!("{}/cancel", pages[0]), &[]).await.status, 303);
    let mut current = test.registrations("groupe").await.remove(0);
    let participants = &registration.request.participants;
    let shown = ShownParticipants::of(&registration.request);
    assert!(!current.replace_participants(participants, &shown));
    assert!(!current.replace_participants(&participants[1..], &shown));
    assert_eq!(test.seats_taken("groupe").await, 1);
}

#[tokio::test]
async fn nothing_changes_after_the_deadline_or_by_another_link() {
    let test = personal().await;
    let own_page = party(&test, 1).await;
    let page = test.get(&own_page).await.participations().remove(0);
    let other = format!("{}{}", &page[..page.len() - 1], if page.ends_with('0') { "1" } else { "0" });
    let contact = own_page.replace("/registrations/", "/participations/");
    let registrant = page.replace("/participations/", "/registrations/");
    for path in [other, contact, registrant] {
        assert_eq!(test.get(&path).await.status, 404, "{path}");
        assert_eq!(test.post_to(&format!("{path}/cancel"), &[]).await.status, 404, "{path}");
    }
    let before = test.registrations("groupe").await;
    let late = test.at("2027-06-02T12:00:00Z");
    for path in ["change", "cancel"] {
        assert_eq!(late.get(&format!("{page}/{path}")).await.status, 409, "{path}");
        let answer = late.post_to(&format!("{page}/{path}"), &correction("Marco", "Chef")).await;
        assert_eq!(answer.status, 409, "{path}");
        assert!(answer.body.contains("refused: too-late"), "{}", answer.body);
    }
    assert_eq!(late.registrations("groupe").await, before);
}

/// A registration that an older version stored has no numbers; its participants get pages all the same.
#[tokio::test]
async fn participants_without_an_address_have_pages_too() {
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &[fields(), colleagues(2)].concat()).await.redirect();
    let pages = test.get(&own_page).await.participations();
    assert_eq!(pages.len(), 2);
    assert!(test.get(&pages[1]).await.body.contains("Marc Petit"));
}

/// A participant who makes too many corrections keeps neither the contact nor the others from changing anything.
#[tokio::test]
async fn corrections_count_for_the_participant_alone() {
    let test = personal().await;
    let own_page = party(&test, 2).await;
    let pages = test.get(&own_page).await.participations();
    let names: Vec<_> = (0..MAX_CHANGES_A_DAY).map(|number| format!("Chef {number}")).collect();
    for function in &names {
        let corrected = test.post_to(&format!("{}/change", pages[0]), &correction("Marc", function)).await;
        assert_eq!(corrected.status, 303, "{}", corrected.body);
    }
    let refused = test.post_to(&format!("{}/change", pages[0]), &correction("Marc", "Chef")).await;
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("refused: changed-too-often-today"), "{}", refused.body);
    assert_eq!(test.post_to(&format!("{}/change", pages[1]), &correction("Anne", "Chef")).await.status, 303);
    let registration = test.registrations("groupe").await.remove(0);
    assert_eq!(registration.change_count.total, 0);
    assert_eq!(registration.history[1].by, Some(Author::Participant));
    let without_anne: Vec<_> =
        [("1", "Claire", "claire.legall@office.example"), ("2", "Marc", "marc@office.example")]
            .iter()
            .flat_map(|(number, name, email)| {
                [("given-name", *name), ("family-name", "Petit"), ("function", "Chef"), ("email", *email)]
                    .map(|(field, value)| (format!("participant-{number}-{field}"), value.to_owned()))
            })
            .collect();
    let without_anne: Vec<_> =
        without_anne.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(test.post_to(&format!("{own_page}/participants"), &without_anne).await.status, 303);
    let registration = test.registrations("groupe").await.remove(0);
    assert_eq!(registration.change_count.total, 1);
    assert_eq!(registration.corrections.keys().collect::<Vec<_>>(), [&2], "only those who still take part");
    test.assert_sound("groupe").await;
}

/// A double click: the second post is read before the first one is stored.
#[tokio::test]
async fn what_a_participant_does_twice_at_once_is_done_once() {
    let test = personal().await;
    party(&test, 2).await;
    let read = test.registrations("groupe").await.remove(0);
    let (_, offer) = test.offers().find(|(workshop, _)| workshop.slug.as_str() == "groupe").unwrap();
    let transition = Transition { read: &read, offer, now: read.created, by: Author::Participant };
    let marco = Participant { given_name: "Marco".to_owned(), ..read.request.participants[1].clone() };
    for _ in 0..2 {
        let corrected = test.store().correct_participant(transition, &marco, Deadline::default()).await;
        assert_eq!(corrected.unwrap(), Transitioned::Done);
    }
    assert_eq!(test.registrations("groupe").await[0].corrections[&2].total, 1);
    for _ in 0..2 {
        let left = test.store().remove_participant(transition, 2, Deadline::default()).await;
        assert_eq!(left.unwrap(), Transitioned::Done);
    }
    assert_eq!(test.seats_taken("groupe").await, 2);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn many_participants_cancel_at_once() {
    let test = personal().await.with_offer("groupe", |offer| offer.capacity = Capacity::whole(12));
    let mut all = Vec::new();
    for number in 0..3 {
        let email = format!("contact-{number}@office.example");
        let fields = [fields_with("email", &email), colleagues(3), ADDRESSES.to_vec()].concat();
        let own_page = test.post("groupe", &fields).await.redirect();
        all.extend(test.get(&own_page).await.participations());
    }
    assert_eq!((all.len(), test.seats_taken("groupe").await), (9, 12));
    let cancel = all.iter().map(async |page| test.post_to(&format!("{page}/cancel"), &[]).await.status);
    let statuses = futures_util::future::join_all(cancel).await;
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    assert_eq!(test.seats_taken("groupe").await, 3);
    test.assert_sound("groupe").await;
}
