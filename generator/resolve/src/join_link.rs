//! Links to video conferences that are also written in texts for everyone, where strangers would find them.

use std::ops::Range;
use std::sync::Arc;

use content::load::Sources;
use diagnostics::{Diagnostic, Diagnostics, Place, SourceFile, message, phrase};
use yaml::{Node, Value};

use super::Content;

/// Reports the links of private information that the site would publish. Scheduled mails may contain them, because they
/// only reach registrants.
pub fn check_join_links(sources: &Sources, content: &Content, diagnostics: &mut Diagnostics) {
    for (slug, workshop) in &content.programme.workshops {
        let Some(own) = sources.workshops.get(slug).and_then(|files| files.sessions.as_ref()) else {
            continue;
        };
        let private = workshop.sessions.iter().filter_map(|session| session.private.as_ref());
        for link in private.filter_map(|private| private.join_link.as_deref()) {
            let written = own.text.find(link).map(|start| Place::new(own, start..start + link.len()));
            for file in published(sources) {
                check(file, link, written.as_ref(), diagnostics);
            }
        }
    }
}

/// Returns the places at which a text contains a link to a video conference, with or without its scheme and further parts.
/// A link that consists of a host only is not specific to a conference, so it has none.
pub fn places_of_join_link<'t>(text: &'t str, link: &str) -> impl Iterator<Item = Range<usize>> + 't {
    let bare = link.trim_start_matches("https://").trim_end_matches('/').to_owned();
    let is_specific = bare.contains(['/', '?']);
    let ends = |end: usize| {
        let next = text[end..].chars().next();
        next.is_none_or(|next| !next.is_alphanumeric() && !"-_%=".contains(next))
    };
    let starts: Vec<_> = match is_specific {
        true => text.match_indices(&bare).map(|(start, _)| start).collect(),
        false => Vec::new(),
    };
    starts.into_iter().map(move |start| start..start + bare.len()).filter(move |range| ends(range.end))
}

/// Iterates over the files whose texts are published.
fn published(sources: &Sources) -> impl Iterator<Item = &Arc<SourceFile>> {
    let site = [&sources.site, &sources.venues, &sources.home].into_iter().flatten();
    let people_and_pages = sources.speakers.values().chain(sources.pages.values());
    let workshops = sources.workshops.values().flat_map(|files| {
        [&files.index, &files.sessions, &files.registration, &files.questionnaire, &files.outcomes]
    });
    let translations = sources.translations.values().flatten();
    let translations = translations.filter(|(original, _)| !original.ends_with("messages.yaml"));
    let translations = translations.map(|(_, file)| file);
    site.chain(people_and_pages).chain(workshops.flatten()).chain(translations)
}

fn check(file: &Arc<SourceFile>, link: &str, written: Option<&Place>, diagnostics: &mut Diagnostics) {
    let found: Vec<_> = places_of_join_link(&file.text, link).collect();
    if found.is_empty() {
        return;
    }
    let unpublished = if file.path.ends_with(".yaml") { unpublished(file) } else { Vec::new() };
    let is_published = |range: &Range<usize>| unpublished.iter().all(|it| !it.contains(&range.start));
    for range in found.into_iter().filter(is_published) {
        let message = message! {
            PublishedJoinLink,
            en: "this text publishes a link that is private information of a session",
            fr: "ce texte publie un lien qui est une information réservée d’une séance"
        };
        let hint = phrase! {
            en: "remove the link here; confirmed participants see it on their own page",
            fr: "retirez le lien d’ici ; les participants confirmés le voient sur leur page"
        };
        let mut problem = Diagnostic::new(file, range, message).with_hint(hint);
        if let Some(written) = written {
            let private = phrase! { en: "the private information", fr: "l’information réservée" };
            problem = problem.with_related(written.clone(), private);
        }
        diagnostics.push(problem);
    }
}

/// Returns the parts of a YAML file that no page shows: comments, and the private information of sessions.
fn unpublished(file: &Arc<SourceFile>) -> Vec<Range<usize>> {
    let mut parts = yaml::comments(file);
    let root = yaml::parse(file, 0..file.text.len(), &mut Diagnostics::default());
    if let Some(Value::Sequence(sessions)) = root.map(|root| root.value) {
        parts.extend(sessions.iter().filter_map(|session| session.get("private")).flat_map(Node::scalars));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_however_it_is_written() {
        let link = "https://visio.example/j/912";
        let found = |text: &str| places_of_join_link(text, link).count();
        for text in [
            "<https://visio.example/j/912>",
            "visio.example/j/912.",
            "[ici](https://visio.example/j/912?pwd=a)",
            "http://visio.example/j/912/",
        ] {
            assert_eq!(found(text), 1, "{text}");
        }
        for text in
            ["https://visio.example/", "https://visio.example/j/9123", "https://visio.example/j/912-b"]
        {
            assert_eq!(found(text), 0, "{text}");
        }
        assert_eq!(places_of_join_link("https://visio.example/", "https://visio.example/").count(), 0);
    }
}
