//! `generator init`: a repository for the content of a site, with what checks and publishes it.

mod files;

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use diagnostics::failure::cannot_write;
use diagnostics::{Failure, OrFail as _, Phrase, ToolLanguage, phrase};
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
    /// The lines that a `.gitignore` that was there does not have.
    not_ignored: Vec<PathBuf>,
}

/// Creates the repository's files, and returns what to do next. No file is replaced; if there is a folder `content`, nothing is
/// added to it.
///
/// # Errors
///
/// Returns an error if a file cannot be written.
pub(crate) fn init(init: &Init<'_>) -> Result<Phrase, Failure> {
    let Init { folder, language, automation, today } = init;
    if folder.exists() && !folder.is_dir() {
        let folder = folder.display();
        return Err(Failure::new(phrase! {
            en: "`{folder}` is not a folder; choose another one",
            fr: "`{folder}` n’est pas un dossier ; choisissez-en un autre"
        }));
    }
    let has_content = folder.join("content").exists();
    let mut created = Created { files: Vec::new(), kept: Vec::new(), not_ignored: Vec::new() };
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
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                created.kept.push(file.path.into());
                if file.path == ".gitignore" {
                    created.not_ignored = not_ignored(&folder.join(file.path), &text);
                }
            }
            Err(error) => return Err(error).or_fail(|| cannot_write(&folder.join(file.path))),
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
fn filled_in(file: &StarterFile, today: Date) -> Result<String, Failure> {
    let day = |after: Span| -> Result<String, Failure> {
        let day = today.checked_add(after).map_err(|_| {
            Failure::new(phrase! {
                en: "the dates would be outside of the calendar; give another `--today`",
                fr: "les dates sortiraient du calendrier ; donnez un autre `--today`"
            })
        })?;
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

/// Returns what was created, and what to do next.
fn summary(init: &Init<'_>, created: &Created) -> Phrase {
    let list = |files: &[PathBuf]| -> String {
        files.iter().map(|file| format!("\n  {}", file.display())).collect()
    };
    let (files, kept) = (list(&created.files), list(&created.kept));
    let (folder, count) = (init.folder.display(), created.files.len());
    let mut parts = vec![phrase! {
        en: "Files created in {folder}: {count}{files}",
        fr: "Fichiers créés dans {folder} : {count}{files}"
    }];
    if !created.kept.is_empty() {
        parts.push(phrase! {
            en: "Already there, unchanged:{kept}",
            fr: "Déjà là, inchangés :{kept}"
        });
    }
    let missing = list(&created.not_ignored);
    if !created.not_ignored.is_empty() {
        parts.push(phrase! {
            en: "First add these lines to `.gitignore`, so that no registrations are committed:{missing}",
            fr: "Ajoutez d’abord ces lignes à `.gitignore`, pour qu’aucune inscription ne soit enregistrée dans git :{missing}"
        });
    }
    parts.push(phrase! {
        en: "\nNext, in this folder:\n  preview             shows the site at http://127.0.0.1:4000/\n  \
             generator check     shows errors",
        fr: "\nEt maintenant, dans ce dossier :\n  preview             montre le site à l’adresse http://127.0.0.1:4000/\n  \
             generator check     montre les erreurs"
    });
    // With what is not ignored, `git add .` would add registrations.
    if created.not_ignored.is_empty() {
        parts.push(phrase! {
            en: "  git init && git add . && git commit    records all of it",
            fr: "  git init && git add . && git commit    enregistre le tout"
        });
    }
    parts.push(phrase! {
        en: "Then read README.md, which explains how to publish.",
        fr: "Lisez ensuite README.md, qui explique la publication."
    });
    let join = |text: fn(&Phrase) -> &str| parts.iter().map(text).collect::<Vec<_>>().join("\n");
    Phrase::new(join(Phrase::english), join(Phrase::french))
}

/// Returns the lines of a new `.gitignore` that an existing one does not have.
fn not_ignored(existing: &Path, text: &str) -> Vec<PathBuf> {
    let existing = fs::read_to_string(existing).unwrap_or_default();
    let plain = |line: &str| line.trim().trim_matches('/').to_owned();
    let known: Vec<_> = existing.lines().map(plain).collect();
    text.lines().filter(|line| !known.contains(&plain(line))).map(PathBuf::from).collect()
}
