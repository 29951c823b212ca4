//! Lines that would start a heading, a list or a box with a space added or corrected.

use addresses::correction::TOP_LEVELS;
use diagnostics::{Phrase, character, message, phrase};

use super::super::Problem;
use super::mask::{Line, MARKUP, OBJECT, Passage};
use super::phrases::{published, table_of_contents};
use super::{is_odd_space, short};

/// The titles of boxes in the Markdown of `MkDocs`, in lower case.
const ADMONITIONS: [&str; 9] =
    ["note", "info", "tip", "warning", "danger", "important", "caution", "success", "question"];

/// Adds near misses at the start of a passage's lines.
pub(super) fn check(passage: &Passage<'_>, problems: &mut Vec<Problem>) {
    if passage.is_cell || passage.is_heading {
        return;
    }
    let found = passage.lines().filter(may_be_one).filter_map(|line| near_miss(&line, passage));
    problems.extend(found);
    problems.extend(check_box(passage));
}

/// Returns whether a line may be a near miss. None starts with markup or with a letter, except the invisible U+3164; most lines do.
pub(super) fn may_be_one(line: &Line<'_>) -> bool {
    !line.text.starts_with(|c: char| c == MARKUP || c.is_alphabetic() && !is_odd_space(c))
}

/// Finds a near miss at the start of a line.
pub(super) fn near_miss(line: &Line<'_>, passage: &Passage<'_>) -> Option<Problem> {
    odd_space(line)
        .or_else(|| heading(line, passage))
        .or_else(|| item(line))
        .or_else(|| numbered(line))
        .or_else(|| colon(line))
        .or_else(|| of_another_program(line, passage))
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
    let kind = match mark.starts_with('#') {
        true => phrase! { en: "a heading", fr: "un intertitre" },
        false => phrase! { en: "a list item", fr: "un élément de liste" },
    };
    let (character, is_before) = match (before, behind) {
        (Some(before), Some(_)) => (before, true),
        (Some(before), None) if rest.starts_with([' ', '\t']) => (before, true),
        (None, Some(behind)) => (behind, false),
        _ => return None,
    };
    let start = line.start + if is_before { 0 } else { mark.len() };
    let text =
        short(rest.trim_start_matches("&nbsp;").trim_start_matches(|c| c == ' ' || is_odd(c))).trim_end();
    let length = match is_before {
        true => line.text.len() - bare.len() + mark.len(),
        false => rest.len() - rest.trim_start_matches("&nbsp;").trim_start_matches(is_odd).len(),
    };
    let place = match is_before {
        true => phrase! { en: "before", fr: "avant" },
        false => phrase! { en: "after", fr: "après" },
    };
    let named = character::named(character);
    let message = message! {
        OddSpaceInText,
        en: "this is not {kind}: {named} {place} `{mark}`",
        fr: "ceci n’est pas {kind} : {named} {place} `{mark}`";
        kind, named, place
    };
    Some(Problem::new(start..start + length, message, without(character, mark, &shown(text))))
}

/// Returns the hint to replace an odd space next to the mark of a line, or to delete an invisible character.
fn without(character: char, mark: &str, text: &str) -> Phrase {
    match character::is_space(character) {
        true => phrase! {
            en: "type an ordinary space instead: `{mark} {text}`",
            fr: "tapez un espace ordinaire à la place : `{mark} {text}`"
        },
        false => phrase! { en: "delete it: `{mark} {text}`", fr: "effacez-le : `{mark} {text}`" },
    }
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

fn heading(line: &Line<'_>, passage: &Passage<'_>) -> Option<Problem> {
    let level = line.text.len() - line.text.trim_start_matches('#').len();
    let after = &line.text[level..];
    let range = line.start..line.start + line.text.len();
    if level > 6 && after.starts_with(' ') {
        let message = message! {
            FailedHeading,
            en: "this is not a heading: {level} levels of `#` are too many",
            fr: "ceci n’est pas un intertitre : {level} niveaux de `#`, c’est trop"
        };
        let hint = phrase! {
            en: "start it with at most six `#`",
            fr: "commencez-le par six `#` au plus"
        };
        return Some(Problem::new(range, message, hint));
    }
    let is_hashtag = level == 1 && !(is_alone(passage) && is_title(after));
    if !(1..=6).contains(&level) || is_hashtag || after.is_empty() || after.starts_with(char::is_whitespace) {
        return None;
    }
    let (sign, text) = line.source.split_at(level);
    let text = short(text);
    let message = message! {
        FailedHeading,
        en: "this is not a heading: there is no space after `{sign}`",
        fr: "ceci n’est pas un intertitre : il manque un espace après `{sign}`"
    };
    let hint = phrase! {
        en: "write `{sign} {text}`, or `\\{sign}` for the characters themselves",
        fr: "écrivez `{sign} {text}`, ou `\\{sign}` pour les caractères eux-mêmes"
    };
    Some(Problem::new(range, message, hint))
}

/// Returns whether a passage is a paragraph of one line.
fn is_alone(passage: &Passage<'_>) -> bool {
    !passage.starts_item && !passage.is_quoted && !passage.text.trim_end().contains('\n')
}

/// Returns whether the text after a single `#` is more likely a title than a hashtag or a sentence: `Programme`, `Nos dates`.
fn is_title(after: &str) -> bool {
    let mut letters = after.chars();
    let starts = letters.next().is_some_and(char::is_uppercase);
    let is_word = letters.all(|c| c.is_lowercase() || matches!(c, '-' | '’' | '\''));
    let is_sentence = after.ends_with(['.', '!', '?', '…', ':', ';', ',']);
    starts && !after.contains('#') && !is_sentence && (is_word || after.contains(' '))
}

fn item(line: &Line<'_>) -> Option<Problem> {
    let first = line.text.chars().next()?;
    let after = &line.text[first.len_utf8()..];
    let next = after.chars().next()?;
    let range = line.start..line.start + line.text.len();
    let written = short(&line.source[first.len_utf8()..]).trim_start();
    if first == '-' && (next.is_alphabetic() || matches!(next, MARKUP | OBJECT | '«' | '"' | '“' | '[')) {
        let message = message! {
            FailedList,
            en: "this is not a list item: there is no space after `-`",
            fr: "ceci n’est pas un élément de liste : il manque un espace après `-`"
        };
        let hint = phrase! {
            en: "write `- {written}`, or `\\-` for the character itself",
            fr: "écrivez `- {written}`, ou `\\-` pour le caractère lui-même"
        };
        return Some(Problem::new(range, message, hint));
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
    let (number, sign) = mark.split_at(mark.len() - 1);
    let text = short(&line.source[mark.len()..]);
    is_item.then(|| {
        let message = message! {
            FailedList,
            en: "this is not a list item: there is no space after `{mark}`",
            fr: "ceci n’est pas un élément de liste : il manque un espace après `{mark}`"
        };
        let hint = phrase! {
            en: "write `{mark} {text}`, or `{number}\\{sign}` for the characters themselves",
            fr: "écrivez `{mark} {text}`, ou `{number}\\{sign}` pour les caractères eux-mêmes"
        };
        Problem::new(line.start..line.start + line.text.len(), message, hint)
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
    let kind = match open {
        "*[" => phrase! { en: "an abbreviation", fr: "une abréviation" },
        _ => phrase! { en: "a footnote", fr: "une note" },
    };
    let text = short(spaces[1..].trim_start());
    let end = line.start + open.len() + name.len() + 1 + (after.len() - spaces.len()) + 1;
    let message = message! {
        SpaceBeforeColon,
        en: "this is not {kind}: there is a space before the colon",
        fr: "ceci n’est pas {kind} : il y a un espace avant le deux-points";
        kind
    };
    let hint = phrase! { en: "write `{open}{name}]: {text}`", fr: "écrivez `{open}{name}]: {text}`" };
    Some(Problem::new(line.start..end, message, hint))
}

/// Finds lines that start a box or a table of contents in other programs.
fn of_another_program(line: &Line<'_>, passage: &Passage<'_>) -> Option<Problem> {
    let text = line.text;
    let range = line.start..line.start + text.len();
    let word = |text: &str| text.split(char::is_whitespace).next().unwrap_or_default().to_owned();
    let is_callout = text.strip_prefix("[!").and_then(|rest| super::near(rest).split_once(']'));
    if is_callout.is_some_and(|(kind, _)| !passage.is_quoted && kind.chars().all(char::is_alphabetic)) {
        let message = message! {
            FailedCallout,
            en: "this is not a callout: it is not in a quotation",
            fr: "ceci n’est pas un encadré : il n’est pas dans une citation"
        };
        return Some(Problem::new(range, message, callout()));
    }
    let admonition = text.strip_prefix("!!! ").is_some_and(|rest| ADMONITIONS.contains(&word(rest).as_str()));
    if text.starts_with(":::") || admonition {
        return Some(Problem::new(range, published(short(line.source)), callout()));
    }
    if text.eq_ignore_ascii_case("[toc]") {
        return Some(Problem::new(range, published(text), table_of_contents()));
    }
    let is_rule = text.len() >= 3 && text.bytes().all(|byte| byte == b'=');
    is_rule.then(|| {
        let message = message! {
            FailedHeading,
            en: "this row of `=` is published as text",
            fr: "cette suite de `=` serait publiée telle quelle"
        };
        let hint = phrase! {
            en: "write `## ` before the heading, or `---` for a horizontal line",
            fr: "écrivez `## ` devant l’intertitre, ou `---` pour un trait horizontal"
        };
        Problem::new(range, message, hint)
    })
}

/// Returns the hint to write a callout.
fn callout() -> Phrase {
    phrase! {
        en: "write `> [!NOTE]`, `> [!TIP]`, `> [!IMPORTANT]`, `> [!WARNING]` or `> [!CAUTION]`, and below it the text in \
             lines that start with `> `",
        fr: "écrivez `> [!NOTE]`, `> [!TIP]`, `> [!IMPORTANT]`, `> [!WARNING]` ou `> [!CAUTION]`, et dessous le texte, dans \
             des lignes qui commencent par `> `"
    }
}

/// Finds a checkbox at the beginning of a list item.
fn check_box(passage: &Passage<'_>) -> Option<Problem> {
    let boxes = ["[ ] ", "[x] ", "[X] ", "[] "];
    let found =
        boxes.into_iter().find(|sign| passage.text.starts_with(sign)).filter(|_| passage.starts_item)?;
    let sign = found.trim_end();
    let message = message! {
        ForeignMarkup,
        en: "`{sign}` is published as text: checkboxes are not supported",
        fr: "`{sign}` serait publié tel quel : il n’y a pas de cases à cocher"
    };
    let hint = phrase! {
        en: "remove it, or write `\\{sign}` for the characters themselves",
        fr: "supprimez-le, ou écrivez `\\{sign}` pour les caractères eux-mêmes"
    };
    Some(Problem::new(passage.start..passage.start + sign.len(), message, hint))
}

/// Removes masks from a text, for a message.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
