//! A store that fails in every way it can, under load: whoever was told 303 is registered, once, and the counter
//! says what the records say.

use std::sync::Arc;

use tests::dynamodb::Fault;
use tests::handler::{HandlerTest, fields_with};

const FAULTS: [Fault; 6] = [
    Fault::Cancelled(["TransactionConflict", "None"]),
    Fault::AnswerLost,
    Fault::Refused(500, "InternalServerError"),
    Fault::Refused(400, "ThrottlingException"),
    Fault::Refused(400, "TransactionInProgressException"),
    Fault::AnswerLost,
];

#[tokio::test(flavor = "multi_thread")]
async fn faults_under_load_lose_and_double_nothing() {
    let faults = FAULTS.into_iter().cycle().take(120);
    let test = Arc::new(HandlerTest::with_faults(faults).await);
    let posts = (0..60_usize).map(|number| {
        let test = Arc::clone(&test);
        tokio::spawn(async move {
            let email = format!("person-{number}@o.example");
            let fields = fields_with("email", &email);
            let answer = test.post("groupe", &fields).await;
            (email, answer)
        })
    });
    let mut told = Vec::new();
    for post in posts.collect::<Vec<_>>() {
        let (email, answer) = post.await.unwrap();
        match answer.status {
            303 => told.push(email),
            503 => {}
            _ => panic!("{answer:?}"),
        }
    }
    let registrations = test.registrations("groupe").await;
    for email in &told {
        let found = registrations.iter().filter(|it| it.request.contact.email.as_str() == email);
        assert_eq!(found.count(), 1, "{email}");
    }
    assert!(told.len() >= 10, "{} were taken", told.len());
    test.assert_sound("groupe").await;
}
