//! Headings: they must have a text and not skip a level, and the highest level of a text becomes the highest level available on the
//! page.

use std::ops::Range;

use diagnostics::{message, phrase};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Located, Problem};

/// Reports headings without a text or that skip a level, and returns the highest level of the text.
pub(super) fn check(events: &[Located<'_>], problems: &mut Vec<Problem>) -> usize {
    let mut headings = Vec::new();
    for (index, (event, range)) in events.iter().enumerate() {
        let Event::Start(Tag::Heading { level, .. }) = event else { continue };
        headings.push((*level as usize, range.clone()));
        problems.extend(empty(&events[index + 1..], range));
    }
    let top = headings.iter().map(|(level, _)| *level).min().unwrap_or(1);
    let mut above = top - 1;
    for (level, range) in headings {
        if level > above + 1 {
            let expected = "#".repeat(above + 1);
            let last = above.max(top);
            let message = message! {
                SkippedLevel,
                en: "this heading skips a level: {level} after {last}",
                fr: "cet intertitre saute un niveau : {level} après {last}"
            };
            let hint = phrase! {
                en: "start it with `{expected}`, because screen readers rely on the levels",
                fr: "commencez-le par `{expected}` : les lecteurs d’écran se fient aux niveaux"
            };
            problems.push(Problem::new(range, message, hint));
        }
        above = level;
    }
    top
}

/// Reports a heading without a text, whose events begin with `after`. An image has a text of its own.
fn empty(after: &[Located<'_>], range: &Range<usize>) -> Option<Problem> {
    let mut content = after.iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
    let is_empty = content.all(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) => text.trim().is_empty(),
        Event::Start(Tag::Image { .. }) | Event::InlineHtml(_) => false,
        _ => true,
    });
    let message =
        || message! { EmptyHeading, en: "this heading has no text", fr: "cet intertitre n’a pas de texte" };
    let hint = || {
        phrase! {
            en: "write its text after the `#`, or remove the line",
            fr: "écrivez son texte après les `#`, ou supprimez la ligne"
        }
    };
    is_empty.then(|| Problem::new(range.clone(), message(), hint()))
}
