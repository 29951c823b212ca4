//! Changes of one registration at the same time, and changes whose answer is lost.

use futures_util::future::join3;
use model::announcement::AttendanceMode;
use model::registration::{AttendedSession, Author};
use registry::{Deadline, Transition, Transitioned};
use tests::dynamodb::{Fault, Table};

use super::{
    ONLY_A, ONLY_B, VIDEO, all_attended, basis, choose, handler, on, only, post, prepared, registered,
    sessions_of, taken,
};

#[tokio::test]
async fn a_lost_answer_is_no_second_change() {
    for fault in [Fault::AnswerLost, Fault::AnswerReset] {
        let table = Table::new().await;
        let (faulty, test) = (on(table.failing([fault]).await), on(table));
        let own_page = registered(&test).await;
        let path = sessions_of(&own_page, 2);
        let basis = basis(&test.get(&path).await);
        assert_eq!(post(&faulty, &path, &basis, ONLY_A).await.status, 303);
        let registration = only(&test).await;
        assert_eq!((registration.history.len(), registration.change_count.total), (2, 1));
        assert_eq!(taken(&test).await, [3, 2]);
        test.assert_sound("choix").await;
    }
}

/// Another change of the registration comes between reading and writing.
#[tokio::test]
async fn a_change_is_outdated_only_by_one_of_the_same_person() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let read = only(&test).await;
    assert_eq!(choose(&test, &sessions_of(&own_page, 3), ONLY_A).await.status, 303);
    let catalogue = prepared();
    let offer = catalogue.workshops[&"choix".parse().unwrap()].offer.as_deref().unwrap();
    let transition = Transition { read: &read, offer, now: read.created, by: Author::Registrant };
    let attend = async |session: &str, mode: Option<AttendanceMode>| {
        let sessions = [AttendedSession { session: session.to_owned(), mode }];
        test.store().change_sessions(transition, 2, &sessions, Deadline::default()).await.unwrap()
    };
    assert_eq!(attend("b", Some(AttendanceMode::Online)).await, Transitioned::Done);
    let stored = only(&test).await;
    assert_eq!(all_attended(&stored), ["a b=in-person", "b=online", "a"]);
    assert_eq!(attend("a", None).await, Transitioned::Outdated(Box::new(stored.clone())));
    assert_eq!(attend("b", Some(AttendanceMode::Online)).await, Transitioned::Done, "it is the same again");
    assert_eq!((only(&test).await, taken(&test).await), (stored, [2, 2]));
    test.assert_sound("choix").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_of_one_registration_change_at_the_same_time() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let [marc, anne]: [String; 2] = test.get(&own_page).await.participations().try_into().unwrap();
    let claire = sessions_of(&own_page, 1);
    let [marc, anne] = [marc, anne].map(|page| format!("{page}/sessions"));
    let (claire, marc, anne) =
        join3(choose(&test, &claire, VIDEO), choose(&test, &marc, ONLY_A), choose(&test, &anne, ONLY_B))
            .await;
    assert_eq!([claire.status, marc.status, anne.status], [303; 3]);
    let stored = only(&test).await;
    assert_eq!(all_attended(&stored), ["a b=online", "a", "b=online"]);
    assert_eq!((stored.history.len(), taken(&test).await), (4, [2, 2]));
    test.assert_sound("choix").await;
}
