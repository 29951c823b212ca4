//! The reference as a theme: its templates access everything in the reference and fail if the data has more, less or
//! other members.
//!
//! The generator renders them for its pages and, in its dry run, for the handler's pages and the mails, so that the
//! reference is compared with the real data of templates.

use super::kind::Kind;
use super::reference::{Reference, VARIABLES};
use super::source::{Shape, View};

/// Returns the templates by name.
pub(super) fn templates(reference: &Reference) -> Vec<(String, String)> {
    let components = reference.views().map(component).collect();
    // Every theme needs this template, and components are available in all templates.
    let mut templates = vec![("base.html".to_owned(), components)];
    for view in reference.pages() {
        for name in &view.templates {
            templates.push((name.clone(), template(name, view)));
        }
    }
    templates
}

/// Checks all variables.
fn template(name: &str, page: &View) -> String {
    let known = VARIABLES.iter().map(|variable| (variable.name, variable.kind()));
    let variables: Vec<_> = known.chain([("page", Kind::View(page.name.clone()))]).collect();
    let mut checks = nothing_but("a template", "__tera_context", variables.iter().map(|(name, _)| *name));
    checks.extend(variables.iter().map(|(name, kind)| check(name, kind, name, 0)));
    match name.ends_with(".svg") {
        true => format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">{checks}</svg>"#),
        false => checks,
    }
}

/// Returns a component that checks a view.
fn component(view: &View) -> String {
    let name = &view.name;
    let checks = match &view.shape {
        Shape::Fields(fields) => {
            let nothing_else = nothing_but(name, "value", fields.iter().map(|field| field.name.as_str()));
            let checks = fields.iter().map(|field| {
                let whole = format!("{name}.{}", field.name);
                check(&format!("value.{}", field.name), &field.kind, &whole, 0)
            });
            format!(
                "{}{nothing_else}{}",
                unless("value is map", name, "an object"),
                checks.collect::<String>()
            )
        }
        Shape::Values(values) => {
            let known = list(values.iter().map(|value| value.text.as_str()));
            unless(&format!("value in {known}"), name, "one of those texts")
        }
    };
    format!("{{% component {name}(value) %}}\n{checks}{{% endcomponent {name} %}}\n")
}

/// Checks that an object has only these keys.
fn nothing_but<'a>(whole: &str, object: &str, known: impl Iterator<Item = &'a str>) -> String {
    let failure = throw(&format!("{whole} has `\" ~ key ~ \"`, which the reference lacks"));
    let known = list(known);
    format!(
        "{{% for key, any in {object} %}}{{% if key not in {known} %}}{failure}{{% endif %}}{{% endfor %}}\n"
    )
}

/// Checks that `value` is of this kind, at this depth of loops.
fn check(value: &str, kind: &Kind, whole: &str, depth: usize) -> String {
    let item = format!("item{depth}");
    let each = |inner: &Kind| check(&item, inner, whole, depth + 1);
    match kind {
        Kind::Text(_) => unless(&format!("{value} is string"), whole, "a text"),
        Kind::Number => unless(&format!("{value} is number"), whole, "a number"),
        Kind::Boolean => unless(&format!("{value} is bool"), whole, "a boolean"),
        Kind::View(name) => format!("{{{{ <{name} value={{{value}}} /> }}}}\n"),
        Kind::List(inner) => {
            let all = each(inner);
            unless(&format!("{value} is array"), whole, "a list")
                + &format!("{{% for {item} in {value} %}}{all}{{% endfor %}}\n")
        }
        Kind::ByName(inner) => {
            let all = each(inner);
            unless(&format!("{value} is map"), whole, "an object")
                + &format!("{{% for key, {item} in {value} %}}{all}{{% endfor %}}\n")
        }
        Kind::OrNothing(inner) => {
            let one = check(value, inner, whole, depth);
            format!("{{% if {value} is not none %}}{one}{{% endif %}}\n")
        }
    }
}

fn unless(condition: &str, whole: &str, expected: &str) -> String {
    let failure = throw(&format!("{whole} is not {expected}, as the reference says"));
    format!("{{% if not ({condition}) %}}{failure}{{% endif %}}\n")
}

fn throw(message: &str) -> String {
    format!("{{{{ throw(message=\"{message}\") }}}}")
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = texts.map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", quoted.join(", "))
}
