//! Headings: they must not skip a level, and the highest level of a text becomes the highest level available on the
//! page.

use pulldown_cmark::{Event, Tag};

use super::{Located, Problem};

/// Reports headings that skip a level, and returns the highest level of the text.
pub(super) fn check(events: &[Located<'_>], problems: &mut Vec<Problem>) -> usize {
    let headings: Vec<_> = events
        .iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Heading { level, .. }) => Some((*level as usize, range.clone())),
            _ => None,
        })
        .collect();
    let top = headings.iter().map(|(level, _)| *level).min().unwrap_or(1);
    let mut above = top - 1;
    for (level, range) in headings {
        if level > above + 1 {
            let expected = "#".repeat(above + 1);
            problems.push(Problem {
                range,
                message: format!("this heading skips a level: {level} after {}", above.max(top)),
                hint: format!("start it with `{expected}`, because screen readers rely on the levels"),
            });
        }
        above = level;
    }
    top
}
