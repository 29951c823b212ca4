//! Renders pages to HTML with a theme. Pure; mistakes in a template are reported at their place in the template.

mod report;

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use content::config::Config;
use diagnostics::{Diagnostic, Diagnostics, Message, Phrase, SourceFile, message, phrase};
use tera::ErrorKind;
use view::renderer::{RenderError, Renderer, Wording};
use view::theme::Theme;

use crate::ThemeFiles;
use crate::dry_run::dry_run;
use crate::page::Page;

/// Templates by name, for reporting problems in them.
type Templates = BTreeMap<String, Arc<SourceFile>>;

/// Returns the texts of a theme in the language of `config`, and its formats of dates and amounts; reports an unknown
/// language and returns `None`.
pub fn wording(files: &ThemeFiles, config: &Config, diagnostics: &mut Diagnostics) -> Option<Wording> {
    let language = &config.language;
    match Wording::new(&language.value, config.time_zone.iana_name().unwrap_or("UTC"), files.words.clone()) {
        Ok(wording) => Some(wording),
        Err(error) => {
            // A missing language was reported where the configuration is read.
            if !language.value.is_empty() {
                let tag = &language.value;
                let message = message! {
                    NoThemeLanguage,
                    en: "{error}",
                    fr: "il n’y a pas de formats pour la langue `{tag}`"
                };
                let hint = phrase! {
                    en: "write a language tag, such as `fr`",
                    fr: "écrivez le code d’une langue, par exemple `fr`"
                };
                diagnostics
                    .push(Diagnostic::new(&config.file, language.span.clone(), message).with_hint(hint));
            }
            None
        }
    }
}

/// Returns the renderer of a theme; `None` if its templates are inconsistent, which is reported.
pub fn renderer(
    theme: &Theme,
    wording: Arc<Wording>,
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Option<Renderer> {
    let error = match Renderer::with_wording(theme, wording) {
        Ok(renderer) => return Some(renderer),
        Err(error) => error,
    };
    let mut problems = report::problems(&error, files);
    if problems.is_empty() {
        problems.push(template_problem(&error, &files.templates, config));
    }
    problems.into_iter().for_each(|problem| diagnostics.push(problem));
    None
}

/// Renders a page, whose data is freed before its template runs.
///
/// # Errors
///
/// Returns the problem with the template, or with the words that it uses.
pub fn render(
    page: Page,
    renderer: &Renderer,
    files: &ThemeFiles,
    config: &Config,
) -> Result<String, Diagnostic> {
    let Page { languages, template, head, view, .. } = page;
    let rendered = renderer.render_in(&languages, &template, &head, view);
    rendered.map_err(|error| problem(&error, &files.templates, config))
}

/// Makes a dry run of the handler's pages, and reports those that cannot be rendered.
pub fn try_handler_pages(
    renderer: &Renderer,
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Diagnostics,
) {
    for error in dry_run(renderer, config.permalinks.find.is_some()) {
        diagnostics.push(problem(&error, &files.templates, config));
    }
}

/// Returns the value of a result, or reports the failure like that of a page.
pub fn ok_or_report<T>(
    result: Result<T, RenderError>,
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    result.map_err(|error| diagnostics.push(problem(&error, &files.templates, config))).ok()
}

/// Returns the problem with a page, at its place in the template.
fn problem(error: &RenderError, templates: &Templates, config: &Config) -> Diagnostic {
    match error {
        RenderError::Template(error) => template_problem(error, templates, config),
        RenderError::Formats(error) => of_theme(error, config),
        RenderError::Words(error) => of_theme(error, config),
    }
}

fn template_problem(error: &tera::Error, templates: &Templates, config: &Config) -> Diagnostic {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return of_theme(error, config);
    };
    let Some(file) = templates.get(report.filename()) else {
        return of_theme(error, config);
    };
    let span = report.span();
    let text = file.text();
    let start = text.offset(span.start_line, span.start_col + 1);
    let end = text.offset(span.end_line, span.end_col + 1);
    Diagnostic::new(file, start..end, invalid(&with_causes(report.message(), error.source())))
}

fn of_theme(error: &(dyn Error + 'static), config: &Config) -> Diagnostic {
    let path = format!("themes/{}/templates", config.theme.value);
    Diagnostic::of_file(path, invalid(&with_causes(&error.to_string(), error.source())))
}

/// Returns the message about a template, with the reason that Tera gives in English.
pub(crate) fn invalid(reason: &str) -> Message {
    let reason = Phrase::in_english(reason);
    message! { InvalidTemplate, en: "{reason}", fr: "gabarit invalide : {reason}"; reason }
}

/// Returns a message with those of its causes that add information.
fn with_causes(message: &str, mut cause: Option<&(dyn Error + 'static)>) -> String {
    let mut text = message.to_owned();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            text = format!("{text}: {message}");
        }
        cause = error.source();
    }
    text
}
