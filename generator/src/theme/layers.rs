//! The layers of a theme: what it extends, what that extends, and so on. A theme holds only what differs from the one
//! below it.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::read_text;
use crate::suggestion;
use crate::yaml::{self, Reader, Spanned};

/// One theme among those that are laid over each other.
#[derive(Debug)]
pub(super) struct Layer {
    /// Its name, such as `default`.
    pub(super) name: String,
    /// Its path below the site's root, such as `themes/default`.
    pub(super) path: String,
    /// Where its files are.
    pub(super) folder: PathBuf,
    /// Whether only its words are taken (`words:` instead of `extends:`).
    words_only: bool,
}

/// Where a theme is named.
struct Mention {
    file: Arc<SourceFile>,
    name: String,
    span: Range<usize>,
    words_only: bool,
}

/// The layers of the site's theme, the lowest first; none, which is told, when one of them does not exist.
pub(super) fn layers(root: &Path, config: &Config, diagnostics: &mut Diagnostics) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = Some(Mention {
        file: Arc::clone(&config.file),
        name: config.theme.value.clone(),
        span: config.theme.span.clone(),
        words_only: false,
    });
    while let Some(mention) = next {
        // That the site names no theme was told.
        if mention.name.is_empty() {
            return Vec::new();
        }
        let folder = root.join("themes").join(&mention.name);
        if layers.iter().any(|layer| layer.name == mention.name) {
            diagnostics.push(endless(&mention));
            return Vec::new();
        }
        // A name that is a path, such as `..`, names no theme.
        if mention.name.contains(['/', '\\', '.']) || !folder.is_dir() {
            diagnostics.push(unknown(root, &mention));
            return Vec::new();
        }
        let path = format!("themes/{}", mention.name);
        next = below(&path, &folder, mention.words_only, diagnostics);
        layers.push(Layer { name: mention.name, path, folder, words_only: mention.words_only });
    }
    layers.reverse();
    layers
}

/// The layers of which more than the words are taken. Those of which only the words are lie below them.
pub(super) fn whole(layers: &[Layer]) -> &[Layer] {
    let first = layers.iter().position(|layer| !layer.words_only);
    &layers[first.unwrap_or(layers.len())..]
}

/// The theme that one is laid over, as its `theme.yaml` says.
fn below(path: &str, folder: &Path, words_only: bool, diagnostics: &mut Diagnostics) -> Option<Mention> {
    let file = read_text(format!("{path}/theme.yaml"), &folder.join("theme.yaml"), diagnostics)?;
    let node = yaml::parse(&file, 0..file.text.len(), diagnostics)?;
    let mut reader = Reader::new(&file, diagnostics);
    let mut fields = reader.fields(&node)?;
    fields.required(&mut reader, "name", yaml::text);
    fields.required(&mut reader, "description", yaml::text);
    let extends = fields.optional(&mut reader, "extends", yaml::spanned(yaml::text));
    let words = fields.optional(&mut reader, "words", yaml::spanned(yaml::text));
    fields.finish(&mut reader);
    if let (Some(_), Some(words)) = (&extends, &words) {
        let message = "`words` cannot stand beside `extends`, which takes the words too";
        reader.refuse(&words.span, message, "remove one of them");
    }
    let mention = |Spanned { value, span }: Spanned<String>, words_only| Mention {
        file: Arc::clone(&file),
        name: value,
        span,
        words_only,
    };
    match extends {
        Some(name) => Some(mention(name, words_only)),
        None => words.map(|name| mention(name, true)),
    }
}

fn endless(mention: &Mention) -> Diagnostic {
    let message = format!("the theme `{}` would extend itself", mention.name);
    let hint = "name another theme, or remove this line: one theme must stand by itself";
    Diagnostic::new(&mention.file, mention.span.clone(), message).with_hint(hint)
}

fn unknown(root: &Path, mention: &Mention) -> Diagnostic {
    let entries = fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let name = &mention.name;
    let hint =
        suggestion::hint(name, names.iter().map(String::as_str), "make a folder of that name in `themes`");
    Diagnostic::new(&mention.file, mention.span.clone(), format!("there is no theme `{name}`"))
        .with_hint(hint)
}
