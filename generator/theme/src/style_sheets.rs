//! Style sheets: combined from the layers of a theme and minified, with the final names of the files that they refer
//! to.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use addresses::decoded;
use diagnostics::suggestion;
use diagnostics::{Diagnostic, Diagnostics, Message, Phrase, SourceFile, message, phrase};
use lightningcss::dependencies::{Dependency, DependencyOptions, Location};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet, ToCssResult};

use super::layers::Layer;

/// Returns the fix for an unsupported `@import`.
fn import_hint() -> Phrase {
    let example = "@import \"default/style.css\";";
    phrase! {
        en: "import only the style sheet of the same name from an extended theme, as in `{example}`, at the top; write \
             other rules into this file",
        fr: "n’importez que la feuille de style de même nom d’un thème graphique étendu, comme `{example}`, au début ; écrivez \
             les autres règles dans ce fichier"
    }
}

/// Returns the style sheet with this name of the highest layer that has one. If it begins with an import of the same
/// style sheet of a lower layer (`@import "default/style.css";`), the rules of that one are inserted before its own,
/// so that a page loads only one file.
pub(super) fn style_sheet(
    name: &str,
    layers: &[Layer],
    published: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let number = layers.iter().rposition(|layer| layer.file("static", name).is_some())?;
    let (layer, below) = (&layers[number], &layers[..number]);
    let location = layer.file("static", name)?;
    let file = location.read_text(format!("{}/static/{name}", layer.path), diagnostics)?;
    let text = &file.text();
    let imported = leading_import(text).and_then(|(address, import)| {
        let (theme, sheet) = address.split_once('/')?;
        let is_it = |lower: &Layer| lower.name == theme && lower.file("static", name).is_some();
        (sheet == name).then(|| below.iter().rposition(is_it)).flatten().map(|number| (number, import))
    });
    let Some((number, import)) = imported else {
        return minified(&file, text, published, diagnostics);
    };
    let base = style_sheet(name, &below[..=number], published, diagnostics);
    // Spaces keep the positions of the following text.
    let (before, after) = (&text[..import.start], &text[import.end..]);
    let rules = format!("{before}{}{after}", " ".repeat(import.len()));
    let own = minified(&file, &rules, published, diagnostics);
    Some(base? + &own?)
}

/// Returns the address that a style sheet imports before anything but comments and `@charset`, and the position of
/// the import. Accepts a plain string or `url(…)`, without conditions.
fn leading_import(text: &str) -> Option<(&str, Range<usize>)> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let after = match (rest.strip_prefix("/*"), rest.strip_prefix("@charset")) {
            (Some(comment), _) => comment.split_once("*/")?.1,
            (_, Some(charset)) => charset.split_once(';')?.1,
            _ => break,
        };
        rest = after.trim_start();
    }
    let start = text.len() - rest.len();
    let statement = &rest[..=rest.find(';')?];
    let address = statement.strip_prefix("@import")?.trim_end_matches(';').trim();
    let address = address.strip_prefix("url(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(address);
    let address = address.trim().trim_matches(['"', '\'']);
    Some((address, start..start + statement.len()))
}

/// Minifies a style sheet, and replaces the names of files with their final names.
fn minified(
    file: &Arc<SourceFile>,
    rules: &str,
    published: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let printed = match printed(file, rules) {
        Ok(printed) => printed,
        Err(problem) => {
            diagnostics.push(problem);
            return None;
        }
    };
    let mut code = printed.code;
    for dependency in printed.dependencies.unwrap_or_default() {
        match with_final_address(&dependency, published) {
            Ok((placeholder, address)) => code = code.replace(placeholder, &address),
            Err((location, message, hint)) => {
                diagnostics.push(problem(file, location, message).with_hint(hint));
            }
        }
    }
    Some(code)
}

fn printed(file: &Arc<SourceFile>, rules: &str) -> Result<ToCssResult, Diagnostic> {
    let options = ParserOptions { filename: file.path.clone(), ..ParserOptions::default() };
    let start = Location { line: 1, column: 1 };
    let mut sheet = StyleSheet::parse(rules, options).map_err(|error| {
        let place =
            error.loc.as_ref().map_or(start, |place| Location { line: place.line + 1, column: place.column });
        let reason = Phrase::in_english(error.kind.to_string());
        problem(
            file,
            place,
            message! {
                InvalidStyleSheet,
                en: "this style sheet cannot be read: {reason}",
                fr: "cette feuille de style est illisible : {reason}";
                reason
            },
        )
    })?;
    let failed = |error: String| {
        let reason = Phrase::in_english(error);
        problem(
            file,
            start,
            message! {
                InvalidStyleSheet,
                en: "this style sheet cannot be minified: {reason}",
                fr: "cette feuille de style ne peut être réduite : {reason}";
                reason
            },
        )
    };
    sheet.minify(MinifyOptions::default()).map_err(|error| failed(error.to_string()))?;
    let printer = PrinterOptions {
        minify: true,
        analyze_dependencies: Some(DependencyOptions { remove_imports: false }),
        ..PrinterOptions::default()
    };
    sheet.to_css(printer).map_err(|error| failed(error.to_string()))
}

fn problem(file: &Arc<SourceFile>, place: Location, message: Message) -> Diagnostic {
    let text = file.text();
    let start = text.offset(place.line as usize, place.column as usize);
    let rest = &text[start..];
    // Only the start is known. The marked text ends with its closing quote or with the word.
    let first = rest.chars().next().unwrap_or_default();
    let ends = |c: char| match first {
        '"' | '\'' => c == first,
        _ => c.is_whitespace() || ";,{}".contains(c),
    };
    let length = rest.char_indices().skip(1).find(|(_, c)| ends(*c)).map_or(rest.len(), |(at, _)| at);
    let quote = usize::from(['"', '\''].contains(&first));
    Diagnostic::new(file, start..start + length + quote, message)
}

/// Returns the placeholder that the printer inserted for an address, and the final address.
fn with_final_address<'d>(
    dependency: &'d Dependency,
    published: &BTreeMap<String, String>,
) -> Result<(&'d str, String), (Location, Message, Phrase)> {
    let url = match dependency {
        Dependency::Url(url) => url,
        Dependency::Import(import) => {
            let rule = format!("@import \"{}\"", import.url);
            let message = message! {
                UnsupportedImport,
                en: "`{rule}` is not supported",
                fr: "`{rule}` n’est pas admis"
            };
            return Err((import.loc.start, message, import_hint()));
        }
    };
    if url.url.starts_with("data:") || url.url.starts_with('#') {
        // The printer puts quotes around every address.
        return Ok((&url.placeholder, url.url.replace('"', "\\\"")));
    }
    let name = url.url.trim_start_matches("./");
    match published.get(decoded(name).as_ref()).or_else(|| published.get(name)) {
        Some(address) => Ok((&url.placeholder, address.clone())),
        None => {
            let names = published.keys().map(String::as_str);
            let hint = suggestion::hint(
                &url.url,
                names,
                phrase! { en: "put the file into `static`", fr: "placez le fichier dans `static`" },
            );
            let name = &url.url;
            let message = message! {
                UnknownStaticFile,
                en: "there is no static file `{name}`",
                fr: "il n’y a pas de fichier statique `{name}`"
            };
            Err((url.loc.start, message, hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_found_after_comments_only() {
        let import = |text| leading_import(text).map(|(address, _)| address);
        assert_eq!(import("@import \"a/b.css\";"), Some("a/b.css"));
        assert_eq!(import("/* a; */\n/**/ @import url( 'a/b.css' ) ;p{}"), Some("a/b.css"));
        assert_eq!(import("@charset \"utf-8\";\n/**/@import 'a/b.css';"), Some("a/b.css"));
        assert_eq!(import("p{} @import 'a/b.css';"), None);
        assert_eq!(import("/* @import 'a/b.css';"), None);
        let (_, place) = leading_import("/**/\n@import 'a';\np{}").unwrap();
        assert_eq!(place, 5..17);
    }

    #[test]
    fn addresses_in_a_style_sheet_are_final() {
        let file = SourceFile::new(
            "themes/a/static/style.css",
            "a {\n  background: url(b.svg);\n}\nb { color: red; background: url(c.svg) }\n",
        );
        let published = BTreeMap::from([("b.svg".to_owned(), "/assets/b.0.svg".to_owned())]);
        let mut diagnostics = Diagnostics::default();
        let css = minified(&file, &file.text(), &published, &mut diagnostics).unwrap();
        assert!(css.starts_with(r#"a{background:url("/assets/b.0.svg")}b{"#), "{css}");
        assert_eq!(
            diagnostics.to_string(),
            "themes/a/static/style.css:4:33: there is no static file `c.svg`"
        );
    }
}
