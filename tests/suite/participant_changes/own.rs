//! Participants who change their own sessions, and no one else's.

use model::announcement::AttendanceMode;
use model::catalogue::CatalogueWorkshop;
use model::registration::{Author, MAX_CHANGES_A_DAY};
use tests::handler::{HandlerTest, colleagues, fields_with};

use super::{
    ANNE, BOTH, MARC, ONLY_A, ONLY_B, VIDEO, all_attended, attended, basis, choose, handler, only, post,
    registered, sessions_of, taken,
};

#[tokio::test]
async fn a_participant_changes_their_own_sessions() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let [marc, _]: [String; 2] = test.get(&own_page).await.participations().try_into().unwrap();
    let path = format!("{marc}/sessions");
    assert!(test.get(&marc).await.body.contains(&format!("<a href=\"{path}\">sessions</a>")));
    let page = test.get(&path).await;
    assert!(page.body.contains("sessions of Marc Petit, own page, per session"), "{}", page.body);
    for other in ["Claire", "Anne", "claire.legall", ANNE, MARC, own_page.as_str()] {
        assert!(!page.body.contains(other), "{other}: {}", page.body);
    }
    let answer = choose(&test, &path, VIDEO).await;
    assert_eq!((answer.status, answer.header("location")), (303, marc.as_str()));
    let registration = only(&test).await;
    assert_eq!(all_attended(&registration), ["a b=in-person", "a b=online", "a b=in-person"]);
    let entry = registration.history.last().unwrap();
    assert_eq!((entry.by, entry.participant), (Some(Author::Participant), Some(2)));
    assert_eq!((registration.change_count.total, registration.corrections[&2].total), (0, 1));
    let body = test.get(&own_page).await.body;
    assert!(body.contains("change-details by participant of sessions (Marc Petit), 1"), "{body}");
    assert_eq!(choose(&test, &path, VIDEO).await.status, 303);
    assert_eq!(only(&test).await, registration);
    // His page is not outdated by what the others do.
    let early = basis(&test.get(&path).await);
    assert_eq!(choose(&test, &sessions_of(&own_page, 1), ONLY_A).await.status, 303);
    assert_eq!(post(&test, &path, &early, ONLY_A).await.status, 303);
    // By what the contact does for him, it is.
    let early = basis(&test.get(&path).await);
    assert_eq!(choose(&test, &sessions_of(&own_page, 2), ONLY_B).await.status, 303);
    let answer = post(&test, &path, &early, BOTH).await;
    assert!(answer.status == 409 && answer.body.contains("refused: outdated"), "{}", answer.body);
    test.assert_sound("choix").await;
}

/// A link opens what it is for, whatever else is posted with it.
#[tokio::test]
async fn a_participant_touches_no_one_else() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let [marc, anne]: [String; 2] = test.get(&own_page).await.participations().try_into().unwrap();
    let before = only(&test).await;
    let own = basis(&test.get(&format!("{marc}/sessions")).await);
    // His capability opens neither the registration nor a page about others.
    let as_contact = marc.replace("/participations/", "/registrations/");
    for path in [
        sessions_of(&as_contact, 1),
        sessions_of(&as_contact, 2),
        sessions_of(&marc, 1),
        format!("{as_contact}/sessions"),
        format!("{}/sessions", own_page.replace("/registrations/", "/participations/")),
    ] {
        assert_eq!(test.get(&path).await.status, 404, "{path}");
        assert_eq!(post(&test, &path, &own, ONLY_A).await.status, 404, "{path}");
    }
    let more = [
        ("given-name", "Zoé"),
        ("purchase-order", "1"),
        ("participant-3-sessions", "b"),
        ("participant-1-sessions", "b"),
        ("number", "3"),
    ];
    let posted = [ONLY_A, more.as_slice()].concat();
    assert_eq!(post(&test, &format!("{marc}/sessions"), &own, &posted).await.status, 303);
    let after = only(&test).await;
    assert_eq!(all_attended(&after), ["a b=in-person", "a", "a b=in-person"]);
    let mut request = after.request.clone();
    request.participants[1].clone_from(&before.request.participants[1]);
    assert_eq!(request, before.request, "nothing else changed");
    // The basis is never a digest of the contact's details.
    let groups = "0000-contact-billing-answers-sessions";
    let answer = post(&test, &format!("{anne}/sessions"), groups, ONLY_B).await;
    assert_eq!(answer.status, 409);
    assert!(!basis(&answer).contains("contact"), "{}", basis(&answer));
    assert_eq!(taken(&test).await, [3, 2]);
    test.assert_sound("choix").await;
}

/// The organisation of the contact pays for each session.
#[tokio::test]
async fn a_participant_does_not_raise_what_the_contact_pays() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let marc = test.get(&own_page).await.participations().remove(0);
    let path = format!("{marc}/sessions");
    assert_eq!(choose(&test, &path, ONLY_A).await.status, 303);
    let amount = only(&test).await.request.amount();
    assert_eq!(amount.unwrap().minor, 100_000 + 150_000 + 300_000);
    let refused = choose(&test, &path, VIDEO).await;
    assert_eq!(refused.status, 409);
    for part in ["refused: raises-fee", "chosen: sessions=b", "chosen: attendance-b=online"] {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
    // As many sessions cost the same.
    assert_eq!(choose(&test, &path, ONLY_B).await.status, 303);
    let registration = only(&test).await;
    assert_eq!((registration.request.amount(), taken(&test).await), (amount, [2, 3]));
    // The contact may.
    assert_eq!(choose(&test, &sessions_of(&own_page, 2), BOTH).await.status, 303);
    assert_eq!(only(&test).await.request.amount().unwrap().minor, 100_000 + 2 * 300_000);
    test.assert_sound("choix").await;
}

/// The limits are those of one participant, as for corrections.
#[tokio::test]
async fn changes_of_one_participant_are_limited_for_them_alone() {
    let test = handler()
        .await
        .with_limits(|limits| (limits.changes, limits.changes_per_registration) = (1_000, 1_000));
    let own_page = registered(&test).await;
    let [marc, anne]: [String; 2] = test.get(&own_page).await.participations().try_into().unwrap();
    let path = format!("{marc}/sessions");
    for number in 0..MAX_CHANGES_A_DAY {
        let choice = if number % 2 == 0 { VIDEO } else { BOTH };
        assert_eq!(choose(&test, &path, choice).await.status, 303, "{number}");
    }
    let refused = choose(&test, &path, VIDEO).await;
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("refused: changed-too-often-today"), "{}", refused.body);
    assert!(refused.body.contains("chosen: attendance-b=online"), "{}", refused.body);
    assert_eq!(choose(&test, &format!("{anne}/sessions"), VIDEO).await.status, 303);
    assert_eq!(choose(&test, &sessions_of(&own_page, 2), VIDEO).await.status, 303);
}

/// The form is given back, even if the registration cannot be read.
#[tokio::test]
async fn a_failure_keeps_the_choice() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let marc = test.get(&own_page).await.participations().remove(0);
    let own = basis(&test.get(&format!("{marc}/sessions")).await);
    let hybrid = |it: &mut CatalogueWorkshop| it.sessions[1].attendance = AttendanceMode::Hybrid;
    let failing = HandlerTest::with_store_at("http://127.0.0.1:9").with_workshop("choix", hybrid);
    for path in [format!("{marc}/sessions"), sessions_of(&own_page, 2)] {
        let answer = post(&failing, &path, &own, ONLY_B).await;
        assert_eq!(answer.status, 503, "{}", answer.body);
        for part in
            ["refused: unavailable", "chosen: sessions=b", &format!("action=\"{path}\""), own.as_str()]
        {
            assert!(answer.body.contains(part), "{part}: {}", answer.body);
        }
    }
}

/// A colleague who was registered alone, by an assistant who does not take part, is the registration.
#[tokio::test]
async fn someone_alone_changes_the_sessions_of_the_registration() {
    let test = handler().await;
    let marc = vec![("takes-part", "no"), ("participant-2-email", MARC)];
    let others = fields_with("email", "assistant@office.example");
    let others = others.into_iter().filter(|(name, _)| !["fee", "takes-part"].contains(name)).collect();
    let own_page =
        test.post("choix", &[others, colleagues(1), marc, BOTH.to_vec()].concat()).await.redirect();
    let page = test.get(&own_page).await;
    assert!(!page.body.contains(">sessions of"), "they are changed with the details: {}", page.body);
    let path = format!("{}/sessions", page.participations()[0]);
    assert_eq!(choose(&test, &path, ONLY_B).await.status, 303);
    let registration = only(&test).await;
    let participant = &registration.request.participants[0];
    assert_eq!(attended(&registration, participant), "b=online");
    assert_eq!(registration.request.sessions.len(), 1);
    assert!(participant.sessions.is_empty() && taken(&test).await == [0, 1]);
    assert!(test.get(&own_page).await.body.contains("session: Séance b"));
    test.assert_sound("choix").await;
}
