//! Topics across workshops: all workshops must write a topic in the same way, because each topic has one page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use content::config::{Config, TranslatedTopic};
use content::load::Sources;
use diagnostics::suggestion;
use diagnostics::{Diagnostic, Diagnostics, SourceFile};
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
            let problem = |message: String, hint: String| {
                Diagnostic::new(file, topic.span.clone(), message).with_hint(hint)
            };
            let Some(slug) = Slug::from_text(name) else {
                let message = format!("the topic `{name}` cannot be part of an address");
                let hint = "write it with letters or digits of the Latin script".to_owned();
                diagnostics.push(problem(message, hint));
                continue;
            };
            if topics[..index].iter().any(|earlier| earlier.value == topic.value) {
                let message = format!("the topic `{name}` is named twice");
                diagnostics.push(problem(message, "remove one of them".to_owned()));
                continue;
            }
            let (first, place) = *known.entry(slug.clone()).or_insert((name, file.as_ref()));
            if first != name {
                let message = format!(
                    "the topic `{name}` is written `{first}` in `{}`, and both have the address `{slug}`",
                    place.path
                );
                let hint = format!("write `{first}` here, or use the same spelling in both places");
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
        let mut report = |span: &Range<usize>, message: String, hint: String| {
            diagnostics.push(Diagnostic::new(&config.file, span.clone(), message).with_hint(hint));
        };
        if all_are_known && !named.contains(original.value.as_str()) {
            let hint = suggestion::hint(&original.value, named.iter().copied(), "remove it");
            report(&original.span, format!("no workshop has the topic `{}`", original.value), hint);
        }
        let Some(slug) = Slug::from_text(&name.value) else {
            let hint = "write it with letters or digits of the Latin script".to_owned();
            report(&name.span, format!("the topic `{}` cannot be part of an address", name.value), hint);
            continue;
        };
        if let Some(first) = known.insert(slug.clone(), &original.value) {
            let message = format!("`{first}` and `{}` have the same address, `{slug}`", original.value);
            report(&name.span, message, "give each topic a different name".to_owned());
        }
    }
}
