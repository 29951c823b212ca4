//! Topics across workshops: all workshops must write a topic in the same way, because each topic has one page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use content::config::{Config, TranslatedTopic};
use content::load::Sources;
use diagnostics::suggestion;
use diagnostics::{Diagnostic, Diagnostics, Message, Phrase, SourceFile, message, phrase};
use model::slug::Slug;
use yaml::Spanned;

use super::Content;

/// The topics of a workshop, and the file that names them.
pub(super) type NamedTopics = (Arc<SourceFile>, Vec<Spanned<String>>);

/// Reports topics that have no slug, differ only in spelling, or are named twice by one workshop.
pub(super) fn check(named: &[NamedTopics], diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<Slug, (&str, &SourceFile)> = BTreeMap::new();
    for (file, topics) in named {
        for (index, topic) in topics.iter().enumerate() {
            let name = topic.value.as_str();
            let problem = |message: Message, hint: Phrase| {
                Diagnostic::new(file, topic.span.clone(), message).with_hint(hint)
            };
            let Some(slug) = Slug::from_text(name) else {
                diagnostics.push(problem(invalid(name), latin()));
                continue;
            };
            if topics[..index].iter().any(|earlier| earlier.value == topic.value) {
                let message = message! {
                    DuplicateTopic,
                    en: "the topic `{name}` is named twice",
                    fr: "le thème `{name}` est nommé deux fois"
                };
                let hint = phrase! { en: "remove one of them", fr: "supprimez l’un des deux" };
                diagnostics.push(problem(message, hint));
                continue;
            }
            let (first, place) = *known.entry(slug.clone()).or_insert((name, file.as_ref()));
            if first != name {
                let path = &place.path;
                let message = message! {
                    TopicSpelling,
                    en: "the topic `{name}` is written `{first}` in `{path}`, and both have the address `{slug}`",
                    fr: "le thème `{name}` est écrit `{first}` dans `{path}`, et les deux ont l’adresse `{slug}`"
                };
                let hint = phrase! {
                    en: "write `{first}` here, or use the same spelling in both places",
                    fr: "écrivez ici `{first}`, ou la même chose aux deux endroits"
                };
                diagnostics.push(problem(message, hint));
            }
        }
    }
}

/// Reports translated topics that no workshop has, that have no slug, or that share the address of another topic.
/// `content` is in the site's own language. If a workshop has a problem or is a draft, unused topics are not
/// reported, because not all topics are known.
pub(super) fn check_translations(
    content: &Content,
    sources: &Sources,
    config: &Config,
    diagnostics: &mut Diagnostics,
) {
    let Content { programme, incomplete, .. } = content;
    let all_are_known = incomplete.is_empty() && !sources.is_partial;
    let named: BTreeSet<&str> =
        programme.workshops.values().flat_map(|workshop| &workshop.topics).map(String::as_str).collect();
    let mut known: BTreeMap<Slug, &str> = BTreeMap::new();
    for TranslatedTopic { original, name } in &config.topics {
        let mut report = |span: &Range<usize>, message: Message, hint: Phrase| {
            diagnostics.push(Diagnostic::new(&config.file, span.clone(), message).with_hint(hint));
        };
        if all_are_known && !named.contains(original.value.as_str()) {
            let name = &original.value;
            let remove = phrase! { en: "remove it", fr: "supprimez-le" };
            let hint = suggestion::hint(name, named.iter().copied(), remove);
            let message = message! {
                UnusedTopic,
                en: "no workshop has the topic `{name}`",
                fr: "aucun atelier n’a le thème `{name}`"
            };
            report(&original.span, message, hint);
        }
        let Some(slug) = Slug::from_text(&name.value) else {
            report(&name.span, invalid(&name.value), latin());
            continue;
        };
        if let Some(first) = known.insert(slug.clone(), &original.value) {
            let second = &original.value;
            let message = message! {
                TopicSpelling,
                en: "`{first}` and `{second}` have the same address, `{slug}`",
                fr: "`{first}` et `{second}` ont la même adresse, `{slug}`"
            };
            let hint = phrase! {
                en: "give each topic a different name",
                fr: "donnez à chaque thème son propre nom"
            };
            report(&name.span, message, hint);
        }
    }
}

fn invalid(topic: &str) -> Message {
    message! {
        InvalidTopic,
        en: "the topic `{topic}` cannot be part of an address",
        fr: "le thème `{topic}` ne peut pas faire partie d’une adresse"
    }
}

fn latin() -> Phrase {
    phrase! {
        en: "write it with letters or digits of the Latin script",
        fr: "écrivez-le avec des lettres latines ou des chiffres"
    }
}
