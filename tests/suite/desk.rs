//! The organiser's command line, on the embedded DynamoDB and on AWS's DynamoDB Local.

mod connection;
mod exports;
mod mails;
mod members;
mod notices;
mod people;
mod renamed;
mod upkeep;

use model::registration::Registration;
use model::status::Status;
use registry::identifier::{IdentifierKey, Occasion};
use tests::desk::{DeskTest, registration};
use tests::handler::assert_sound;

fn reference(registration: &Registration) -> &str {
    registration.id.reference()
}

/// Stores one registration per person, in order, for this many participants each.
async fn registered(test: &DeskTest, workshop: &str, people: &[(usize, usize)]) -> Vec<Registration> {
    let mut all = Vec::new();
    for (number, count) in people {
        let registration = registration(workshop, *number, *count, test.offer(workshop));
        test.register(&registration).await;
        all.push(registration);
    }
    all
}

async fn status(test: &DeskTest, registration: &Registration) -> Status {
    test.stored(registration).await.expect("the registration is stored").status
}

async fn sound(test: &DeskTest, workshop: &str) {
    assert_sound(&test.store(), &workshop.parse().unwrap(), test.offer(workshop)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_are_listed_and_shown() {
    let test = DeskTest::new().await;
    registered(&test, "groupe", &[(1, 2), (2, 4), (3, 4), (4, 1)]).await;
    let all = registered(&test, "proximite", &[(1, 1)]).await;

    let list = test.run(&["list"]).await;
    insta::assert_snapshot!(list.out);
    assert_eq!(list.notes, "5 registrations, 12 people\n");
    let waiting = test.ok(&["list", "--workshop", "groupe", "--status", "waiting"]).await;
    assert_eq!(waiting.lines().count(), 2, "{waiting}");

    insta::assert_snapshot!(test.ok(&["show", reference(&all[0])]).await);
    // The exported form, a prefix and the whole identifier also work.
    for typed in
        [format!("#{}", reference(&all[0])), all[0].id.own_half()[..5].into(), all[0].id.as_str().into()]
    {
        assert!(test.ok(&["show", &typed]).await.contains(reference(&all[0])), "{typed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn possible_duplicates_are_marked() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 1), (2, 1), (3, 1)]).await;
    // The first person registers the second.
    let mut again = registration("groupe", 1, 1, test.offer("groupe"));
    again.request.participants = all[1].request.participants.clone();
    again.request.participants[0].given_name = " zoé ".to_owned();
    let occasion = Occasion::first(None, again.created);
    again.id = IdentifierKey::from([7; 32]).identifier(&again.request, occasion);
    test.register(&again).await;
    let [one, two, three, twice] = [&all[0], &all[1], &all[2], &again].map(reference);

    let list = test.ok(&["list"]).await;
    let ends = |reference: &str| {
        let line = list.lines().find(|line| line.starts_with(reference)).unwrap();
        line.split('€').nth(1).unwrap_or_default().trim().to_owned()
    };
    assert_eq!([ends(one), ends(two), ends(three)], ["address", "participant", ""], "{list}");
    assert_eq!(ends(twice), "address, participant");
    let shown = test.ok(&["show", twice]).await;
    assert!(shown.contains(&format!("Same address      {one}\n")), "{shown}");
    assert!(shown.contains(&format!("Same participant  {two}\n")), "{shown}");
    let json: serde_json::Value = serde_json::from_str(&test.ok(&["show", "--json", twice]).await).unwrap();
    assert_eq!((&json["same_address"][0], &json["same_participant"][0]), (&one.into(), &two.into()));
    test.ok(&["cancel", one, "-y"]).await;
    let json: serde_json::Value = serde_json::from_str(&test.ok(&["list", "--json"]).await).unwrap();
    for registration in json.as_array().unwrap() {
        assert_eq!(registration["same_address"], serde_json::json!([]), "{registration}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_printed_for_scripts() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 2)]).await;
    insta::assert_snapshot!(test.ok(&["show", "--json", reference(&all[0])]).await);
    let list: serde_json::Value = serde_json::from_str(&test.ok(&["list", "--json"]).await).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["reference"], reference(&all[0]));
    assert!(
        !list.to_string().contains(all[0].id.as_str()),
        "lists are shared, so they must not contain the identifier"
    );
    let empty: serde_json::Value =
        serde_json::from_str(&test.ok(&["list", "--json", "--workshop", "petit"]).await).unwrap();
    assert_eq!(empty, serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn mistyped_names_are_corrected() {
    let test = DeskTest::new().await;
    registered(&test, "groupe", &[(1, 1)]).await;
    for (arguments, hint) in [
        (vec!["list", "-w", "group"], "did you mean `groupe`?"),
        (vec!["list", "-w", "nulle-part-ailleurs"], "available: `a-venir`"),
        (vec!["list", "-s", "confirmé"], "available: `unconfirmed`, `requested`, `pending`"),
        (vec!["show", "0"], "8 digits from 0 to f"),
        (vec!["show", "00000000"], "`registrations list` shows all"),
        (vec!["promote", "-w", "sans-offre"], "the workshop `sans-offre` takes no registrations"),
        (vec!["attendance-sheet", "-w", "groupe", "-s", "c", "-o", "x.html"], "has no session `c`"),
        (vec!["export", "-o", "x"], "unknown format"),
        (vec!["export", "-f", "xlsx"], "name a file"),
        (vec!["extract", "--email", "claire"], "not an e-mail address"),
        (vec!["stats"], "--output"),
    ] {
        let error = test.error(&arguments).await;
        assert!(error.contains(hint), "{arguments:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_promotes_waiting_registrations() {
    let test = DeskTest::new().await;
    // Of 10 seats, 4 and 4 are taken; 4 and 3 people wait, and 2 would fit.
    let all = registered(&test, "groupe", &[(1, 4), (2, 4), (3, 4), (4, 3), (5, 2)]).await;
    assert_eq!(status(&test, &all[2]).await, Status::Waiting);

    let refused = test.error(&["cancel", reference(&all[0])]).await;
    assert!(refused.contains("pass `--yes`"), "{refused}");
    assert_eq!(status(&test, &all[0]).await, Status::Confirmed);

    let output = test.ok(&["cancel", reference(&all[0]), "--yes"]).await;
    assert!(output.contains("The seats of 4 people become free"), "{output}");
    assert!(output.contains("It is cancelled now."), "{output}");
    let promoted = format!("Promoted from the waiting list: {}, Zoé Person-3", reference(&all[2]));
    assert!(output.contains(&promoted), "{output}");
    assert_eq!(output.matches("Promoted").count(), 1, "{output}");
    assert_eq!(status(&test, &all[2]).await, Status::Confirmed);
    sound(&test, "groupe").await;

    let again = test.error(&["cancel", reference(&all[0]), "--yes"]).await;
    assert!(again.contains("is cancelled: it is over already"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_are_approved_and_refused() {
    let test = DeskTest::new().await;
    let all = registered(&test, "approuve", &[(1, 4), (2, 4), (3, 4)]).await;
    assert!(test.ok(&["approve", reference(&all[0]), "-y"]).await.contains("It is confirmed now."));
    let twice = test.error(&["approve", reference(&all[0]), "-y"]).await;
    assert!(
        twice.contains("only a registration that is pending or is offered seats can be approved"),
        "{twice}"
    );
    let confirmed = test.error(&["refuse", reference(&all[0]), "-y"]).await;
    assert!(confirmed.contains("`cancel` calls off a confirmed one"), "{confirmed}");

    let output = test.ok(&["refuse", reference(&all[1]), "-y"]).await;
    assert!(output.contains("It is refused now.") && output.contains(reference(&all[2])), "{output}");
    assert!(output.contains("pending now"), "a promoted registration waits for approval: {output}");
    assert_eq!(status(&test, &all[2]).await, Status::Pending);
    sound(&test, "approuve").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn released_registrations_get_seats_or_wait() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4), (2, 4)]).await;
    for registration in &all {
        // The desk does not detect spam, so quarantine it directly and correct the counter.
        let stored = test.stored(registration).await.unwrap();
        let spam = Registration { status: Status::Quarantined, ..stored };
        assert!(test.store().redact(&spam, registry::Deadline::default()).await.unwrap());
    }
    test.ok(&["verify", "--repair"]).await;
    assert!(test.ok(&["release", reference(&all[0]), "-y"]).await.contains("It is confirmed now."));
    registered(&test, "groupe", &[(3, 4)]).await;
    let output = test.ok(&["release", reference(&all[1]), "-y"]).await;
    assert!(output.contains("It is waiting now."), "{output}");
    assert!(test.error(&["release", reference(&all[0]), "-y"]).await.contains("only a quarantined"));
    sound(&test, "groupe").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raised_capacity_promotes_waiting_registrations() {
    let mut test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4), (2, 4), (3, 4), (4, 3), (5, 1)]).await;
    let none = test.ok(&["promote", "-w", "groupe", "-y"]).await;
    assert!(none.contains("no waiting registration fits"), "{none}");

    test.offer_mut("groupe").capacity = tests::desk::seats(13);
    test.write_catalogue();
    let wrong = test.run(&["verify", "-w", "groupe"]).await;
    assert_eq!(wrong.status, 1);
    assert!(wrong.out.contains("1 waiting although enough seats are free"), "{}", wrong.out);

    let output = test.ok(&["promote", "-w", "groupe", "-y"]).await;
    assert!(output.contains("1 of 2 waiting registrations get seats (4 people)"), "{output}");
    assert!(output.contains(&format!("Promoted from the waiting list: {}", reference(&all[2]))), "{output}");
    assert_eq!(status(&test, &all[3]).await, Status::Waiting);
    sound(&test, "groupe").await;
}
