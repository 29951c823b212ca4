//! The text of a scheduled mail: `subject` and `text`, with placeholders.

use std::ops::Range;

use diagnostics::{message, phrase, suggestion};
use markdown::Typography;
use model::scheduled_mail::{MailText, Placeholder, placeholders};
use yaml::shape::TextKind;
use yaml::{Fields, Node, Origin, Reader, Spanned, Value};

use crate::prose;

/// Reads the text of a mail, which may be a translation.
pub(crate) fn mail_text(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    typography: Typography,
) -> Option<MailText> {
    let subject = fields.required(reader, "subject", |reader: &mut Reader<'_>, node: &Node| {
        if let Value::Scalar(text) = &node.value {
            let text = Spanned { value: text.clone(), span: node.span.clone() };
            check_placeholders(reader, &text);
            check_private(reader, &text, |_| false);
        }
        prose(typography)(reader, node)
    });
    let read = |reader: &mut Reader<'_>, node: &Node| yaml::text_as(reader, node, TextKind::Markdown);
    let text = fields.required(reader, "text", yaml::spanned(read));
    let text = text.map(|text| {
        check_placeholders(reader, &text);
        check_private(reader, &text, |range| is_paragraph(&text.value, range));
        let read = markdown::rich_text(&text.value, typography);
        let origin = Origin::of_scalar(reader.file, &text.span, &text.value);
        for problem in read.problems {
            let diagnostic = origin.diagnostic(&problem.range, problem.message).with_hint(problem.hint);
            reader.diagnostics.push(diagnostic);
        }
        read.blocks
    });
    Some(MailText { subject: subject?, body: text?, language: None })
}

/// Reports placeholders that mails do not have, and those that are mistyped, which would be mailed as they are.
fn check_placeholders(reader: &mut Reader<'_>, text: &Spanned<String>) {
    let origin = Origin::of_scalar(reader.file, &text.span, &text.value);
    for (range, name) in placeholders(&text.value) {
        if name.parse::<Placeholder>().is_ok() {
            continue;
        }
        let message = message! {
            UnknownMailPlaceholder,
            en: "mails have no placeholder `{{{name}}}`",
            fr: "les courriels n’ont pas de repère `{{{name}}}`"
        };
        let names = Placeholder::ALL.iter().map(|placeholder| placeholder.name());
        let list = names.clone().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ");
        let otherwise = phrase! { en: "write one of {list}", fr: "écrivez l’un des suivants : {list}" };
        let hint = suggestion::near_or(name, names, otherwise);
        reader.diagnostics.push(origin.diagnostic(&range, message).with_hint(hint));
    }
    for (range, placeholder) in mistyped(&text.value) {
        let (written, name) = (&text.value[range.clone()], placeholder.name());
        let message = message! {
            UnknownMailPlaceholder,
            en: "`{written}` is not a placeholder",
            fr: "`{written}` n’est pas un repère"
        };
        let hint = phrase! { en: "write `{{{name}}}`", fr: "écrivez `{{{name}}}`" };
        reader.diagnostics.push(origin.diagnostic(&range, message).with_hint(hint));
    }
}

/// Iterates over the braces before the name of a placeholder that is not closed, or that has spaces around it: each with its
/// position in bytes and the placeholder.
fn mistyped(text: &str) -> impl Iterator<Item = (Range<usize>, Placeholder)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let rest = &text[start + 1..];
        let named = rest.trim_start_matches(' ');
        let length = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(named.len());
        let placeholder = named[..length].parse().ok()?;
        let after = &named[length..];
        if rest.len() == named.len() && after.starts_with('}') {
            return None;
        }
        let closing = after.trim_start_matches(' ');
        let end =
            text.len() - if closing.starts_with(['}', ']', ')']) { closing.len() - 1 } else { after.len() };
        Some((start..end, placeholder))
    })
}

/// Reports placeholders for private information that are not at a place where it `can_be`.
fn check_private(reader: &mut Reader<'_>, text: &Spanned<String>, can_be: impl Fn(&Range<usize>) -> bool) {
    let origin = Origin::of_scalar(reader.file, &text.span, &text.value);
    let private = placeholders(&text.value).filter(|(_, name)| *name == Placeholder::Private.name());
    for (range, _) in private.filter(|(range, _)| !can_be(range)) {
        let message = message! {
            PrivatePlaceholder,
            en: "`{{private}}` is not a paragraph of its own here",
            fr: "`{{private}}` n’est pas un paragraphe à part ici"
        };
        let hint = phrase! {
            en: "write it in `text`, alone between two empty lines: it becomes a list, or nothing for those who may not see it",
            fr: "écrivez-le dans `text`, seul entre deux lignes vides : il devient une liste, ou rien pour ceux qui ne doivent pas la voir"
        };
        reader.diagnostics.push(origin.diagnostic(&range, message).with_hint(hint));
    }
}

/// Returns whether a part of a text is a paragraph of its own: alone on its line, which it starts, between two lines without
/// text.
fn is_paragraph(text: &str, range: &Range<usize>) -> bool {
    let is_empty = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let mut before = text[..range.start].rsplit('\n');
    let mut after = text[range.end..].split('\n');
    let starts_line = before.next().is_none_or(str::is_empty);
    starts_line && is_empty(before.next()) && is_empty(after.next()) && is_empty(after.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_placeholders_are_found() {
        let found =
            |text: &'static str| mistyped(text).map(|(range, it)| (&text[range], it)).collect::<Vec<_>>();
        for text in ["{ date }", "{date]", "{date", "{ date}", "{date )"] {
            assert_eq!(found(text), [(text, Placeholder::Date)], "{text:?}");
        }
        assert_eq!(found("le {date à {hours}"), [("{date", Placeholder::Date)]);
        for text in ["{date}", "{{date}}", "{ }", "{", "{jour]", "{dates", "date}", "{ voir {date} }"] {
            assert!(found(text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_paragraph_is_alone_between_lines_without_text() {
        let is_alone = |text: &str| {
            let start = text.find("{private}").unwrap();
            is_paragraph(text, &(start..start + "{private}".len()))
        };
        for text in ["{private}", "a\n\n{private}\n\nb", "a\n \n{private}  \n\t\nb", "{private} \n"] {
            assert!(is_alone(text), "{text:?}");
        }
        for text in ["a {private}", "a\n{private}", "{private} a", "{private}\na", "- a\n\n  {private}"] {
            assert!(!is_alone(text), "{text:?}");
        }
    }
}
