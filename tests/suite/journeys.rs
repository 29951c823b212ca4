//! A registrant's journey from the form to the cancellation, in a real browser: by keyboard only, with and without
//! scripts. Ignored on machines without Chromium.

use tests::browser::{Browser, Key, Scripts, Visit, spaced};
use tests::project::SiteCopy;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

const WORKSHOP: &str = "/ateliers/proximite/";
const FORM: &str = "/ateliers/proximite/inscription/";
const OFFER: &str = "content/workshops/proximite/registration.yaml";
/// A question about each participant, for the end of [`OFFER`].
const DESSERT: &str = "
questions:
  - name: dessert
    label: Dessert
    kind: choice
    per: participant
    options:
      - { value: fromage, label: Du fromage }
      - { value: fruit, label: Un fruit }
";

const SEND: &str = "Envoyer l’inscription";
const EMAIL_MISSING: &str = "Indiquez votre adresse électronique";
const COLLEAGUES: &str = "Inscrire des collègues";
const ADD: &str = "Ajouter un participant";
const REMOVE: &str = "Retirer ce participant";
const TO_CHANGE: &str = "Changer de participants";
const TO_CANCEL: &str = "Annuler l’inscription";
const CONFIRMED: &str = "Inscription confirmée";
const WAITING: &str = "Inscription sur liste d’attente";
const CANCELLED: &str = "Inscription annulée";
const ANNOUNCED: &str = "Le club vous communiquera les informations pratiques avant la première séance.";

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_group_registers_changes_and_cancels_without_scripts() {
    a_group_registers_changes_and_cancels(SiteCopy::new(), Scripts::Off).await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_group_registers_changes_and_cancels_with_scripts() {
    a_group_registers_changes_and_cancels(SiteCopy::new(), Scripts::On).await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_group_registers_changes_and_cancels_with_another_theme() {
    for scripts in [Scripts::Off, Scripts::On] {
        a_group_registers_changes_and_cancels(SiteCopy::new().with_theme("sober"), scripts).await;
    }
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn the_next_in_line_gets_the_seat_without_scripts() {
    the_next_in_line_gets_the_seat(Scripts::Off).await;
}

#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn the_next_in_line_gets_the_seat_with_scripts() {
    the_next_in_line_gets_the_seat(Scripts::On).await;
}

/// The page was built when seats were free.
#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_full_workshop_invites_no_registrations() {
    let site = SiteCopy::new();
    let offer = site.read(OFFER).replace("capacity: 30", "capacity: 1\nwaiting_list: false");
    site.write(OFFER, &offer.replace("max_participants: 5", "max_participants: 1"));
    let mut visit = Visit::start(site, Scripts::On).await;
    let invitations = "[...document.querySelectorAll('[data-when-full]')]";
    let buttons = format!("{invitations}.filter((it) => it.localName == 'a')");
    visit.browser.open(WORKSHOP).await;
    visit.browser.wait_for(&format!("{buttons}.length == 3 && {buttons}.every((it) => it.href)")).await;
    register(&visit.browser, "Claire", "claire@office.example").await;
    visit.expect(200, &[CONFIRMED]).await;

    visit.browser.open(WORKSHOP).await;
    visit.browser.wait_for(&format!("{buttons}.length == 3 && {buttons}.every((it) => !it.href)")).await;
    let text = visit.expect(200, &["Complet", "Il ne reste aucune place"]).await;
    assert!(!text.contains("Inscriptions ouvertes"), "{text}");
    visit.browser.open("/").await;
    visit.browser.wait_for(&format!("{invitations}.some((it) => it.textContent == 'Complet')")).await;
    visit.expect_no_complaint().await;
    visit.stop().await;
}

/// With scripts, a row with a required choice is removed as a whole, and an optional choice has its own way back.
#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_row_that_was_begun_is_removed() {
    let site = SiteCopy::new();
    site.write(OFFER, &format!("{}{DESSERT}", site.read(OFFER)));
    let mut visit = Visit::start(site, Scripts::On).await;
    visit.browser.open(FORM).await;
    send_too_early(&visit.browser).await;
    complete(&visit.browser).await;
    visit.browser.tab_to(COLLEAGUES).await;
    visit.browser.press(Key::Enter).await;
    let can_be_undone =
        "['fee', 'dessert'].map((name) => [...document.getElementsByName('participant-2-' + name)]
        .some((option) => !option.value && option.checkVisibility()))";
    assert_eq!(visit.browser.read::<[bool; 2]>(can_be_undone).await, [false, true]);
    colleague(&visit.browser, 2, "Marc", "Petit").await;
    visit.browser.choose("participant-2-dessert", "fruit").await;
    visit.browser.tab_to(REMOVE).await;
    visit.browser.press(Key::Enter).await;
    visit.browser.wait_for_focus(ADD).await;
    assert_eq!(total(&visit.browser).await, "Total de l’inscription : 500 €");
    visit.browser.follow(SEND).await;
    let text = visit.expect(200, &[CONFIRMED, "Claire Le Gall"]).await;
    assert!(!text.contains("Marc"), "{text}");
    visit.expect_no_complaint().await;
    visit.stop().await;
}

/// Text pasted from contacts and mails, with its invisible characters.
#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn pasted_text_is_normalised() {
    let mut visit = Visit::start(SiteCopy::new(), Scripts::On).await;
    visit.browser.open(FORM).await;
    for (name, text) in [
        ("given-name", "\u{feff}Zoé\u{200b}"),
        ("family-name", "Le\u{a0}Gall\u{ad}"),
        ("function", "Directeur\u{2060}.rice"),
        ("organisation", "\u{202a}Habitat 76\u{202c}"),
        ("email", "zoe@société.example\u{200b}"),
        ("telephone", "\u{2068}(+33)\u{202f}6\u{2011}12\u{2011}34\u{2011}56\u{2011}78\u{2069} poste 12"),
    ] {
        visit.browser.paste(name, text).await;
    }
    visit.browser.choose("fee", "adherent").await;
    visit.browser.paste("billing-address", "1 rue de la Paix\u{b}Bâtiment B").await;
    visit.browser.paste("billing-postal-code", "\u{200e}75002").await;
    visit.browser.paste("billing-city", "Paris\u{3000}").await;
    visit.browser.paste("siret", "732\u{202f}829\u{202f}320\u{202f}00074\u{200b}").await;
    visit.browser.tick("privacy").await;
    visit.browser.follow(SEND).await;
    let shown = [
        CONFIRMED,
        "Zoé Le Gall",
        "Directeur.rice",
        "Habitat 76",
        "zoe@société.example",
        "06 12 34 56 78 ext. 12",
        "73282932000074",
    ];
    visit.expect(200, &shown).await;
    visit.expect_no_complaint().await;
    visit.stop().await;
}

/// Verifies that the watch reports problems; the other tests rely on its silence.
#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn problems_on_a_page_are_noticed() {
    let mut visit = Visit::start(SiteCopy::new(), Scripts::On).await;
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", elsewhere.local_addr().unwrap());
    // A response that keeps the browser on the page.
    let answering = tokio::spawn(async move {
        while let Ok((mut connection, _)) = elsewhere.accept().await {
            let _ = connection.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await;
        }
    });
    visit.browser.open(FORM).await;
    assert_eq!(visit.browser.complaints().await, Vec::<String>::new());

    visit.browser.open(FORM).await;
    // The page's policy blocks the first; nothing blocks leaving the site.
    let _: bool = visit.browser.read(&format!("void fetch('{address}fetched'), true")).await;
    let _: bool = visit.browser.read("console.warn('unsound'), true").await;
    let _: bool = visit.browser.read("setTimeout(() => { throw new Error('thrown'); }), true").await;
    let _: bool = visit.browser.read(&format!("location = '{address}', true")).await;
    let complaints = visit.browser.complaints().await.join("\n");
    for expected in [&format!("request to {address}"), "Content Security Policy", "unsound", "thrown"] {
        assert!(complaints.contains(expected), "{expected} in {complaints}");
    }
    answering.abort();
    visit.stop().await;
}

async fn a_group_registers_changes_and_cancels(site: SiteCopy, scripts: Scripts) {
    let mut visit = Visit::start(site, scripts).await;
    visit.browser.open(FORM).await;
    send_too_early(&visit.browser).await;
    complete(&visit.browser).await;
    add_two_colleagues(&visit.browser, scripts).await;
    visit.browser.follow(SEND).await;
    let own_page = visit.browser.path().await;
    let shown = [CONFIRMED, "Claire Le Gall", "Marc Petit", "Anne Roy", "pour 3 personnes", ANNOUNCED];
    visit.expect(200, &shown).await;

    replace_the_first(&visit.browser).await;
    assert_eq!(visit.browser.path().await, own_page);
    visit.expect(200, &[CONFIRMED, "Jeanne Le Gall", "Marc Petit", "Anne Roy"]).await;

    cancel(&visit.browser).await;
    assert_eq!(visit.browser.path().await, own_page);
    visit.expect(200, &[CANCELLED, "S’inscrire de nouveau"]).await;
    visit.expect_no_complaint().await;
    visit.stop().await;
}

async fn the_next_in_line_gets_the_seat(scripts: Scripts) {
    let site = SiteCopy::new();
    let offer = site.read(OFFER).replace("capacity: 30", "capacity: 1\nwaiting_list: true");
    site.write(OFFER, &offer.replace("max_participants: 5", "max_participants: 1"));
    // Without mails, none is promised.
    site.write("content/workshops/proximite/messages.yaml", "[]\n");
    let mut visit = Visit::start(site, scripts).await;

    let first = register(&visit.browser, "Claire", "claire@office.example").await;
    let text = visit.expect(200, &[CONFIRMED, "Claire Le Gall"]).await;
    assert!(!text.contains(ANNOUNCED), "{text}");
    let second = register(&visit.browser, "Marc", "marc@office.example").await;
    let place = "Votre rang sur la liste d’attente : 1.";
    visit.expect(200, &[WAITING, place, "Marc Le Gall"]).await;

    visit.browser.open(&first).await;
    cancel(&visit.browser).await;
    visit.expect(200, &[CANCELLED]).await;

    visit.browser.open(&second).await;
    let text = visit.expect(200, &[CONFIRMED, "Marc Le Gall"]).await;
    assert!(!text.contains(WAITING) && !text.contains(place), "{text}");
    visit.expect_no_complaint().await;
    visit.stop().await;
}

/// Sends the form with only a name, and follows the error summary to one of the fields.
async fn send_too_early(browser: &Browser) {
    browser.fill("given-name", "Claire").await;
    browser.follow(SEND).await;
    assert_eq!(browser.status().await, 422);
    assert!(browser.title().await.starts_with("Erreur"), "{}", browser.title().await);
    assert_eq!(value(browser, "given-name").await, "Claire");

    let link = browser.tab_to(EMAIL_MISSING).await;
    browser.press(Key::Enter).await;
    let field = browser.wait_for_focus("email").await;
    assert_eq!(format!("#{}", field.id), link.href);
}

/// Fills in the missing fields, from the focused e-mail address on, then goes back to the ones before it.
async fn complete(browser: &Browser) {
    browser.write("claire.legall@office.example").await;
    browser.back_to("organisation").await;
    browser.write("Office de l’Ouest").await;
    browser.back_to("function").await;
    browser.write("Directrice").await;
    browser.back_to("family-name").await;
    browser.write("Le Gall").await;
    finish(browser).await;
}

/// Fills in the fields after the e-mail address.
async fn finish(browser: &Browser) {
    browser.fill("telephone", "01 23 45 67 89").await;
    browser.choose("fee", "adherent").await;
    browser.fill("billing-address", "1 rue de la Paix").await;
    browser.fill("billing-postal-code", "75002").await;
    browser.fill("billing-city", "Paris").await;
    browser.tick("privacy").await;
}

/// Adds two colleagues. With scripts, a button adds the second row and the total is announced.
async fn add_two_colleagues(browser: &Browser, scripts: Scripts) {
    browser.tab_to(COLLEAGUES).await;
    browser.press(Key::Enter).await;
    colleague(browser, 2, "Marc", "Petit").await;
    let is_shown = "document.getElementsByName('participant-3-given-name')[0].checkVisibility()";
    assert_eq!(browser.read::<bool>(is_shown).await, scripts == Scripts::Off);
    if scripts == Scripts::On {
        assert_eq!(total(browser).await, "Total de l’inscription : 2 000 €");
        browser.tab_to(ADD).await;
        browser.press(Key::Enter).await;
        browser.wait_for_focus("participant-3-given-name").await;
        browser.press(Key::ShiftTab).await;
    }
    colleague(browser, 3, "Anne", "Roy").await;
    let expected = if scripts == Scripts::On { "Total de l’inscription : 3 500 €" } else { "" };
    assert_eq!(total(browser).await, expected);
}

async fn colleague(browser: &Browser, number: u8, given_name: &str, family_name: &str) {
    let field = |name: &str| format!("participant-{number}-{name}");
    browser.fill(&field("given-name"), given_name).await;
    browser.fill(&field("family-name"), family_name).await;
    browser.fill(&field("function"), "Chargé de mission").await;
    browser.choose(&field("fee"), "non-adherent").await;
}

/// Registers one person and returns the path of the registration's page.
async fn register(browser: &Browser, given_name: &str, email: &str) -> String {
    browser.open(FORM).await;
    browser.fill("given-name", given_name).await;
    browser.fill("family-name", "Le Gall").await;
    browser.fill("function", "Directrice").await;
    browser.fill("organisation", "Office de l’Ouest").await;
    browser.fill("email", email).await;
    finish(browser).await;
    browser.follow(SEND).await;
    browser.path().await
}

/// On the registration's page, replaces the first participant.
async fn replace_the_first(browser: &Browser) {
    browser.follow(TO_CHANGE).await;
    assert_eq!(value(browser, "participant-1-given-name").await, "Claire");
    browser.fill("participant-1-given-name", "Jeanne").await;
    browser.follow("Enregistrer les participants").await;
}

/// On the registration's page, cancels through the confirmation page.
async fn cancel(browser: &Browser) {
    browser.follow(TO_CANCEL).await;
    let asked = spaced(&browser.text().await);
    assert!(asked.contains("Annuler l’inscription ?"), "{asked}");
    browser.follow(TO_CANCEL).await;
}

async fn value(browser: &Browser, name: &str) -> String {
    browser.read(&format!("document.getElementsByName('{name}')[0].value")).await
}

/// Returns the running total with ordinary spaces.
async fn total(browser: &Browser) -> String {
    spaced(&browser.read::<String>("document.querySelector('output').textContent").await)
}
