//! Redirect pages at former addresses, and invalid aliases.

use tests::site::SiteTest;

use super::{alias, redirects, rename, rename_workshop, site};

#[test]
fn a_former_address_redirects_on_any_host() {
    let site = site();
    rename_workshop(&site, "a", "b", "[a, /anciens/atelier.html, /ateliers/Ancien/]");
    site.build();
    for (file, to) in [
        ("ateliers/a/index.html", "/ateliers/b/"),
        ("ateliers/a/inscription/index.html", "/ateliers/b/inscription/"),
        ("ateliers/a/questionnaire/index.html", "/ateliers/b/questionnaire/"),
        ("anciens/atelier.html", "/ateliers/b/"),
        ("ateliers/Ancien/index.html", "/ateliers/b/"),
    ] {
        let page = site.file(&format!("site/{file}"));
        for part in [
            format!("<link rel=\"canonical\" href=\"https://club.example{to}\">"),
            format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">"),
            format!("Nouvelle adresse : <a href=\"{to}\">Atelier A</a>").replace(" :", "\u{a0}:"),
        ] {
            assert!(
                page.contains(&part) || page.contains(&part.replace('\u{a0}', " ")),
                "{file}: {part}\n{page}"
            );
        }
    }
    let expected = [
        ("/anciens/atelier.html", "/ateliers/b/"),
        ("/ateliers/Ancien/", "/ateliers/b/"),
        ("/ateliers/a/", "/ateliers/b/"),
        ("/ateliers/a/a.ics", "/ateliers/b/b.ics"),
        ("/ateliers/a/inscription/", "/ateliers/b/inscription/"),
        ("/ateliers/a/plan.pdf", "/ateliers/b/plan.pdf"),
        ("/ateliers/a/questionnaire/", "/ateliers/b/questionnaire/"),
    ];
    assert_eq!(redirects(&site), expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
    // Programs are not redirected to a page.
    assert_eq!(site.file("site/ateliers/a/a.ics"), site.file("site/ateliers/b/b.ics"));
    assert_eq!(site.file("site/ateliers/a/plan.pdf"), site.file("site/ateliers/b/plan.pdf"));
    let sitemap = site.file("site/sitemap.xml");
    assert!(sitemap.contains("/ateliers/b/") && !sitemap.contains("/ateliers/a/"), "{sitemap}");
}

#[test]
fn every_redirect_leads_to_a_file_of_the_site() {
    let site = site();
    rename_workshop(&site, "a", "b", "[a]");
    site.build();
    let files = site.output_paths();
    let redirects = redirects(&site);
    assert!(redirects.len() > 4, "{redirects:?}");
    for (from, to) in redirects {
        let file = if to.ends_with('/') { format!("site{to}index.html") } else { format!("site{to}") };
        assert!(files.contains(&file), "{from} leads to {to}");
    }
}

#[test]
fn pages_and_speakers_have_former_addresses_too() {
    let site = SiteTest::new(
        "
//- content/pages/contact.md
---
title: Contact
aliases: [ecrire, /nous-ecrire/]
---
Texte
//- content/speakers/zoe.md
---
name: Zoé Durand
aliases: [zoe-martin]
---
",
    );
    site.build();
    let expected = [
        ("/ecrire/", "/contact/"),
        ("/intervenants/zoe-martin/", "/intervenants/zoe/"),
        ("/nous-ecrire/", "/contact/"),
    ];
    assert_eq!(redirects(&site), expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
    assert!(site.file("site/intervenants/zoe-martin/index.html").contains("Zoé Durand</a>"));
}

#[test]
fn former_addresses_redirect_within_their_language() {
    let site = site();
    site.edit(
        "content/site.yaml",
        "navigation: []\n",
        "navigation: []\ntranslations:\n  en: { title: Club, tagline: Workshops, navigation: [], footer: [], permalinks: { workshop: /en/workshops/:slug/, registration: /en/workshops/:slug/register/ } }\n",
    );
    let words = std::fs::read_to_string(site.root().join("themes/plain/i18n/fr.yaml")).unwrap();
    let english = format!(
        "{}\nlanguage: {{ name: English, locale: en_GB }}\n",
        words.replace("Nouvelle adresse :", "New address:")
    );
    site.write(
        "themes/plain/i18n/fr.yaml",
        format!("{words}\nlanguage: {{ name: Français, locale: fr_FR }}\n"),
    );
    site.write("themes/plain/i18n/en.yaml", english);
    site.write(
        "content/workshops/a/index.en.md",
        "---\ntitle: Workshop A\nsummary: A workshop\nfees: { adherent: { label: Member } }\n---\n",
    );
    rename_workshop(&site, "a", "b", "[a, /en/old/]");
    site.build();
    let redirects = redirects(&site);
    for (from, to) in [
        ("/ateliers/a/", "/ateliers/b/"),
        ("/en/workshops/a/", "/en/workshops/b/"),
        ("/en/workshops/a/register/", "/en/workshops/b/register/"),
        ("/en/workshops/a/a.ics", "/en/workshops/b/b.ics"),
        ("/en/old/", "/en/workshops/b/"),
    ] {
        assert!(redirects.contains(&(from.to_owned(), to.to_owned())), "{from} in {redirects:?}");
    }
    let page = site.file("site/en/workshops/a/index.html");
    assert!(page.contains("<html lang=\"en\">") && page.contains("Workshop A</a>"), "{page}");
}

#[test]
fn a_feed_entry_keeps_its_first_address_as_its_identifier() {
    let site = site();
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "Site"]] {
        let author = ["-c", "user.name=a", "-c", "user.email=a@b.fr"];
        let done =
            std::process::Command::new("git").args(author).args(arguments).current_dir(site.root()).status();
        assert!(done.unwrap().success());
    }
    site.build();
    let id = "<id>https://club.example/ateliers/a/</id>";
    assert!(site.file("site/atom.xml").contains(id), "{}", site.file("site/atom.xml"));
    rename_workshop(&site, "a", "b", "[a]");
    for arguments in [&["add", "-A"][..], &["commit", "-qm", "Rename"]] {
        let author = ["-c", "user.name=a", "-c", "user.email=a@b.fr"];
        let done =
            std::process::Command::new("git").args(author).args(arguments).current_dir(site.root()).status();
        assert!(done.unwrap().success());
    }
    site.build();
    let feed = site.file("site/atom.xml");
    assert!(feed.contains(id) && feed.contains("href=\"https://club.example/ateliers/b/\""), "{feed}");
}

#[test]
fn invalid_aliases_are_all_rejected_with_a_fix() {
    let site = site();
    for name in ["b", "c"] {
        for file in ["index.md", "sessions.yaml"] {
            let text = std::fs::read(site.root().join("content/workshops/a").join(file)).unwrap();
            site.write(&format!("content/workshops/{name}/{file}"), text);
        }
        site.edit(&format!("content/workshops/{name}/index.md"), "[le plan](plan.pdf)", "Texte");
    }
    let lines = "
  - a
  - b
  - vieux
  - vieux
  - Été 2026
  - /ateliers/c/
  - /ateliers/ancien
  - /été/
  - /api/x/
  - https://club.example/ancien/
  - /a b/
  - /";
    alias(&site, "a", lines);
    // A cycle, and a name that another workshop has.
    alias(&site, "b", "[a]");
    alias(&site, "c", "[vieux, /nouveau/]");
    let report = site.diagnostics();
    for (problem, hint) in [
        ("`a` is the current name", "remove it"),
        ("`b` is the name of `content/workshops/b`", "another name, or remove the alias"),
        ("`vieux` is already an alias of `content/workshops/a/index.md`", "keep the alias of the page"),
        ("`Été 2026` is not an identifier", "write `ete-2026`"),
        ("the address `/ateliers/c/` is already used by", "remove the alias"),
        ("`/ateliers/ancien` ends without a slash", "write `/ateliers/ancien/`"),
        ("`é` cannot be part of an alias", "letters without accents"),
        ("`/api/` is reserved", "write the former address"),
        ("is a full address, not a path", "write its path, such as `/ancien/`"),
        ("` ` cannot be part of an alias", "letters without accents"),
        ("the address of the home page cannot be an alias", "write the former address"),
        ("`a` is the name of `content/workshops/a`", "another name, or remove the alias"),
    ] {
        assert!(report.contains(problem) && report.contains(hint), "{problem} / {hint}\n{report}");
    }
}

#[test]
fn a_former_name_is_not_reused() {
    let site = site();
    rename(&site, "workshops/a", "workshops/b");
    alias(&site, "b", "[a]");
    site.build();
    for file in ["index.md", "sessions.yaml"] {
        let text = std::fs::read(site.root().join("content/workshops/b").join(file)).unwrap();
        site.write(&format!("content/workshops/a/{file}"), text);
    }
    alias(&site, "a", "");
    site.edit("content/workshops/a/index.md", "[le plan](plan.pdf)", "Texte");
    let report = site.short_diagnostics();
    assert!(
        report.contains("content/workshops/b/index.md:3:11: `a` is the name of `content/workshops/a`"),
        "{report}"
    );
}
