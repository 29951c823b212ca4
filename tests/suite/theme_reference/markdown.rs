//! The reference as Markdown, in terms for theme authors rather than Rust.

use super::reference::{Reference, VARIABLES};
use super::source::{Shape, View, words};

/// A function that returns whether a file defines the views of a program.
type Defines = fn(&str) -> bool;

/// The headings for templates of each program, with the location of their views.
const PROGRAMS: [(&str, Defines); 3] = [
    ("When the site is built:", |file| file.starts_with("generator/")),
    ("By the handler, and empty forms when the site is built:", |file| {
        file.starts_with("view/") && file != "view/src/mail.rs"
    }),
    ("Mails, each formatted and as text:", |file| file == "view/src/mail.rs"),
];

/// Writes the reference.
///
/// # Errors
///
/// Returns an error if a doc comment refers to something that theme authors do not see.
pub(super) fn reference(reference: &Reference) -> Result<String, Vec<String>> {
    let mut writer = Writer { reference, problems: Vec::new(), text: String::new() };
    writer.variables();
    writer.templates();
    writer.text.push_str("### What `page` is\n");
    for (_, defines) in PROGRAMS {
        for view in reference.pages().filter(|view| defines(&view.file)) {
            writer.view(view);
        }
    }
    writer.text.push_str("\n### What is in it\n");
    for view in reference.parts() {
        writer.view(view);
    }
    if writer.problems.is_empty() { Ok(writer.text) } else { Err(writer.problems) }
}

/// Returns the fragment of a heading with this text, as GitHub generates it.
pub(super) fn anchor(heading: &str) -> String {
    let letters = heading.chars().filter_map(|letter| match letter {
        ' ' | '-' => Some('-'),
        '_' => Some('_'),
        letter if letter.is_alphanumeric() => Some(letter),
        _ => None,
    });
    letters.flat_map(char::to_lowercase).collect()
}

struct Writer<'a> {
    reference: &'a Reference,
    problems: Vec<String>,
    text: String,
}

impl<'a> Writer<'a> {
    fn variables(&mut self) {
        self.text.push_str("### Variables\n\n| variable | type | meaning |\n| --- | --- | --- |\n");
        for variable in &VARIABLES {
            let view = self.found(variable.view);
            let doc = self.prose(&view.doc, view);
            let kind = variable.kind().words(&|name| self.link(name));
            self.row(&format!("`{}`", variable.name), &kind, &doc);
        }
        self.row("`page`", "by template", "What the template shows; [see below](#what-page-is).");
        self.text.push('\n');
    }

    fn templates(&mut self) {
        self.text.push_str("### Which template shows what\n");
        for (program, defines) in PROGRAMS {
            self.text.push_str(&format!("\n{program}\n\n| template | what it shows |\n| --- | --- |\n"));
            for view in self.reference.pages().filter(|view| defines(&view.file)) {
                let doc = self.prose(&view.doc, view);
                self.text.push_str(&format!("| {} | {} |\n", self.link(&view.name), cell(&doc)));
            }
        }
        self.text.push('\n');
    }

    fn view(&mut self, view: &View) {
        let doc = self.prose(&view.doc, view);
        let variable = variable_of(view).map(|name| format!("{name}.")).unwrap_or_default();
        self.text.push_str(&format!("\n#### {}\n\n{doc}\n\n", heading(view)));
        match &view.shape {
            Shape::Fields(fields) => {
                self.text.push_str("| field | type | meaning |\n| --- | --- | --- |\n");
                for field in fields {
                    let kind = field.kind.words(&|name| self.kind(name));
                    // The next column contains it.
                    let doc = self.prose(&field.doc.replace(", as HTML", ""), view);
                    self.row(&format!("`{variable}{}`", field.name), &kind, &doc);
                }
            }
            Shape::Values(values) => {
                self.text.push_str("| text | meaning |\n| --- | --- |\n");
                for value in values {
                    let doc = self.prose(&value.doc, view);
                    self.text.push_str(&format!("| `{}` | {} |\n", value.text, cell(&doc)));
                }
            }
        }
    }

    fn row(&mut self, name: &str, kind: &str, doc: &str) {
        self.text.push_str(&format!("| {name} | {} | {} |\n", cell(kind), cell(doc)));
    }

    fn link(&self, name: &str) -> String {
        let heading = heading(self.found(name));
        format!("[{heading}](#{})", anchor(&heading))
    }

    /// Formats a view as the type of a field.
    fn kind(&self, name: &str) -> String {
        let of = if self.found(name).templates.is_empty() { "" } else { "`page` of " };
        format!("{of}{}", self.link(name))
    }

    fn found(&self, name: &str) -> &'a View {
        let view = self.reference.views().find(|view| view.name == name);
        view.expect("every view in a view was found")
    }

    /// Converts a doc comment of `view`: links to other types become links within the reference, and `None` becomes
    /// Tera's `none`.
    fn prose(&mut self, doc: &str, view: &View) -> String {
        let mut prose = String::new();
        for (index, piece) in doc.split('`').enumerate() {
            let is_code = index % 2 == 1;
            let in_link = prose.ends_with('[');
            match is_code.then_some(piece) {
                None if prose.ends_with('\u{1}') => {
                    prose.pop();
                    prose.push_str(piece.strip_prefix(']').unwrap_or(piece));
                }
                None => prose.push_str(piece),
                Some("None") => prose.push_str("`none`"),
                Some(path) if in_link => {
                    prose.pop();
                    prose.push_str(&self.resolved(path, view));
                    prose.push('\u{1}');
                }
                Some(code) => {
                    if code.contains("::") {
                        self.problems.push(format!("{}: `{code}` is Rust", view.name));
                    }
                    prose.push_str(&format!("`{code}`"));
                }
            }
        }
        prose.trim_end_matches('\u{1}').to_owned()
    }

    /// Resolves a link in a doc comment, such as `SessionView::changes`.
    fn resolved(&mut self, path: &str, from: &View) -> String {
        let (name, member) =
            path.split_once("::").map_or((path, None), |(name, member)| (name, Some(member)));
        let found = self.reference.views().find(|view| view.name == name);
        let shown = found.and_then(|view| member.map_or(Some(heading(view)), |member| shown(view, member)));
        let (Some(view), Some(shown)) = (found, shown) else {
            self.problems
                .push(format!("{}: its doc comment links to `{path}`, which themes do not see", from.name));
            return String::new();
        };
        match view.name == from.name {
            true => shown,
            false => format!("[{shown}](#{})", anchor(&heading(view))),
        }
    }
}

/// Returns the variable that holds a view.
fn variable_of(view: &View) -> Option<&'static str> {
    let variable = VARIABLES.iter().find(|variable| variable.view == view.name && !variable.several);
    variable.map(|variable| variable.name).or((!view.templates.is_empty()).then_some("page"))
}

/// Returns the expression for a member of a view in templates.
fn shown(view: &View, member: &str) -> Option<String> {
    let name = match &view.shape {
        Shape::Fields(fields) => &fields.iter().find(|field| field.name == member)?.name,
        Shape::Values(values) => &values.iter().find(|value| value.variant == member)?.text,
    };
    Some(format!("`{name}`"))
}

/// Returns the heading of a view: its templates, or its name in words.
fn heading(view: &View) -> String {
    if !view.templates.is_empty() {
        let quoted: Vec<_> = view.templates.iter().map(|name| format!("`{name}`")).collect();
        return quoted.join(" and ");
    }
    let mut heading = words(view.name.strip_suffix("View").unwrap_or(&view.name)).join(" ");
    if let Some(first) = heading.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    heading
}

/// Escapes a text for a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
