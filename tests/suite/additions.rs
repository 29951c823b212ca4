//! People whom a registrant adds to a registration: on the terms of the registration form, with seats in one transaction, and
//! until when it is possible.

use std::sync::Arc;

use model::announcement::{AttendanceMode, SessionStatus};
use model::contact::Email;
use model::form::{Autocomplete, Field, FieldErrors, FieldKind};
use model::membership::{Member, Members, MembersOnly, Membership};
use model::offer::ParticipantEmail;
use model::registration::{
    AddressChange, AttendedSession, Author, Capability, MAX_CHANGES_A_DAY, Participant, Registration,
};
use model::seats::{Capacity, WaitingList};
use model::siren::Siren;
use model::status::{Confirmation, Event as TransitionEvent, Status};
use registry::{Deadline, Transition, Transitioned};
use tests::catalogue::{catalogue, long_question};
use tests::crowd::{self, WORKSHOP};
use tests::dynamodb::{Fault, Table};
use tests::handler::{Answer, Event, HandlerTest, colleagues, fields, fields_with};
use tests::notifier::{NotifierTest, ReadMail, mail_theme};
use view::registration::own_path;

/// A person to add, as posted in a row.
type Row = Vec<(String, String)>;

/// Returns the row with this number, filled in with a person.
fn row(number: u32, given_name: &str) -> Row {
    let email = format!("{}@office.example", given_name.to_lowercase());
    let values = [
        ("given-name", given_name),
        ("family-name", "Petit"),
        ("function", "Cheffe"),
        ("fee", "non-adherent"),
        ("email", &email),
    ];
    values.map(|(name, value)| (format!("participant-{number}-{name}"), value.to_owned())).into()
}

/// Posts rows from a page on which this was the highest number of a participant.
async fn post(test: &HandlerTest, own_page: &str, named: u32, rows: &[Row]) -> Answer {
    test.send(posting(own_page, named, rows)).await
}

fn posting(own_page: &str, named: u32, rows: &[Row]) -> Event {
    let named = named.to_string();
    let fields = rows.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = fields.chain([("form_basis", named.as_str())]).collect();
    Event::post_to(&format!("{own_page}/participants/add"), &fields)
}

async fn registered(test: &HandlerTest, email: &str, others: usize) -> String {
    test.post("groupe", &[fields_with("email", email), colleagues(others)].concat()).await.redirect()
}

async fn only(test: &HandlerTest) -> Registration {
    let mut stored = test.registrations("groupe").await;
    assert_eq!(stored.len(), 1);
    stored.remove(0)
}

fn names(registration: &Registration) -> Vec<String> {
    registration.request.participants.iter().map(|it| it.name()).collect()
}

#[tokio::test]
async fn people_are_added_at_their_fees_and_with_seats() {
    let test = HandlerTest::new()
        .await
        .with_offer("groupe", |offer| offer.participant_email = ParticipantEmail::Optional);
    let own_page = registered(&test, "claire@office.example", 1).await;
    assert!(test.get(&own_page).await.body.contains(&format!("{own_page}/participants/add\">add</a>")));
    let before = only(&test).await;
    let page = test.get(&format!("{own_page}/participants/add")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert_eq!(page.header("referrer-policy"), "strict-origin");
    for part in [
        "name=\"form_basis\" value=\"2\"",
        "row: Participant 3",
        "row: Participant 4",
        "name=\"participant-2-fee\"",
        "name=\"participant-3-email\"",
        "already: Claire Le Gall",
        "amount: 2\u{202f}000",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert!(!page.body.contains("row: Participant 5") && !page.body.contains("participant-4-"));
    assert_eq!(only(&test).await, before, "viewing changes nothing");

    let rows = [row(2, "Anne"), row(3, "Zoe")];
    let answer = post(&test, &own_page, 2, &rows).await;
    assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    let after = only(&test).await;
    assert_eq!(names(&after), ["Claire Le Gall", "Marc Petit", "Anne Petit", "Zoe Petit"]);
    let numbers: Vec<_> = after.request.participants.iter().map(|it| it.number).collect();
    assert_eq!((numbers, after.named), (vec![1, 2, 3, 4], 4));
    assert_eq!(after.request.participants[2].email.as_ref().unwrap().as_str(), "anne@office.example");
    assert_eq!(after.request.amount().unwrap().minor, 50_000 + 3 * 150_000);
    assert_eq!((test.seats_taken("groupe").await, after.change_count.total), (4, 1));
    let entry = after.history.last().unwrap();
    assert_eq!((entry.event.as_str(), entry.by), ("add-participants", Some(Author::Registrant)));
    let own = test.get(&own_page).await.body;
    assert!(own.contains("history: add-participants by registrant, 1") && !own.contains(">add</a>"), "{own}");
    assert!(own.contains("5\u{202f}000"), "{own}");
    // A double click, with the page of before: each person once, and none dropped.
    assert_eq!(post(&test, &own_page, 2, &rows).await.status, 303);
    assert_eq!(only(&test).await, after);
    test.assert_sound("groupe").await;
}

/// The back button leads to the form as it was posted; a further row is one more person.
#[tokio::test]
async fn a_page_that_was_posted_before_adds_only_who_is_new() {
    for email in [ParticipantEmail::None, ParticipantEmail::Required] {
        let test = HandlerTest::new().await.with_offer("groupe", |offer| offer.participant_email = email);
        let own_page = registered(&test, "claire@office.example", 0).await;
        assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
        assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne"), row(3, "Zoe")]).await.status, 303);
        assert_eq!(names(&only(&test).await), ["Claire Le Gall", "Anne Petit", "Zoe Petit"]);
        // From the new page, the same person would be another one.
        let again = post(&test, &own_page, 3, &[row(2, "Anne")]).await;
        assert_eq!(again.status, if email.is_none() { 303 } else { 422 }, "{}", again.body);
        test.assert_sound("groupe").await;
    }
}

#[tokio::test]
async fn the_rows_are_checked_as_on_the_form() {
    let meal = Field {
        name: "meal".to_owned(),
        label: "Repas".to_owned(),
        hint: None,
        kind: FieldKind::Text { max_length: 20 },
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: "Repas ?".to_owned(), invalid: "Repas ?".to_owned() },
        show_if: None,
        language: None,
    };
    let test = HandlerTest::new().await.with_offer("groupe", |offer| {
        offer.participant_email = ParticipantEmail::Required;
        offer.participant_questions = vec![meal.clone()];
    });
    let all = [fields(), vec![("participant-1-meal", "Riz")]].concat();
    let own_page = test.post("groupe", &all).await.redirect();
    let with_meal = |number: u32, name: &str| {
        [row(number, name), vec![(format!("participant-{number}-meal"), "Riz".to_owned())]].concat()
    };
    let without = |number: u32, field: &str| {
        let mut row = with_meal(number, "Anne");
        row.retain(|(name, _)| *name != format!("participant-{number}-{field}"));
        row
    };
    let mut claire = with_meal(3, "Anna");
    claire[4].1 = "Claire.LeGall@office.example".to_owned();
    for (rows, error) in [
        (vec![], "error: form.given_name.missing"),
        (vec![without(2, "meal")], "error: Repas ?"),
        (vec![without(2, "fee")], "error: form.fee.missing"),
        (vec![without(2, "email")], "error: form.participant_email.missing"),
        (vec![with_meal(2, "Anne"), with_meal(3, "Anne")], "already given"),
        (vec![with_meal(2, "Anne"), claire], "is of another participant"),
    ] {
        let answer = post(&test, &own_page, 1, &rows).await;
        assert_eq!(answer.status, 422, "{error}");
        assert!(answer.body.contains("<title>Erreur") && answer.body.contains(error), "{}", answer.body);
        assert!(rows.is_empty() || answer.body.contains("value=\"Anne\""), "{}", answer.body);
    }
    assert_eq!(only(&test).await.history.len(), 1);
    assert_eq!(post(&test, &own_page, 1, &[with_meal(2, "Anne")]).await.status, 303);
    assert_eq!(only(&test).await.request.participants[1].answers.len(), 1);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn seats_that_do_not_suffice_are_counted_and_the_answers_kept() {
    let test = HandlerTest::new().await.with_offer("groupe", |offer| offer.capacity = Capacity::whole(4));
    let own_page = registered(&test, "claire@office.example", 0).await;
    registered(&test, "b@office.example", 1).await;
    let before = test.registrations("groupe").await;
    let answer = post(&test, &own_page, 1, &[row(2, "Anne"), row(3, "Zoe")]).await;
    assert_eq!(answer.status, 409);
    for part in
        ["refused: full", "left: 1", "value=\"Anne\"", "value=\"Zoe\"", "name=\"form_basis\" value=\"1\""]
    {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert_eq!(test.registrations("groupe").await, before);
    assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
    assert_eq!(test.seats_taken("groupe").await, 4);
    // The waiting list comes first, and one that waits keeps its place for as many as it had.
    let waiting = registered(&test, "waiting@office.example", 0).await;
    let test = test.with_offer("groupe", |offer| offer.capacity = Capacity::whole(5));
    let refused = post(&test, &own_page, 2, &[row(2, "Zoe")]).await;
    assert!(refused.body.contains("refused: full"), "{}", refused.body);
    // How many could still be added depends on those who wait.
    assert!(!refused.body.contains("left:"), "{}", refused.body);
    assert!(!test.get(&waiting).await.body.contains(">add</a>"));
    let page = test.get(&format!("{waiting}/participants/add")).await;
    for refused in [page, post(&test, &waiting, 1, &[row(2, "Zoe")]).await] {
        assert!(refused.status == 409 && refused.body.contains("refused: unseated"), "{}", refused.body);
    }
    test.sweep().await;
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_party_stays_within_its_limit_and_no_row_is_dropped() {
    let test = HandlerTest::new().await;
    let own_page = registered(&test, "claire@office.example", 0).await;
    // Two tabs: the second would make five people of at most four.
    let rows = [row(2, "Anne"), row(3, "Zoe")];
    assert_eq!(post(&test, &own_page, 1, &rows).await.status, 303);
    let second = post(&test, &own_page, 1, &[row(2, "Luc"), row(3, "Jean")]).await;
    assert_eq!(second.status, 409);
    for part in ["refused: party-full", "left: 1", "value=\"Luc\"", "value=\"Jean\""] {
        assert!(second.body.contains(part), "{part}: {}", second.body);
    }
    assert_eq!(post(&test, &own_page, 1, &[row(2, "Luc")]).await.status, 303);
    assert_eq!(names(&only(&test).await), ["Claire Le Gall", "Anne Petit", "Zoe Petit", "Luc Petit"]);
    let page = test.get(&format!("{own_page}/participants/add")).await;
    assert!(page.status == 409 && page.body.contains("refused: party-full"), "{}", page.body);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn no_people_are_added_after_the_invoice_or_the_deadlines() {
    let test = HandlerTest::new().await;
    let own_page = registered(&test, "claire@office.example", 0).await;
    let read = only(&test).await;
    test.set_invoiced("groupe", &read, true).await;
    let page = test.get(&format!("{own_page}/participants/add")).await;
    assert!(page.status == 409 && page.body.contains("refused: already-invoiced"), "{}", page.body);
    let refused = post(&test, &own_page, 1, &[row(2, "Anne")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("refused: invoiced") && refused.body.contains("value=\"Anne\""));
    let read = only(&test).await;
    test.set_invoiced("groupe", &read, false).await;
    let test = test.with_offer("groupe", |offer| {
        offer.closes = "2027-05-10T00:00:00Z".parse().unwrap();
        offer.changes_until = "2027-05-20T00:00:00Z".parse().unwrap();
    });
    let test = test.at("2027-05-09T00:00:00Z");
    assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
    // Registration is closed, although participants can still be changed.
    let test = test.at("2027-05-10T00:00:00Z");
    let body = test.get(&own_page).await.body;
    assert!(body.contains(">change</a>") && !body.contains(">add</a>"), "{body}");
    let page = test.get(&format!("{own_page}/participants/add")).await;
    for late in [page, post(&test, &own_page, 2, &[row(2, "Zoe")]).await] {
        assert!(late.status == 409 && late.body.contains("refused: additions-closed"), "{}", late.body);
    }
    // A repeated post of what was added in time is no new one.
    assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
    let test = test.at("2027-05-09T00:00:00Z").with_workshop("groupe", |workshop| workshop.cancelled = true);
    let refused = post(&test, &own_page, 2, &[row(2, "Zoe")]).await;
    assert!(refused.status == 409 && refused.body.contains("refused: additions-closed"), "{}", refused.body);
    test.cancel(&own_page).await;
    let ended = post(&test, &own_page, 2, &[row(2, "Zoe")]).await;
    assert!(ended.status == 409 && ended.body.contains("refused: too-late"), "{}", ended.body);
    assert_eq!(test.seats_taken("groupe").await, 0);
}

#[tokio::test]
async fn sessions_and_quotas_count_for_those_who_are_added() {
    let test = HandlerTest::new().await.with_offer("choix", |offer| {
        (offer.max_participants, offer.max_per_organisation) = (3, Some(2));
    });
    let all = [fields(), vec![("siret", "73282932000074"), ("sessions", "a"), ("sessions", "b")]].concat();
    let own_page = test.post("choix", &all).await.redirect();
    assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
    let registration = test.registrations("choix").await.remove(0);
    assert_eq!(registration.request.amount().unwrap().minor, 2 * 50_000 + 2 * 150_000);
    let taken = test.counter("choix").await.taken;
    assert_eq!((taken.of("a"), taken.of("b")), (2, 2));
    // The sessions have more seats, but not for this organisation.
    let test = test.with_offer("choix", |offer| {
        offer.capacity = Capacity::by_session([("a".to_owned(), 9), ("b".to_owned(), 9)]);
    });
    let refused = post(&test, &own_page, 2, &[row(2, "Zoe")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("refused: full") && refused.body.contains("limit: 2"), "{}", refused.body);
    assert!(!refused.body.contains("left:"), "{}", refused.body);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn people_need_a_seat_in_each_of_their_sessions() {
    let test = HandlerTest::new().await.with_offer("choix", |offer| {
        offer.max_participants = 3;
        offer.capacity = Capacity::by_session([("a".to_owned(), 2), ("b".to_owned(), 1)]);
    });
    let all = [fields(), vec![("sessions", "a"), ("sessions", "b")]].concat();
    let own_page = test.post("choix", &all).await.redirect();
    let refused = post(&test, &own_page, 1, &[row(2, "Anne")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("refused: full") && refused.body.contains("left: 0"), "{}", refused.body);
    let only_a = [row(2, "Anne"), vec![("participant-2-sessions".to_owned(), "a".to_owned())]].concat();
    assert_eq!(post(&test, &own_page, 1, &[only_a]).await.status, 303);
    let taken = test.counter("choix").await.taken;
    assert_eq!((taken.of("a"), taken.of("b")), (2, 1));
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn an_unconfirmed_registration_stays_within_the_unproven_share() {
    let test = HandlerTest::new().await.with_offer("confirme", |offer| {
        (offer.capacity, offer.waiting_list) = (Capacity::whole(8), WaitingList::None);
    });
    let own_page = test.post("confirme", &fields()).await.redirect();
    test.post("confirme", &fields_with("email", "b@office.example")).await.redirect();
    // Unproven registrations hold at most four of the eight seats.
    let added = [row(2, "Anne"), row(3, "Zoe"), row(4, "Luc")];
    let refused = post(&test, &own_page, 1, &added).await;
    assert!(refused.status == 409 && refused.body.contains("refused: full"), "{}", refused.body);
    assert!(refused.body.contains("left: 2"), "{}", refused.body);
    assert_eq!(post(&test, &own_page, 1, &added[..2]).await.status, 303);
    assert_eq!(test.counter("confirme").await.unproven.of("all"), 4);
    test.assert_sound("confirme").await;
}

#[tokio::test]
async fn a_fee_for_members_needs_a_member() {
    let of_member = Member { siren: Siren::parse("732829320").ok(), domains: Vec::new(), code: None };
    let members = Members { members: vec![of_member] };
    let ruled = async |rule| {
        HandlerTest::new().await.with_members(members.clone()).with_offer("groupe", move |offer| {
            offer.confirmation = Confirmation::None;
            offer.fees[0].members_only = Some(rule);
        })
    };
    let at_fee = |fee: &str| {
        let mut row = row(2, "Anne");
        row[3].1 = fee.to_owned();
        row
    };
    let public = [fields_with("fee", "non-adherent")].concat();
    for rule in [MembersOnly::Reject, MembersOnly::Review] {
        let test = ruled(rule).await;
        let own_page = test.post("groupe", &public).await.redirect();
        let refused = post(&test, &own_page, 1, &[at_fee("adherent")]).await;
        assert_eq!(refused.status, 422, "{rule:?}");
        assert!(refused.body.contains("form.fee.label is for known members"), "{}", refused.body);
        assert_eq!(post(&test, &own_page, 1, &[at_fee("non-adherent")]).await.status, 303);
        assert_eq!(only(&test).await.request.membership, None);
    }
    let test = ruled(MembersOnly::Reject).await;
    let own_page =
        test.post("groupe", &[public, vec![("siret", "73282932000074")]].concat()).await.redirect();
    assert_eq!(post(&test, &own_page, 1, &[at_fee("adherent")]).await.status, 303);
    assert_eq!(only(&test).await.request.membership, Some(Membership::Siren));
}

/// A handler whose fee for members has this rule, with a member at `habitat.example`.
async fn ruled(rule: MembersOnly) -> HandlerTest {
    let domains = vec!["habitat.example".to_owned()];
    let members = Members { members: vec![Member { siren: None, domains, code: None }] };
    let mut test = HandlerTest::new().await.with_members(members);
    for workshop in ["groupe", "confirme"] {
        test = test.with_offer(workshop, |offer| offer.fees[0].members_only = Some(rule));
    }
    test
}

/// Returns the row with this number, at the fee for members.
fn member_row(number: u32, given_name: &str) -> Row {
    let mut row = row(number, given_name);
    row[3].1 = "adherent".to_owned();
    row
}

#[tokio::test]
async fn an_unknown_membership_counts_only_where_the_rule_accepts_it() {
    let test = ruled(MembersOnly::Inform).await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    assert_eq!(only(&test).await.request.membership, Some(Membership::Inform));
    assert_eq!(post(&test, &own_page, 1, &[member_row(2, "Anne")]).await.status, 303);
    let test = test.with_offer("groupe", |offer| offer.fees[0].members_only = Some(MembersOnly::Review));
    let refused = post(&test, &own_page, 2, &[member_row(2, "Zoe")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("form.fee.label is for known members"), "{}", refused.body);
    let test = test.with_offer("groupe", |offer| offer.fees[0].members_only = Some(MembersOnly::Reject));
    assert_eq!(post(&test, &own_page, 2, &[member_row(2, "Zoe")]).await.status, 422);
    assert_eq!(only(&test).await.request.participants.len(), 2);

    // The organiser decides about all of them, and the decision counts for those who are added later.
    let test = ruled(MembersOnly::Review).await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    assert_eq!(post(&test, &own_page, 1, &[member_row(2, "Anne")]).await.status, 303);
    let pending = only(&test).await;
    assert_eq!((pending.status, pending.request.membership), (Status::Pending, Some(Membership::Review)));
    let test = test.with_offer("groupe", |offer| offer.fees[0].members_only = Some(MembersOnly::Reject));
    assert_eq!(post(&test, &own_page, 2, &[member_row(2, "Zoe")]).await.status, 422);
    test.transition_of(&pending, TransitionEvent::Approve).await;
    assert_eq!(post(&test, &own_page, 2, &[member_row(2, "Zoe")]).await.status, 303);
    test.assert_sound("groupe").await;
}

/// Anyone can type an address at a member's domain.
#[tokio::test]
async fn a_domain_counts_only_with_a_proof_of_the_address() {
    let test = ruled(MembersOnly::Reject).await;
    let mut public = fields_with("email", "anyone@habitat.example");
    public.retain(|(name, _)| *name != "fee");
    public.push(("fee", "non-adherent"));
    let own_page = test.post("groupe", &public).await.redirect();
    let test = test.with_offer("groupe", |offer| offer.confirmation = Confirmation::Email);
    let refused = post(&test, &own_page, 1, &[member_row(2, "Anne")]).await;
    assert_eq!((refused.status, only(&test).await.proven), (422, None));
    let own_page = test.post("confirme", &public).await.redirect();
    assert_eq!(post(&test, &own_page, 1, &[member_row(2, "Anne")]).await.status, 303);
    test.confirm("confirme", "anyone@habitat.example").await;
    let own_page = own_path(&test.registrations("confirme").await[0]);
    assert_eq!(post(&test, &own_page, 2, &[member_row(2, "Zoe")]).await.status, 303);
    let registration = test.registrations("confirme").await.remove(0);
    assert_eq!(registration.request.membership, Some(Membership::Domain));
    assert_eq!(registration.request.participants.len(), 3);
}

/// The membership is judged by what is stored when the change is written.
#[tokio::test]
async fn changes_that_were_judged_by_another_state_are_outdated() {
    let table = Table::new().await;
    let store = table.store();
    let test = HandlerTest::on(table);
    let own_page = registered(&test, "claire@office.example", 0).await;
    let read = only(&test).await;
    assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
    let current = only(&test).await;
    let catalogue = catalogue();
    let offer = catalogue.workshops[&"groupe".parse().unwrap()].offer.as_deref().unwrap();
    let transition = Transition { read: &read, offer, now: read.created, by: Author::Registrant };
    let zoe = Participant { given_name: "Zoe".to_owned(), ..current.request.participants[1].clone() };
    let added = store.add_participants(transition, &[zoe], 2, None, Deadline::default()).await.unwrap();
    assert_eq!(added, Transitioned::Outdated(Box::new(current.clone())));
    let email = Email::parse("other@office.example").unwrap();
    let by = Author::Organiser;
    let transition = Transition { by, ..transition };
    let corrected = store.correct_address(transition, &email, None, Deadline::default()).await.unwrap();
    assert_eq!(corrected, Transitioned::Outdated(Box::new(current.clone())));
    let capability = Capability::from_bytes([9; 16]);
    let proposed = store.propose_address(transition, Some(&email), Deadline::default()).await.unwrap();
    assert_eq!(proposed, Transitioned::Done);
    let change = AddressChange { email: email.clone(), capability, membership: None };
    let confirmed = store.confirm_address(transition, &change, Deadline::default()).await.unwrap();
    assert!(matches!(confirmed, Transitioned::Outdated(_)), "{confirmed:?}");
    let read = only(&test).await;
    let transition = Transition { read: &read, ..transition };
    let corrected = store.correct_address(transition, &email, None, Deadline::default()).await.unwrap();
    assert_eq!(corrected, Transitioned::Done);
}

/// People would otherwise take part whom the organiser has not approved.
#[tokio::test]
async fn no_people_are_added_after_the_organisers_approval() {
    let test = HandlerTest::new().await;
    let own_page = test.post("approuve", &fields()).await.redirect();
    assert_eq!(post(&test, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
    let pending = test.registrations("approuve").await.remove(0);
    assert_eq!(pending.status, Status::Pending);
    test.transition_of(&pending, TransitionEvent::Approve).await;
    assert!(!test.get(&own_page).await.body.contains(">add</a>"));
    let page = test.get(&format!("{own_page}/participants/add")).await;
    assert!(page.status == 409 && page.body.contains("refused: already-approved"), "{}", page.body);
    let refused = post(&test, &own_page, 2, &[row(2, "Zoe")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("refused: approved") && refused.body.contains("value=\"Zoe\""));
    assert_eq!(test.registrations("approuve").await[0].request.participants.len(), 2);
    test.assert_sound("approuve").await;
}

#[tokio::test]
async fn those_who_are_added_attend_and_pay_for_the_sessions_that_remain() {
    let test = HandlerTest::new().await.with_offer("choix", |offer| {
        offer.max_participants = 4;
        offer.capacity = Capacity::by_session(["a", "b"].map(|pool| (pool.to_owned(), 9)));
        offer.closes = "2027-12-01T00:00:00Z".parse().unwrap();
        (offer.changes_until, offer.keep_until) = (offer.closes, "2029-01-01T00:00:00Z".parse().unwrap());
    });
    let all = [fields(), vec![("sessions", "a"), ("sessions", "b")]].concat();
    let own_page = test.post("choix", &all).await.redirect();
    let cancelled =
        test.with_workshop("choix", |workshop| workshop.sessions[0].status = SessionStatus::Cancelled);
    assert_eq!(post(&cancelled, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
    let test = cancelled
        .with_workshop("choix", |workshop| workshop.sessions[0].status = SessionStatus::Scheduled)
        .at("2027-09-20T12:00:00Z");
    assert_eq!(post(&test, &own_page, 2, &[row(2, "Zoe")]).await.status, 303);
    let registration = test.registrations("choix").await.remove(0);
    for added in &registration.request.participants[1..] {
        assert_eq!(added.sessions, [AttendedSession { session: "b".to_owned(), mode: None }]);
        assert_eq!(added.fee.amount.minor, 150_000);
    }
    let taken = test.counter("choix").await.taken;
    assert_eq!((taken.of("a"), taken.of("b")), (1, 3));
    let test = test.at("2027-10-01T12:00:00Z");
    let over = post(&test, &own_page, 3, &[row(2, "Luc")]).await;
    assert!(over.status == 409 && over.body.contains("refused: additions-closed"), "{}", over.body);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn sessions_of_those_who_are_added_are_checked_against_the_registration() {
    let test = HandlerTest::new()
        .await
        .with_workshop("choix", |workshop| workshop.sessions[1].attendance = AttendanceMode::Hybrid)
        .with_offer("choix", |offer| {
            offer.max_participants = 4;
            offer.capacity = Capacity::by_session(["a", "b"].map(|pool| (pool.to_owned(), 9)));
        });
    let both = [("sessions", "a"), ("sessions", "b"), ("attendance-b", "online")];
    let own_page = test.post("choix", &[fields(), both.into()].concat()).await.redirect();
    let with = |row: Row, name: &str, value: &str| {
        [row, vec![(format!("participant-2-{name}"), value.to_owned())]].concat()
    };
    // The registration says how session b is attended.
    let only_b = with(row(2, "Anne"), "sessions", "b");
    assert_eq!(post(&test, &own_page, 1, &[only_b]).await.status, 303);
    let in_person = with(row(2, "Zoe"), "attendance-b", "in-person");
    assert_eq!(post(&test, &own_page, 2, &[in_person]).await.status, 303);
    let participants = test.registrations("choix").await.remove(0).request.participants;
    let online = AttendedSession { session: "b".to_owned(), mode: Some(AttendanceMode::Online) };
    assert_eq!(participants[1].sessions, [online]);
    assert_eq!(participants[2].sessions[1].mode, Some(AttendanceMode::InPerson));

    let only_a = [fields_with("email", "a@office.example"), vec![("sessions", "a")]].concat();
    let own_page = test.post("choix", &only_a).await.redirect();
    let elsewhere = with(row(2, "Luc"), "attendance-b", "online");
    let refused = post(&test, &own_page, 1, std::slice::from_ref(&elsewhere)).await;
    assert!(refused.status == 422 && refused.body.contains("value=\"Luc\""), "{}", refused.body);
    let unsaid = with(row(2, "Luc"), "sessions", "b");
    assert_eq!(post(&test, &own_page, 1, &[unsaid]).await.status, 422);
    assert_eq!(post(&test, &own_page, 1, &[with(elsewhere, "sessions", "b")]).await.status, 303);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn additions_are_limited_and_a_store_that_fails_loses_nothing() {
    let test = HandlerTest::new().await.with_offer("groupe", |offer| {
        (offer.capacity, offer.max_participants) = (Capacity::whole(100), 50);
    });
    let own_page = registered(&test, "claire@office.example", 0).await;
    for number in 0..MAX_CHANGES_A_DAY {
        let named = only(&test).await.named;
        let added = post(&test, &own_page, named, &[row(2, &format!("A{number}"))]).await;
        assert_eq!(added.status, 303, "{}", added.body);
    }
    let refused = post(&test, &own_page, MAX_CHANGES_A_DAY + 1, &[row(2, "Anne")]).await;
    assert_eq!(refused.status, 429);
    for part in ["refused: changed-too-often-today", "value=\"Anne\""] {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
    assert_eq!(test.seats_taken("groupe").await, MAX_CHANGES_A_DAY + 1);
    test.assert_sound("groupe").await;
    for fault in [Fault::AnswerLost, Fault::AnswerReset] {
        let table = Table::new().await;
        let faulty = HandlerTest::on(table.failing([fault]).await);
        let test = HandlerTest::on(table);
        let own_page = registered(&test, "claire@office.example", 0).await;
        assert_eq!(post(&faulty, &own_page, 1, &[row(2, "Anne")]).await.status, 303);
        let registration = only(&faulty).await;
        assert_eq!((registration.request.participants.len(), registration.history.len()), (2, 2));
        test.assert_sound("groupe").await;
    }
    let down = HandlerTest::with_store_at("http://127.0.0.1:9");
    let kept = post(&down, &own_page, 1, &[row(2, "Anne")]).await;
    assert!(kept.status == 503 && kept.body.contains("value=\"Anne\""), "{}", kept.body);
}

/// Twenty people with ten long answers each do not fit into one item with its history; those who do are added.
#[tokio::test]
async fn the_largest_party_fits_and_a_larger_one_is_refused() {
    let question = |number: u32| long_question(&format!("question-{number}"));
    let test = HandlerTest::new().await.with_offer("foule", |offer| {
        (offer.capacity, offer.max_participants) = (Capacity::whole(100), 20);
        offer.participant_questions = (0..10).map(question).collect();
    });
    let own_page = test.post("foule", &fields()).await.redirect();
    let answered = |row_number: u32, name: &str, length: usize| {
        let answers = (0..10)
            .map(move |number| (format!("participant-{row_number}-question-{number}"), "x".repeat(length)));
        row(row_number, name).into_iter().chain(answers).collect::<Row>()
    };
    let rows: Vec<_> = (2..=20).map(|number| answered(number, &format!("A{number}"), 250)).collect();
    assert_eq!(post(&test, &own_page, 1, &rows).await.status, 303);
    let registration = test.registrations("foule").await.remove(0);
    assert_eq!((registration.request.participants.len(), test.seats_taken("foule").await), (20, 20));
    test.cancel(&own_page).await;

    let own_page = test.post("foule", &fields_with("email", "b@office.example")).await.redirect();
    let mut added = 1;
    let refused = loop {
        let rows = [answered(2, &format!("B{added}"), 2_000), answered(3, &format!("C{added}"), 2_000)];
        let answer = post(&test, &own_page, added, &rows).await;
        if answer.status != 303 {
            break answer;
        }
        added += 2;
    };
    assert!(refused.status == 409 && refused.body.contains("refused: too-large"), "{}", refused.status);
    assert!(added > 3, "{added} people fit");
    // There is room for what happens to it later.
    test.cancel(&own_page).await;
    test.assert_sound("foule").await;
}

#[tokio::test]
async fn those_who_are_added_are_mailed_and_find_their_pages() {
    let mut catalogue = catalogue();
    let offer =
        catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap().offer.as_deref_mut().unwrap();
    offer.participant_email = ParticipantEmail::Required;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let own_page = registered(&test.handler, "claire@office.example", 0).await;
    let all = [row(2, "Anne"), row(3, "Zoe")];
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(post(&test.handler, &own_page, 1, &all[..1]).await.status, 303);
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(post(&test.handler, &own_page, 2, &[row(2, "Zoe")]).await.status, 303);
    assert!(test.stream("groupe").await.is_empty());
    test.sweep().await.unwrap();
    let short = |mail: &ReadMail| format!("{} {}", mail.to, mail.subject.split(':').next().unwrap());
    let sent: Vec<_> = test.mails().iter().map(short).collect();
    let expected = [
        "claire@office.example confirmed",
        "claire@office.example changed",
        "anne@office.example participant confirmed",
        // The second mail to the contact waits for an hour.
        "zoe@office.example participant confirmed",
    ];
    assert_eq!(sent, expected);
    let zoe = test.mails().pop().unwrap().text;
    let at = zoe.find("/api/participations/").unwrap();
    let page = test.handler.get(zoe[at..].split_whitespace().next().unwrap()).await;
    assert!(page.status == 200 && page.body.contains("Zoe Petit"), "{}", page.body);
    assert_eq!(only(&test.handler).await.history.len(), 2, "additions in a row are one line");
}

/// Nothing is mailed to someone about having left who takes part again.
#[tokio::test]
async fn those_who_are_added_again_are_not_mailed_that_they_left() {
    let mut catalogue = catalogue();
    let offer =
        catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap().offer.as_deref_mut().unwrap();
    offer.participant_email = ParticipantEmail::Required;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let own_page = registered(&test.handler, "claire@office.example", 0).await;
    assert_eq!(post(&test.handler, &own_page, 1, &[row(2, "Anne"), row(3, "Zoe")]).await.status, 303);
    assert!(test.stream("groupe").await.is_empty());
    let before = test.mails().len();
    let claire = [
        ("participant-1-given-name", "Claire"),
        ("participant-1-family-name", "Le Gall"),
        ("participant-1-function", "Cheffe"),
        ("participant-1-email", "claire@office.example"),
        ("form_basis", "1-2-3"),
    ];
    test.handler.post_to(&format!("{own_page}/participants"), &claire).await.redirect();
    assert_eq!(only(&test.handler).await.departures.len(), 2);
    assert_eq!(post(&test.handler, &own_page, 3, &[row(2, "Anne")]).await.status, 303);
    assert_eq!(only(&test.handler).await.departures.len(), 1, "Zoe has left");
    assert!(test.stream("groupe").await.is_empty());
    test.sweep().await.unwrap();
    let sent = test.mails().split_off(before);
    let to = |name: &str| {
        let to_them = sent.iter().filter(|mail| mail.to == format!("{name}@office.example"));
        to_them.map(|mail| mail.subject.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(to("anne"), ["participant confirmed"]);
    assert_eq!(to("zoe"), ["participant left"]);
}

/// Thirty people with a seat each add two at once, for ten seats: five of them get theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_adds_people_oversells_nothing() {
    let test = HandlerTest::new().await.with_clock(crowd::clock());
    let test = Arc::new(test.with_offer(WORKSHOP, |offer| offer.capacity = Capacity::whole(40)));
    let mut pages = Vec::new();
    for number in 0..30 {
        let email = format!("person-{number}@office.example");
        pages.push(test.post(WORKSHOP, &fields_with("email", &email)).await.redirect());
    }
    let adding = pages.into_iter().map(|own_page| {
        let test = Arc::clone(&test);
        tokio::spawn(async move {
            loop {
                let answer = post(&test, &own_page, 1, &[row(2, "Anne"), row(3, "Zoe")]).await;
                match answer.status {
                    303 => return true,
                    409 => return false,
                    503 => {}
                    _ => panic!("{answer:?}"),
                }
            }
        })
    });
    let adding: Vec<_> = adding.collect();
    let mut added = 0;
    for done in adding {
        added += u32::from(done.await.unwrap());
    }
    assert_eq!((added, test.seats_taken(WORKSHOP).await), (5, 40));
    let registrations = test.registrations(WORKSHOP).await;
    assert!(registrations.iter().all(|it| it.status == Status::Confirmed));
    let parties = registrations.iter().filter(|it| it.request.participants.len() == 3).count();
    assert_eq!(parties, 5, "no party was added in part, or twice");
    test.assert_sound(WORKSHOP).await;
}
