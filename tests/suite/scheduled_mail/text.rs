//! The texts of scheduled mails as registrants read them.

use model::catalogue::WorkshopTexts;
use model::rich_text::{Block, Run};
use tests::handler::{fields_with, real_site};
use tests::notifier::{NotifierTest, mail_theme};
use view::site::SiteView;
use view::theme::ThemeTranslation;

use super::{at, register, with_mails};

/// When the first mail is due, a week before the session, and the second, a day before it.
const DUE: [&str; 2] = ["2027-09-07T10:00:00Z", "2027-09-13T10:00:00Z"];

#[tokio::test]
async fn the_address_of_a_link_follows_its_last_word_and_items_are_indented() {
    let link = || Some("https://club.example/plan".to_owned());
    let run = |text: &str, strong, href| Run { text: text.to_owned(), strong, href, ..Run::default() };
    let items = vec![
        vec![run("Avant, ", false, None), run("le", true, link()), run(" plan", false, link())],
        vec![run("Le jour même\nà dix heures", false, None)],
    ];
    let mut catalogue = with_mails(14);
    for workshop in catalogue.workshops.values_mut() {
        let list = |ordered| Block::List { ordered, items: items.clone() };
        workshop.mails[0].text.body = vec![list(false), list(true)];
    }
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    register(&test, "proximite", "a@office.example").await;
    let (_, theme) = real_site();
    let test = test.in_theme(theme);
    test.pass(at(DUE[0]).duration_since(test.now()));
    test.sweep().await.unwrap();
    let text = test.mails().pop().unwrap().text.replace("\r\n", "\n");
    let bullets = "- Avant, le plan (https://club.example/plan)\n- Le jour même\n  à dix heures\n";
    let numbers = "1. Avant, le plan (https://club.example/plan)\n2. Le jour même\n   à dix heures\n";
    assert!(text.contains(bullets) && text.contains(numbers), "{text}");
}

#[tokio::test]
async fn placeholders_speak_the_language_of_their_text() {
    let mut catalogue = with_mails(14);
    let workshop = catalogue.workshops.get_mut(&"proximite".parse().unwrap()).unwrap();
    let mut english = workshop.clone();
    english.title = "Proximity".to_owned();
    english.sessions[0].title = "Proximity today".to_owned();
    // The first mail is not translated.
    english.mails[0].text.language = Some("fr".to_owned());
    let french = workshop.sessions[0].title.clone();
    workshop.translations.insert("en".to_owned(), WorkshopTexts::of(&english));
    let mut theme = mail_theme();
    let site = SiteView { language: "en".to_owned(), ..theme.site.clone() };
    let mut words = theme.words.clone();
    words.insert("format.hours".to_owned(), "from {start} to {end}".to_owned());
    theme.translations.push(ThemeTranslation { words, site });
    let test = NotifierTest::with(catalogue, theme).await;
    let fields = fields_with("email", "a@office.example");
    test.handler.post_to("/api/workshops/proximite/registrations?language=en", &fields).await.redirect();
    assert!(test.stream("proximite").await.is_empty());
    let mut texts = Vec::new();
    for due in DUE {
        test.pass(at(due).duration_since(test.now()));
        test.sweep().await.unwrap();
        let mail = test.mails().pop().unwrap();
        texts.push(format!("{}: {}", mail.subject, mail.text.lines().next().unwrap_or_default()));
    }
    let [untranslated, translated] = &texts[..] else { panic!("{texts:?}") };
    assert!(untranslated.starts_with(&format!("infos Atelier proximite: {french}, ")), "{untranslated}");
    assert!(
        untranslated.contains("14 septembre 2027, de 10") && !untranslated.contains("from"),
        "{untranslated}"
    );
    assert!(translated.starts_with("rappel Proximity: Proximity today, "), "{translated}");
    assert!(translated.contains("14 September 2027, from 10"), "{translated}");
}

#[tokio::test]
async fn a_mail_is_announced_while_it_is_to_come() {
    let mut catalogue = with_mails(14);
    let due = "2027-05-10T10:00:00Z";
    let workshop = catalogue.workshops.get_mut(&"proximite".parse().unwrap()).unwrap();
    workshop.sessions[0].last_mail_before = Some(at(due));
    let mut theme = mail_theme();
    for (template, place) in
        [("mail/registration.txt", "page.registration"), ("own-registration.html", "page")]
    {
        let text = format!("{{% if {place}.mail_follows %}}to come{{% else %}}none{{% endif %}}");
        theme.templates.insert(template.to_owned(), text);
    }
    let test = NotifierTest::with(catalogue, theme).await;
    for (time, email, expected) in [
        ("2027-05-02T10:00:00Z", "a@office.example", "to come"),
        ("2027-05-10T09:59:59Z", "b@office.example", "to come"),
        (due, "c@office.example", "none"),
    ] {
        test.pass(at(time).duration_since(test.now()));
        let page = test.handler.post("proximite", &fields_with("email", email)).await.redirect();
        assert_eq!(test.handler.get(&page).await.body.trim(), expected, "{time}");
        assert!(test.stream("proximite").await.is_empty());
        let mails = test.mails();
        let mail =
            mails.iter().find(|mail| mail.to == email && mail.subject.starts_with("confirmed")).unwrap();
        assert_eq!(mail.text.trim(), expected, "{time}");
    }
}
