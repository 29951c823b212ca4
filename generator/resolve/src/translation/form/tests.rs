use std::collections::BTreeMap;

use super::*;
use content::config;
use content::load::WorkshopSources;
use model::shared::Shared;

const SITE: &str = "language: fr\ntime_zone: Europe/Paris\ntranslations:\n  \
                    en: { title: A, tagline: A, navigation: [], footer: [] }\n";
const SESSIONS: &str = "- { title: A, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }\n";
const REGISTRATION: &str = "opens: 2027-03-01\ncloses: 2027-09-10\ncapacity: 30\n\
                            fees: [{ category: a, label: A, amount: 500 EUR }]\n\
                            questions:\n  - { name: une, label: Une, kind: text }\n  \
                            - { name: deux, label: Deux, kind: text, invalid: Faux }\n";

const MAILS: &str = "- { id: avant, before: 7d, at: '9:00', subject: A, text: A }\n\
                     - { id: veille, before: 1d, at: '9:00', subject: B, text: B }\n";
const PAGE: &str = "---\ntitle: A\nsummary: A\n---\n";

fn file(text: &str) -> Option<Arc<SourceFile>> {
    Some(SourceFile::new("content/a", text))
}

/// Returns the workshops with these names in French and, with these files, in English.
fn in_both_languages<const N: usize>(names: [&str; N], english: &[(&str, &str)]) -> [[Workshop; N]; 2] {
    let workshop = |name: &str| {
        let files = WorkshopSources {
            index: file(PAGE),
            sessions: file(SESSIONS),
            registration: file(REGISTRATION),
            ..WorkshopSources::default()
        };
        (name.parse().unwrap(), files)
    };
    let english = english.iter().map(|(path, text)| ((*path).to_owned(), SourceFile::new(*path, *text)));
    let sources = Sources {
        site: file(SITE),
        messages: file(MAILS),
        workshops: names.map(workshop).into(),
        translations: BTreeMap::from([("en".to_owned(), english.collect())]),
        ..Sources::default()
    };
    let problems = &mut Diagnostics::default();
    let configs = config::read(&sources, problems).in_all_languages();
    let content = crate::resolve(&sources, &configs[0], problems);
    let translated = crate::translate(&content, &sources, &configs[0], &configs[1], problems);
    [content, translated]
        .map(|content| names.map(|name| content.programme.workshops[&name.parse().unwrap()].clone()))
}

#[test]
fn translated_questions_have_only_the_words_of_editors() {
    let questions = "questions:\n  une: { label: One, missing: Say one }\n";
    let english = [("workshops/a/index.md", PAGE), ("workshops/a/registration.yaml", questions)];
    let [_, [translated]] = in_both_languages(["a"], &english);
    let questions = &translated.offer.as_deref().unwrap().questions;
    let texts = questions.iter().map(|it| [&it.label, &it.errors.missing, &it.errors.invalid]);
    assert_eq!(texts.collect::<Vec<_>>(), [["One", "Say one", ""], ["Deux", "", "Faux"]]);
    let languages: Vec<_> = questions.iter().map(|it| it.language.as_deref()).collect();
    assert_eq!(languages, [None, Some("fr")]);
}

#[test]
fn an_untranslated_workshop_shares_its_terms_and_mails() {
    let [[french], [english]] = in_both_languages(["a"], &[]);
    let (terms, english_terms) = (french.offer.unwrap(), english.offer.unwrap());
    assert!(Shared::ptr_eq(&terms, &english_terms));
    assert_eq!(french.mails.len(), 2);
    assert!(Shared::ptr_eq(&french.mails, &english.mails));
}

#[test]
fn translated_workshops_share_the_texts_of_the_mails_of_the_site() {
    let english = [
        ("workshops/a/index.md", PAGE),
        ("workshops/b/index.md", PAGE),
        ("messages.yaml", "veille: { subject: C, text: C }\n"),
    ];
    let [_, [one, other]] = in_both_languages(["a", "b"], &english);
    let languages: Vec<_> = one.mails.iter().map(|mail| mail.text.language.as_deref()).collect();
    assert_eq!(languages, [Some("fr"), None]);
    for (one, other) in one.mails.iter().zip(other.mails.iter()) {
        assert!(Shared::ptr_eq(&one.text, &other.text), "{one:?}");
    }
}
