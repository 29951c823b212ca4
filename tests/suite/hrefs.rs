//! File names in addresses: any link to a file leads to it, whatever its name.

use std::path::Path;

use percent_encoding::percent_decode_str;
use tests::site::SiteTest;

/// Names with characters that are special in addresses, HTML or Markdown, each with its form in an `href`.
const NAMES: [(&str, &str); 9] = [
    ("n#1", "n%231"),
    ("q?", "q%3F"),
    ("50%", "50%25"),
    ("a%20b", "a%2520b"),
    ("Budget #2 (100%)", "Budget%20%232%20%28100%25%29"),
    ("l’été à “Pau”", "l%E2%80%99%C3%A9t%C3%A9%20%C3%A0%20%E2%80%9CPau%E2%80%9D"),
    ("a&b=c;d+e", "a%26b%3Dc%3Bd%2Be"),
    ("it's [1]", "it%27s%20%5B1%5D"),
    ("Note: x", "Note%3A%20x"),
];

const PAGE: &str = "content/pages/essai.md";

/// Creates a site whose page `/essai/` has this text, with a PDF and a drawing of each name beside it and in a
/// workshop's folder.
fn site(text: &str) -> SiteTest {
    let site = SiteTest::new(
        "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
aliases: [ancien]
---
Texte
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
",
    );
    for (name, _) in NAMES {
        for folder in ["pages", "workshops/a"] {
            site.write(&format!("content/{folder}/{name}.pdf"), "%PDF");
            site.write(
                &format!("content/{folder}/{name}.svg"),
                "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            );
        }
    }
    site.write(PAGE, format!("---\ntitle: Essai\ndescription: Essai\n---\n{text}\n"));
    site
}

/// Returns the addresses of this site in its pages.
fn addresses(html: &str) -> Vec<String> {
    let attributes = [" href=\"", " src=\""];
    let values = attributes.iter().flat_map(|start| html.split(start).skip(1));
    let values = values.filter_map(|rest| rest.split('"').next()).filter(|value| value.starts_with('/'));
    values.map(|value| value.replace("&amp;", "&")).collect()
}

/// Asserts that every address in a page belongs to a file.
fn assert_no_dead_links(site: &SiteTest) {
    let folder = site.root().join("dist/site");
    for (page, bytes) in site.output().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        for address in addresses(&String::from_utf8(bytes).unwrap()) {
            let path = address.split(['?', '#']).next().unwrap();
            let decoded = percent_decode_str(path).decode_utf8().unwrap();
            let file = folder.join(&decoded[1..]);
            let is_there = file.is_file() || file.join("index.html").is_file();
            assert!(is_there, "{page} leads to {address}, which is no file");
        }
    }
}

#[test]
fn links_and_images_are_encoded_in_every_notation() {
    for (name, href) in NAMES {
        for written in [href.to_owned(), format!("<{}>", name.replace('[', "\\["))] {
            for (folder, at) in [("", "/"), ("../workshops/a/", "/ateliers/a/")] {
                let (start, name) = match written.strip_prefix('<') {
                    Some(name) => ("<", name.trim_end_matches('>')),
                    None => ("", written.as_str()),
                };
                let target = |extension: &str| {
                    let end = if start.is_empty() { "" } else { ">" };
                    format!("{start}{folder}{name}.{extension}{end}")
                };
                let (pdf, svg) = (target("pdf"), target("svg"));
                let text = format!("[un]({pdf}) ![deux]({svg})\n\n![trois]({svg} \"Légende\")");
                let site = site(&text);
                site.build();
                let page = site.file("site/essai/index.html");
                assert!(page.contains(&format!("<a href=\"{at}{href}.pdf\">un</a>")), "{text}: {page}");
                assert_eq!(page.matches(&format!("src=\"{at}{href}.svg\"")).count(), 2, "{text}: {page}");
                assert_no_dead_links(&site);
            }
        }
    }
}

#[test]
fn queries_and_fragments_after_a_file_name_are_kept() {
    let site =
        site("[un](n%231.pdf#page=2) [deux](n#1.pdf#page=2) [trois](/n%231.pdf) [quatre](/essai/?a=b)");
    site.build();
    let page = site.file("site/essai/index.html");
    assert_eq!(page.matches("href=\"/n%231.pdf#page=2\"").count(), 2, "{page}");
    assert!(page.contains("href=\"/n%231.pdf\">trois") && page.contains("href=\"/essai/?a=b\""), "{page}");
    assert_no_dead_links(&site);
}

#[test]
fn a_missing_file_is_a_problem_with_a_fix() {
    for (target, message, fix) in [
        ("n%232.pdf", "`n%232.pdf`", "`n%231.pdf`"),
        ("n#2.pdf", "`n#2.pdf`", "`n%231.pdf`"),
        ("<Budget #3 (100%).pdf>", "`Budget #3 (100%).pdf`", "`Budget%20%232%20%28100%25%29.pdf`"),
        ("/n%232.pdf", "`/n%232.pdf`", "name"),
        ("essay.md#part", "`essay.md`", "name"),
    ] {
        let problem = site(&format!("[un]({target})")).diagnostics();
        assert!(problem.contains(message) && problem.contains(fix), "{target}: {problem}");
        assert!(problem.contains(&format!("{PAGE}:5:")), "{target}: {problem}");
    }
}

#[test]
fn the_navigation_former_addresses_and_static_files_are_encoded() {
    let site = site("Texte");
    let links = "navigation:\n  - { label: Budget, to: 'pages/Budget #2 (100%).pdf' }\n  - { label: Autre, to: pages/50%25.pdf }\n";
    site.edit("content/site.yaml", "navigation: []\n", links);
    site.edit("content/workshops/a/index.md", "Texte", "[le plan](<n#1.pdf>)");
    let linked = "<img alt=\"\" src=\"{{ site.assets[\"à #1.svg\"] }}\">\n<main>";
    site.edit("themes/plain/templates/base.html", "<main>", linked);
    site.write("themes/plain/static/à #1.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.build();
    let page = site.file("site/index.html");
    assert!(
        page.contains("href=\"/Budget%20%232%20%28100%25%29.pdf\"") && page.contains("href=\"/50%25.pdf\"")
    );
    assert!(page.contains("src=\"/assets/%C3%A0%20%231."), "{page}");
    assert!(site.file("deployment/redirects.json").contains("\"from\": \"/ateliers/ancien/n%231.pdf\""));
    assert!(Path::new(&site.root().join("dist/site/ateliers/ancien/n#1.pdf")).is_file());
    assert_no_dead_links(&site);
}
