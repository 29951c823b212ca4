//! The web editor: the files of a site with one, and problems with its settings. `tests/gates/editor.mjs` edits with it.

use serde_json::Value;
use tests::site::SiteTest;

const EDITOR: &str = "editor: { host: github, repository: club/ateliers }\n";

/// Returns a site with these settings.
fn with(settings: &str) -> SiteTest {
    let site = SiteTest::new("");
    let path = "content/site.yaml";
    let facts = std::fs::read_to_string(site.root().join(path)).unwrap();
    site.write(path, format!("{facts}{settings}"));
    site
}

fn json(site: &SiteTest, path: &str) -> Value {
    serde_json::from_str(&site.file(path)).unwrap()
}

fn rule(site: &SiteTest) -> Option<Value> {
    let rules = json(site, "deployment/headers.json");
    rules.as_array().unwrap().iter().find(|rule| rule["path"] == "/admin/*").cloned()
}

#[test]
fn only_a_site_that_asks_for_an_editor_has_one() {
    let site = with("");
    site.build();
    let paths = site.output_paths();
    assert!(paths.iter().all(|path| !path.contains("admin")), "{paths:?}");
    assert_eq!(rule(&site), None);

    let site = with(EDITOR);
    site.build();
    let headers = rule(&site).unwrap()["headers"].clone();
    let policy = headers["content-security-policy"].as_str().unwrap();
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(headers["x-robots-tag"], "noindex");
    assert_eq!(json(&site, "site/admin/config.json")["cms"]["backend"]["repo"], "club/ateliers");
    assert!(site.file("site/admin/index.html").contains("<script type=\"module\" src=\"editor.js\">"));
    assert!(!site.file("site/sitemap.xml").contains("admin"));
}

#[test]
fn an_editor_that_is_removed_leaves_nothing() {
    let site = with(EDITOR);
    site.build();
    site.edit("content/site.yaml", EDITOR, "");
    site.build();
    assert!(site.output_paths().iter().all(|path| !path.contains("admin")));
    assert_eq!(rule(&site), None);
}

#[test]
fn settings_that_a_host_does_not_have_are_reported() {
    let cases = [
        ("host: gitea, repository: club/site", "`server` is missing"),
        (
            "host: forgejo, repository: club/site, server: https://git.example, review: true",
            "unknown key `review`",
        ),
        ("host: gitlab, repository: club/site, sign_in: https://a.example", "unknown key `sign_in`"),
        ("host: bitbucket, repository: club/site", "`bitbucket` is not a valid value"),
        ("host: github, repository: site", "`site` is not valid here"),
        ("host: github, repository: club/../site", "`club/../site` is not valid here"),
        ("host: github, repository: club/site, folder: ../content", "`../content` is not valid here"),
        ("host: github, repository: club/site, branch: '-main'", "`-main` is not valid here"),
        ("host: github, repository: club/site, server: git.example", "`git.example` is not a web address"),
    ];
    for (settings, expected) in cases {
        let found = with(&format!("editor: {{ {settings} }}\n")).short_diagnostics();
        assert!(found.contains(expected), "{settings}: {found}");
        assert_eq!(found.lines().filter(|line| line.contains("site.yaml")).count(), 1, "{settings}: {found}");
    }
}

#[test]
fn no_page_is_below_the_editor() {
    let site = with("");
    site.write("content/pages/a.md", "---\ntitle: A\n---\nTexte\n");
    site.edit("content/site.yaml", "  page: /:slug/", "  page: /admin/:slug/");
    let found = site.short_diagnostics();
    assert!(found.contains("the address `/admin/a/` is below `/admin/`, which is reserved"), "{found}");
}
