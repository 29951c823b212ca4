use serde::Serialize;

use super::*;
use crate::site::{OrganiserView, PrivacyView, QuestionnairePrivacyView, RetentionView, SiteView};

fn theme(template: &str) -> Theme {
    let words = [
        ("hello", "Bonjour {name}"),
        ("seats.one", "{count} place"),
        ("seats.other", "{count} places"),
        ("format.hour", "{hour} h"),
        ("format.hour_minute", "{hour} h {minute}"),
        ("format.date_time", "{date} à {time}"),
        ("format.money", "{amount} {symbol}"),
    ];
    Theme {
        translations: Vec::new(),
        time_zone: "Europe/Paris".into(),
        words: words.map(|(key, text)| (key.to_owned(), text.to_owned())).into(),
        templates: BTreeMap::from([("page.html".to_owned(), template.to_owned())]),
        extends: Vec::new(),
        site: SiteView {
            title: "Le club".into(),
            tagline: String::new(),
            base_url: "https://club.example".into(),
            language: "fr".into(),
            locale: "fr_FR".to_owned(),
            home_path: "/".to_owned(),
            home_language: None,
            feed_path: Some("/atom.xml".to_owned()),
            organiser: OrganiserView { name: "Club".into(), email: "c@club.example".into(), telephone: None },
            navigation: Vec::new(),
            footer: Vec::new(),
            stylesheet: "/style.css".into(),
            icon: "/icon.svg".into(),
            scripts: BTreeMap::new(),
            assets: BTreeMap::new(),
            search_path: None,
            find_path: None,
            privacy: PrivacyView {
                language: None,
                controller: String::new(),
                purpose: String::new(),
                legal_basis: String::new(),
                recipients: String::new(),
                retention: RetentionView { registrations: 36, questionnaires: 12 },
                questionnaires: QuestionnairePrivacyView::default(),
                contact: String::new(),
                page: String::new(),
                page_language: None,
            },
        },
    }
}

#[derive(Serialize)]
struct Page {
    name: &'static str,
    seats: u32,
    day: Date,
    start: Time,
    sent: Timestamp,
    amount: Money,
}

fn render(template: &str) -> Result<String, RenderError> {
    let page = Page {
        name: "<b>Zoé & co</b>",
        seats: 2,
        day: jiff::civil::date(2022, 12, 1),
        start: jiff::civil::time(10, 30, 0, 0),
        sent: "2026-11-28T13:30:00Z".parse().unwrap(),
        amount: Money { minor: 150_000, currency: model::money::Currency::Eur },
    };
    let head = HeadView {
        title: "Titre".into(),
        description: String::new(),
        path: None,
        image: None,
        indexed: false,
        unpublished: None,
    };
    Renderer::new(&theme(template))?.render("page.html", &head, &page)
}

#[test]
fn a_template_sees_site_head_and_page() {
    let text = render("{{ site.title }} · {{ head.title }} · {{ page.seats }}").unwrap();
    assert_eq!(text, "Le club · Titre · 2");
}

#[test]
fn functions_and_filters_follow_the_language() {
    let cases = [
        (r#"{{ t(key="seats", count=page.seats) }}"#, "2 places"),
        (r#"{{ page.day | date }}"#, "jeudi 1er\u{a0}décembre 2022"),
        (r#"{{ page.day | date(style="month") }}"#, "décembre 2022"),
        (r#"{{ page.start | time }}"#, "10 h 30"),
        (r#"{{ page.sent | date_time }}"#, "samedi 28 novembre 2026 à 14 h 30"),
        (r#"{{ page.sent | opening }}"#, "samedi 28 novembre 2026 à 14 h 30"),
        (r#"{{ page.sent | deadline }}"#, "samedi 28 novembre 2026 à 14 h 30"),
        (r#"{{ page.amount | money }}"#, "1\u{202f}500 €"),
        (r#"{{ 12345 | number }}"#, "12\u{202f}345"),
    ];
    for (template, expected) in cases {
        assert_eq!(render(template).unwrap(), expected, "{template}");
    }
}

#[test]
fn values_are_escaped_even_inside_texts() {
    let escaped = "&lt;b&gt;Zoé &amp; co&lt;&#x2F;b&gt;";
    let text = render("{{ page.name }}").unwrap();
    assert!(!text.contains('<') && text.contains("&lt;b&gt;Zoé &amp; co"), "{text} {escaped}");
    let text = render(r#"{{ t(key="hello", name=page.name) }}"#).unwrap();
    assert!(!text.contains('<'), "{text}");
}

/// Returns the message of an error with those of its causes.
fn with_causes(error: RenderError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[test]
fn errors_name_missing_values() {
    for (template, name) in [
        ("{{ page.surname }}", "surname"),
        (r#"{{ t(key="bye") }}"#, "bye"),
        (r#"{{ t(key="hello") }}"#, "name"),
        (r#"{{ page.day | date(style="short") }}"#, "short"),
        ("{% if %}", "page.html"),
    ] {
        let text = with_causes(render(template).unwrap_err());
        assert!(text.contains(name), "{template}: {text}");
    }
}

#[test]
fn words_take_texts_and_whole_numbers() {
    assert_eq!(render(r#"{{ t(key="hello", name=3) }}"#).unwrap(), "Bonjour 3");
    for (call, expected) in [
        (r#"t(name="a")"#, "`t` needs a text argument `key`"),
        (r#"t(key=1)"#, "`t` needs a text argument `key`"),
        (r#"t(key="seats", count="two")"#, "`count` must be a whole number"),
        (r#"t(key="hello", name=true)"#, "`name` must be a text or a whole number"),
    ] {
        let text = with_causes(render(&format!("{{{{ {call} }}}}")).unwrap_err());
        assert!(text.contains(expected), "{call}: {text}");
    }
}

#[test]
fn templates_are_parsed_for_the_first_page() {
    let theme = theme("{{ site.title }}");
    let wording = || Arc::new(Wording::of(&theme).unwrap());
    let english = SiteView { title: "The club".to_owned(), ..theme.site.clone() };
    let head = HeadView::titled("Titre".to_owned());
    let title = |renderer: &Renderer| renderer.render("page.html", &head, &0).unwrap();

    let renderer = Renderer::on_demand(&theme, wording());
    let further = renderer.in_language(&english, wording());
    assert!(renderer.tera.get().is_none() && further.tera.get().is_none());
    assert_eq!((title(&renderer), title(&further)), ("Le club".to_owned(), "The club".to_owned()));
    assert!(renderer.tera.get().is_some());

    let later = renderer.in_language(&english, wording());
    assert!(later.tera.get().is_some(), "parsed templates are not parsed again");
    assert_eq!(title(&later), "The club");
}

#[test]
fn a_template_that_cannot_be_parsed_is_reported_at_once_or_on_demand() {
    let theme = theme("{% if %}");
    assert!(Renderer::new(&theme).is_err());
    let renderer = Renderer::on_demand(&theme, Arc::new(Wording::of(&theme).unwrap()));
    assert!(renderer.render("page.html", &HeadView::titled("Titre".to_owned()), &0).is_err());
}
