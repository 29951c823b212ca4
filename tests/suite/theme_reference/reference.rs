//! The data of templates: the list of templates, and every view from the pages down.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tests::site::files;

use super::kind::Kind;
use super::source::{Field, Shape, View, views};

/// The source files of the views, in the order of the reference. Of duplicates, the first counts.
const SOURCES: [&str; 7] = [
    "generator/theme/src/pages.rs",
    "generator/theme/src/pages",
    "view/src/registration.rs",
    "view/src/registration",
    "view/src",
    "model/src/announcement.rs",
    "model/src/money.rs",
];

/// The variables of every template besides `page`.
pub(super) const VARIABLES: [Variable; 3] = [
    Variable { name: "site", view: "SiteView", several: false },
    Variable { name: "head", view: "HeadView", several: false },
    Variable { name: "languages", view: "PageLanguageView", several: true },
];

/// A variable of every template.
pub(super) struct Variable {
    /// Its name.
    pub(super) name: &'static str,
    /// Its Rust type.
    pub(super) view: &'static str,
    /// Whether it is a list of this type.
    pub(super) several: bool,
}

impl Variable {
    /// Returns its kind.
    pub(super) fn kind(&self) -> Kind {
        let view = Kind::View(self.view.to_owned());
        if self.several { Kind::List(Box::new(view)) } else { view }
    }
}

/// The content of the reference.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    /// Views with their own templates, in order.
    pages: Vec<View>,
    /// Views used in others, each after the first that uses it.
    parts: Vec<View>,
}

impl Reference {
    /// Reads the views from the sources in the project's folder.
    ///
    /// # Errors
    ///
    /// Returns an error for missing views or types that cannot be described to theme authors.
    pub(super) fn read(root: &Path) -> Result<Reference, Vec<String>> {
        let mut problems = Vec::new();
        let known =
            sources(root).iter().flat_map(|(path, source)| views(path, source, &mut problems)).collect();
        let reference = Reference::of(with_declared(known), &mut problems);
        if problems.is_empty() { Ok(reference) } else { Err(problems) }
    }

    fn of(known: Vec<View>, problems: &mut Vec<String>) -> Reference {
        let pages: Vec<View> = known.iter().filter(|view| !view.templates.is_empty()).cloned().collect();
        let variables = VARIABLES.iter().map(|variable| variable.view.to_owned());
        let mut open: Vec<String> = variables.chain(pages.iter().flat_map(inner)).rev().collect();
        let mut parts: Vec<View> = Vec::new();
        while let Some(name) = open.pop() {
            if pages.iter().chain(&parts).any(|view| view.name == name) {
                continue;
            }
            let named: Vec<&View> = known.iter().filter(|view| view.name == name).collect();
            match named[..] {
                [] => problems.push(format!("`{name}` is used in a view but defined in none of {SOURCES:?}")),
                [view] => {
                    open.extend(inner(view).into_iter().rev());
                    parts.push(view.clone());
                }
                _ => problems.push(format!("several types are called `{name}`: give them different names")),
            }
        }
        let seen: BTreeSet<&str> = pages.iter().chain(&parts).map(|view| view.name.as_str()).collect();
        let lost =
            known.iter().filter(|view| view.name.ends_with("View") && !seen.contains(view.name.as_str()));
        for view in lost {
            problems.push(format!(
                "{}: no template sees `{}`; end its doc comment with: Template `name.html`.",
                view.file, view.name
            ));
        }
        Reference { pages, parts }
    }

    /// Returns the views with their own templates.
    pub(super) fn pages(&self) -> impl Iterator<Item = &View> {
        self.pages.iter()
    }

    /// Returns the views used in others.
    pub(super) fn parts(&self) -> impl Iterator<Item = &View> {
        self.parts.iter()
    }

    /// Returns all views.
    pub(super) fn views(&self) -> impl Iterator<Item = &View> {
        self.pages().chain(self.parts())
    }

    /// Returns the reference without a field.
    pub(super) fn without(&self, view: &str, field: &str) -> Reference {
        let mut less = self.clone();
        let view = less.pages.iter_mut().chain(&mut less.parts).find(|known| known.name == view);
        let Shape::Fields(fields) = &mut view.expect("the view exists").shape else {
            panic!("the view has no fields");
        };
        let before = fields.len();
        fields.retain(|known| known.name != field);
        assert_eq!(fields.len() + 1, before, "the field exists");
        less
    }
}

/// Merges views that declare the shape of another type (serde's `remote`) with it.
fn with_declared(views: Vec<View>) -> Vec<View> {
    let declared = views.iter().filter_map(|view| Some((view.declares.clone()?, view.name.clone())));
    let names: BTreeMap<String, String> = declared.collect();
    let renamed = |mut view: View| {
        if let Shape::Fields(fields) = view.shape {
            let field = |field: Field| Field { kind: field.kind.renamed(&names), ..field };
            view.shape = Shape::Fields(fields.into_iter().map(field).collect());
        }
        view
    };
    views.into_iter().map(renamed).collect()
}

/// Returns the views used by a view, in order.
fn inner(view: &View) -> Vec<String> {
    match &view.shape {
        Shape::Fields(fields) => {
            fields.iter().filter_map(|field| field.kind.view().map(str::to_owned)).collect()
        }
        Shape::Values(_) => Vec::new(),
    }
}

/// Returns each source once, with its text.
fn sources(root: &Path) -> Vec<(String, String)> {
    let mut sources: Vec<(String, String)> = Vec::new();
    for named in SOURCES {
        let path = root.join(named);
        let found: Vec<(String, String)> = if path.is_dir() {
            let text = |(name, bytes)| (format!("{named}/{name}"), String::from_utf8(bytes).unwrap());
            files(&path).into_iter().map(text).collect()
        } else {
            vec![(named.to_owned(), fs::read_to_string(path).unwrap())]
        };
        let new = found.into_iter().filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("tests.rs"));
        for (path, text) in new {
            if sources.iter().all(|(known, _)| *known != path) {
                sources.push((path, text));
            }
        }
    }
    sources
}
