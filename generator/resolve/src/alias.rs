//! `aliases`: former names and addresses of a page, which redirect to it permanently.

use std::sync::Arc;

use model::slug::Slug;

use diagnostics::SourceFile;
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
        let hint = format!("write its path, such as `/{path}`");
        reader.refuse(&node.span, format!("`{text}` is a full address, not a path"), hint);
        return None;
    } else if text.starts_with('/') {
        address(reader, node, &text).map(Alias::Address)
    } else {
        yaml::slug(reader, node).map(Alias::Name)
    };
    Some(Spanned { value: value?, span: node.span.clone() })
}

fn address(reader: &mut Reader<'_>, node: &Node, text: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    let mut refuse = |message: String, hint: &str| {
        reader.refuse(&node.span, message, hint);
        None
    };
    if let Some(c) = text.chars().find(|c| !is_plain(*c)) {
        let hint = "an alias may contain letters without accents, digits, `-`, `.`, `_`, `~` and `/`";
        return refuse(format!("`{c}` cannot be part of an alias"), hint);
    }
    let segments: Vec<_> = text[1..].split('/').collect();
    let is_last_empty = segments.last() == Some(&"");
    let inner = &segments[..segments.len() - usize::from(is_last_empty)];
    if inner.is_empty() {
        return refuse(
            "the address of the home page cannot be an alias".to_owned(),
            "write the former address of this page",
        );
    }
    if inner.iter().any(|segment| segment.is_empty() || segment.chars().all(|c| c == '.')) {
        return refuse(format!("`{text}` is not an address"), "write it like `/ateliers/ancien/`");
    }
    let name = inner.last().copied().unwrap_or_default();
    if !is_last_empty && !name.contains('.') {
        return refuse(format!("`{text}` ends without a slash"), &format!("write `{text}/`"));
    }
    let is_page = is_last_empty || [".html", ".htm", ".ics"].iter().any(|end| name.ends_with(end));
    if !is_page {
        let hint = "an alias is the address of a page, such as `/ateliers/ancien/` or `/ancien.html`, or of a \
                    calendar file, such as `/ancien.ics`";
        return refuse(format!("`{text}` cannot be the address of a page"), hint);
    }
    if ["admin", "api", "assets"].contains(&inner[0]) {
        return refuse(format!("`/{}/` is reserved", inner[0]), "write the former address of this page");
    }
    Some(text.to_owned())
}
