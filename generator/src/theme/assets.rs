//! Static files: each gets a fingerprint of its bytes in its name, so that it may be cached for ever; style sheets
//! are minified.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use anyhow::Context as _;
use lightningcss::dependencies::{Dependency, DependencyOptions, Location};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet, ToCssResult};
use sha2::{Digest, Sha256};

use super::layers::Layer;
use super::merged;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::read_text;
use crate::suggestion;

/// A static file as it is published.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Where it is written, below `dist/site`.
    pub(crate) output: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The static files of a theme.
#[derive(Debug, Default)]
pub(super) struct Assets {
    pub(super) assets: Vec<Asset>,
    pub(super) stylesheet: String,
    pub(super) icon: String,
    pub(super) scripts: BTreeMap<String, String>,
}

/// The files that every theme has.
const STYLESHEET: &str = "style.css";
const ICON: &str = "icon.svg";

/// Reads and fingerprints the static files.
///
/// # Errors
///
/// When the folder or a file cannot be read.
pub(super) fn load(layers: &[Layer], diagnostics: &mut Diagnostics) -> anyhow::Result<Assets> {
    let mut loaded = Assets::default();
    let mut published = BTreeMap::new();
    let files = merged(layers, "static")?;
    for (name, location) in files.iter().filter(|(name, _)| !name.ends_with(".css")) {
        let bytes = fs::read(location).with_context(|| format!("cannot read {}", location.display()))?;
        publish(name.clone(), bytes, &mut loaded, &mut published);
    }
    // Style sheets come last, as their names depend on those of the files that they refer to.
    for name in files.keys().filter(|name| name.ends_with(".css")) {
        if let Some(css) = style_sheet(name, layers, &published, diagnostics) {
            publish(name.clone(), css.into_bytes(), &mut loaded, &mut published);
        }
    }
    let mut required = |name: &str| {
        let found = published.get(name).cloned();
        if found.is_none() && !files.contains_key(name) {
            let theme = layers.last().map_or("themes", |layer| &layer.path);
            let path = format!("{theme}/static/{name}");
            diagnostics.push(Diagnostic::of_file(path, "the theme lacks this file"));
        }
        found.unwrap_or_default()
    };
    loaded.stylesheet = required(STYLESHEET);
    loaded.icon = required(ICON);
    loaded.scripts = published.into_iter().filter(|(name, _)| name.ends_with(".js")).collect();
    Ok(loaded)
}

/// The style sheet of the highest of the layers that has one of this name. Where its first line imports that of a lower
/// layer (`@import "default/style.css";`), the rules of that one come before its own, so that a page loads one file.
fn style_sheet(
    name: &str,
    layers: &[Layer],
    published: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let mut below = layers;
    let (layer, location) = loop {
        let (layer, rest) = below.split_last()?;
        below = rest;
        let location = layer.folder.join("static").join(name);
        if location.is_file() {
            break (layer, location);
        }
    };
    let file = read_text(format!("{}/static/{name}", layer.path), &location, diagnostics)?;
    let imported = below.iter().rposition(|lower| {
        let import = |quote: char| format!("@import {quote}{}/{name}{quote};", lower.name);
        ['"', '\''].into_iter().any(|quote| file.text.starts_with(&import(quote)))
    });
    let Some(number) = imported else {
        return minified(&file, published, diagnostics);
    };
    let end = file.text.find(';').map_or(0, |semicolon| semicolon + 1);
    // Blanks keep the places of what follows.
    let text = format!("{}{}", " ".repeat(end), &file.text[end..]);
    let own = Arc::new(SourceFile { path: file.path.clone(), text });
    let base = style_sheet(name, &below[..=number], published, diagnostics);
    let own = minified(&own, published, diagnostics);
    Some(base? + &own?)
}

fn publish(name: String, bytes: Vec<u8>, loaded: &mut Assets, published: &mut BTreeMap<String, String>) {
    let output = format!("assets/{}", fingerprinted(&name, &bytes));
    published.insert(name, format!("/{output}"));
    loaded.assets.push(Asset { output, bytes });
}

/// `style.css` → `style.0123456789abcdef.css`
pub(crate) fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let folder_length = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[folder_length..].rsplit_once('.') {
        Some((stem, extension)) => format!("{}{stem}.{hash}.{extension}", &name[..folder_length]),
        None => format!("{name}.{hash}"),
    }
}

/// The style sheet without what browsers do not need, and with the final names of the files that it refers to.
fn minified(
    file: &Arc<SourceFile>,
    published: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let printed = match printed(file) {
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

fn printed(file: &Arc<SourceFile>) -> Result<ToCssResult, Diagnostic> {
    let options = ParserOptions { filename: file.path.clone(), ..ParserOptions::default() };
    let start = Location { line: 1, column: 1 };
    let mut sheet = StyleSheet::parse(&file.text, options).map_err(|error| {
        let place =
            error.loc.as_ref().map_or(start, |place| Location { line: place.line + 1, column: place.column });
        problem(file, place, format!("this style sheet cannot be read: {}", error.kind))
    })?;
    let failed =
        |message: String| problem(file, start, format!("this style sheet cannot be minified: {message}"));
    sheet.minify(MinifyOptions::default()).map_err(|error| failed(error.to_string()))?;
    let printer = PrinterOptions {
        minify: true,
        analyze_dependencies: Some(DependencyOptions { remove_imports: false }),
        ..PrinterOptions::default()
    };
    sheet.to_css(printer).map_err(|error| failed(error.to_string()))
}

fn problem(file: &Arc<SourceFile>, place: Location, message: String) -> Diagnostic {
    let start = file.offset(place.line as usize, place.column as usize);
    Diagnostic::new(file, start..start + 1, message)
}

/// What the printer left in the place of an address, and the address itself.
fn with_final_address<'d>(
    dependency: &'d Dependency,
    published: &BTreeMap<String, String>,
) -> Result<(&'d str, String), (Location, String, String)> {
    let url = match dependency {
        Dependency::Url(url) => url,
        Dependency::Import(import) => {
            let message = format!("`@import \"{}\"` is not supported", import.url);
            return Err((import.loc.start, message, "write the rules into this file".to_owned()));
        }
    };
    if url.url.starts_with("data:") || url.url.starts_with('#') {
        // The printer puts quotes around every address.
        return Ok((&url.placeholder, url.url.replace('"', "\\\"")));
    }
    match published.get(url.url.trim_start_matches("./")) {
        Some(address) => Ok((&url.placeholder, address.clone())),
        None => {
            let names = published.keys().map(String::as_str);
            let hint = suggestion::hint(&url.url, names, "put the file into `static`");
            Err((url.loc.start, format!("there is no static file `{}`", url.url), hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_stands_before_the_extension_and_follows_the_bytes() {
        let name = fingerprinted("fonts/a.b.woff2", b"x");
        assert!(name.starts_with("fonts/a.b.") && name.ends_with(".woff2"), "{name}");
        assert_ne!(name, fingerprinted("fonts/a.b.woff2", b"y"));
        assert_eq!(fingerprinted("a", b"").len(), "a.".len() + 16);
    }

    #[test]
    fn addresses_in_a_style_sheet_are_the_final_ones() {
        let file = Arc::new(SourceFile {
            path: "themes/a/static/style.css".into(),
            text: "a {\n  background: url(b.svg);\n}\nb { color: red; background: url(c.svg) }\n".into(),
        });
        let published = BTreeMap::from([("b.svg".to_owned(), "/assets/b.0.svg".to_owned())]);
        let mut diagnostics = Diagnostics::default();
        let css = minified(&file, &published, &mut diagnostics).unwrap();
        assert!(css.starts_with(r#"a{background:url("/assets/b.0.svg")}b{"#), "{css}");
        assert_eq!(
            diagnostics.to_string(),
            "themes/a/static/style.css:4:33: there is no static file `c.svg`"
        );
    }
}
