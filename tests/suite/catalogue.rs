//! The generator's files for the functions, as programs read them: the index at the start, a workshop when it is needed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use model::slug::Slug;
use notifier::lambda::handle;
use notifier::sweep::sweep;
use notifier::{Tally, TimeLimit};
use registry::Workshops;
use tempfile::TempDir;
use tests::catalogue::{catalogue, theme, write_for_functions};
use tests::handler::real_site;
use tests::notifier::{NotifierTest, failures, records};
use view::renderer::Renderer;
use view::templates::TemplateSet;
use view::theme::Theme;

fn files() -> TempDir {
    let directory = TempDir::new().unwrap();
    write_for_functions(directory.path(), &catalogue(), &theme());
    directory
}

fn open(directory: &Path) -> Workshops {
    registry::open(directory, &[]).unwrap().0
}

fn slug(name: &str) -> Slug {
    name.parse().unwrap()
}

#[test]
fn the_start_reads_no_workshop() {
    let directory = files();
    fs::remove_dir_all(directory.path().join("workshops")).unwrap();
    let workshops = open(directory.path());
    assert!(workshops.identifiers().eq(catalogue().workshops.keys()));
    assert_eq!(workshops.index().identifier(&slug("petit")), Some(&slug("petit")));
    assert!(workshops.workshop(&slug("unknown")).unwrap().is_none());
    let error = workshops.workshop(&slug("petit")).unwrap_err().to_string();
    assert!(error.contains("workshops/petit.json"), "{error}");
}

#[test]
fn a_workshop_is_read_once_and_kept() {
    let directory = files();
    let workshops = open(directory.path());
    let file = directory.path().join("workshops/petit.json");
    let (petit, expected) = (slug("petit"), &catalogue().workshops[&slug("petit")]);
    assert_eq!(&*workshops.visit(&petit).unwrap().unwrap(), expected);
    fs::rename(&file, directory.path().join("away")).unwrap();
    assert!(workshops.visit(&petit).is_err(), "a visit keeps nothing");
    assert!(workshops.workshop(&petit).is_err());
    // A failure is not kept: the file may be there at the next request.
    fs::rename(directory.path().join("away"), &file).unwrap();
    assert_eq!(&*workshops.workshop(&petit).unwrap().unwrap(), expected);
    fs::remove_file(&file).unwrap();
    assert_eq!(&*workshops.workshop(&petit).unwrap().unwrap(), expected);
    assert_eq!(&*workshops.visit(&petit).unwrap().unwrap(), expected);
}

#[test]
fn questionnaires_are_read_only_when_asked_for() {
    let directory = files();
    let workshops = open(directory.path());
    let (name, expected) = (slug("proximite"), &catalogue().workshops[&slug("proximite")]);
    let workshop = workshops.workshop(&name).unwrap().unwrap();
    assert!(workshop.has_questionnaires && workshop.forms.is_empty());
    let file = directory.path().join("questionnaires/proximite.json");
    fs::rename(&file, directory.path().join("away")).unwrap();
    let error = workshops.with_questionnaires(&name).unwrap_err().to_string();
    assert!(error.contains("questionnaires/proximite.json"), "{error}");
    fs::rename(directory.path().join("away"), &file).unwrap();
    assert_eq!(&*workshops.with_questionnaires(&name).unwrap().unwrap(), expected);
    fs::remove_dir_all(directory.path().join("questionnaires")).unwrap();
    assert_eq!(&*workshops.with_questionnaires(&name).unwrap().unwrap(), expected, "it is kept");
    let without = workshops.with_questionnaires(&slug("petit")).unwrap().unwrap();
    assert_eq!(&*without, &catalogue().workshops[&slug("petit")]);
}

#[test]
fn the_whole_catalogue_is_complete_or_an_error() {
    let directory = files();
    assert_eq!(registry::load(directory.path()).unwrap(), (catalogue(), theme()));
    let file = directory.path().join("workshops/groupe.json");
    fs::write(&file, "{").unwrap();
    let error = format!("{:#}", registry::load(directory.path()).unwrap_err());
    assert!(error.contains("the catalogue is incomplete") && error.contains("cannot parse"), "{error}");
    fs::remove_file(&file).unwrap();
    let error = format!("{:#}", registry::load(directory.path()).unwrap_err());
    assert!(error.contains("workshops/groupe.json"), "{error}");
}

/// A function parses all templates that it has for the first page.
#[test]
fn a_function_has_the_templates_that_it_renders_and_no_others() {
    let (_, theme) = real_site();
    let names = |set: TemplateSet| {
        let templates = set.of(&theme);
        Renderer::new(&Theme { templates: templates.clone(), ..theme.clone() }).unwrap();
        templates.into_keys().collect::<Vec<_>>()
    };
    let pages = names(TemplateSet::Pages);
    assert!(pages.iter().any(|name| name == "find.html") && pages.iter().any(|name| name == "base.html"));
    for static_page in ["workshop.html", "index.html", "404.html", "open-graph.svg", "mail/notice.html"] {
        assert!(!pages.iter().any(|name| name == static_page), "{pages:?}");
    }
    let mails = names(TemplateSet::Mails);
    assert!(mails.iter().all(|name| name.starts_with("mail/")) && mails.len() == 14, "{mails:?}");
    assert_eq!(theme.templates.len(), pages.len() + mails.len(), "no function has the others");
}

#[test]
fn the_index_has_only_the_names_of_workshops() {
    let mut catalogue = catalogue();
    let workshop = catalogue.workshops[&slug("groupe")].clone();
    for number in 0..1_000 {
        catalogue.workshops.insert(slug(&format!("workshop-number-{number:04}")), workshop.clone());
    }
    let json = serde_json::to_vec(&catalogue.index()).unwrap();
    assert!(json.len() < 32 * catalogue.workshops.len(), "{} bytes", json.len());
}

/// The words of forms are in `theme.json`, once for all workshops.
#[test]
fn the_file_of_a_workshop_has_no_words_of_the_theme() {
    let (catalogue, theme) = real_site();
    let words = [&theme.words, &theme.translations[0].words];
    for workshop in catalogue.workshops.values() {
        let json = serde_json::to_string(workshop).unwrap();
        for (key, word) in words.into_iter().flatten().filter(|(key, _)| key.starts_with("form.")) {
            // Shorter ones, such as "Non", may be an editor's, too.
            assert!(word.len() < 20 || !json.contains(word.as_str()), "`{}` has `{key}`", workshop.slug);
        }
        let editors = "soit 2 journées";
        let questionnaires = serde_json::to_string(&workshop.questionnaires()).unwrap();
        assert!(json.contains(editors) && json.len() < 4 * 1_024, "{} bytes: {json}", json.len());
        assert!(questionnaires.len() < 8 * 1_024, "{} bytes: {questionnaires}", questionnaires.len());
    }
}

#[test]
fn a_theme_without_a_word_of_a_form_is_reported_at_the_start() {
    let index = catalogue().index();
    for key in
        ["form.siret.invalid", "form.participant.legend", "form.fee.option_hint", "form.attendance.label"]
    {
        let mut theme = theme();
        handler::requirements::check(&index, &theme).unwrap();
        theme.words.remove(key);
        let error = handler::requirements::check(&index, &theme).unwrap_err().to_string();
        assert!(error.contains(key), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workshop_that_cannot_be_read_delays_no_other_mails() {
    let directory = files();
    fs::remove_file(directory.path().join("workshops/petit.json")).unwrap();
    let notifier = NotifierTest::new().await.with_workshops(open(directory.path()));
    let swept = sweep(&notifier, TimeLimit::before_stop_in(Duration::from_secs(30))).await;
    assert_eq!(swept, Tally { failed: 1, ..Tally::default() });
    // A record that fails would be sent again, and the mails after it would wait.
    let record = format!("registration#{}", "1a".repeat(16));
    let answer = handle(&notifier, records("petit", &[record]), Duration::from_secs(30)).await.unwrap();
    assert!(failures(&answer).is_empty(), "{answer}");
}

#[test]
fn another_version_is_reported_at_the_start() {
    let directory = files();
    fs::write(directory.path().join("catalogue.json"), r#"{ "version": 4, "workshops": {} }"#).unwrap();
    let error = registry::open(directory.path(), &[]).unwrap_err().to_string();
    assert!(error.contains("has version 4") && error.contains("from one commit"), "{error}");
}
