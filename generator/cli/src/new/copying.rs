//! `new workshop --from`: copies the files of a workshop and moves all dates in them.

use std::fs;
use std::path::Path;

use diagnostics::failure::{cannot_read, save_as_utf8};
use diagnostics::{Failure, OrFail as _, ToolLanguage, phrase};
use generator::NewArgs;
use jiff::civil::Date;
use scaffold::{Copied, Shift, answer};
use schema::FILE_KINDS;

use super::questions::Questions;
use super::writing::NewFiles;
use super::{folder_of, slug};

/// Copies a workshop, and returns the paths written and what to do next. Outcomes and private information are not
/// copied.
pub(super) fn copy(arguments: &NewArgs, from: &str, questions: &Questions) -> Result<String, Failure> {
    let language = questions.language;
    let from = questions.given("from", from, answer::slug)?;
    let folder = folder_of(&arguments.root, &from);
    let sessions = folder.join("sessions.yaml");
    let sessions = fs::read_to_string(&sessions).or_fail(|| cannot_read(&sessions))?;
    let days = scaffold::days(&sessions);
    let (Some(first), Some(last)) = (days.first().copied(), days.last()) else {
        let message = phrase! {
            en: "the workshop `{from}` has no session with a date",
            fr: "l’atelier `{from}` n’a pas de séance avec une date"
        };
        return Err(Failure::new(message));
    };
    let wanted = questions.ask("date", &arguments.date, &["sessions", "date"], answer::date)?;
    let shift = Shift::between(first, wanted, !arguments.exact);
    let begins = shift.of(first).ok_or_else(outside_of_calendar)?;
    let title = arguments.title.clone().unwrap_or_else(|| format!("{from}-{}", begins.year()));
    let slug = slug(arguments, &title, questions)?;
    let mut files = NewFiles::below(&arguments.root);
    let target = format!("content/workshops/{slug}");
    files.add_folder(&target);
    let (mut kept, mut mentions) = (Vec::new(), Vec::new());
    for (name, location) in site::files_of_workshop(&folder)? {
        let content = fs::read(&location).or_fail(|| cannot_read(&location))?;
        let path = format!("{target}/{name}");
        let Some(kind) = FILE_KINDS.iter().find(|kind| kind.is_kind_of(&path)) else {
            files.add(&path, content);
            continue;
        };
        let text = String::from_utf8(content).map_err(|_| not_utf8(&location))?;
        let Some(copied) = scaffold::copied(kind, &text, shift, arguments.title.as_deref()) else {
            let location = location.display();
            let message = phrase! {
                en: "cannot read the dates in `{location}`; run `generator check`",
                fr: "les dates de `{location}` sont illisibles ; lancez `generator check`"
            };
            return Err(Failure::new(message));
        };
        let Copied { text, kept: of_file } = copied;
        kept.extend(of_file.into_iter().map(|key| Kept { key, path: path.clone() }));
        let of_file = scaffold::mentions(&text, first.year()..=last.year());
        mentions.extend(of_file.into_iter().map(|line| format!("  {path}:{}: {}", line.number, line.text)));
        files.add(&path, text);
    }
    let moved = Moved { first, begins, kept, mentions };
    files.write(&moved.next(language))
}

fn outside_of_calendar() -> Failure {
    Failure::new(phrase! {
        en: "the dates would be outside of the calendar; give another `--date`",
        fr: "les dates sortiraient du calendrier ; donnez une autre `--date`"
    })
}

fn not_utf8(location: &Path) -> Failure {
    let (location, hint) = (location.display(), save_as_utf8());
    Failure::new(phrase! {
        en: "`{location}` is not UTF-8 text; {hint}",
        fr: "`{location}` n’est pas un texte en UTF-8 ; {hint}";
        hint
    })
}

/// A key about the original that is still in the copy.
struct Kept {
    key: String,
    path: String,
}

/// What was done to the dates of a workshop, and what is left to do.
struct Moved {
    /// The first day of the original.
    first: Date,
    /// The first day of the copy.
    begins: Date,
    /// The keys about the original that are still in the copy.
    kept: Vec<Kept>,
    /// The lines that mention a year of the original.
    mentions: Vec<String>,
}

impl Moved {
    /// Returns what to do next.
    fn next(&self, language: ToolLanguage) -> String {
        let Moved { first, begins, kept, mentions } = self;
        let days = (*begins - *first).get_days();
        let keeps = days % 7 == 0;
        let weekdays = match keeps {
            true => phrase! { en: "stay the same", fr: "restent les mêmes" },
            false => phrase! { en: "change", fr: "changent" },
        };
        let moved = phrase! {
            en: "The first session was on {first} and is now on {begins}: all dates in YAML moved by {days} days; \
                 the days of the week {weekdays}. The copy is a draft: complete it, then remove `draft: true`.",
            fr: "La première séance, le {first}, devient le {begins} : toutes les dates des fichiers YAML sont décalées \
                 de {days} jours ; les jours de la semaine {weekdays}. Le nouvel atelier est un brouillon : complétez-le, \
                 puis retirez `draft: true`.";
            weekdays
        };
        let mut text = moved.text(language).to_owned();
        for Kept { key, path } in kept {
            let check = phrase! {
                en: "Check `{key}` in {path}, which was about the original.",
                fr: "Vérifiez `{key}` dans {path}, qui concernait l’original."
            };
            text.push_str(&format!("\n{}", check.text(language)));
        }
        if !mentions.is_empty() {
            let found = phrase! {
                en: "These lines mention a year of the original; texts keep their dates:",
                fr: "Ces lignes mentionnent une année de l’original ; les textes gardent leurs dates :"
            };
            text.push_str(&format!("\n{}", found.text(language)));
        }
        mentions.iter().for_each(|line| text.push_str(&format!("\n{line}")));
        text
    }
}
