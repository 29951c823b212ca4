//! Drafts, and pages with publication and expiry times.

use jiff::civil::{Date, date};
use tests::handler::{Event, HandlerTest, fields};
use tests::project::SiteCopy;
use tests::site::SiteTest;

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
topics: [Énergie]
aliases: [ancien]
---
Texte
//- content/workshops/a/plan.pdf
%PDF
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/a/registration.yaml
opens: 2027-03-01
closes: 2027-09-10
capacity: 30
fees:
  - { category: adherent, label: Adhérent, amount: 500 EUR }
//- content/pages/contact.md
---
title: Nous écrire
---
Texte
";

const INDEX: &str = "content/workshops/a/index.md";
const CONTACT: &str = "content/pages/contact.md";
const DAY: Date = date(2027, 2, 1);

/// The pages of the workshop and of `contact.md`.
const PAGES: [&str; 3] =
    ["site/ateliers/a/index.html", "site/ateliers/a/inscription/index.html", "site/contact/index.html"];

/// Returns a site whose workshop and page both have these keys.
fn site(keys: &str) -> SiteTest {
    let site = SiteTest::new(SITE).on(DAY);
    site.edit(INDEX, "summary:", &format!("{keys}\nsummary:"));
    site.edit(CONTACT, "title: Nous écrire", &format!("title: Nous écrire\n{keys}"));
    site
}

/// Returns the files of `dist` that mention the workshop or the page, by path or content.
fn mentions(site: &SiteTest) -> Vec<String> {
    let words = ["Atelier A", "ateliers/a/", "ancien", "contact/", "Nous écrire", "nergie", "plan.pdf"];
    let mentions = |path: &str, bytes: &[u8]| {
        let text = format!("{path}\n{}", String::from_utf8_lossy(bytes));
        words.iter().any(|word| text.contains(word))
    };
    site.output().into_iter().filter(|(path, bytes)| mentions(path, bytes)).map(|(path, _)| path).collect()
}

#[test]
fn dist_contains_nothing_of_an_unpublished_page() {
    for keys in ["draft: true", "publish_at: 2027-02-02", "publish_at: 2027-02-02 08:00"] {
        let site = site(keys);
        site.build();
        assert_eq!(mentions(&site), [""; 0], "{keys}");
    }
}

/// The files that mention a workshop whose page was taken down.
const KNOWN_TO_THE_HANDLER: [&str; 3] =
    ["deployment/published.json", "handler/catalogue.json", "handler/workshops/ancien.json"];

#[test]
fn only_the_handler_knows_an_unpublished_workshop() {
    for keys in ["unpublish_at: 2027-01-31", "unpublish_at: 2027-02-01 23:59\npublish_at: 2027-01-01"] {
        let site = site(keys);
        site.build();
        assert_eq!(mentions(&site), KNOWN_TO_THE_HANDLER, "{keys}");
    }
}

#[test]
fn a_page_is_there_while_it_is_published() {
    for keys in [
        "draft: false",
        "publish_at: 2027-02-01",
        "publish_at: 2027-02-01 18:00",
        "unpublish_at: 2027-02-01\npublish_at: 2027-02-01",
    ] {
        let site = site(keys);
        site.build();
        for file in PAGES {
            assert!(!site.file(file).contains("unpublished"), "{keys}: {file}");
        }
        assert!(site.file("site/sitemap.xml").contains("/ateliers/a/"), "{keys}");
        assert!(site.file("deployment/redirects.json").contains("/ateliers/ancien/"), "{keys}");
    }
}

#[test]
fn a_build_with_drafts_marks_unpublished_pages() {
    for (keys, mark) in [("draft: true", "draft"), ("publish_at: 2027-02-02", "from 2027-02-01T23:00:00Z")] {
        let site = site(keys).with_drafts();
        site.build();
        for file in PAGES {
            let page = site.file(file);
            assert!(page.contains(&format!("<p class=\"unpublished\">{mark}</p>")), "{keys}: {page}");
        }
        assert!(!site.file("site/index.html").contains("class=\"unpublished"));
        assert!(!site.file("site/sitemap.xml").contains("/ateliers/a/"), "search engines are excluded");
    }
}

#[test]
fn both_themes_mark_drafts_in_each_language() {
    for theme in ["default", "sober"] {
        let site = SiteCopy::new().with_theme(theme);
        let index = site.read("content/workshops/proximite/index.md");
        site.write("content/workshops/proximite/index.md", &index.replacen("---\n", "---\ndraft: true\n", 1));
        site.build_with_drafts(date(2022, 11, 15)).unwrap();
        let page = site.read("dist/site/ateliers/proximite/index.html");
        assert!(page.contains("cette page n’apparaît que dans l’aperçu."), "{theme}");
        assert!(site.read("dist/site/index.html").contains(">Brouillon<"), "{theme}: the card in the list");
        let english = site.read("dist/site/en/workshops/proximite/index.html");
        assert!(english.contains("Draft: this page is shown in the preview only."), "{theme}");
    }
}

#[test]
fn a_page_is_as_old_as_its_publication() {
    let site = SiteCopy::new();
    let index = site.read("content/workshops/proximite/index.md");
    let scheduled = index.replacen("---\n", "---\npublish_at: 2022-09-20\n", 1);
    site.write("content/workshops/proximite/index.md", &scheduled);
    site.commit("2022-08-01T10:00:00Z");
    site.build(date(2022, 9, 21)).unwrap();
    let feed = site.read("dist/site/atom.xml");
    assert!(feed.contains("<published>2022-09-19T22:00:00") && !feed.contains("2022-08-01T"), "{feed}");
    site.build(date(2022, 9, 19)).unwrap();
    assert!(!site.path("dist/site/en/workshops/proximite/index.html").exists(), "the translation is removed");
    assert!(!site.read("dist/site/atom.xml").contains("proximite"));
}

#[test]
fn scheduled_pages_are_checked_and_drafts_are_not() {
    let later = site("publish_at: 2027-02-02");
    later.edit(INDEX, "Texte", "[x](x.md)");
    assert!(later.short_diagnostics().contains("`x.md`"), "{}", later.short_diagnostics());
    let draft = site("draft: true");
    draft.edit(INDEX, "Texte", "[x](x.md)");
    draft.build();
}

#[test]
fn a_link_to_a_draft_is_a_problem() {
    for link in ["workshops/a/index.md", "/ateliers/a/", "/ateliers/a/inscription/", "workshops/a/plan.pdf"] {
        let site = site("draft: true");
        site.write("content/index.md", format!("---\ntitle: Accueil\n---\n[a]({link})\n"));
        let problem = site.diagnostics();
        assert!(problem.contains(&format!("`{link}` is a draft")), "{link}: {problem}");
        assert!(problem.contains("content/index.md:4:5") && problem.contains("remove the link"), "{problem}");
        // A draft may link to another.
        let drafts = self::site("draft: true").with_drafts();
        drafts.edit(CONTACT, "Texte", "[a](../workshops/a/index.md)");
        drafts.build();
    }
}

#[test]
fn a_link_to_a_scheduled_or_expired_page_becomes_its_text() {
    for keys in ["publish_at: 2027-02-02", "unpublish_at: 2027-01-31"] {
        for link in [
            "workshops/a/index.md",
            "/ateliers/a/?a=b",
            "/ateliers/a/inscription/",
            "/topics/energie/",
            "workshops/a/plan.pdf",
        ] {
            let site = site(keys);
            site.write("content/index.md", format!("---\ntitle: Accueil\n---\nVoir [*la* page]({link}).\n"));
            site.build();
            let page = site.file("site/index.html");
            assert!(page.contains("<p>Voir <em>la</em> page.</p>"), "{keys} {link}: {page}");
            assert!(mentions(&site).iter().all(|file| !file.starts_with("site/")), "{keys} {link}");
        }
    }
}

#[test]
fn the_navigation_omits_scheduled_and_expired_pages() {
    for keys in ["publish_at: 2027-02-02", "unpublish_at: 2027-01-31"] {
        let site = site(keys);
        let links = "navigation:\n  - { label: Contacter, to: pages/contact.md }\n  - { label: Thèmes, to: /topics/ }\n";
        site.edit("content/site.yaml", "navigation: []\n", links);
        site.build();
        let page = site.file("site/index.html");
        assert!(!page.contains("Contacter") && !page.contains("Thèmes"), "{keys}: {page}");
    }
}

#[test]
fn an_image_of_a_temporary_page_is_a_problem() {
    let site = site("publish_at: 2027-02-02");
    site.write("content/workshops/a/plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.write("content/index.md", "---\ntitle: Accueil\n---\n![Plan](workshops/a/plan.svg)\n");
    let problem = site.diagnostics();
    assert!(problem.contains("not always published") && problem.contains("copy it"), "{problem}");
}

#[test]
fn the_page_about_privacy_must_always_be_published() {
    let site = SiteTest::new(SITE).on(DAY);
    site.edit("content/site.yaml", "  page: index.md", "  page: pages/contact.md");
    site.edit(CONTACT, "title:", "unpublish_at: 2028-01-01\ntitle:");
    let problem = site.diagnostics();
    assert!(problem.contains("the page about privacy is not always published"), "{problem}");
}

#[test]
fn contradictory_dates_are_problems() {
    for (keys, problem, fix) in [
        (
            "publish_at: 2027-03-02",
            "`publish_at` is after the opening of registration",
            "`2027-03-01 00:00` or earlier",
        ),
        (
            "publish_at: 2027-09-14 10:01",
            "`publish_at` is after the beginning of the first session",
            "`2027-09-14 10:00` or earlier",
        ),
        (
            "publish_at: 2027-02-10\nunpublish_at: 2027-02-09",
            "`unpublish_at` is not after `publish_at`",
            "write a later `unpublish_at`",
        ),
        ("publish_at: bientôt", "`bientôt` is not a valid date", "2027-09-14"),
        ("draft: yes", "`yes` is not a valid value", "`true`"),
    ] {
        let problems = site(keys).diagnostics();
        assert!(problems.contains(problem) && problems.contains(fix), "{keys}: {problems}");
        let line = 3 + keys.lines().count() - 1;
        let column = keys.lines().last().unwrap().find(": ").unwrap() + 3;
        assert!(problems.contains(&format!("{INDEX}:{line}:{column}")), "{keys}: {problems}");
    }
}

#[test]
fn a_workshop_with_registrations_must_not_be_hidden() {
    for (keys, key) in [("draft: true", "`draft: true`"), ("publish_at: 2027-02-02", "`publish_at`")] {
        let site = SiteTest::new(SITE).on(DAY).comparing();
        site.build();
        site.edit(INDEX, "summary:", &format!("{keys}\nsummary:"));
        let problem = site.diagnostics();
        assert!(problem.contains(&format!("{key} hides `a`, but people may have registered")), "{problem}");
        assert!(problem.contains("write `unpublish_at`"), "{problem}");
    }
}

#[test]
fn previewing_drafts_does_not_publish_them() {
    let site = site("draft: true").comparing();
    site.build();
    let site = site.with_drafts();
    site.build();
    assert!(site.output_paths().contains(&"deployment/drafts".to_owned()));
    assert!(!site.file("deployment/published.json").contains("Atelier A"));
}

#[test]
fn links_to_a_page_that_was_taken_down_lead_to_a_page_of_the_site() {
    let workshop = "exemple-renovation-energetique";
    let (index, english_home) = (format!("content/workshops/{workshop}/index.md"), "content/index.en.md");
    for (has_english_home, home) in [(true, "/en/"), (false, "/")] {
        let site = SiteCopy::new();
        let text = site.read(&index).replacen("---\n", "---\nunpublish_at: 2027-01-31\n", 1);
        site.write(&index, &text);
        if !has_english_home {
            std::fs::remove_file(site.path(english_home)).unwrap();
        }
        site.build(DAY).unwrap();
        let (catalogue, _) = registry::load(&site.path("dist/handler")).unwrap();
        let taken_down = &catalogue.workshops[&workshop.parse().unwrap()];
        let english = taken_down.in_language("en").unwrap();
        for (workshop, home) in [(taken_down, "/"), (&english, home)] {
            let questionnaires = workshop.forms.values().map(|form| &form.path);
            let paths: Vec<_> = [&workshop.path].into_iter().chain(questionnaires).collect();
            assert_eq!(paths, [home, home], "{:?}", workshop.language);
        }
        assert!(site.path(&format!("dist/site{home}index.html")).exists());
    }
}

#[tokio::test]
async fn registrations_outlive_the_page_of_their_workshop() {
    let site = site("unpublish_at: 2027-05-10").on(date(2027, 5, 1)).comparing();
    site.build();
    let test = HandlerTest::with_site(&site).await.at("2027-05-01T12:00:00Z");
    let own = test.send(Event::post("ancien", &fields()).without_header("origin")).await.redirect();

    let site = site.on(date(2027, 5, 11));
    site.build();
    assert!(!site.output_paths().contains(&"site/ateliers/a/index.html".to_owned()));
    let test = test.rebuilt(&site).at("2027-05-11T12:00:00Z");
    let page = test.get(&own).await;
    assert!(page.status == 200 && !page.body.contains("/ateliers/a/"), "{}", page.body);
    // The post comes from a page opened earlier.
    let answer = test.send(Event::post("a", &fields()).without_header("origin")).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    // Days later, nothing has disappeared.
    site.on(date(2027, 6, 1)).build();
}
