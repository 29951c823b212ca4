//! The programme as files, as each generator wants them. The templates are in `bench/sites`: they make the same pages
//! with the same texts in the same elements.

mod ateliers;
mod eleventy;
mod hugo;
mod zola;

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use tests::project::{copy_folder, root};

use crate::corpus::{Corpus, Workshop};
use crate::tool::Tool;

/// Writes the programme for a generator into an empty folder, with its templates.
///
/// # Errors
///
/// Returns an error if a file cannot be written.
pub(crate) fn write(tool: Tool, corpus: &Corpus, folder: &Path) -> anyhow::Result<()> {
    copy_folder(&root().join("bench/sites").join(tool.name()), folder);
    let style = root().join("bench/sites/style.css");
    put(&folder.join(style_sheet(tool)), &fs::read_to_string(style)?)?;
    match tool {
        Tool::Ateliers => ateliers::write(corpus, folder),
        Tool::Hugo => hugo::write(corpus, folder),
        Tool::Zola => zola::write(corpus, folder),
        Tool::Eleventy => eleventy::write(corpus, folder),
    }
}

/// Returns the path of the style sheet below the folder of a generator.
pub(crate) fn style_sheet(tool: Tool) -> &'static str {
    match tool {
        Tool::Ateliers => "themes/lean/static/style.css",
        Tool::Hugo | Tool::Zola => "static/style.css",
        Tool::Eleventy => "content/style.css",
    }
}

/// Returns the path of the text of a workshop below the folder of a generator. The text ends the file.
pub(crate) fn text(tool: Tool, workshop: &Workshop) -> String {
    match tool {
        Tool::Ateliers => format!("content/workshops/{}/index.md", workshop.slug),
        Tool::Hugo | Tool::Zola | Tool::Eleventy => format!("content/ateliers/{}.md", workshop.slug),
    }
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Returns a text in double quotes, as JSON, YAML and TOML read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns texts as a list that JSON, YAML and TOML read.
fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    serde_json::Value::from_iter(texts).to_string()
}

/// Returns a text whose lines are indented by this many spaces.
fn indented(text: &str, spaces: usize) -> String {
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{:spaces$}{line}\n", ""),
    });
    lines.collect()
}

fn topics(corpus: &Corpus, workshop: &Workshop) -> String {
    list(workshop.topics.map(|topic| corpus.topics[topic].as_str()))
}

/// Returns the year by which the archive lists a workshop: none before it is over.
fn years(workshop: &Workshop) -> String {
    let year = workshop.begins().year().to_string();
    list(workshop.is_past().then_some(year.as_str()))
}

/// Returns the speakers of a workshop, each once.
fn speakers(corpus: &Corpus, workshop: &Workshop) -> String {
    let mut names = workshop.sessions.each_ref().map(|it| corpus.speakers[it.speaker].name.as_str()).to_vec();
    names.dedup();
    list(names)
}
