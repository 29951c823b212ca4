//! Links to video conferences that are also written in texts for everyone, where strangers would find them, or in mails to those
//! who may not know them.

mod mails;

use std::ops::Range;
use std::sync::Arc;

use content::front_matter;
use content::load::Sources;
use diagnostics::{Diagnostic, Diagnostics, Place, SourceFile, message, phrase};
use markdown::prose;
use yaml::{Node, Value};

use super::Content;

/// Reports the links of private information that the site would publish, or that a scheduled mail would send to others than
/// confirmed participants.
pub fn check_join_links(sources: &Sources, content: &Content, diagnostics: &mut Diagnostics) {
    let mails = mails::for_others(sources);
    for (slug, workshop) in &content.programme.workshops {
        let Some(own) = sources.workshops.get(slug).and_then(|files| files.sessions.as_ref()) else {
            continue;
        };
        let private = workshop.sessions.iter().filter_map(|session| session.private.as_ref());
        for link in private.filter_map(|private| private.join_link.as_deref()) {
            let written = own.text().find(link).map(|start| Place::new(own, start..start + link.len()));
            let mut report =
                |file: &Arc<SourceFile>, place, problem: fn(&Arc<SourceFile>, _) -> Diagnostic| {
                    diagnostics.push(with_place(problem(file, place), written.as_ref()));
                };
            for file in published(sources) {
                let places = places_in(file, link, || shown(file));
                places.into_iter().for_each(|place| report(file, place, published_link));
            }
            for (file, parts) in &mails {
                let places = places_in(file, link, || parts.clone());
                places.into_iter().for_each(|place| report(file, place, mailed_link));
            }
        }
    }
}

/// Returns the places at which a text contains a link to a video conference, with or without its scheme and further parts, with
/// its host in any case, and with `&` or `&amp;`. A link that consists of a host only is not specific to a conference, so it
/// has none.
pub fn places_of_join_link<'t>(text: &'t str, link: &str) -> impl Iterator<Item = Range<usize>> + 't {
    let bare = link.trim_start_matches("https://").trim_end_matches('/');
    let (host, specific) = bare.split_at(bare.find(['/', '?']).unwrap_or(bare.len()));
    let ends = |end: usize| {
        let next = text[end..].chars().next();
        next.is_none_or(|next| !next.is_alphanumeric() && !"-_%=".contains(next))
    };
    let place = |start: usize, specific: &str| {
        let (start, end) = (start.checked_sub(host.len())?, start + specific.len());
        let is_host = text.get(start..start + host.len())?.eq_ignore_ascii_case(host);
        (is_host && ends(end)).then_some(start..end)
    };
    let escaped = specific.replace('&', "&amp;");
    let mut places = Vec::new();
    if !specific.is_empty() {
        places.extend(text.match_indices(specific).filter_map(|(start, it)| place(start, it)));
    }
    if escaped != specific {
        places.extend(text.match_indices(&escaped).filter_map(|(start, it)| place(start, it)));
    }
    places.into_iter()
}

/// Returns the places of a link in parts of a file, which are found only if the file contains the link.
fn places_in(file: &SourceFile, link: &str, parts: impl FnOnce() -> Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut places: Vec<_> = places_of_join_link(&file.text(), link).collect();
    if !places.is_empty() {
        let parts = parts();
        places.retain(|place| parts.iter().any(|part| part.contains(&place.start)));
    }
    places
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

/// Returns the parts of a published file that pages may show: values that are not private information of sessions, and texts
/// without comments.
fn shown(file: &Arc<SourceFile>) -> Vec<Range<usize>> {
    let parsed = |range| yaml::parse(file, range, &mut Diagnostics::default());
    if file.path.ends_with(".yaml") {
        let Some(root) = parsed(0..file.text().len()) else { return Vec::new() };
        let mut private = Vec::new();
        if let Value::Sequence(sessions) = &root.value {
            private.extend(sessions.iter().filter_map(|it| it.get("private")).flat_map(Node::scalars));
        }
        return root.scalars().into_iter().filter(|part| !private.contains(part)).collect();
    }
    let Some(split) = front_matter::split(file, &mut Diagnostics::default()) else { return Vec::new() };
    let text = file.text();
    let mut parts = parsed(split.front_matter).map(|root| root.scalars()).unwrap_or_default();
    let mut from = split.body;
    for comment in prose::prose(&text[split.body..]).comments {
        parts.push(from..split.body + comment.start);
        from = split.body + comment.end;
    }
    parts.push(from..text.len());
    parts
}

fn published_link(file: &Arc<SourceFile>, place: Range<usize>) -> Diagnostic {
    let message = message! {
        PublishedJoinLink,
        en: "this text publishes a link that is private information of a session",
        fr: "ce texte publie un lien qui est une information réservée d’une séance"
    };
    let hint = phrase! {
        en: "remove the link here; confirmed participants see it on their own page",
        fr: "retirez le lien d’ici ; les participants confirmés le voient sur leur page"
    };
    Diagnostic::new(file, place, message).with_hint(hint)
}

fn mailed_link(file: &Arc<SourceFile>, place: Range<usize>) -> Diagnostic {
    let message = message! {
        PublishedJoinLink,
        en: "this mail has a link that is private information of a session, and is not for confirmed participants only",
        fr: "ce courriel contient un lien qui est une information réservée d’une séance, et ne va pas qu’aux participants confirmés"
    };
    let hint = phrase! {
        en: "write `{{private}}` in place of the link, in a paragraph of its own, or `to: confirmed`",
        fr: "écrivez `{{private}}` à la place du lien, dans un paragraphe à part, ou `to: confirmed`"
    };
    Diagnostic::new(file, place, message).with_hint(hint)
}

/// Returns the problem with the place where the link is written as private information.
fn with_place(problem: Diagnostic, written: Option<&Place>) -> Diagnostic {
    let private = phrase! { en: "the private information", fr: "l’information réservée" };
    match written {
        Some(written) => problem.with_related(written.clone(), private),
        None => problem,
    }
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

    #[test]
    fn the_case_of_the_host_and_an_escaped_ampersand_make_no_difference() {
        let lengths =
            |text: &str, link: &str| places_of_join_link(text, link).map(|it| it.len()).collect::<Vec<_>>();
        assert_eq!(lengths("Visio.Example/j/912", "https://visio.example/j/912"), [19]);
        assert_eq!(lengths("visio.example/j/912", "https://VISIO.example/j/912"), [19]);
        assert!(lengths("visio.example/J/912", "https://visio.example/j/912").is_empty());
        assert!(lengths("é/j/912", "https://visio.example/j/912").is_empty());
        let link = "https://visio.example/?a=1&b=2";
        assert_eq!(lengths("visio.example/?a=1&amp;b=2", link), [26]);
        assert_eq!(lengths("visio.example/?a=1&b=2", link), [22]);
    }
}
