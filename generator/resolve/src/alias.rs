//! `aliases`: former names and addresses of a page, which redirect to it permanently.

use std::sync::Arc;

use model::slug::Slug;

use diagnostics::suggestion::write;
use diagnostics::{Phrase, Rejection, SourceFile, message, phrase};
use yaml::shape::TextKind;
use yaml::{Form, Node, Reader, Spanned};

/// The form of an alias: a name, or the path of a page or of a calendar file.
const ALIAS: Form = Form {
    name: "alias",
    pattern: "[a-z0-9]+(-[a-z0-9]+)*|/(?!admin/|api/|assets/)([A-Za-z0-9_~.-]+/)*([A-Za-z0-9_~.-]+(/|\\.html?|\\.ics))",
};

/// A former name or address of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alias {
    /// A former name of the folder or file. All its addresses redirect to the current ones. The registrations of a
    /// workshop stay stored under its first name.
    Name(Slug),
    /// A single address, such as `/ateliers/ancien/`.
    Address(String),
}

/// The aliases of a page, with the file that lists them.
#[derive(Clone, Debug)]
pub struct Aliases {
    /// The file whose front matter lists them.
    pub file: Arc<SourceFile>,
    /// The aliases with their places in the file.
    pub list: Vec<Spanned<Alias>>,
}

impl Aliases {
    /// Returns the former names in written order, oldest first.
    pub fn names(&self) -> impl Iterator<Item = &Slug> {
        self.list.iter().filter_map(|alias| match &alias.value {
            Alias::Name(name) => Some(name),
            Alias::Address(_) => None,
        })
    }
}

/// Reads an alias: a name like that of a folder, or an address that starts with a slash.
pub(super) fn alias(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Alias>> {
    let text = yaml::text_as(reader, node, TextKind::Form(&ALIAS))?;
    let value = if text.contains("://") {
        let path =
            text.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let message = message! {
            InvalidAlias,
            en: "`{text}` is a full address, not a path",
            fr: "`{text}` est une adresse entière, pas un chemin"
        };
        let hint = phrase! {
            en: "write its path, such as `/{path}`",
            fr: "écrivez son chemin, par exemple `/{path}`"
        };
        reader.refuse(&node.span, message, hint);
        return None;
    } else if text.starts_with('/') {
        address(reader, node, &text).map(Alias::Address)
    } else {
        yaml::slug(reader, node).map(Alias::Name)
    };
    Some(Spanned { value: value?, span: node.span.clone() })
}

fn address(reader: &mut Reader<'_>, node: &Node, text: &str) -> Option<String> {
    match refusal(text) {
        Some(Rejection { message, hint }) => {
            reader.refuse(&node.span, message, hint);
            None
        }
        None => Some(text.to_owned()),
    }
}

/// Returns why a path cannot be an alias; `None` if it can.
fn refusal(text: &str) -> Option<Rejection> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    if let Some(character) = text.chars().find(|c| !is_plain(*c)) {
        return Some(not_in_alias(character));
    }
    let segments: Vec<_> = text[1..].split('/').collect();
    let is_last_empty = segments.last() == Some(&"");
    let inner = &segments[..segments.len() - usize::from(is_last_empty)];
    let name = inner.last().copied().unwrap_or_default();
    let is_page = is_last_empty || [".html", ".htm", ".ics"].iter().any(|end| name.ends_with(end));
    if inner.is_empty() {
        let message = message! {
            InvalidAlias,
            en: "the address of the home page cannot be an alias",
            fr: "l’adresse de la page d’accueil ne peut pas être une ancienne adresse"
        };
        Some(Rejection { message, hint: former_address() })
    } else if inner.iter().any(|segment| segment.is_empty() || segment.chars().all(|c| c == '.')) {
        let message =
            message! { InvalidAlias, en: "`{text}` is not an address", fr: "`{text}` n’est pas une adresse" };
        let hint = phrase! {
            en: "write it like `/ateliers/ancien/`",
            fr: "écrivez-la comme `/ateliers/ancien/`"
        };
        Some(Rejection { message, hint })
    } else if !is_last_empty && !name.contains('.') {
        let message = message! {
            InvalidAlias,
            en: "`{text}` ends without a slash",
            fr: "il manque une barre oblique à la fin de `{text}`"
        };
        Some(Rejection { message, hint: write(format!("{text}/")) })
    } else if !is_page {
        Some(no_page(text))
    } else if ["admin", "api", "assets"].contains(&inner[0]) {
        let reserved = inner[0];
        let message = message! {
            InvalidAlias,
            en: "`/{reserved}/` is reserved",
            fr: "`/{reserved}/` est réservé"
        };
        Some(Rejection { message, hint: former_address() })
    } else {
        None
    }
}

fn not_in_alias(character: char) -> Rejection {
    let message = message! {
        InvalidAlias,
        en: "`{character}` cannot be part of an alias",
        fr: "`{character}` ne peut pas faire partie d’une ancienne adresse"
    };
    let hint = phrase! {
        en: "an alias may contain letters without accents, digits, `-`, `.`, `_`, `~` and `/`",
        fr: "une ancienne adresse contient des lettres sans accent, des chiffres, `-`, `.`, `_`, `~` et `/`"
    };
    Rejection { message, hint }
}

fn no_page(text: &str) -> Rejection {
    let message = message! {
        InvalidAlias,
        en: "`{text}` cannot be the address of a page",
        fr: "`{text}` ne peut pas être l’adresse d’une page"
    };
    let hint = phrase! {
        en: "an alias is the address of a page, such as `/ateliers/ancien/` or `/ancien.html`, or of a calendar file, such \
             as `/ancien.ics`",
        fr: "une ancienne adresse est celle d’une page, comme `/ateliers/ancien/` ou `/ancien.html`, ou d’un calendrier, \
             comme `/ancien.ics`"
    };
    Rejection { message, hint }
}

fn former_address() -> Phrase {
    phrase! {
        en: "write the former address of this page",
        fr: "écrivez l’ancienne adresse de cette page"
    }
}
