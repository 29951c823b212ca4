//! The theme `sober`, which shows that a theme needs no Rust: it renders the real site and the handler's pages with its
//! own templates.

use super::*;
use tests::project::root;
use tests::site::files;

const SOBER: &str = "sober";

/// Maximum size of its published style sheet, in bytes.
const STYLE_BYTES: usize = 4096;

#[tokio::test]
async fn registration_works_with_a_theme_unknown_to_the_programs() {
    let test = PreviewTest::start(SiteCopy::new().with_theme(SOBER)).await;
    let form = test.get(REGISTRATION).await.body;
    assert!(form.contains(&format!(r#"action="{POST}""#)), "{form}");
    assert!(!form.contains(r#"class="masthead""#), "the page uses the theme `default`: {form}");

    let wrong = test.post(POST, &fields_with("email", "nobody")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("<title>Erreur"), "{}", wrong.body);
    assert!(wrong.body.contains(r#"value="Claire""#), "the input is kept");
    let summary = wrong.body.split(r#"class="note wrong""#).nth(1).unwrap().split("</div>").next().unwrap();
    let links: Vec<_> =
        summary.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links, ["email"]);
    let control = wrong.body.split(r#"id="email""#).nth(1).unwrap().split('>').next().unwrap();
    assert!(control.contains(r#"aria-invalid="true""#) && control.contains("email-error"), "{control}");

    let sent = test.post(POST, &fields()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let own_page = sent.header("location").to_owned();
    for (path, phrases) in [
        (own_page.clone(), ["Inscription confirmée", "Claire Le Gall", "Régime végétarien"]),
        (format!("{own_page}/cancel"), ["Claire Le Gall", "Annuler", r#"method="post""#]),
        (format!("{own_page}/participants"), ["Claire", "Directrice", r#"method="post""#]),
    ] {
        let page = test.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for phrase in phrases {
            assert!(page.body.contains(phrase), "{phrase} in {}", page.body);
        }
    }
    assert_eq!(test.get("/api/nulle-part").await.status, StatusCode::NOT_FOUND);
    // It uses the mails of the theme that it extends.
    test.poll(OUTBOX_PATH, |list| list.contains("Inscription confirmée – Revisiter la proximité")).await;
    test.stop().await;
}

#[tokio::test]
async fn its_pages_are_small() {
    let test = PreviewTest::start(SiteCopy::new().with_theme(SOBER)).await;
    let page = test.get(WORKSHOP).await.body;
    let sheet = page.split(r#"<link rel="stylesheet" href=""#).nth(1).unwrap().split('"').next().unwrap();
    let style = test.get(sheet).await;
    assert_eq!(style.status, StatusCode::OK);
    let bytes = style.body.len();
    assert!(bytes < STYLE_BYTES, "the style sheet has {bytes} bytes");
    test.stop().await;
}

#[test]
fn no_program_contains_its_name() {
    let mut sources = 0;
    for folder in
        ["model", "view", "generator", "registry", "handler", "notifier", "embedded", "desk", "preview"]
    {
        for (path, bytes) in files(&root().join(folder).join("src")) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(SOBER), "{folder}/src/{path} names the theme `{SOBER}`");
            sources += 1;
        }
    }
    assert!(sources > 100, "{sources} sources were read");
}
