//! What the editor offers, against what the readers accept.

use std::collections::BTreeSet;

use content::config::{Editor, Host, SignIn};
use schema::FILE_KINDS;
use serde_json::Value;
use yaml::shape::{Mapping, Presence, Shape};

use crate::words::Words;
use crate::{Site, files};

const EDITOR: Editor = Editor {
    host: Host::GitHub,
    server: None,
    repository: String::new(),
    branch: None,
    folder: None,
    sign_in: None,
    is_reviewed: true,
};

fn configuration(language: &str, editor: &Editor) -> Value {
    let site = Site { title: "Ateliers", language, further_languages: &["en"], editor };
    serde_json::from_slice(&file(site, "admin/config.json")).unwrap()
}

fn file(site: Site<'_>, path: &str) -> Vec<u8> {
    files(site).unwrap().into_iter().find(|(name, _)| name == path).unwrap().1
}

/// Returns the names of all fields of a collection, with their path.
fn fields_of(collection: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let fields = collection.get("fields").unwrap_or_else(|| &collection["files"][0]["fields"]);
    collect(fields, "", &mut found);
    found
}

fn collect(fields: &Value, path: &str, found: &mut BTreeSet<String>) {
    for field in fields.as_array().unwrap() {
        let path = format!("{path}/{}", field["name"].as_str().unwrap());
        if let Some(fields) = field.get("fields") {
            collect(fields, &path, found);
        }
        found.insert(path);
    }
}

/// Returns the paths of all keys that a reader accepts.
fn keys_of(shape: &Shape, path: &str) -> Vec<String> {
    match shape {
        Shape::Mapping(mapping) => keys(mapping).iter().flat_map(|key| key_and_below(key, path)).collect(),
        Shape::List(list) => keys_of(&list.item, path),
        Shape::Entries(entries) => keys_of(&entries.value, path),
        Shape::Either(shapes) => shapes.iter().flat_map(|shape| keys_of(shape, path)).collect(),
        _ => Vec::new(),
    }
}

fn keys(mapping: &Mapping) -> Vec<&yaml::shape::Key> {
    let all = mapping.keys.iter().chain(mapping.keys_of_cases());
    all.filter(|key| key.presence != Presence::Forbidden && key.shape != Shape::Nothing).collect()
}

fn key_and_below(key: &yaml::shape::Key, path: &str) -> Vec<String> {
    let path = format!("{path}/{}", key.name);
    let below = keys_of(&key.shape, &path);
    [path].into_iter().chain(below).collect()
}

#[test]
fn every_key_that_the_readers_know_is_in_the_editor() {
    let config = configuration("fr", &EDITOR);
    let collections = config["cms"]["collections"].as_array().unwrap();
    for kind in FILE_KINDS.iter().filter(|kind| kind.path.starts_with("content/")) {
        let translated = kind.name.strip_prefix("translation.");
        let names = match translated {
            Some(name) => [format!("{name}-en"), name.to_owned()],
            None => [kind.name.to_owned(), String::new()],
        };
        let names = names.map(|name| name.replace('.', "-"));
        let is_named = |it: &&Value| names.iter().any(|name| it["name"] == name.as_str());
        let collection = collections.iter().rfind(is_named);
        let fields = fields_of(collection.unwrap_or_else(|| panic!("{} has no collection", kind.name)));
        let shape = kind.shape();
        let root = match shape {
            Shape::Mapping(_) => String::new(),
            _ => format!("/{}", kind.name.rsplit('.').next().unwrap()),
        };
        let keys = keys_of(&shape, &root);
        assert!(!keys.is_empty(), "{}", kind.name);
        for key in keys {
            assert!(fields.contains(&key), "`{key}` of {} is not in the editor", kind.name);
        }
    }
}

#[test]
fn every_kind_keyword_and_key_has_a_label_in_each_language() {
    for language in ["fr", "en"] {
        let words = Words::of(language);
        for kind in FILE_KINDS.iter().filter(|kind| kind.path.starts_with("content/")) {
            let mut unlabelled = Vec::new();
            keywords(&kind.shape(), &words, &mut unlabelled);
            assert_eq!(
                unlabelled,
                Vec::<String>::new(),
                "{} in generator/admin/words/{language}.yaml",
                kind.name
            );
            let name = kind.name.trim_start_matches("translation.");
            assert_ne!(words.kind(name)[0], name, "the name of {name} in {language}");
        }
        let config = configuration(language, &EDITOR);
        for collection in config["cms"]["collections"].as_array().unwrap() {
            let fields = collection.get("fields").unwrap_or_else(|| &collection["files"][0]["fields"]);
            labelled(fields, &collection["name"]);
        }
    }
}

/// Checks that no field is labelled with its key.
fn labelled(fields: &Value, collection: &Value) {
    for field in fields.as_array().unwrap().iter().filter(|field| field["widget"] != "hidden") {
        assert_ne!(field["label"], field["name"], "{collection}");
        if let Some(fields) = field.get("fields") {
            labelled(fields, collection);
        }
    }
}

fn keywords(shape: &Shape, words: &Words, unlabelled: &mut Vec<String>) {
    match shape {
        Shape::Mapping(mapping) => {
            for key in keys(mapping) {
                if let Shape::Keyword(keywords) = &key.shape {
                    let has_none = |word: &&&str| !words.has_keyword(key.name, word);
                    unlabelled
                        .extend(keywords.iter().filter(has_none).map(|word| format!("{}.{word}", key.name)));
                }
                keywords(&key.shape, words, unlabelled);
            }
        }
        Shape::List(list) => keywords(&list.item, words, unlabelled),
        Shape::Entries(entries) => keywords(&entries.value, words, unlabelled),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| keywords(shape, words, unlabelled)),
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_words() {
    let names = |text: &str| -> Vec<String> {
        let is_word = |line: &&str| line.starts_with("  ") && line.contains(": ");
        text.lines().filter(is_word).map(|line| line.split(": ").next().unwrap().to_owned()).collect()
    };
    let french = names(include_str!("../words/fr.yaml"));
    assert!(french.len() > 50);
    assert_eq!(french, names(include_str!("../words/en.yaml")));
}

#[test]
fn the_editor_reaches_only_the_host_of_the_repository() {
    let server = || Some("https://git.club.example".to_owned());
    let gitea = Editor { host: Host::Gitea, server: server(), ..EDITOR };
    let gitlab = Editor { host: Host::GitLab, sign_in: Some(SignIn::Application("a1".to_owned())), ..EDITOR };
    let cases = [
        (&EDITOR, "https://api.github.com", "github"),
        (&gitlab, "https://gitlab.com", "gitlab"),
        (&gitea, "https://git.club.example", "gitea"),
    ];
    for (editor, host, name) in cases {
        let site = Site { title: "Ateliers", language: "fr", further_languages: &[], editor };
        let page = String::from_utf8(file(site, "admin/index.html")).unwrap();
        assert!(page.contains(&format!("connect-src 'self' blob: data: {host};")), "{page}");
        assert!(page.contains(r#"<meta name="robots" content="noindex">"#), "{page}");
        assert_eq!(configuration("fr", editor)["cms"]["backend"]["name"], name);
    }
}

#[test]
fn without_an_application_editors_sign_in_with_a_token() {
    let backend = |editor: &Editor| configuration("fr", editor)["cms"]["backend"].clone();
    assert_eq!(backend(&EDITOR)["auth_methods"], serde_json::json!(["token"]));
    assert!(backend(&EDITOR).get("base_url").is_none());
    let service = Some(SignIn::Service("https://connexion.club.example".to_owned()));
    let github = backend(&Editor { sign_in: service, ..EDITOR });
    assert_eq!(github["auth_methods"], serde_json::json!(["oauth", "token"]));
    assert_eq!(github["base_url"], "https://connexion.club.example");
    let application = Some(SignIn::Application("a1".to_owned()));
    let gitlab = backend(&Editor { host: Host::GitLab, sign_in: application, ..EDITOR });
    assert_eq!((&gitlab["app_id"], &gitlab["auth_type"]), (&"a1".into(), &"pkce".into()));
}

#[test]
fn content_may_be_in_a_folder_of_the_repository() {
    let editor = Editor { folder: Some("site".to_owned()), ..EDITOR };
    let config = configuration("fr", &editor);
    let collections = config["cms"]["collections"].as_array().unwrap();
    let place =
        |it: &Value| it.get("folder").unwrap_or_else(|| &it["files"][0]["file"]).as_str().unwrap().to_owned();
    assert!(collections.iter().all(|it| place(it).starts_with("site/content")), "{collections:?}");
    assert_eq!(config["cms"]["media_folder"], "site/content");
}

#[test]
fn labels_are_in_the_language_of_the_site() {
    let label = |language| configuration(language, &EDITOR)["cms"]["collections"][0]["label"].clone();
    assert_eq!([label("fr"), label("en"), label("de")], ["Ateliers", "Workshops", "Workshops"]);
}

#[test]
fn every_choice_is_made_in_a_list() {
    let config = configuration("fr", &EDITOR);
    let mut count = 0;
    for collection in config["cms"]["collections"].as_array().unwrap() {
        let fields = collection.get("fields").unwrap_or_else(|| &collection["files"][0]["fields"]);
        count += choices(fields);
    }
    assert!(count > 10, "{count}");
}

/// Returns the number of fields with choices, none of which has buttons.
fn choices(fields: &Value) -> usize {
    let fields = fields.as_array().into_iter().flatten();
    fields.fold(0, |count, field| {
        let is_choice = ["select", "relation"].iter().any(|widget| field["widget"] == *widget);
        assert_eq!(field["dropdown_threshold"] == 0, is_choice, "{field}");
        count + usize::from(is_choice) + choices(&field["fields"])
    })
}
