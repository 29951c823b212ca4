//! Lines that start like list items of other programs, but that Markdown joins into one paragraph.

use diagnostics::{message, phrase};

use super::super::Problem;
use super::lines::shown;
use super::mask::{Line, Passage};
use super::{is_odd_space, short};

/// The bullets of word processors.
const BULLETS: [char; 13] = ['•', '◦', '▪', '‣', '●', '○', '■', '□', '⁃', '∙', '➢', '✓', '\u{f0b7}'];

/// Finds a paragraph whose lines start like list items of other programs.
pub(super) fn check(passage: &Passage<'_>) -> Option<Problem> {
    if passage.is_cell || passage.is_heading || !passage.text.contains('\n') {
        return None;
    }
    let lines: Vec<_> = passage.lines().collect();
    let runs_on = lines.len() > 1 && !lines.iter().rev().skip(1).any(|line| line.breaks);
    let bullet = |line: &Line<'_>| line.text.chars().next().filter(|first| BULLETS.contains(first));
    let found = lines.iter().find_map(|line| Some((line, item_text(line, bullet(line)?)?)));
    // In prose, a dash or a note mark may start one line, but not every line.
    let first = lines.first()?;
    let dash = first.text.chars().next().filter(|sign| matches!(sign, '*' | '+' | '–' | '—'));
    let all = dash.filter(|sign| lines.iter().all(|line| item_text(line, *sign).is_some()));
    let found = found.or_else(|| Some((first, item_text(first, all?)?)));
    let (line, text) = found.filter(|_| runs_on)?;
    let text = shown(text);
    let text = short(&text);
    let message = message! {
        FailedList,
        en: "these lines are not a list: they run together in one paragraph",
        fr: "ces lignes ne sont pas une liste : elles se suivent dans un même paragraphe"
    };
    let hint = phrase! {
        en: "start each with `- `, as in `- {text}`, or leave an empty line between them",
        fr: "commencez chacune par `- `, comme `- {text}`, ou laissez une ligne vide entre elles"
    };
    Some(Problem::new(line.start..line.start + line.text.len(), message, hint))
}

/// Returns the text after the mark of a foreign list item at the beginning of a line.
fn item_text<'m>(line: &Line<'m>, sign: char) -> Option<&'m str> {
    let rest = line.text.strip_prefix(sign)?;
    let fits = match sign {
        '*' | '+' => rest.starts_with(char::is_alphabetic),
        '–' | '—' | '·' => rest.starts_with(|c| c == ' ' || is_odd_space(c)),
        _ => !rest.trim().is_empty(),
    };
    fits.then(|| rest.trim_start_matches(is_odd_space).trim())
}
