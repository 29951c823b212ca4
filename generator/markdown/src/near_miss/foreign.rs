//! Markup of other programs: shortcodes, attributes, wiki links, highlighted text.

use diagnostics::{Phrase, message, phrase};

use super::super::Problem;
use super::mask::{MARKUP, OBJECT, Passage};
use super::phrases::{published, table_of_contents};
use super::{near, short};

/// A near miss, with its length and its fix.
struct Found {
    length: usize,
    hint: Phrase,
}

/// Adds markup of other programs.
pub(super) fn check(passage: &Passage<'_>, problems: &mut Vec<Problem>) {
    let mut end = 0;
    for (at, sign) in passage.text.match_indices(['{', '[', '=', '+', '^', ':', '`', '\\']) {
        if at < end {
            continue;
        }
        let rest = near(&passage.text[at..]);
        let before = passage.text[..at].chars().next_back();
        let found = match sign {
            "{" => braces(rest, before, passage),
            "[" => brackets(rest, &passage.source[at..]),
            "=" => marked(rest, before, "=="),
            "+" => marked(rest, before, "++"),
            "^" => raised(rest),
            ":" => emoji(rest, before),
            "`" => Some(backtick(rest)),
            _ => backslash(rest),
        };
        let Some(Found { length, hint }) = found else { continue };
        end = at + length;
        let range = passage.start + at..passage.start + end;
        let message = match sign {
            // A quoted backtick between backticks would be unreadable.
            "`" => message! {
                OpenCode,
                en: "this backtick has no partner, so it is published as text",
                fr: "cet accent grave est seul : il serait publié tel quel"
            },
            _ => published(short(&passage.source[at..end])),
        };
        problems.push(Problem::new(range, message, hint));
    }
}

/// Returns the length of `rest` up to the end of `closing` or, if that is missing, of `opening`.
fn up_to(rest: &str, closing: &str, opening: &str) -> usize {
    rest[opening.len()..].find(closing).map_or(opening.len(), |at| opening.len() + at + closing.len())
}

fn braces(rest: &str, before: Option<char>, passage: &Passage<'_>) -> Option<Found> {
    let template = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")];
    if let Some((opening, closing)) = template.into_iter().find(|(opening, _)| rest.starts_with(opening)) {
        let hint = phrase! {
            en: "write Markdown, such as `![what it shows](file.jpg)`; `{opening}` works in other programs only; \
                 for these characters write `\\{opening}`",
            fr: "écrivez du Markdown, par exemple `![ce qu’elle montre](fichier.jpg)` ; `{opening}` ne vaut que dans \
                 d’autres programmes ; pour ces caractères, écrivez `\\{opening}`"
        };
        return Some(Found { length: up_to(rest, closing, opening), hint });
    }
    let inner =
        &rest[1..rest[1..].find(['}', '{', '\n']).filter(|end| rest[1 + end..].starts_with('}'))? + 1];
    let mut characters = inner.chars();
    let first = characters.next()?;
    let is_name = characters.next().is_some_and(|c| c.is_alphabetic() || c == '-' || c == '_');
    let is_behind_markup = before.is_some_and(|c| matches!(c, MARKUP | OBJECT));
    let is_attribute = matches!(first, '#' | '.') && is_name
        || first == ':' && inner.len() > 1
        || is_behind_markup && inner.contains('=');
    is_attribute.then(|| Found {
        length: inner.len() + 2,
        hint: match passage.is_heading {
            true => phrase! {
                en: "remove it: a heading gets its anchor from its words; or write `\\{{` for the brace itself",
                fr: "supprimez-le : l’ancre d’un intertitre vient de ses mots ; ou écrivez `\\{{` pour l’accolade elle-même"
            },
            false => phrase! {
                en: "remove it: the theme decides how a text looks; or write `\\{{` for the brace itself",
                fr: "supprimez-le : l’aspect d’un texte dépend du thème graphique ; ou écrivez `\\{{` pour l’accolade \
                     elle-même"
            },
        },
    })
}

fn brackets(rest: &str, source: &str) -> Option<Found> {
    if rest.starts_with("[[") {
        let length = up_to(rest, "]]", "[[");
        let inner = source.get(2..length.saturating_sub(2)).unwrap_or_default();
        if inner.eq_ignore_ascii_case("toc") || inner.eq_ignore_ascii_case("_toc_") {
            return Some(Found { length, hint: table_of_contents() });
        }
        let text = match inner.is_empty() {
            true => phrase! { en: "text", fr: "texte" },
            false => Phrase::same(short(inner.rsplit('|').next().unwrap_or(inner))),
        };
        let hint = phrase! {
            en: "write `[{text}](page.md)`, or `\\[` for the bracket itself",
            fr: "écrivez `[{text}](page.md)`, ou `\\[` pour le crochet lui-même";
            text
        };
        return Some(Found { length, hint });
    }
    // `[/b]` closes `[b]`.
    let name = rest.strip_prefix("[/")?;
    let name = &name[..name.find(']')?];
    let is_name =
        !name.is_empty() && name.len() <= 20 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then(|| Found {
        length: name.len() + 3,
        hint: phrase! {
            en: "write Markdown, such as `**bold**`, or `\\[` for the bracket itself",
            fr: "écrivez du Markdown, par exemple `**gras**`, ou `\\[` pour le crochet lui-même"
        },
    })
}

/// Finds `==marked==` and `++inserted++`.
fn marked(rest: &str, before: Option<char>, sign: &str) -> Option<Found> {
    let inner = rest.strip_prefix(sign)?;
    let opens = before.is_none_or(|c| !c.is_alphanumeric() && !sign.contains(c))
        && inner.starts_with(|c: char| c.is_alphanumeric() || matches!(c, MARKUP | OBJECT | '«' | '('));
    let end = inner.find(sign).filter(|end| opens && !inner[..*end].ends_with(char::is_whitespace))?;
    let text = short(&inner[..end]);
    (!inner[..end].contains('\n')).then(|| Found {
        length: end + 2 * sign.len(),
        hint: phrase! {
            en: "write `**{text}**`, or `\\{sign}` for the characters themselves",
            fr: "écrivez `**{text}**`, ou `\\{sign}` pour les caractères eux-mêmes"
        },
    })
}

/// Finds `2^e^`, and Pandoc's notes `^[…]`.
fn raised(rest: &str) -> Option<Found> {
    if rest.starts_with("^[") {
        let hint = phrase! {
            en: "write `[^1]`, and the line `[^1]: …` with the text of the note, or `\\^` for the character itself",
            fr: "écrivez `[^1]`, et la ligne `[^1]: …` avec le texte de la note, ou `\\^` pour le caractère lui-même"
        };
        return Some(Found { length: up_to(rest, "]", "^["), hint });
    }
    let inner = &rest[1..];
    let end = inner.find('^').filter(|end| (1..=10).contains(end))?;
    let is_word = inner[..end].chars().all(char::is_alphanumeric);
    let word = &inner[..end];
    is_word.then(|| Found {
        length: end + 2,
        hint: phrase! {
            en: "write `{word}` without the signs, or `\\^` for the character itself",
            fr: "écrivez `{word}` sans les signes, ou `\\^` pour le caractère lui-même"
        },
    })
}

/// Finds emoji codes such as `:tada:`.
fn emoji(rest: &str, before: Option<char>) -> Option<Found> {
    let name = &rest[1..];
    let end = name.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c)))?;
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != ':' && c != '/');
    let is_name = end > 1 && name.starts_with(|c: char| c.is_ascii_lowercase());
    let closes = name[end..].starts_with(':') && is_apart(name[end + 1..].chars().next());
    (is_name && closes && is_apart(before)).then(|| Found {
        length: end + 2,
        hint: phrase! {
            en: "write the emoji itself, or `\\:` for the colon",
            fr: "écrivez l’émoji lui-même, ou `\\:` pour le deux-points"
        },
    })
}

fn backtick(rest: &str) -> Found {
    Found {
        length: rest.len() - rest.trim_start_matches('`').len(),
        hint: phrase! {
            en: "write as many backticks after the code as before it; an apostrophe is `’`; for the character itself write \
                 `` \\` ``",
            fr: "écrivez autant d’accents graves après le code qu’avant ; une apostrophe s’écrit `’` ; pour le caractère \
                 lui-même, écrivez `` \\` ``"
        },
    }
}

/// Finds a backslash that would break the line if a space did not follow it, or if it were not at the end.
fn backslash(rest: &str) -> Option<Found> {
    let after = rest[1..].trim_start_matches([' ', '\t', MARKUP]);
    let is_last = after.is_empty() || after.starts_with(['\n', '\r']);
    is_last.then(|| Found {
        length: 1,
        hint: phrase! {
            en: "a backslash breaks the line only as its last character and before another line; write `\\\\` \
                 for the character itself",
            fr: "une barre oblique inverse ne va à la ligne que si elle est le dernier caractère et qu’une autre ligne \
                 suit ; écrivez `\\\\` pour le caractère lui-même"
        },
    })
}
