//! Costs that grow with the number of registrations: commands read each of them a fixed number of times, and a mail about one
//! registration, or a sweep with nothing to do, reads no others. The tests count items that DynamoDB reads, not time.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use model::catalogue::Catalogue;
use model::registration::Registration;
use model::seat_offer::{AcceptWithin, SeatOffers};
use model::seats::Capacity;
use model::status::{Event, Status};
use tests::catalogue::{catalogue, seat_offers};
use tests::desk::{DeskTest, registration, seats};
use tests::dynamodb::Table;
use tests::handler::fields_with;
use tests::meter::Meter;
use tests::notifier::{NotifierTest, mail_theme, records, registration_key};
use tests::ses::Ses;

/// A notifier whose reads are counted, with 100 seats in `foule`.
async fn metered() -> (NotifierTest, Meter) {
    let table = Table::new().await;
    let (behind, meter) = Meter::of(&table).await;
    (NotifierTest::on(table, behind, Ses::new().await, catalogue(), mail_theme()), meter)
}

/// The same, with this many seats in one workshop.
async fn metered_with(workshop: &str, count: u32) -> (NotifierTest, Meter) {
    let mut catalogue = catalogue();
    let workshop = catalogue.workshops.get_mut(&workshop.parse().unwrap()).unwrap();
    workshop.offer.as_deref_mut().unwrap().capacity = Capacity::whole(count);
    let mut theme = mail_theme();
    let text = theme.templates.get_mut("mail/registration.txt").unwrap();
    text.push_str(
        "{% if page.registration.waiting_place %}place {{ page.registration.waiting_place }}{% endif %}",
    );
    let table = Table::new().await;
    let (behind, meter) = Meter::of(&table).await;
    (NotifierTest::on(table, behind, Ses::new().await, catalogue, theme), meter)
}

async fn post(test: &NotifierTest, workshop: &str, number: usize) -> Registration {
    let email = format!("person-{number}@office.example");
    test.handler.post(workshop, &fields_with("email", &email)).await.redirect();
    test.handler.registration_of(workshop, &email).await.unwrap()
}

/// Runs a sweep and returns the number of items that its queries read.
async fn swept(test: &NotifierTest, meter: &Meter) -> u64 {
    meter.read_pages();
    test.sweep().await.unwrap();
    meter.read_pages().iter().sum()
}

#[tokio::test]
async fn a_mail_about_a_registration_reads_no_others() {
    let mut read = Vec::new();
    for count in [2, 12] {
        let (test, meter) = metered().await;
        for number in 0..count {
            post(&test, "foule", number).await;
        }
        assert!(test.stream("foule").await.is_empty());
        let last = post(&test, "foule", count).await;
        meter.read_pages();
        test.send(records("foule", &[registration_key(&last)])).await.unwrap();
        read.push(meter.read_pages());
        assert_eq!(test.mails().len(), count + 1);
    }
    assert_eq!(read[0], read[1], "the items that each query read");
}

/// A mail about the waiting list names the place on it, which depends on the others.
#[tokio::test]
async fn mails_about_a_waiting_list_read_it_once() {
    for by_sweep in [true, false] {
        let mut read = Vec::new();
        for count in [2, 6] {
            let (test, meter) = metered_with("groupe", 1).await;
            let mut keys = Vec::new();
            for number in 0..=count {
                keys.push(registration_key(&post(&test, "groupe", number).await));
            }
            meter.read_pages();
            if by_sweep {
                test.sweep().await.unwrap();
            } else {
                test.send(records("groupe", &keys)).await.unwrap();
            }
            let all = u64::try_from(count).unwrap() + 1;
            read.push(meter.read_pages().into_iter().filter(|items| *items == all).count());
            assert_eq!(test.mails().len(), count + 1);
            assert!(test.mails().iter().any(|mail| mail.text.contains(&format!("place {count}"))));
        }
        assert_eq!(read[0], read[1], "the queries that read all registrations");
    }
}

/// One transaction cancels at most 99 registrations.
#[tokio::test]
async fn overdue_registrations_are_read_once_however_many_transactions_cancel_them() {
    let mut read = Vec::new();
    for count in [5, 105] {
        let (test, meter) = metered_with("confirme", 1_000).await;
        for number in 0..count {
            post(&test, "confirme", number).await;
        }
        let one = test.handler.registration_of("confirme", "person-0@office.example").await.unwrap();
        test.pass(one.confirm_until.unwrap().duration_since(test.now()) + SignedDuration::from_mins(1));
        meter.read_pages();
        test.sweep().await.unwrap();
        let all = u64::try_from(count).unwrap();
        read.push(meter.read_pages().into_iter().filter(|items| *items == all).count());
        let left = test.handler.registration_of("confirme", "person-1@office.example").await.unwrap();
        assert_eq!(left.status, Status::Cancelled);
    }
    assert_eq!(read[0], read[1], "the queries that read all registrations");
}

#[tokio::test]
async fn a_sweep_reads_only_what_has_changed() {
    let (test, meter) = metered().await;
    for number in 0..5 {
        post(&test, "foule", number).await;
    }
    assert!(swept(&test, &meter).await >= 5);
    assert_eq!(test.mails().len(), 5);
    assert_eq!(swept(&test, &meter).await, 0, "nothing has changed");

    let one = post(&test, "foule", 5).await;
    assert!(swept(&test, &meter).await >= 6);
    assert_eq!(test.mails().len(), 6);
    test.handler.transition("foule", &one.id, Event::Cancel).await;
    assert!(swept(&test, &meter).await >= 6);
    assert_eq!(test.mails().len(), 7);
    assert_eq!(swept(&test, &meter).await, 0, "nothing has changed again");

    test.publish("foule", "La salle change", "Salle 2.").await;
    assert!(swept(&test, &meter).await >= 6);
    assert_eq!(test.mails().len(), 12, "the cancelled registration gets no notice");
    // The notice itself is still read.
    assert_eq!(swept(&test, &meter).await, 1, "the notice is mailed");
}

#[tokio::test]
async fn a_sweep_reads_a_workshop_again_when_a_deadline_has_passed() {
    let (test, meter) = metered().await;
    let one = post(&test, "confirme", 1).await;
    let until = one.confirm_until.unwrap();
    swept(&test, &meter).await;
    let before = test.mails().len();
    assert_eq!(swept(&test, &meter).await, 0, "the deadline is ahead");
    test.pass(until.duration_since(test.now()) + SignedDuration::from_secs(1));
    assert!(swept(&test, &meter).await >= 1);
    assert_eq!(test.mails().len(), before + 1, "{:?}", test.subjects());
    assert_eq!(
        test.handler.registration_of("confirme", "person-1@office.example").await.unwrap().status,
        Status::Cancelled
    );
    // The cancellation was a change, so one more sweep looks for its mails.
    swept(&test, &meter).await;
    assert_eq!(swept(&test, &meter).await, 0);
}

#[tokio::test]
async fn a_sweep_reads_a_workshop_again_when_its_capacity_has_changed() {
    let with_seats = |count| {
        let mut catalogue = catalogue();
        let group = catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
        group.offer.as_deref_mut().unwrap().capacity = Capacity::whole(count);
        catalogue
    };
    let (table, ses) = (Table::new().await, Ses::new().await);
    let (behind, meter) = Meter::of(&table).await;
    let test = NotifierTest::on(table.clone(), behind.clone(), ses.clone(), with_seats(1), mail_theme());
    post(&test, "groupe", 1).await;
    let waiting = post(&test, "groupe", 2).await;
    assert_eq!(waiting.status, Status::Waiting);
    swept(&test, &meter).await;
    assert_eq!(swept(&test, &meter).await, 0);
    let test = NotifierTest::on(table, behind, ses, with_seats(2), mail_theme());
    swept(&test, &meter).await;
    let promoted = test.handler.registration_of("groupe", "person-2@office.example").await.unwrap();
    assert_eq!(promoted.status, Status::Confirmed);
}

/// Returns the catalogue in which `groupe` has this capacity and these terms for offering seats.
fn offering(capacity: u32, terms: Option<SeatOffers>) -> Catalogue {
    let mut catalogue = catalogue();
    let offer =
        catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap().offer.as_deref_mut().unwrap();
    (offer.capacity, offer.seat_offers) = (Capacity::whole(capacity), terms);
    catalogue
}

/// While no seats are offered, a sweep looks for no offers; those that were made before still lapse.
#[tokio::test]
async fn offers_under_earlier_terms_lapse_although_later_sweeps_look_for_none() {
    let (table, ses) = (Table::new().await, Ses::new().await);
    let (behind, meter) = Meter::of(&table).await;
    let terms = seat_offers(AcceptWithin::Hours(48));
    let test =
        NotifierTest::on(table.clone(), behind.clone(), ses.clone(), offering(2, Some(terms)), mail_theme());
    let [seated, _, _] =
        [post(&test, "groupe", 0).await, post(&test, "groupe", 1).await, post(&test, "groupe", 2).await];
    test.pass(SignedDuration::from_hours(1));
    test.handler.transition("groupe", &seated.id, Event::Cancel).await;
    let offered = test.handler.registration_of("groupe", "person-2@office.example").await.unwrap();
    assert_eq!(offered.status, Status::Offered);
    swept(&test, &meter).await;

    let test = NotifierTest::on(table, behind, ses, offering(2, None), mail_theme());
    assert!(swept(&test, &meter).await >= 3);
    assert_eq!(swept(&test, &meter).await, 0, "nothing has changed");
    test.pass(offered.accept_until.unwrap().duration_since(test.now()));
    swept(&test, &meter).await;
    let offered = test.handler.registration_of("groupe", "person-2@office.example").await.unwrap();
    assert_eq!(offered.status, Status::Cancelled);
}

/// A function that still has the earlier terms offers seats after the first sweep that knows of none.
#[tokio::test]
async fn offers_that_were_made_after_the_terms_changed_lapse() {
    let (table, ses) = (Table::new().await, Ses::new().await);
    let on =
        |terms| NotifierTest::on(table.clone(), table.clone(), ses.clone(), offering(1, terms), mail_theme());
    let (earlier, present) = (on(Some(seat_offers(AcceptWithin::Hours(48)))), on(None));
    let seated = post(&earlier, "groupe", 0).await;
    post(&earlier, "groupe", 1).await;
    present.sweep().await.unwrap();
    earlier.pass(SignedDuration::from_hours(1));
    earlier.handler.transition("groupe", &seated.id, Event::Cancel).await;
    let email = "person-1@office.example";
    let offered = earlier.handler.registration_of("groupe", email).await.unwrap();
    assert_eq!(offered.status, Status::Offered);
    present.pass(offered.accept_until.unwrap().duration_since(present.now()));
    present.sweep().await.unwrap();
    assert_eq!(present.handler.registration_of("groupe", email).await.unwrap().status, Status::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_read_each_registration_a_fixed_number_of_times() {
    let (mut desk, meter) = DeskTest::metered().await;
    desk.offer_mut("groupe").capacity = seats(1000);
    desk.write_catalogue();
    let commands: &[(&[&str], u64)] = &[
        // Once for the duplicates and once for the records. Outside the catalogue there is at most one batch to read.
        (&["list", "--workshop", "groupe", "--json"], 2),
        (&["list", "--workshop", "groupe"], 1),
        (&["list"], 2),
        (&["export", "--format", "csv"], 1),
        (&["export", "--format", "json", "--what", "participants"], 1),
        (&["stats", "--json"], 1),
        (&["verify"], 2),
    ];
    let (few, many) = (5, 25);
    let mut read = Vec::new();
    let mut stored = 0;
    for count in [few, many] {
        for number in stored..count {
            desk.register(&registration("groupe", number, 1, desk.offer("groupe"))).await;
        }
        stored = count;
        for (command, _) in commands {
            meter.read_pages();
            desk.ok(command).await;
            read.push(meter.read_pages().iter().sum::<u64>());
        }
    }
    let (before, after) = read.split_at(commands.len());
    for ((command, times), (before, after)) in commands.iter().zip(before.iter().zip(after)) {
        let more = u64::try_from(many - few).unwrap();
        assert_eq!(after - before, times * more, "{command:?} read {before}, then {after} items");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_outside_the_catalogue_passes_over_its_workshops() {
    let (desk, meter) = DeskTest::metered().await;
    // A page is 1 MB, so each has three of these items.
    let large = [("text", AttributeValue::S("x".repeat(300_000)))];
    for number in 0..12 {
        desk.put("workshop#groupe", &format!("note#{number:02}"), &large).await;
    }
    for workshop in ["workshop#ancien", "workshop#zone"] {
        desk.put(workshop, "registration#1", &[]).await;
    }
    meter.read_pages();
    let listed = desk.run(&["list"]).await;
    assert_eq!(listed.status, 1, "{listed:?}");
    for workshop in ["ancien", "zone"] {
        assert!(listed.notes.contains(&format!("`{workshop}`: 1 registration")), "{listed:?}");
    }
    let read: u64 = meter.read_pages().iter().sum();
    assert!(read < 10, "{read} items were read");
}
