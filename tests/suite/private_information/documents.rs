//! Documents for participants: what editors write, where the files are, and who gets them.

use tests::handler::{HandlerTest, fields};
use tests::site::SiteTest;

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
Une présentation.
//- content/workshops/a/sessions.yaml
- title: Une
  date: 2027-09-14
  start: '10:00'
  end: '16:30'
  attendance: online
  private:
    documents:
      - { file: dossier.pdf, title: Le dossier }
- title: Deux
  date: 2027-09-28
  start: '10:00'
  end: '16:30'
  attendance: online
//- content/workshops/a/registration.yaml
opens: 2027-01-01
closes: 2027-06-01
capacity: 1
fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]
//- content/workshops/a/private/dossier.pdf
%PDF-1.7 réservé
";

const SESSIONS: &str = "content/workshops/a/sessions.yaml";

/// Text of the document.
const CONTENT: &str = "%PDF-1.7 réservé";

#[test]
fn documents_are_only_among_the_files_of_the_handler() {
    let site = SiteTest::new(SITE);
    site.build();
    let contains = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("réservé");
    let output = site.output();
    let found: Vec<_> = output.iter().filter(|(_, bytes)| contains(bytes)).map(|(path, _)| path).collect();
    assert_eq!(found, ["handler/private-documents/a/dossier.pdf"]);
    site.write("content/workshops/a/private/dossier.pdf", "%PDF-1.7 corrigé");
    site.build();
    assert!(site.file("handler/private-documents/a/dossier.pdf").contains("corrigé"));
    site.edit(SESSIONS, "  private:\n    documents:\n      - { file: dossier.pdf, title: Le dossier }\n", "");
    let report = site.build();
    assert!(!site.output_paths().iter().any(|path| path.contains("private")));
    let warning = "content/workshops/a/private/dossier.pdf:1:1: warning: no session has this document, so no one sees it";
    assert!(report.warnings.to_string().contains(warning), "{}", report.warnings);
}

#[test]
fn mistakes_are_reported() {
    let site = SiteTest::new(SITE);
    site.edit(SESSIONS, "file: dossier.pdf", "file: dosier.pdf");
    site.write("content/workshops/a/private/Plan d’accès.pdf", "x");
    assert_eq!(
        site.short_diagnostics(),
        "content/workshops/a/private/Plan d’accès.pdf:1:1: the name `Plan d’accès.pdf` is not possible for a private document\n\
         content/workshops/a/sessions.yaml:8:17: there is no file `dosier.pdf` in `private`"
    );
    site.remove("content/workshops/a/private/Plan d’accès.pdf");
    site.edit(SESSIONS, "file: dosier.pdf", "file: dossier.pdf");
    site.write("content/workshops/a/private/dossier.pdf", vec![b'a'; 4 * 1024 * 1024 + 1]);
    assert_eq!(
        site.short_diagnostics(),
        "content/workshops/a/sessions.yaml:8:17: `dossier.pdf` is larger than 4 MB"
    );
    site.write("content/workshops/a/private/dossier.pdf", vec![b'a'; 4 * 1024 * 1024]);
    site.build();
    site.edit("content/workshops/a/index.md", "Une présentation.", "[Le dossier](private/dossier.pdf)");
    assert!(site.short_diagnostics().contains("content/workshops/a/index.md:5:"));
}

#[test]
fn a_damaged_photograph_is_reported() {
    let site = SiteTest::new(SITE);
    site.edit(SESSIONS, "file: dossier.pdf", "file: plan.jpg");
    site.write("content/workshops/a/private/plan.jpg", [0xff, 0xd8, 0xff, 0xe1, 0, 0x40]);
    let reported = site.short_diagnostics();
    let beginning = "content/workshops/a/private/plan.jpg:1:1: cannot strip metadata from this photograph: ";
    assert!(reported.starts_with(beginning) && reported.lines().count() == 1, "{reported}");
}

#[tokio::test]
async fn documents_are_for_those_who_may_know_the_session() {
    let site = SiteTest::new(SITE);
    site.build();
    let test = HandlerTest::with_site(&site).await;
    let own_page = test.post("a", &fields()).await.redirect();
    let page = test.get(&own_page).await;
    let path = format!("{own_page}/documents/dossier.pdf");
    assert!(page.body.contains(&path), "{}", page.body);
    let document = test.get(&path).await;
    assert_eq!((document.status, document.body.trim_end()), (200, CONTENT));
    for (header, value) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment; filename=\"dossier.pdf\""),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(document.header(header), value, "{header}");
    }
    // Another name, a way out of the folder, another secret, another workshop.
    let wrong = [
        path.replace("dossier.pdf", "autre.pdf"),
        path.replace("dossier.pdf", "..%2f..%2fcatalogue.json"),
        path.replace("dossier.pdf", "%2e%2e"),
        path.replace("/documents/", "0/documents/"),
        path.replace("/a/", "/b/"),
    ];
    for path in wrong {
        assert_eq!(test.get(&path).await.status, 404, "{path}");
    }
    let (start, secret) = own_page.rsplit_once('-').unwrap();
    let guessed = format!("{start}-{}/documents/dossier.pdf", "0".repeat(secret.len()));
    assert_eq!(test.get(&guessed).await.status, 404);
    assert_eq!(test.post_to(&path, &[]).await.status, 405);
    test.cancel(&own_page).await;
    assert_eq!(test.get(&path).await.status, 404);
}
