//! What an editor meets in the browser while editing: problems and warnings with links to files, and the edited page.

use tests::browser::{Browser, Scripts, spaced};

use super::{HOME, PreviewTest, REGISTRATION, SiteCopy, WORKSHOP};

const ABOUT: &str = "content/pages/a-propos.md";
const INDEX: &str = "content/workshops/proximite/index.md";
/// The findings in the panel, which has a shadow tree of its own.
const FINDINGS: &str = "document.querySelector('preview-panel').shadowRoot.querySelector('.findings')";

#[tokio::test]
async fn each_finding_links_to_its_place() {
    let site = SiteCopy::new();
    let good = site.read(INDEX);
    site.write(INDEX, &good.replace("le 1er décembre 2022", "le 2 décembre 2022"));
    let test = PreviewTest::start(site).await;
    let link = |path: &str, place: &str| {
        format!(r#"<a href="vscode://file{}/{path}:{place}">"#, test.site.root().display())
    };
    let page = test.get(HOME).await.body;
    let session = link("content/workshops/proximite/sessions.yaml", "5:9");
    assert!(page.contains(&link(INDEX, "3:35")) && page.contains(&session), "{page}");
    assert!(page.contains("1 warning") && !page.contains("<details open>"), "{page}");

    test.site.write(INDEX, &good.replacen("title:", "titel: <b>", 1));
    test.poll(HOME, |page| page.contains("<details open>")).await;
    let page = test.get(HOME).await.body;
    assert!(page.contains(&link(INDEX, "2:1")) && page.contains("Not built: 1 problem"), "{page}");
    assert!(!page.contains("<b>"), "{page}");
    test.stop().await;
}

#[tokio::test]
async fn the_panel_is_in_the_language_of_the_editor() {
    let french = |options| preview::Options { language: site::ToolLanguage::French, ..options };
    let test = PreviewTest::start_with(SiteCopy::new(), french).await;
    let good = test.site.read(INDEX);
    test.site.write(INDEX, &good.replacen("title:", "titel:", 1));
    test.poll(HOME, |page| page.contains("<details open>")).await;
    let page = spaced(&test.get(HOME).await.body);
    assert!(
        page.contains("Pas généré : 1 problème") && page.contains("clé inconnue : <code>titel</code>"),
        "{page}"
    );
    assert!(page.contains("vouliez-vous écrire <code>title</code>"), "{page}");
    // What is not about the content, too.
    test.site.write(INDEX, &good);
    std::fs::create_dir_all(test.site.path("elsewhere")).unwrap();
    std::fs::rename(test.site.path("content"), test.site.path("elsewhere/content")).unwrap();
    test.poll(HOME, |page| page.contains("n’est pas un dossier")).await;
    test.stop().await;
}

#[tokio::test]
async fn the_published_files_have_nothing_of_the_panel() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    assert!(test.get(HOME).await.body.contains("preview-panel"));
    let page = test.site.read("dist/site/index.html");
    assert!(!page.contains("preview"), "{page}");
    test.stop().await;
}

/// Saving in the web editor must not reload it.
#[tokio::test]
async fn the_web_editor_has_nothing_of_the_panel() {
    let site = SiteCopy::new();
    let settings = site.read("content/site.yaml");
    site.write(
        "content/site.yaml",
        &format!("{settings}editor: {{ host: github, repository: club/ateliers }}\n"),
    );
    let test = PreviewTest::start(site).await;
    assert!(test.get(HOME).await.body.contains("preview-panel"));
    let editor = test.get("/admin/").await.body;
    assert!(editor.contains("editor.js") && !editor.contains("/preview/"), "{editor}");
    // No registration can be committed by accident.
    assert_eq!(test.site.read(".preview/.gitignore"), "*\n");
    test.stop().await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn findings_can_be_opened_and_hidden_without_scripts() {
    let site = SiteCopy::new();
    site.write(INDEX, &site.read(INDEX).replace("le 1er décembre 2022", "le 2 décembre 2022"));
    let test = PreviewTest::start(site).await;
    let mut browser = Browser::start(&test.address(""), Scripts::Off).await;
    browser.open(WORKSHOP).await;
    let height = format!("{FINDINGS}.getBoundingClientRect().height");
    browser.wait_for(&format!("{height} > 0 && {height} < 60")).await;
    let shadow = "document.querySelector('preview-panel').shadowRoot";
    browser.click(&format!("{shadow}.querySelector('summary')")).await;
    browser.wait_for(&format!("{height} > 100 && {height} < innerHeight * 0.7")).await;
    browser.click(&format!("{shadow}.querySelector('label')")).await;
    browser.wait_for(&format!("{height} === 0")).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.stop().await;
    test.stop().await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn the_page_whose_file_is_saved_opens() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let browser = Browser::start(&test.address(""), Scripts::On).await;
    browser.open(HOME).await;
    let about = test.site.read(ABOUT);
    test.site.write(ABOUT, &format!("{about}\n\nUne phrase.\n"));
    browser
        .wait_for("location.pathname === '/a-propos/' && document.body?.innerText.includes('Une phrase.')")
        .await;

    // After a mistake and its fix.
    let sessions = "content/workshops/proximite/sessions.yaml";
    let good = test.site.read(sessions);
    test.site.write(sessions, &good.replace("venue: paris", "venue: pariss"));
    browser
        .wait_for(&format!("location.pathname === '/a-propos/' && {FINDINGS}?.classList.contains('broken')"))
        .await;
    test.site.write(sessions, &good.replace("La proximité aujourd’hui", "La proximité demain"));
    browser.wait_for(&format!("location.pathname === '{WORKSHOP}'")).await;
    browser.wait_for("document.body?.innerText.includes('La proximité demain')").await;
    browser.stop().await;
    test.stop().await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_form_that_is_being_filled_in_stays() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let browser = Browser::start(&test.address(""), Scripts::On).await;
    browser.open(REGISTRATION).await;
    browser.fill("organisation", "Office").await;
    let about = test.site.read(ABOUT);
    test.site.write(ABOUT, &format!("{about}\n\nUne phrase.\n"));
    let notice = "document.querySelector('preview-panel').shadowRoot.querySelector('#outdated')";
    browser.wait_for(&format!("!{notice}.hidden")).await;
    browser.wait_for("document.querySelector('[name=organisation]').value === 'Office'").await;
    browser.wait_for(&format!("location.pathname === '{REGISTRATION}'")).await;
    browser.click(&format!("{notice}.querySelector('a')")).await;
    browser.wait_for("location.pathname === '/a-propos/'").await;
    browser.stop().await;
    test.stop().await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn pages_stay_if_following_is_switched_off() {
    let test =
        PreviewTest::start_with(SiteCopy::new(), |options| preview::Options { follows: false, ..options })
            .await;
    let browser = Browser::start(&test.address(""), Scripts::On).await;
    browser.open(HOME).await;
    let build = "document.querySelector('script[data-build]').dataset.build";
    browser.wait_for(&format!("{build}.endsWith('-0')")).await;
    let about = test.site.read(ABOUT);
    test.site.write(ABOUT, &format!("{about}\n\nUne phrase.\n"));
    browser.wait_for(&format!("document.readyState === 'complete' && !{build}.endsWith('-0')")).await;
    browser.wait_for(&format!("location.pathname === '{HOME}'")).await;
    browser.stop().await;
    test.stop().await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_draft_has_a_banner() {
    let site = SiteCopy::new();
    site.write("content/pages/essai.md", "---\ntitle: Essai\ndraft: true\n---\nUn essai.\n");
    let test = PreviewTest::start(site).await;
    let browser = Browser::start(&test.address(""), Scripts::Off).await;
    browser.open("/essai/").await;
    let text = spaced(&browser.text().await);
    assert!(text.contains("Brouillon : cette page n’apparaît que dans l’aperçu."), "{text}");
    browser.stop().await;
    test.stop().await;
}
