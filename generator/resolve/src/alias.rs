//! `aliases`: former names and addresses of a page, which lead to it for ever.

use std::sync::Arc;

use model::slug::Slug;

use diagnostics::SourceFile;
use yaml::{Node, Reader, Spanned};

/// A former name or address of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alias {
    /// The name that the folder or file had. All its addresses lead to those of today, and the registrations of a workshop
    /// stay stored under the first of these.
    Name(Slug),
    /// An address alone, such as `/ateliers/ancien/`.
    Address(String),
}

/// The aliases of a page, with the file that lists them.
#[derive(Clone, Debug)]
pub struct Aliases {
    /// The file whose front matter has them.
    pub file: Arc<SourceFile>,
    /// Each with its place in the file.
    pub list: Vec<Spanned<Alias>>,
}

impl Aliases {
    /// The former names, in the order in which they are written: the oldest first.
    pub fn names(&self) -> impl Iterator<Item = &Slug> {
        self.list.iter().filter_map(|alias| match &alias.value {
            Alias::Name(name) => Some(name),
            Alias::Address(_) => None,
        })
    }
}

/// Reads an alias: a name as that of a folder, or an address that starts with a slash.
pub(super) fn alias(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Alias>> {
    let text = yaml::text(reader, node)?;
    let value = if text.contains("://") {
        let path =
            text.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let hint = format!("write its path, such as `/{path}`");
        reader.refuse(&node.span, format!("`{text}` is more than the path of an address"), hint);
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
        let hint =
            "an address that can be kept has letters without accents, digits, `-`, `.`, `_`, `~` and `/`";
        return refuse(format!("`{c}` cannot be part of an alias"), hint);
    }
    let segments: Vec<_> = text[1..].split('/').collect();
    let is_last_empty = segments.last() == Some(&"");
    let inner = &segments[..segments.len() - usize::from(is_last_empty)];
    if inner.is_empty() {
        return refuse(
            "the home page cannot lead elsewhere".to_owned(),
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
    if ["api", "assets"].contains(&inner[0]) {
        return refuse(format!("`/{}/` is not for pages", inner[0]), "write the former address of this page");
    }
    Some(text.to_owned())
}
