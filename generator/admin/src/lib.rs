//! The web editor at `/admin/`: Sveltia CMS, with a configuration made from the shapes of content files.
//!
//! `collection` makes a list of entries, or a single file, from each kind of file; `field` makes a field from a shape,
//! of which `widget` is how it is edited. `format` describes what the editor's `editor/src/format.js` translates between
//! a file and the fields. `repository` says where the editor reads and writes, `words` has the labels, `page` the HTML
//! and `bundle` the program.
//!
//! A key of a content file needs nothing here but its labels in `words/`. The crate must never know files, the network or
//! the pages of the site.

mod bundle;
mod collection;
mod config;
mod field;
mod format;
mod page;
mod repository;
#[cfg(test)]
mod tests;
mod widget;
mod words;

use content::config::Editor;

use self::config::Config;
use self::words::Words;

/// What the editor has to know of a site.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The name of the site.
    pub title: &'a str,
    /// The tag of the site's own language.
    pub language: &'a str,
    /// The tags of its further languages.
    pub further_languages: &'a [&'a str],
    /// Where the editor writes.
    pub editor: &'a Editor,
}

/// Returns the files of the editor: their paths below the site's root and contents.
///
/// # Errors
///
/// Returns an error if the configuration cannot be written as JSON.
pub fn files(site: Site<'_>) -> Result<Vec<(String, Vec<u8>)>, serde_json::Error> {
    let words = Words::of(site.language);
    let mut config = serde_json::to_vec_pretty(&Config::new(site, &words))?;
    config.push(b'\n');
    let mut files = bundle::files();
    files.push(("config.json".to_owned(), config));
    // The page comes last: it is never there without the rest.
    files.push(("index.html".to_owned(), page::html(site, &words).into_bytes()));
    Ok(files.into_iter().map(|(name, bytes)| (format!("admin/{name}"), bytes)).collect())
}
