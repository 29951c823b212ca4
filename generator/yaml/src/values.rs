//! Reads single values: each function reads a node as one type, or reports the problem and returns `None`.

use std::ops::Range;

use diagnostics::suggestion::{near_or, write};
use diagnostics::{Rejection, message, phrase};
use model::contact::{Email, InvalidEmail, Telephone};
use model::slug::Slug;

use super::comment::refuse_cut;
use super::fields::listed;
use super::identifier::reason;
use super::shape::{Shape, TextKind};
use super::{Node, Reader, Spanned, Value};

/// Reads a non-empty text and trims it. A text that a `#` cuts off is reported.
pub fn text(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    text_as(reader, node, TextKind::Line)
}

/// Reads a text as [`text`] does, and describes it as one of this kind. The caller checks its form.
pub fn text_as(reader: &mut Reader<'_>, node: &Node, kind: TextKind) -> Option<String> {
    if reader.records(|| Shape::Text(kind)) {
        return None;
    }
    let is_cut = refuse_cut(reader, node);
    if is_cut && matches!(node.value, Value::Null) { None } else { word(reader, node) }
}

/// Reads a text as [`word`] does, and describes it as one of this kind.
pub(super) fn word_as(reader: &mut Reader<'_>, node: &Node, kind: TextKind) -> Option<String> {
    if reader.records(|| Shape::Text(kind)) { None } else { word(reader, node) }
}

/// Reads a text as [`text`] does, for values with their own syntax, which cannot contain a comment after them.
pub(super) fn word(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    match &node.value {
        Value::Scalar(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Scalar(_) | Value::Null => {
            let message =
                message! { MissingText, en: "a text is missing here", fr: "il manque un texte ici" };
            let hint = phrase! {
                en: "write a text after the colon, or remove the line if the key is optional",
                fr: "écrivez un texte après le deux-points, ou supprimez la ligne si la clé est facultative"
            };
            reader.refuse(&node.span, message, hint);
            None
        }
        other => {
            let found = other.kind();
            let message = message! {
                WrongKind,
                en: "expected a text, found {found}",
                fr: "il faut ici un texte, et non {found}";
                found
            };
            let hint = phrase! {
                en: "write the text after the colon, with quotes around it if it starts with `[`, `{{` or `-`",
                fr: "écrivez le texte après le deux-points, entre guillemets droits s’il commence par `[`, `{{` ou `-`"
            };
            reader.refuse(&node.span, message, hint);
            None
        }
    }
}

/// Reads Markdown, which may be empty, with its place.
pub fn markdown(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<String>> {
    if reader.records(|| Shape::Text(TextKind::Markdown)) {
        return None;
    }
    refuse_cut(reader, node);
    match &node.value {
        Value::Null => Some(String::new()),
        Value::Scalar(text) => Some(text.clone()),
        _ => word(reader, node),
    }
    .map(|value| Spanned { value, span: node.span.clone() })
}

/// Reads a value and keeps its place.
pub fn spanned<T>(
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Spanned<T>> {
    move |reader, node| {
        let span = node.span.clone();
        read(reader, node).map(|value| Spanned { value, span })
    }
}

/// Reads a list with `read` for each item. Unreadable items are omitted.
pub fn list<T>(
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Vec<T>> {
    move |reader, node| {
        if reader.records_list(None, &read) {
            return None;
        }
        match &node.value {
            Value::Sequence(items) => Some(values(reader, items, &read)),
            Value::Null => {
                refuse_cut(reader, node);
                Some(Vec::new())
            }
            other => {
                let found = other.kind();
                let message = message! {
                    WrongKind,
                    en: "expected a list, found {found}",
                    fr: "il faut ici une liste, et non {found}";
                    found
                };
                let hint = phrase! {
                    en: "write each item on its own line, starting with `- `",
                    fr: "écrivez chaque élément sur sa propre ligne, précédé de `- `"
                };
                reader.refuse(&node.span, message, hint);
                None
            }
        }
    }
}

/// Reads a list as [`list`] does, of at most `most` items. The surplus is reported once and not read.
pub fn list_up_to<T>(
    most: usize,
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Vec<T>> {
    move |reader, node| {
        if reader.records_list(Some(most), &read) {
            return None;
        }
        let Value::Sequence(items) = &node.value else { return list(&read)(reader, node) };
        if let Some(surplus) = items.get(most) {
            let count = items.len();
            let message = message! {
                LongList,
                en: "this list has {count} items, but at most {most} are allowed",
                fr: "cette liste a {count} éléments, mais {most} au plus sont admis"
            };
            let hint = phrase! {
                en: "remove this item and those below it",
                fr: "supprimez cet élément et les suivants"
            };
            reader.refuse(&surplus.span, message, hint);
        }
        Some(values(reader, &items[..items.len().min(most)], &read))
    }
}

/// Reads the values of a list. It has no room for more, because most lists are kept.
fn values<T>(
    reader: &mut Reader<'_>,
    items: &[Node],
    read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> Vec<T> {
    items.iter().filter_map(|item| read(reader, item)).collect::<Box<[_]>>().into_vec()
}

/// Reads one of several keywords, each of which stands for a value.
pub fn one_of<T: Copy>(words: &'static [(&'static str, T)]) -> impl Fn(&mut Reader<'_>, &Node) -> Option<T> {
    move |reader, node| {
        if reader.records(|| Shape::Keyword(words.iter().map(|(name, _)| *name).collect())) {
            return None;
        }
        let word = word(reader, node)?;
        let found = words.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let names: Vec<_> = words.iter().map(|(name, _)| *name).collect();
            let known = listed(&names);
            let otherwise = phrase! { en: "write one of {known}", fr: "écrivez l’un de ces mots : {known}" };
            let hint = near_or(&word, names, otherwise);
            let message = message! {
                UnknownValue,
                en: "`{word}` is not a valid value",
                fr: "`{word}` n’est pas une valeur possible ici"
            };
            reader.refuse(&node.span, message, hint);
        }
        found.map(|(_, value)| *value)
    }
}

/// Reads `true` or `false`.
pub fn boolean(reader: &mut Reader<'_>, node: &Node) -> Option<bool> {
    if reader.records(|| Shape::Boolean) {
        return None;
    }
    one_of(&[("true", true), ("false", false)])(reader, node)
}

/// Reads an identifier.
pub fn slug(reader: &mut Reader<'_>, node: &Node) -> Option<Slug> {
    slug_as(reader, node, TextKind::Slug)
}

/// Reads the identifier of something that is defined elsewhere: `to` names what it is, such as `venue`.
pub fn reference(to: &'static str) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Slug> {
    move |reader, node| slug_as(reader, node, TextKind::Reference(to))
}

fn slug_as(reader: &mut Reader<'_>, node: &Node, kind: TextKind) -> Option<Slug> {
    let text = word_as(reader, node, kind)?;
    slug_of(reader, &text, &node.span)
}

/// Reads an identifier from `text` at `span`, such as a key.
pub fn slug_of(reader: &mut Reader<'_>, text: &str, span: &Range<usize>) -> Option<Slug> {
    match text.parse() {
        Ok(slug) => Some(slug),
        Err(error) => {
            let hint = match Slug::from_text(text) {
                Some(slug) => write(slug),
                None => phrase! {
                    en: "write lower-case letters, digits and hyphens between them",
                    fr: "écrivez des minuscules sans accent, des chiffres et, entre eux, des traits d’union"
                },
            };
            let reason = reason(error);
            let message = message! {
                InvalidIdentifier,
                en: "`{text}` is not an identifier: {reason}",
                fr: "`{text}` n’est pas un identifiant : {reason}";
                reason
            };
            reader.refuse(span, message, hint);
            None
        }
    }
}

/// Reads an e-mail address and returns it in readable form, with A-labels decoded.
pub fn email(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = word_as(reader, node, TextKind::Email)?;
    match Email::parse(&text) {
        Ok(email) => Some(email.readable()),
        Err(error) => {
            let message = message! {
                InvalidEmail,
                en: "`{text}` is not an e-mail address",
                fr: "`{text}` n’est pas une adresse électronique"
            };
            let hint = match error {
                InvalidEmail::Form => phrase! {
                    en: "write it like `contact@club.example`",
                    fr: "écrivez-la comme `contact@club.example`"
                },
                InvalidEmail::LocalPart => phrase! {
                    en: "use ASCII letters before the `@`, as in `contact@club.example`",
                    fr: "n’employez que des lettres sans accent avant le `@`, comme dans `contact@club.example`"
                },
            };
            reader.refuse(&node.span, message, hint);
            None
        }
    }
}

/// Reads a telephone number.
pub fn telephone(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = text_as(reader, node, TextKind::Telephone)?;
    if Telephone::parse(&text).is_err() {
        let message = message! {
            InvalidTelephone,
            en: "`{text}` is not a telephone number",
            fr: "`{text}` n’est pas un numéro de téléphone"
        };
        let hint = phrase! {
            en: "write it like `+33 1 23 45 67 89`, in quotes",
            fr: "écrivez-le comme `\"+33 1 23 45 67 89\"`, entre guillemets droits"
        };
        reader.refuse(&node.span, message, hint);
        return None;
    }
    Some(text)
}

/// Reads an address that starts with `https://` or `http://`.
pub fn web_address(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = word_as(reader, node, TextKind::WebAddress)?;
    if !addresses::is_web_address(&text) {
        let Rejection { message, hint } = addresses::not_a_web_address(&text);
        reader.refuse(&node.span, message, hint);
        return None;
    }
    Some(text)
}
