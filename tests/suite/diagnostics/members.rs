//! Mistakes in `members.yaml`, and in the terms of registration that concern organisations.

use tests::site::{SiteTest, files};

use super::WORKSHOP;

const REGISTRATION: &str = "content/workshops/a/registration.yaml";
const AMOUNT: &str = "amount: 500 EUR }";

/// A workshop with a fee for members.
fn site() -> SiteTest {
    let site = SiteTest::new(WORKSHOP);
    site.edit(REGISTRATION, AMOUNT, "amount: 500 EUR, members_only: reject }");
    site
}

#[test]
fn a_fee_for_members_needs_a_list_of_them() {
    insta::assert_snapshot!(site().diagnostics());
    let site = site();
    site.write("members.yaml", "- { organisation: Habitat, siren: 732 829 320 }\n");
    site.build();
}

#[test]
fn all_problems_of_members_at_once() {
    let site = site();
    site.write(
        "members.yaml",
        "- organisation: Habitat\n  siren: 732 829 321\n  domains: [orange.fr, a, Habitat.EXAMPLE]\n  code: abc-1\n\
         - organisation: Nord\n\
         - organisation: Sud\n  siren: 732829320\n  domain: sud.example\n  code: secret-2027\n\
         - organisation: Ouest\n  siren: 732 829 320\n  domains: [habitat.example]\n  code: SECRET 2027\n\
         - siren: 356000000\n",
    );
    insta::assert_snapshot!(site.diagnostics());
}

#[test]
fn a_limit_for_each_organisation_fits_the_other_terms() {
    let site = SiteTest::new(WORKSHOP);
    site.edit(
        REGISTRATION,
        "capacity: 30",
        "capacity: 30\nmax_participants: 4\nmax_per_organisation: 3\nwaiting_list: false",
    );
    insta::assert_snapshot!(site.diagnostics());
    site.edit(REGISTRATION, "max_per_organisation: 3\nwaiting_list: false", "max_per_organisation: 4");
    site.build();
}

/// The list is for the functions alone: nothing of it is in the public site, and codes are nowhere.
#[test]
fn members_are_not_published() {
    let site = site();
    site.write(
        "members.yaml",
        "- { organisation: Habitat du Nord, siren: 732 829 320, domains: [nord.example], code: secret-2027 }\n",
    );
    site.build();
    let mut handler = String::new();
    for (path, bytes) in files(&site.root().join("dist")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("secret-2027") && !text.contains("Habitat du Nord"), "{path}");
        if path == "handler/members.json" {
            handler = text;
        } else {
            assert!(!text.contains("732829320") && !text.contains("nord.example"), "{path}");
        }
    }
    assert!(handler.contains("732829320") && handler.contains("nord.example"), "{handler}");
}
