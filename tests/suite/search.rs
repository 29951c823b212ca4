//! The site's search, in a real browser. Ignored on machines without Chromium.

use jiff::civil::date;
use tests::browser::{Browser, Key, Scripts, Visit};
use tests::project::SiteCopy;
use tests::site::SiteTest;

const SEARCH: &str = "/recherche/";
/// The search field.
const FIELD: &str = "q";
const PROXIMITE: &str = "Revisiter la proximité à l’aune des enjeux d’aujourd’hui";
const RENOVATION: &str = "Rénover sans reloger, conduire un chantier énergétique en site occupé";

/// Number of requests for the index.
const LOADED: &str =
    "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.json')).length";
/// The results, best first.
const FOUND: &str = "[...document.querySelectorAll('[data-results] li a')].map((link) => link.textContent)";
/// The page and fragment of the first result.
const FIRST_PATH: &str = "(link => link.pathname + link.hash)(document.querySelector('[data-results] li a'))";
const STATUS: &str = "document.querySelector('[role=status]').textContent";

/// Replaces the text of the field and waits for the results.
async fn look_for(browser: &Browser, words: &str) -> Vec<String> {
    let before: String = browser.read(STATUS).await;
    browser.fill(FIELD, words).await;
    browser.press(Key::Enter).await;
    browser.wait_for(&format!("{STATUS} != {before:?} && {STATUS} != ''")).await;
    browser.read(FOUND).await
}

/// Ends a visit that must have caused no problem.
async fn end(mut visit: Visit) {
    visit.expect_no_complaint().await;
    visit.stop().await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn words_are_found_with_and_without_accents() {
    let visit = Visit::start(SiteCopy::new(), Scripts::On).await;
    visit.browser.open(SEARCH).await;
    let loaded: usize = visit.browser.read(LOADED).await;
    assert_eq!(loaded, 0, "the index is loaded on demand");

    let found = look_for(&visit.browser, "proximite").await;
    assert_eq!(found.first().map(String::as_str), Some(PROXIMITE), "{found:?}");
    let loaded: usize = visit.browser.read(LOADED).await;
    assert_eq!(loaded, 1);
    let address: String = visit.browser.read("location.search").await;
    assert_eq!(address, "?q=proximite");

    for (words, first) in [
        ("énergétiques rénovation", RENOVATION),
        ("ÉNERGETIQUE", RENOVATION),
        ("humanité", PROXIMITE),
        ("molina", "Yvette Molina"),
    ] {
        visit.browser.open(SEARCH).await;
        let found = look_for(&visit.browser, words).await;
        assert!(found.iter().take(2).any(|title| title == first), "{words}: {found:?}");
    }
    end(visit).await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn results_are_announced_marked_and_reached_by_keyboard() {
    let visit = Visit::start(SiteCopy::new(), Scripts::On).await;
    // From an external link, or from the page for missing addresses.
    visit.browser.open("/recherche/?q=l%E2%80%99archipel").await;
    visit.browser.wait_for(&format!("{STATUS} != ''")).await;
    let marked: Vec<String> =
        visit.browser.read("[...document.querySelectorAll('mark')].map((mark) => mark.textContent)").await;
    assert!(!marked.is_empty() && marked.iter().all(|word| word == "Archipel"), "{marked:?}");
    let path: String = visit.browser.read(FIRST_PATH).await;
    assert_eq!(path, "/ateliers/proximite/#session-2", "the session that mentions the word");
    let count: usize = visit.browser.read(&format!("{FOUND}.length")).await;
    let status: String = visit.browser.read(STATUS).await;
    assert!(status.starts_with(&count.to_string()), "{status}");
    let hidden: bool = visit.browser.read("document.querySelector('[data-all]').hidden").await;
    assert!(hidden, "the results replace the list");
    visit.browser.follow(PROXIMITE).await;
    assert_eq!(visit.browser.path().await, "/ateliers/proximite/");

    visit.browser.open(SEARCH).await;
    assert_eq!(look_for(&visit.browser, "zzzz").await, Vec::<String>::new());
    let status: String = visit.browser.read(STATUS).await;
    assert!(status.contains("zzzz"), "{status}");
    end(visit).await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn without_scripts_the_page_lists_all_pages() {
    let visit = Visit::start(SiteCopy::new(), Scripts::Off).await;
    visit.browser.open("/").await;
    visit.browser.follow("Rechercher").await;
    visit.browser.fill(FIELD, "proximité").await;
    visit.browser.follow("Rechercher").await;
    assert_eq!(visit.browser.path().await, SEARCH);
    let text = visit.browser.text().await;
    for page in [PROXIMITE, RENOVATION, "Vincent Cespèdes", "Yvette Molina", "Mentions légales"] {
        assert!(text.contains(page), "{page} in {text}");
    }
    end(visit).await;
}

#[test]
fn the_index_has_every_page_except_forms_and_only_the_search_page_loads_it() {
    let site = SiteCopy::new();
    site.build(date(2022, 11, 15)).unwrap();
    let page = site.read("dist/site/recherche/index.html");
    let index = page.split_once("data-index=\"").unwrap().1.split_once('"').unwrap().0;
    let index: Vec<serde_json::Value> =
        serde_json::from_str(&site.read(&format!("dist/site{index}"))).unwrap();
    let paths: Vec<_> = index.iter().map(|entry| entry["path"].as_str().unwrap()).collect();
    for path in &paths {
        assert!(page.contains(&format!("<li><a href=\"{path}\">")), "{path} is in the list");
    }
    let sitemap = site.read("dist/site/sitemap.xml");
    let listed = sitemap.split("<loc>https://ateliers.example").skip(1);
    let listed = listed.filter_map(|rest| rest.split("</loc>").next());
    // Pages in another language have their own index.
    let is_form = |path: &&str| path.ends_with("/inscription/") || path.ends_with("/questionnaire/");
    let listed: Vec<_> = listed.filter(|path| !is_form(path) && !path.starts_with("/en/")).collect();
    assert_eq!(paths, listed);
    assert!(!sitemap.contains(SEARCH), "search engines should not index the search page");
    assert!(!site.read("dist/site/ateliers/proximite/index.html").contains("search."));
}

#[test]
fn search_is_optional() {
    let site = SiteTest::new("");
    site.build();
    assert!(!site.output_paths().iter().any(|path| path.contains("search")));
    site.edit("content/site.yaml", "page: /:slug/", "page: /:slug/\n  search: /chercher");
    assert!(site.short_diagnostics().contains("`/chercher` is not a permalink of a single page"));
    site.edit("content/site.yaml", "/chercher", "/chercher/");
    assert!(site.short_diagnostics().contains("themes/plain/templates/search.html"));
}
