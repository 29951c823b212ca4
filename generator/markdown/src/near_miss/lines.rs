//! Lines that would start a heading, a list or a box with a space added or corrected.

use addresses::correction::TOP_LEVELS;
use diagnostics::character;

use super::super::Problem;
use super::mask::{Line, MARKUP, OBJECT, Passage};
use super::{is_odd_space, problem, short};

/// The fix for markers that other programs replace with a table of contents.
pub(super) const TABLE_OF_CONTENTS: &str =
    "remove it: long texts get a table of contents; for others, write `toc: true` in the front matter";

/// The titles of boxes in the Markdown of `MkDocs`, in lower case.
const ADMONITIONS: [&str; 9] =
    ["note", "info", "tip", "warning", "danger", "important", "caution", "success", "question"];

/// Adds near misses at the start of a passage's lines.
pub(super) fn check(passage: &Passage<'_>, problems: &mut Vec<Problem>) {
    if passage.is_cell || passage.is_heading {
        return;
    }
    for line in passage.lines() {
        let found = odd_space(&line)
            .or_else(|| heading(&line))
            .or_else(|| item(&line))
            .or_else(|| numbered(&line))
            .or_else(|| colon(&line))
            .or_else(|| of_another_program(&line, passage));
        problems.extend(found);
    }
    problems.extend(check_box(passage));
}

/// Finds an unusual space before or after the mark of a heading or list item.
fn odd_space(line: &Line<'_>) -> Option<Problem> {
    let is_odd = |c: char| is_odd_space(c);
    let bare = line.text.trim_start_matches(is_odd);
    let mark = marker(bare)?;
    let before = line.text.chars().next().filter(|_| bare.len() < line.text.len());
    let rest = &bare[mark.len()..];
    let behind = match rest.strip_prefix("&nbsp;") {
        Some(_) => Some('\u{a0}'),
        None => rest.chars().next().filter(|c| is_odd(*c)),
    };
    let kind = if mark.starts_with('#') { "a heading" } else { "a list item" };
    let (character, place) = match (before, behind) {
        (Some(before), Some(_)) => (before, "before"),
        (Some(before), None) if rest.starts_with([' ', '\t']) => (before, "before"),
        (None, Some(behind)) => (behind, "after"),
        _ => return None,
    };
    let start = line.start + if place == "before" { 0 } else { mark.len() };
    let text =
        short(rest.trim_start_matches("&nbsp;").trim_start_matches(|c| c == ' ' || is_odd(c))).trim_end();
    let length = match place {
        "before" => line.text.len() - bare.len() + mark.len(),
        _ => rest.len() - rest.trim_start_matches("&nbsp;").trim_start_matches(is_odd).len(),
    };
    let hint = if character::is_space(character) { "type an ordinary space instead" } else { "delete it" };
    Some(problem(
        start..start + length,
        format!("this is not {kind}: {} {place} `{mark}`", character::named(character).english()),
        format!("{hint}: `{mark} {}`", shown(text)),
    ))
}

/// Returns the mark at the start of a heading or list item: `##`, `-`, `1.`
fn marker(text: &str) -> Option<&str> {
    let hashes = text.len() - text.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) {
        return Some(&text[..hashes]);
    }
    if text.starts_with(['-', '*', '+']) {
        return Some(&text[..1]);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']);
    is_number.then(|| &text[..=digits])
}

fn heading(line: &Line<'_>) -> Option<Problem> {
    let level = line.text.len() - line.text.trim_start_matches('#').len();
    let after = &line.text[level..];
    let range = line.start..line.start + line.text.len();
    if level > 6 && after.starts_with(' ') {
        let message = format!("this is not a heading: {level} levels of `#` are too many");
        return Some(problem(range, message, "start it with at most six `#`"));
    }
    // A single `#` is a hashtag.
    if !(2..=6).contains(&level) || after.is_empty() || after.starts_with(char::is_whitespace) {
        return None;
    }
    let (sign, text) = line.source.split_at(level);
    Some(problem(
        range,
        format!("this is not a heading: there is no space after `{sign}`"),
        format!("write `{sign} {}`, or `\\{sign}` for the characters themselves", short(text)),
    ))
}

fn item(line: &Line<'_>) -> Option<Problem> {
    let first = line.text.chars().next()?;
    let after = &line.text[first.len_utf8()..];
    let next = after.chars().next()?;
    let range = line.start..line.start + line.text.len();
    let written = short(&line.source[first.len_utf8()..]).trim_start();
    if first == '-' && (next.is_alphabetic() || matches!(next, MARKUP | OBJECT | '«' | '"' | '“' | '[')) {
        return Some(problem(
            range,
            "this is not a list item: there is no space after `-`",
            format!("write `- {written}`, or `\\-` for the character itself"),
        ));
    }
    None
}

fn numbered(line: &Line<'_>) -> Option<Problem> {
    let mark = marker(line.text).filter(|mark| mark.ends_with(['.', ')']))?;
    let mut after = line.text[mark.len()..].chars();
    let (first, second) = (after.next()?, after.next());
    // `1.a` and `2.5` are section numbers; `3.fr` may be a host.
    let is_word = first.is_alphabetic() && second.is_some_and(char::is_alphabetic);
    let word = &line.text[mark.len()..];
    let word = word.split(char::is_whitespace).next().unwrap_or(word);
    let is_host = word.trim_end_matches('.').contains('.') || TOP_LEVELS.contains(&word);
    let is_item = is_word && !is_host || first == MARKUP;
    is_item.then(|| {
        problem(
            line.start..line.start + line.text.len(),
            format!("this is not a list item: there is no space after `{mark}`"),
            format!(
                "write `{mark} {}`, or `{}\\{}` for the characters themselves",
                short(&line.source[mark.len()..]),
                &mark[..mark.len() - 1],
                &mark[mark.len() - 1..]
            ),
        )
    })
}

/// Finds an abbreviation or a footnote with a space before its colon, as French typography requires.
fn colon(line: &Line<'_>) -> Option<Problem> {
    let (open, rest) = match line.text.strip_prefix('*') {
        Some(rest) => ("*[", rest.strip_prefix('[')?),
        None => ("[^", line.text.strip_prefix("[^")?),
    };
    let (name, after) = super::near(rest).split_once(']')?;
    let spaces = after.trim_start_matches(|c: char| c.is_whitespace() || is_odd_space(c));
    if spaces.len() == after.len() || !spaces.starts_with(':') {
        return None;
    }
    let kind = if open == "*[" { "an abbreviation" } else { "a footnote" };
    let end = line.start + open.len() + name.len() + 1 + (after.len() - spaces.len()) + 1;
    Some(problem(
        line.start..end,
        format!("this is not {kind}: there is a space before the colon"),
        format!("write `{open}{name}]: {}`", short(spaces[1..].trim_start())),
    ))
}

/// Finds lines that start a box or a table of contents in other programs.
fn of_another_program(line: &Line<'_>, passage: &Passage<'_>) -> Option<Problem> {
    let text = line.text;
    let range = line.start..line.start + text.len();
    let callout = "write `> [!NOTE]`, `> [!TIP]`, `> [!IMPORTANT]`, `> [!WARNING]` or `> [!CAUTION]`, and below it the \
                   text in lines that start with `> `";
    let word = |text: &str| text.split(char::is_whitespace).next().unwrap_or_default().to_owned();
    let is_callout = text.strip_prefix("[!").and_then(|rest| super::near(rest).split_once(']'));
    if is_callout.is_some_and(|(kind, _)| !passage.is_quoted && kind.chars().all(char::is_alphabetic)) {
        return Some(problem(range, "this is not a callout: it is not in a quotation", callout));
    }
    let admonition = text.strip_prefix("!!! ").is_some_and(|rest| ADMONITIONS.contains(&word(rest).as_str()));
    if text.starts_with(":::") || admonition {
        let message = format!("`{}` is published as text", short(line.source));
        return Some(problem(range, message, callout));
    }
    if text.eq_ignore_ascii_case("[toc]") {
        return Some(problem(range, format!("`{text}` is published as text"), TABLE_OF_CONTENTS));
    }
    let is_rule = text.len() >= 3 && text.bytes().all(|byte| byte == b'=');
    is_rule.then(|| {
        let hint = "write `## ` before the heading, or `---` for a horizontal line";
        problem(range, "this row of `=` is published as text", hint)
    })
}

/// Finds a checkbox at the beginning of a list item.
fn check_box(passage: &Passage<'_>) -> Option<Problem> {
    let boxes = ["[ ] ", "[x] ", "[X] ", "[] "];
    let found =
        boxes.into_iter().find(|sign| passage.text.starts_with(sign)).filter(|_| passage.starts_item)?;
    let sign = found.trim_end();
    Some(problem(
        passage.start..passage.start + sign.len(),
        format!("`{sign}` is published as text: checkboxes are not supported"),
        format!("remove it, or write `\\{sign}` for the characters themselves"),
    ))
}

/// Removes masks from a text, for a message.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
