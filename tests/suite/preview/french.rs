//! The preview's own pages in French.

use http::StatusCode;
use site::ToolLanguage;
use tests::handler::fields;

use super::{OUTBOX_PATH, POST, PreviewTest, REGISTRATIONS_PATH, SCHEDULE_PATH, SiteCopy};

/// Words of the pages in English.
const ENGLISH: [&str; 19] = [
    "the ",
    "The ",
    "Registrations",
    "There ",
    "none",
    "Time",
    "Workshop",
    "Session",
    "Reference",
    "Status",
    "Subject",
    "Specimen",
    "Back to",
    "Answers",
    "Mails",
    "mails ",
    "Attachments",
    "(past)",
    "Confirmed",
];

/// Returns the text of a page without markup, attributes and code, and without what the site or a registrant wrote.
fn own_words(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1.split_once("<script").unwrap().0;
    let mut text = String::new();
    for part in body.split('<') {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        if !["td", "pre", "code", "dd", "dt"].iter().any(|name| tag.starts_with(name)) {
            text.push_str(after);
        }
    }
    text
}

async fn french() -> PreviewTest {
    PreviewTest::start_with(SiteCopy::new(), |options| preview::Options {
        language: ToolLanguage::French,
        ..options
    })
    .await
}

#[tokio::test]
async fn the_pages_of_the_preview_are_in_french() {
    let test = french().await;
    for (path, text) in
        [(REGISTRATIONS_PATH, "Il n’y en a pas encore"), (OUTBOX_PATH, "Il n’y en a pas encore")]
    {
        let page = test.get(path).await.body;
        assert!(page.contains(text), "{page}");
    }
    assert_eq!(test.post(POST, &fields()).await.status, StatusCode::SEE_OTHER);
    test.poll(OUTBOX_PATH, |list| list.contains("Inscription confirmée")).await;
    let outbox = test.get(OUTBOX_PATH).await.body;
    let links = |page: &str, start: &str| -> Vec<String> {
        let links = page.split("href=\"").skip(1).filter_map(|link| link.split_once('"'));
        links.map(|(path, _)| path.to_owned()).filter(|path| path.starts_with(start)).collect()
    };
    let mail = links(&outbox, &format!("{OUTBOX_PATH}/")).remove(0);
    let schedule = test.get(SCHEDULE_PATH).await.body;
    let specimen = links(&schedule, &format!("{SCHEDULE_PATH}/")).remove(0);
    let titles = [
        (REGISTRATIONS_PATH, "Inscriptions de l’aperçu"),
        (OUTBOX_PATH, "Courriels de l’aperçu"),
        (SCHEDULE_PATH, "Courriels programmés"),
        (mail.as_str(), "Tous les courriels"),
        (specimen.as_str(), "Tous les courriels"),
    ];
    for (path, title) in titles {
        let page = test.get(path).await.body;
        assert!(page.contains("<html lang=\"fr\">") && page.contains(title), "{page}");
        let words = own_words(&page);
        let english: Vec<_> = ENGLISH.iter().filter(|word| words.contains(**word)).collect();
        assert!(english.is_empty(), "{path}: {english:?} in {words}");
    }
    let registrations = test.get(REGISTRATIONS_PATH).await.body;
    assert!(registrations.contains("<td>Confirmée</td>"), "{registrations}");
    // The time of a mail is that of the site, as on the other pages.
    let time = |page: &str| page.split_once("class=\"time\">").unwrap().1[..16].to_owned();
    assert!(time(&outbox).chars().nth(10) == Some(' ') && time(&outbox).starts_with("20"), "{outbox}");

    let missing = test.get(&format!("{OUTBOX_PATH}/0")).await;
    assert_eq!(
        (missing.status, missing.body.as_str()),
        (StatusCode::NOT_FOUND, "Il n’y a pas de tel courriel.\n")
    );
    test.stop().await;
}
