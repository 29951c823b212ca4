//! Members and the seats of organisations, as the organiser sees them.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use model::membership::Membership;
use model::registration::Registration;
use model::status::Status;
use serde_json::Value;
use tests::desk::{DeskTest, registration};

use super::{reference, registered, status};

/// A desk where an organisation has at most 5 seats in `groupe`.
async fn limited() -> DeskTest {
    let mut test = DeskTest::new().await;
    test.offer_mut("groupe").max_per_organisation = Some(5);
    test.write_catalogue();
    test
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_members_are_marked() {
    let test = DeskTest::new().await;
    let mut all = Vec::new();
    for (number, membership) in [
        (1, Some(Membership::Inform)),
        (2, Some(Membership::Siren)),
        (3, None),
        (4, Some(Membership::Review)),
    ] {
        let mut registration = registration("groupe", number, 1, test.offer("groupe"));
        registration.request.membership = membership;
        test.register(&registration).await;
        all.push(registration);
    }
    let list = test.ok(&["list"]).await;
    let marked: Vec<_> = list.lines().map(|line| line.trim_end().ends_with("unknown")).collect();
    assert!(list.contains("MEMBERSHIP"), "{list}");
    assert_eq!(marked.iter().filter(|marked| **marked).count(), 2, "{list}");
    let shown = async |registration: &Registration| test.ok(&["show", reference(registration)]).await;
    assert!(shown(&all[0]).await.contains("unknown: the registration was accepted"), "inform");
    assert!(shown(&all[1]).await.contains("recognised by the SIREN"));
    assert!(!shown(&all[2]).await.contains("Membership"));
    assert!(shown(&all[3]).await.contains("unknown: check it before you approve"), "review");
    // Only the reviewed one waits for approval, and it is approved like any other.
    assert_eq!(status(&test, &all[3]).await, Status::Pending);
    test.ok(&["approve", reference(&all[3]), "--yes"]).await;
    assert_eq!(status(&test, &all[3]).await, Status::Confirmed);
    let json: Value = serde_json::from_str(&test.ok(&["list", "--json"]).await).unwrap();
    let of = |registration: &Registration| {
        json.as_array().unwrap().iter().find(|it| it["reference"] == reference(registration)).unwrap().clone()
    };
    assert_eq!(of(&all[0])["membership"], "inform");
    assert_eq!(of(&all[2])["membership"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_of_organisations_are_verified_and_repaired() {
    let test = limited().await;
    let all = registered(&test, "groupe", &[(1, 4), (2, 4), (3, 1)]).await;
    assert_eq!(status(&test, &all[1]).await, Status::Waiting);
    assert_eq!(status(&test, &all[2]).await, Status::Confirmed);
    let output = test.ok(&["verify"]).await;
    assert!(output.contains("3 registrations: every counter is right."), "{output}");
    let row = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<_> = output.lines().map(row).collect();
    assert!(
        rows.contains(&["groupe", "732829320", "all", "5", "5", "5"].map(str::to_owned).to_vec()),
        "{output}"
    );
    assert!(test.ok(&["show", reference(&all[0])]).await.contains("Counted for       732829320"));
    assert!(test.ok(&["promote", "--workshop", "groupe", "--yes"]).await.contains("nothing to do"));

    // Simulates a change by hand: too many seats of one organisation, and some of another.
    let seats = |count: u32| ("taken#all", AttributeValue::N(count.to_string()));
    test.put("workshop#groupe", "quota#732829320", &[seats(9)]).await;
    test.put("workshop#groupe", "quota#356000000", &[seats(2)]).await;
    let output = test.run(&["verify"]).await;
    assert_eq!(output.status, 1);
    for organisation in ["732829320", "356000000"] {
        let problem = format!("the quota of {organisation} does not have the seats of the records");
        assert!(output.out.contains(&problem), "{}", output.out);
    }
    test.ok(&["verify", "--repair"]).await;
    let json: Value = serde_json::from_str(&test.ok(&["verify", "--json"]).await).unwrap();
    let group = json.as_array().unwrap().iter().find(|it| it["workshop"] == "groupe").unwrap();
    let counted = |organisation: &str| {
        let quotas = group["organisations"].as_array().unwrap().iter();
        quotas.clone().find(|it| it["organisation"] == organisation).map(|it| it["counted"].as_u64().unwrap())
    };
    assert_eq!((counted("732829320"), counted("356000000")), (Some(5), Some(0)));
    let items = test.table().items().await;
    let quotas = items.iter().filter(|item| item["SK"].as_s().is_ok_and(|key| key.starts_with("quota#")));
    let expires = all[0].expires.as_second().to_string();
    let kept: Vec<_> = quotas.map(|item| item.get("expires_at").and_then(|it| it.as_n().ok())).collect();
    assert_eq!(kept, [Some(&expires), Some(&expires)], "quotas are not kept longer than registrations");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lowered_limit_is_reported() {
    let mut test = limited().await;
    registered(&test, "groupe", &[(1, 4)]).await;
    test.offer_mut("groupe").max_per_organisation = Some(3);
    test.write_catalogue();
    let output = test.run(&["verify"]).await;
    assert_eq!(output.status, 1);
    assert!(output.out.contains("732829320 has more than 3 seats"), "{}", output.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn purging_leaves_no_quota() {
    let mut test = limited().await;
    test.offer_mut("groupe").keep_until = Timestamp::now() - SignedDuration::from_mins(1);
    test.write_catalogue();
    registered(&test, "groupe", &[(1, 4), (2, 1)]).await;
    assert!(test.keys().await.contains(&"workshop#groupe quota#732829320".to_owned()));
    test.ok(&["purge", "--yes"]).await;
    assert_eq!(lasting(&test).await, ["workshop#groupe seats"]);
}

/// DynamoDB deletes expired items in any order.
#[tokio::test(flavor = "multi_thread")]
async fn purging_makes_no_quota_again_that_expired_before() {
    let mut test = limited().await;
    test.offer_mut("groupe").keep_until = Timestamp::now() - SignedDuration::from_mins(1);
    test.write_catalogue();
    registered(&test, "groupe", &[(1, 4), (2, 1)]).await;
    test.delete("workshop#groupe", "quota#732829320").await;
    test.ok(&["purge", "--yes"]).await;
    assert_eq!(lasting(&test).await, ["workshop#groupe seats"]);
}

/// Returns the keys of all items except those that note a promotion.
async fn lasting(test: &DeskTest) -> Vec<String> {
    test.keys().await.into_iter().filter(|key| !key.ends_with(" promotion")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_and_extracts_show_membership_and_the_counted_organisation() {
    let test = limited().await;
    let mut registration = registration("groupe", 1, 1, test.offer("groupe"));
    registration.request.membership = Some(Membership::Siren);
    test.register(&registration).await;
    let csv = test.ok(&["export", "--format", "csv"]).await;
    for cells in [";Adhésion;Compte pour le SIREN;Langue;", ";Reconnue par le SIREN;", "732829320;fr;"] {
        assert!(csv.contains(cells), "{csv}");
    }
    let path = test.path("extract.html");
    test.ok(&["extract", "--email", "person-1@office.example", "--output", path.to_str().unwrap()]).await;
    let page = test.read("extract.html");
    assert!(page.contains("Reconnue par le SIREN") && page.contains("Compte pour le SIREN"), "{page}");
}
