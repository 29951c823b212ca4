//! `generator init`: a repository for the content of a site, with what checks and publishes it.

mod files;

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use diagnostics::ToolLanguage;
use generator::Automation;
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

use self::files::{StarterFile, starter};

/// What to create.
pub(crate) struct Init<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) language: ToolLanguage,
    pub(crate) automation: Automation,
    /// The day from which the dates of the first workshop are counted.
    pub(crate) today: Date,
}

/// The files that were created, and those that were there.
struct Created {
    files: Vec<PathBuf>,
    kept: Vec<PathBuf>,
}

/// Creates the repository's files, and returns what to do next. No file is replaced; if there is a folder `content`, nothing is
/// added to it.
///
/// # Errors
///
/// Returns an error if a file cannot be written.
pub(crate) fn init(init: &Init<'_>) -> anyhow::Result<String> {
    let Init { folder, language, automation, today } = init;
    if folder.exists() && !folder.is_dir() {
        bail!("{} is not a folder", folder.display());
    }
    let has_content = folder.join("content").exists();
    let mut created = Created { files: Vec::new(), kept: Vec::new() };
    if has_content {
        created.kept.push("content".into());
    }
    for file in starter(*language, *automation) {
        if has_content && file.path.starts_with("content/") {
            continue;
        }
        let text = filled_in(&file, *today)?;
        match write_new(&folder.join(file.path), &text) {
            Ok(()) => created.files.push(file.path.into()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => created.kept.push(file.path.into()),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot write {}", folder.join(file.path).display()));
            }
        }
    }
    Ok(summary(init, &created))
}

/// Writes a file that does not exist yet, and the folders that contain it.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// Returns the text of a file with the dates of the first workshop: two sessions in two months, two weeks apart, for which
/// registration is open until a week before.
fn filled_in(file: &StarterFile, today: Date) -> anyhow::Result<String> {
    let day = |after: Span| -> anyhow::Result<String> {
        let day = today.checked_add(after).context("this day is too late")?;
        Ok(day.to_string())
    };
    let mut text = file.text.to_owned();
    for word in &file.words {
        text = text.replace(word.marker, word.text);
    }
    let dates = [
        ("__OPENS__", day(0.days())?),
        ("__CLOSES__", day(53.days())?),
        ("__FIRST_DAY__", day(60.days())?),
        ("__SECOND_DAY__", day(74.days())?),
    ];
    for (marker, date) in dates {
        text = text.replace(marker, &date);
    }
    Ok(text)
}

fn summary(init: &Init<'_>, created: &Created) -> String {
    let list = |files: &[PathBuf]| -> String {
        files.iter().map(|file| format!("\n  {}", file.display())).collect()
    };
    let (files, kept) = (list(&created.files), list(&created.kept));
    let folder = init.folder.display();
    let count = created.files.len();
    let (mut text, kept_title, next) = match init.language {
        ToolLanguage::French => (
            format!("Fichiers créés dans {folder} : {count}{files}"),
            "Déjà là, inchangés :",
            [
                "Et maintenant, dans ce dossier :",
                "  preview             montre le site à l’adresse http://127.0.0.1:4000/",
                "  generator check     montre les erreurs",
                "  git init && git add . && git commit    enregistre le tout",
                "Lisez ensuite README.md, qui explique la publication.",
            ],
        ),
        ToolLanguage::English => (
            format!("Files created in {folder}: {count}{files}"),
            "Already there, unchanged:",
            [
                "Next, in this folder:",
                "  preview             shows the site at http://127.0.0.1:4000/",
                "  generator check     shows errors",
                "  git init && git add . && git commit    records all of it",
                "Then read README.md, which explains how to publish.",
            ],
        ),
    };
    if !created.kept.is_empty() {
        text.push_str(&format!("\n{kept_title}{kept}"));
    }
    format!("{text}\n\n{}", next.join("\n"))
}
