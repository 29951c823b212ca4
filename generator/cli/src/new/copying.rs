//! `new workshop --from`: copies the files of a workshop and moves all dates in them.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use diagnostics::ToolLanguage;
use generator::NewArgs;
use jiff::civil::Date;
use scaffold::{Copied, Shift, answer};
use schema::FILE_KINDS;

use super::questions::Questions;
use super::writing::NewFiles;
use super::{folder_of, slug};

/// Copies a workshop, and returns the paths written and what to do next. Outcomes are not copied.
pub(super) fn copy(arguments: &NewArgs, from: &str, questions: &Questions) -> anyhow::Result<String> {
    let from = answer::slug(from).map_err(anyhow::Error::msg).context("`--from`")?;
    let folder = folder_of(&arguments.root, &from);
    let sessions = folder.join("sessions.yaml");
    let sessions =
        fs::read_to_string(&sessions).with_context(|| format!("cannot read {}", sessions.display()))?;
    let days = scaffold::days(&sessions);
    let (Some(first), Some(last)) = (days.first().copied(), days.last()) else {
        bail!("the workshop `{from}` has no session with a date");
    };
    let wanted = questions.ask("date", &arguments.date, &["sessions", "date"], answer::date)?;
    let shift = Shift::between(first, wanted, !arguments.exact);
    let begins = shift.of(first).context("the dates would be out of range")?;
    let slug = slug(arguments, arguments.title.as_deref().unwrap_or(&format!("{from}-{}", begins.year())))?;
    let mut files = NewFiles::below(&arguments.root);
    let target = format!("content/workshops/{slug}");
    files.add_folder(&target);
    let (mut kept, mut mentions) = (Vec::new(), Vec::new());
    for name in names(&folder)? {
        let location = folder.join(&name);
        let content = fs::read(&location).with_context(|| format!("cannot read {}", location.display()))?;
        let path = format!("{target}/{name}");
        let Some(kind) = FILE_KINDS.iter().find(|kind| kind.is_kind_of(&path)) else {
            files.add(&path, content);
            continue;
        };
        let text =
            String::from_utf8(content).with_context(|| format!("{} is not UTF-8", location.display()))?;
        let Some(copied) = scaffold::copied(kind, &text, shift, arguments.title.as_deref()) else {
            bail!("cannot read the dates in {}; run `generator check`", location.display());
        };
        let Copied { text, kept: of_file } = copied;
        kept.extend(of_file.into_iter().map(|key| format!("`{key}` in {path}")));
        let of_file = scaffold::mentions(&text, first.year()..=last.year());
        mentions.extend(of_file.into_iter().map(|line| format!("  {path}:{}: {}", line.number, line.text)));
        files.add(&path, text);
    }
    let moved = Moved { first, begins, kept, mentions };
    files.write(&moved.next(questions.language))
}

/// Returns the names of the files of a workshop that are copied, sorted: all but its outcomes and hidden files.
fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_outcome = name.starts_with("outcomes.") && name.ends_with(".md");
        if entry.path().is_file() && !name.starts_with('.') && !is_outcome {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// What was done to the dates of a workshop, and what is left to do.
struct Moved {
    /// The first day of the original.
    first: Date,
    /// The first day of the copy.
    begins: Date,
    /// The keys about the original that are still in the copy, with their files.
    kept: Vec<String>,
    /// The lines that mention a year of the original.
    mentions: Vec<String>,
}

impl Moved {
    /// Returns what to do next.
    fn next(&self, language: ToolLanguage) -> String {
        let Moved { first, begins, kept, mentions } = self;
        let days = (*begins - *first).get_days();
        let keeps = days % 7 == 0;
        let mut text = match language {
            ToolLanguage::English => {
                let weekdays = if keeps { "stay the same" } else { "change" };
                format!(
                    "The first session was on {first} and is now on {begins}: all dates in YAML moved by {days} days; \
                     the days of the week {weekdays}. The copy is a draft: complete it, then remove `draft: true`."
                )
            }
            ToolLanguage::French => {
                let weekdays = if keeps { "restent les mêmes" } else { "changent" };
                format!(
                    "La première séance, le {first}, devient le {begins} : toutes les dates des fichiers YAML sont décalées \
                     de {days} jours ; les jours de la semaine {weekdays}. Le nouvel atelier est un brouillon : complétez-le, \
                     puis retirez `draft: true`."
                )
            }
        };
        for kept in kept {
            text.push_str(&match language {
                ToolLanguage::English => format!("\nCheck {kept}, which was about the original."),
                ToolLanguage::French => format!("\nVérifiez {kept}, qui concernait l’original."),
            });
        }
        if !mentions.is_empty() {
            text.push_str(match language {
                ToolLanguage::English => {
                    "\nThese lines mention a year of the original; texts keep their dates:"
                }
                ToolLanguage::French => {
                    "\nCes lignes mentionnent une année de l’original ; les textes gardent leurs dates :"
                }
            });
        }
        mentions.iter().for_each(|line| text.push_str(&format!("\n{line}")));
        text
    }
}
