//! Converts Tera's errors about inconsistent templates to problems with places and fixes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use diagnostics::suggestion;
use diagnostics::{Diagnostic, Phrase, SourceFile, message, phrase};
use tera::ErrorKind;

use crate::{ThemeFiles, defined};

/// Templates by name, for reporting problems in them.
type Templates = BTreeMap<String, Arc<SourceFile>>;

/// Returns the problems that an error describes; none if it names no place.
pub(super) fn problems(error: &tera::Error, files: &ThemeFiles) -> Vec<Diagnostic> {
    let templates = &files.templates;
    let one = match error.kind() {
        ErrorKind::Msg(text) if text.starts_with("error: ") => {
            return text.split("\n\n").filter_map(|report| reported(report, files)).collect();
        }
        ErrorKind::Msg(text) => defined_twice(text, templates),
        ErrorKind::MissingParent { current, parent } => {
            let names = templates.keys().map(String::as_str);
            let hint = suggestion::short_hint(
                parent,
                names,
                phrase! { en: "write it into `templates`", fr: "écrivez-le dans `templates`" },
            );
            let message = message! {
                UnknownTemplate,
                en: "there is no template `{parent}`",
                fr: "il n’y a pas de gabarit `{parent}`"
            };
            templates
                .get(current)
                .map(|file| Diagnostic::new(file, quoted(&file.text(), parent), message).with_hint(hint))
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let parent = inheritance_chain.last().unwrap_or(tpl);
            endless(tpl, parent, &phrase! { en: "extend", fr: "s’étendrait" }, templates)
        }
        ErrorKind::CircularInclude { tpl, include_chain } => endless(
            tpl,
            include_chain.get(1).unwrap_or(tpl),
            &phrase! { en: "include", fr: "s’inclurait" },
            templates,
        ),
        _ => None,
    };
    one.into_iter().collect()
}

/// Parses one of the reports that Tera joins into a text: `error: …` and ` --> name:line:column`, with the place
/// underlined.
fn reported(report: &str, files: &ThemeFiles) -> Option<Diagnostic> {
    let templates = &files.templates;
    let mut lines = report.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let place = lines.next()?.split_once("--> ")?.1;
    let mut parts = place.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let file = templates.get(parts.next()?)?;
    let length = report.lines().last()?.matches('^').count();
    let text = file.text();
    let span = text.offset(line, column)..text.offset(line, column + length);
    if let Some(problem) = unknown_block(message, file, span.clone(), files) {
        return Some(problem);
    }
    let problem = Diagnostic::new(file, span, super::invalid(message));
    match nearest(message, templates) {
        Some(near) => Some(problem.with_hint(suggestion::did_you_mean(&near))),
        None => Some(problem),
    }
}

/// Returns the component or template that was probably meant by the one in a message.
fn nearest(message: &str, templates: &Templates) -> Option<String> {
    let name = message.split('`').nth(1)?;
    let texts: Vec<_> = templates.values().map(|file| file.text()).collect();
    let components = texts.iter().flat_map(|text| defined(text, "component")).map(|(name, _)| name);
    let near = match message {
        _ if message.starts_with("Unknown component ") => suggestion::nearest(name, components),
        _ if message.starts_with("Unknown template ") => {
            suggestion::nearest(name, templates.keys().map(String::as_str))
        }
        _ => None,
    };
    near.map(str::to_owned)
}

/// Handles "Block `a` is not defined in any parent template": the layout that all others extend lacks the block.
fn unknown_block(
    message: &str,
    file: &Arc<SourceFile>,
    span: Range<usize>,
    files: &ThemeFiles,
) -> Option<Diagnostic> {
    let name = message.strip_prefix("Block `")?.split('`').next()?;
    let above = |file: &&Arc<SourceFile>| extended(&file.text()).and_then(|parent| files.template(parent));
    // Templates that extend each other in a circle were reported before.
    let layout = std::iter::successors(Some(file), above).take(files.templates.len()).last()?;
    let text = layout.text();
    let blocks: Vec<_> = defined(&text, "block").into_iter().map(|(block, _)| block).collect();
    let quoted: Vec<_> = blocks.iter().map(|block| format!("`{block}`")).collect();
    let (quoted, path) = (quoted.join(", "), &layout.path);
    let hint = suggestion::near_or(name, blocks, phrase! { en: "it has {quoted}", fr: "il a {quoted}" });
    let message = message! {
        UnknownTemplate,
        en: "`{path}` has no block `{name}`",
        fr: "`{path}` n’a pas de bloc `{name}`"
    };
    Some(Diagnostic::new(file, span, message).with_hint(hint))
}

/// Returns the name of the template that a template extends.
fn extended(text: &str) -> Option<&str> {
    let tags = text.split("{%").skip(1).map(|rest| rest.trim_start_matches('-').trim_start());
    let named = tags.filter_map(|tag| tag.strip_prefix("extends")).next()?.trim_start();
    let quote = named.chars().next()?;
    named[1..].split(quote).next()
}

/// Handles "Component `a` is defined in both `x.html` and `y.html`".
fn defined_twice(text: &str, templates: &Templates) -> Option<Diagnostic> {
    let mut names = text.strip_prefix("Component ")?.split('`').skip(1).step_by(2);
    let (component, first, second) = (names.next()?, names.next()?, names.next()?);
    let file = templates.get(second)?;
    let text = file.text();
    let (_, span) = defined(&text, "component").into_iter().find(|(name, _)| *name == component)?;
    let other = &templates.get(first)?.path;
    let message = message! {
        DuplicateComponent,
        en: "the component `{component}` is also defined in `{other}`",
        fr: "le composant `{component}` est aussi défini dans `{other}`"
    };
    let hint = phrase! { en: "give one of them another name, or remove it", fr: "donnez à l’un d’eux un autre nom, ou supprimez-le" };
    Some(Diagnostic::new(file, span, message).with_hint(hint))
}

/// Reports a template that extends or includes itself. In a theme that extends another one, the template of the other
/// theme was probably meant.
fn endless(name: &str, parent: &str, verb: &Phrase, templates: &Templates) -> Option<Diagnostic> {
    let file = templates.get(name)?;
    let below = templates.keys().rev().find(|other| {
        other
            .strip_suffix(name)
            .is_some_and(|theme| theme.strip_suffix('/').is_some_and(|theme| !theme.contains('/')))
    });
    let message = message! {
        EndlessTemplate,
        en: "this template would {verb} itself",
        fr: "ce gabarit {verb} lui-même";
        verb
    };
    let problem = Diagnostic::new(file, quoted(&file.text(), parent), message);
    Some(match below {
        Some(below) => problem.with_hint(phrase! { en: "write `{below}` for the one of the extended theme", fr: "écrivez `{below}` pour celui du thème graphique étendu" }),
        None => problem,
    })
}

/// Returns the place where a template names another one.
fn quoted(text: &str, name: &str) -> Range<usize> {
    let found = ['"', '\''].into_iter().find_map(|quote| text.find(&format!("{quote}{name}{quote}")));
    found.map_or(0..0, |start| start + 1..start + 1 + name.len())
}
