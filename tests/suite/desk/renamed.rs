//! Renamed workshops, with and without an alias.

use model::catalogue::Renamed;
use model::slug::Slug;
use tests::desk::DeskTest;

use super::{reference, registered};

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_workshop_is_found_by_each_of_its_names() {
    let mut test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 2), (2, 1)]).await;
    let renamed = Renamed { name: slug("nouveau"), former: vec![slug("groupe")] };
    test.catalogue.renamed.insert(slug("groupe"), renamed);
    test.write_catalogue();
    let list = test.ok(&["list"]).await;
    assert!(list.contains(reference(&all[0])) && list.contains(" nouveau "), "{list}");
    for name in ["groupe", "nouveau"] {
        assert!(test.ok(&["list", "--workshop", name]).await.contains(reference(&all[1])), "{name}");
        test.ok(&["verify", "--workshop", name]).await;
    }
    test.ok(&["verify"]).await;
    test.ok(&["show", reference(&all[0])]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_of_unknown_workshops_are_reported() {
    let mut test = DeskTest::new().await;
    let orphans = registered(&test, "groupe", &[(1, 2), (2, 1)]).await;
    let others = registered(&test, "proximite", &[(3, 1)]).await;
    let groupe = test.catalogue.workshops.remove(&slug("groupe")).unwrap();
    test.write_catalogue();
    let problem = "`groupe`: 2 registrations and 0 answers, but the catalogue has no such workshop";
    let list = test.run(&["list"]).await;
    assert!(list.status == 1 && list.notes.contains(problem), "{list:?}");
    for registration in orphans.iter().chain(&others) {
        assert!(list.out.contains(reference(registration)), "{list:?}");
        test.ok(&["show", reference(registration)]).await;
    }
    let json = test.run(&["list", "--json"]).await;
    assert!(json.status == 1 && json.out.contains(reference(&orphans[0])), "{json:?}");
    let verify = test.run(&["verify"]).await;
    assert!(verify.status == 1 && verify.notes.contains(problem), "{verify:?}");
    assert!(verify.notes.contains("write `aliases: [groupe]`"), "{verify:?}");

    // A workshop that has this name now, but stores its registrations under another.
    let renamed = Renamed { name: slug("groupe"), former: vec![slug("ancien")] };
    let workshop = model::catalogue::CatalogueWorkshop { slug: slug("ancien"), ..groupe };
    test.catalogue.workshops.insert(slug("ancien"), workshop);
    test.catalogue.renamed.insert(slug("ancien"), renamed);
    test.write_catalogue();
    let verify = test.run(&["verify"]).await;
    assert!(verify.status == 1 && verify.notes.contains("keeps its own under `ancien`"), "{verify:?}");
}
