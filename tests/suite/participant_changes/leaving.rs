//! What remains of a registration when those who followed it have left.

use tests::handler::{HandlerTest, colleagues, fields};

use super::{
    BOTH, ONLY_A, ONLY_B, all_attended, attended, choose, choose_for_all, handler, only, sessions_of, taken,
};

/// Registers Claire and Marc for both sessions, and returns the path of her page.
async fn two(test: &HandlerTest) -> String {
    test.post("choix", &[fields(), colleagues(1), BOTH.to_vec()].concat()).await.redirect()
}

/// Claire takes herself off the participants.
async fn leave(test: &HandlerTest, own_page: &str) {
    let marc = [
        ("participant-2-given-name", "Marc"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Directeur"),
        ("form_basis", "1-2"),
    ];
    assert_eq!(test.post_to(&format!("{own_page}/participants"), &marc).await.status, 303);
    assert_eq!(only(test).await.request.participants.len(), 1);
}

/// Otherwise the contact could change them nowhere.
#[tokio::test]
async fn the_page_of_the_last_one_changes_sessions_that_became_those_of_the_registration() {
    let test = handler().await;
    let own_page = two(&test).await;
    let path = sessions_of(&own_page, 2);
    assert_eq!(choose(&test, &path, ONLY_A).await.status, 303);
    assert_eq!(choose_for_all(&test, &own_page, ONLY_A).await.status, 303);
    leave(&test, &own_page).await;
    let alone = only(&test).await;
    assert!(!alone.request.has_own_sessions() && !alone.request.participants[0].sessions.is_empty());
    assert!(test.get(&own_page).await.body.contains(&format!("<a href=\"{path}\">")));
    assert_eq!(choose(&test, &path, ONLY_B).await.status, 303);
    assert_eq!((all_attended(&only(&test).await), taken(&test).await), (vec!["b=online".to_owned()], [0, 1]));
    // Now he follows the registration, whose details ask about the sessions.
    assert!(!test.get(&own_page).await.body.contains(&path));
    assert_eq!(choose_for_all(&test, &own_page, ONLY_A).await.status, 303);
    assert_eq!(taken(&test).await, [1, 0]);
    test.assert_sound("choix").await;
}

/// People who are added start from these sessions.
#[tokio::test]
async fn the_registration_says_what_someone_attends() {
    for remaining in [1, 2] {
        let test = handler().await;
        let own_page = two(&test).await;
        let marc = test.get(&own_page).await.participations().remove(0);
        assert_eq!(choose(&test, &sessions_of(&own_page, remaining), ONLY_B).await.status, 303);
        match remaining {
            1 => assert_eq!(test.post_to(&format!("{marc}/cancel"), &[]).await.status, 303),
            _ => leave(&test, &own_page).await,
        }
        let registration = only(&test).await;
        let [alone] = registration.request.participants.as_slice() else { panic!("one person remains") };
        assert_eq!((alone.number, attended(&registration, alone).as_str()), (remaining, "b=online"));
        assert_eq!(registration.request.sessions, alone.sessions);
        assert_eq!(taken(&test).await, [0, 1]);
        test.assert_sound("choix").await;
    }
}
