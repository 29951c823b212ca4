//! The home page's introduction and plain pages.

use std::sync::Arc;

use super::{prose, read_document};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::Sources;
use crate::typography::Typography;
use crate::yaml::{self, Origin};

/// A page that is nothing but text.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainPage {
    pub(crate) title: String,
    /// Empty where the beginning of the text is to do.
    pub(crate) description: String,
    /// Its text, in Markdown.
    pub(crate) text: String,
    /// Whether it has a table of contents; `None` where its length decides.
    pub(crate) toc: Option<bool>,
}

/// Reads a page.
pub(super) fn page(
    file: &Arc<SourceFile>,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Option<(PlainPage, Origin)> {
    let (head, text, origin) = read_document(file, diagnostics, |reader, fields| {
        let title = fields.required(reader, "title", prose(typography));
        let description = fields.optional(reader, "description", prose(typography));
        let toc = fields.optional(reader, "toc", yaml::boolean);
        Some((title?, description, toc))
    })?;
    let (title, description, toc) = head;
    if description.is_none() && text.trim().is_empty() {
        let problem = Diagnostic::new(file, 0..0, "nothing says what this page is");
        diagnostics.push(problem.with_hint("write a `description` of a sentence or two, or a text"));
    }
    let description = description.unwrap_or_default();
    Some((PlainPage { title, description, text, toc }, origin))
}

/// Reads `content/index.md`, which every site has.
pub(super) fn home(
    sources: &Sources,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> (PlainPage, Option<Origin>) {
    let Some(file) = &sources.home else {
        let path = "content/index.md";
        if !sources.unreadable.contains(path) {
            let hint = "it holds `title`, `description` and the home page's introduction";
            diagnostics.push(Diagnostic::of_file(path, "this file is missing").with_hint(hint));
        }
        return (PlainPage::default(), None);
    };
    match page(file, typography, diagnostics) {
        Some((page, origin)) => (page, Some(origin)),
        None => (PlainPage::default(), None),
    }
}
