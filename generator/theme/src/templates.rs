//! Reads the templates of a theme, and checks each separately.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use tera::{ErrorKind, Tera};

use super::layers::Layer;
use super::render;
use super::template_text::{Texts, required};
use super::unused;

/// Reads the templates of all layers. Templates that are invalid, missing or unused are reported. Names of templates
/// of an extended theme start with its name: `default/404.html`.
pub(super) fn load(layers: &[Layer], diagnostics: &mut Diagnostics) -> BTreeMap<String, Arc<SourceFile>> {
    let mut by_layer = Vec::new();
    for layer in layers {
        let mut texts = Texts::new();
        for (name, location) in layer.files("templates") {
            let path = format!("{}/templates/{name}", layer.path);
            if let Some(file) = location.read_text(path, diagnostics) {
                check_text(name, &file, diagnostics);
                texts.push((name.clone(), file));
            }
        }
        by_layer.push((layer, texts));
    }
    unused::check_templates(&by_layer, diagnostics);
    let Some((top, below)) = by_layer.split_last() else {
        return BTreeMap::new();
    };
    for name in required() {
        if !by_layer.iter().flat_map(|(_, texts)| texts).any(|(other, _)| other == name) {
            let path = format!("{}/templates/{name}", top.0.path);
            let message = message! {
                IncompleteTheme,
                en: "the theme lacks this template",
                fr: "il manque ce gabarit au thème graphique"
            };
            let hint = phrase! {
                en: "write it, or let the theme build on another one: `extends: default` in `theme.yaml`",
                fr: "écrivez-le, ou étendez un autre thème graphique : `extends: default` dans `theme.yaml`"
            };
            diagnostics.push(Diagnostic::of_file(path, message).with_hint(hint));
        }
    }
    let mut templates = BTreeMap::new();
    for (layer, texts) in below {
        let prefixed = |(name, file): &(String, _)| (format!("{}/{name}", layer.name), Arc::clone(file));
        templates.extend(texts.iter().map(prefixed));
    }
    templates.extend(top.1.iter().cloned());
    templates
}

fn check_text(name: &str, file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) {
    if file.text().trim().is_empty() {
        // It would produce empty pages.
        let problem = Diagnostic::of_file(
            &file.path,
            message! {
                EmptyThemeFile,
                en: "this template is empty",
                fr: "ce gabarit est vide"
            },
        );
        diagnostics.push(problem.with_hint(
            phrase! { en: "write its content, or remove it", fr: "écrivez son contenu, ou supprimez-le" },
        ));
    }
    check_syntax(name, file, diagnostics);
}

/// Parses a template separately, because Tera reports only the first error of a set of templates.
fn check_syntax(name: &str, file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) {
    let text = file.text();
    if let Err(error) = Tera::new().add_raw_template(name, &text)
        && let ErrorKind::SyntaxError(report) = error.kind()
    {
        let span = report.span();
        let start = text.offset(span.start_line, span.start_col + 1);
        let end = text.offset(span.end_line, span.end_col + 1);
        // The renderer reports one of these errors again; with the same message, it is shown once.
        diagnostics.push(Diagnostic::new(file, start..end, render::invalid(report.message())));
    }
}
