//! Topics across workshops: what one of them writes in one way, the others write likewise, as each has one page.

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

/// The topics of a workshop, in the file that names them.
pub(super) type NamedTopics = (Arc<SourceFile>, Vec<Spanned<String>>);

/// Tells topics that make no address, that differ only in spelling, and that one workshop names twice.
pub(super) fn check(named: &[NamedTopics], diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<Slug, (&str, &SourceFile)> = BTreeMap::new();
    for (file, topics) in named {
        for (index, topic) in topics.iter().enumerate() {
            let name = topic.value.as_str();
            let tell = |message: String, hint: String| {
                Diagnostic::new(file, topic.span.clone(), message).with_hint(hint)
            };
            let Some(slug) = Slug::from_text(name) else {
                let message = format!("the topic `{name}` makes no address");
                let hint = "write it with letters or digits of the Latin script".to_owned();
                diagnostics.push(tell(message, hint));
                continue;
            };
            if topics[..index].iter().any(|earlier| earlier.value == topic.value) {
                let message = format!("the topic `{name}` is named twice");
                diagnostics.push(tell(message, "remove one of them".to_owned()));
                continue;
            }
            let (first, place) = *known.entry(slug.clone()).or_insert((name, file.as_ref()));
            if first != name {
                let message = format!(
                    "the topic `{name}` is written `{first}` in `{}`, and both have the address `{slug}`",
                    place.path
                );
                let hint = format!("write `{first}` here, or the same in both places");
                diagnostics.push(tell(message, hint));
            }
        }
    }
}

/// Tells topics of a further language that translate nothing, that make no address, or that have the address of
/// another. `content` is that of the site's own language. While a workshop has a problem or is not published, not all topics are
/// known.
pub(super) fn check_translations(
    content: &Content,
    sources: &Sources,
    config: &Config,
    diagnostics: &mut Diagnostics,
) {
    let Content { programme, doubtful, .. } = content;
    let all_are_known = doubtful.is_empty() && !sources.is_partial;
    let named: BTreeSet<&str> =
        programme.workshops.values().flat_map(|workshop| &workshop.topics).map(String::as_str).collect();
    let mut known: BTreeMap<Slug, &str> = BTreeMap::new();
    for TranslatedTopic { original, name } in &config.topics {
        let mut tell = |span: &Range<usize>, message: String, hint: String| {
            diagnostics.push(Diagnostic::new(&config.file, span.clone(), message).with_hint(hint));
        };
        if all_are_known && !named.contains(original.value.as_str()) {
            let hint = suggestion::hint(&original.value, named.iter().copied(), "remove it");
            tell(&original.span, format!("no workshop has the topic `{}`", original.value), hint);
        }
        let Some(slug) = Slug::from_text(&name.value) else {
            let hint = "write it with letters or digits of the Latin script".to_owned();
            tell(&name.span, format!("the topic `{}` makes no address", name.value), hint);
            continue;
        };
        if let Some(first) = known.insert(slug.clone(), &original.value) {
            let message = format!("`{first}` and `{}` have the same address, `{slug}`", original.value);
            tell(&name.span, message, "give each topic a name of its own".to_owned());
        }
    }
}
