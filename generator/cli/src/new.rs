//! The command `new`: asks for what is missing, and writes new files with comments. It never overwrites a file.

mod copying;
mod questions;
mod writing;

use std::fs;
use std::path::Path;

use diagnostics::failure::cannot_read;
use diagnostics::{Failure, OrFail as _, ToolLanguage, phrase};
use generator::{NewArgs, NewKind};
use jiff::ToSpan as _;
use jiff::civil::Date;
use model::slug::Slug;
use scaffold::{Entry, answer};
use schema::FileKind;

use self::questions::{Question, Questions};
use self::writing::{NewFiles, with_schema};

/// The text of a new file, until an editor writes one.
const TO_COMPLETE: [&str; 2] = ["[To be completed]", "[À compléter]"];

/// Creates what the arguments ask for, and returns the paths written and what to do next, in a language. Comments in the files
/// are in that language, too.
///
/// # Errors
///
/// Returns an error if an answer is missing and cannot be asked for, if it is invalid, or if a file already exists or
/// cannot be written.
pub(crate) fn run(arguments: &NewArgs, language: ToolLanguage) -> Result<String, Failure> {
    if let Some(option) = arguments.unused().first() {
        let message = phrase! {
            en: "`--{option}` has no meaning here; remove it, or see `generator new --help`",
            fr: "`--{option}` n’a pas de sens ici ; retirez-le, ou consultez `generator new --help`"
        };
        return Err(Failure::new(message));
    }
    let questions = Questions::new(language);
    match (arguments.kind, &arguments.from) {
        (NewKind::Workshop, Some(from)) => copying::copy(arguments, from, &questions),
        (NewKind::Workshop, None) => workshop(arguments, &questions),
        (NewKind::Session, _) => session(arguments, &questions),
        (NewKind::Speaker, _) => speaker(arguments, &questions),
        (NewKind::Page, _) => page(arguments, &questions),
    }
}

fn workshop(arguments: &NewArgs, questions: &Questions) -> Result<String, Failure> {
    let language = questions.language;
    let title = questions.ask("title", &arguments.title, &["workshop", "title"], answer::text)?;
    let slug = slug(arguments, &title, questions)?;
    let summary = questions.ask("summary", &arguments.summary, &["workshop", "summary"], answer::text)?;
    let audience = questions.optional(&arguments.audience, &["workshop", "audience"], answer::text)?;
    let session = session_of(arguments, questions, title.clone())?;
    let capacity = questions.optional(&arguments.capacity, &["registration", "capacity"], answer::seats)?;
    let mut head = vec![Entry::text("title", &title), Entry::text("summary", summary)];
    head.extend(audience.map(|audience| Entry::text("audience", audience)));
    head.push(Entry::written("draft", true));
    let folder = format!("content/workshops/{slug}");
    let mut files = NewFiles::below(&arguments.root);
    files.add_folder(&folder);
    files.add(
        &format!("{folder}/index.md"),
        scaffold::document(kind("workshop")?, &head, text_in(language), language),
    );
    let sessions = scaffold::file(kind("sessions")?, &session.entries, language);
    files.add(&format!("{folder}/sessions.yaml"), with_schema(&arguments.root, "sessions", sessions));
    if let Some(capacity) = capacity {
        let fee = questions.ask("fee", &arguments.fee, &["fees", "amount"], answer::amount)?;
        let registration = registration(session.date, capacity, fee)?;
        let registration = scaffold::file(kind("registration")?, &registration, language);
        files.add(
            &format!("{folder}/registration.yaml"),
            with_schema(&arguments.root, "registration", registration),
        );
    } else if arguments.fee.is_some() {
        let message = phrase! {
            en: "`--fee` needs `--capacity`: a workshop with a fee has a registration form",
            fr: "`--fee` demande `--capacity` : un atelier avec un tarif a un formulaire d’inscription"
        };
        return Err(Failure::new(message));
    }
    let next = phrase! {
        en: "Complete these files; the preview shows the workshop as a draft. Remove `draft: true` to publish it.",
        fr: "Complétez ces fichiers ; l’aperçu montre l’atelier comme brouillon. Retirez `draft: true` pour le publier."
    };
    files.write(next.text(language))
}

/// Returns the registration of a workshop: open for three months, until the day before the first session.
fn registration(first_day: Date, capacity: u32, fee: String) -> Result<Vec<Entry>, Failure> {
    let too_early = |_| {
        Failure::new(phrase! {
            en: "registration would begin before the calendar; give a later `--date`",
            fr: "l’inscription commencerait avant le calendrier ; donnez une `--date` plus tardive"
        })
    };
    let opens = first_day.checked_sub(3.months()).map_err(too_early)?;
    let closes = first_day.yesterday().map_err(too_early)?;
    let fee = vec![
        Entry::written("category", "participation"),
        Entry::text("label", "Participation"),
        Entry::written("amount", fee),
    ];
    Ok(vec![
        Entry::written("opens", opens),
        Entry::written("closes", closes),
        Entry::written("capacity", capacity),
        Entry::list("fees", vec![fee]),
    ])
}

/// The entries of a session, and its day.
struct Session {
    entries: Vec<Entry>,
    date: Date,
}

fn session_of(arguments: &NewArgs, questions: &Questions, title: String) -> Result<Session, Failure> {
    let date = questions.ask("date", &arguments.date, &["sessions", "date"], answer::date)?;
    let start = questions.ask("start", &arguments.start, &["sessions", "start"], answer::time)?;
    let end = questions.ask("end", &arguments.end, &["sessions", "end"], answer::time)?;
    if end <= start {
        let message = phrase! {
            en: "the session ends at {end} but starts at {start}; give a later `--end`",
            fr: "la séance finit à {end} mais commence à {start} ; donnez un `--end` plus tardif"
        };
        return Err(Failure::new(message));
    }
    let place = match arguments.online {
        true => Entry::written("attendance", "online"),
        false => Entry::written("venue", venue(arguments, questions)?),
    };
    let entries = vec![
        Entry::text("title", title),
        Entry::written("date", date),
        Entry::written("start", start),
        Entry::written("end", end),
        place,
    ];
    Ok(Session { entries, date })
}

/// Returns a venue of `venues.yaml`.
fn venue(arguments: &NewArgs, questions: &Questions) -> Result<String, Failure> {
    let text = fs::read_to_string(arguments.root.join("content/venues.yaml")).unwrap_or_default();
    let known = answer::keys(&text);
    let is_known = |answer: &str| {
        let slug = answer::slug(answer)?;
        let listed = known.join("`, `");
        match known.contains(&slug) {
            true => Ok(slug),
            false if known.is_empty() => Err(phrase! {
                en: "`content/venues.yaml` has no venues; add one, or use `--online`",
                fr: "`content/venues.yaml` n’a aucun lieu ; ajoutez-en un, ou donnez `--online`"
            }),
            false => Err(phrase! {
                en: "there is no venue `{slug}`; available: `{listed}`",
                fr: "il n’y a pas de lieu `{slug}` ; voici ceux qui existent : `{listed}`"
            }),
        }
    };
    questions.ask("venue", &arguments.venue, &["sessions", "venue"], is_known)
}

fn session(arguments: &NewArgs, questions: &Questions) -> Result<String, Failure> {
    let language = questions.language;
    let label = phrase! { en: "Workshop", fr: "Atelier" };
    let help = phrase! { en: "folder in `content/workshops`", fr: "dossier de `content/workshops`" };
    let question = Question { label: label.text(language), help: help.text(language) };
    let workshop = questions.ask_as("workshop", &arguments.workshop, question, answer::slug)?;
    let path = format!("content/workshops/{workshop}/sessions.yaml");
    let location = arguments.root.join(&path);
    let before = fs::read_to_string(&location).or_fail(|| cannot_read(&location))?;
    let title = questions.ask("title", &arguments.title, &["sessions", "title"], answer::text)?;
    let mut session = session_of(arguments, questions, title)?;
    if let Some(capacity) = &arguments.capacity {
        let capacity = questions.given("capacity", capacity, answer::seats)?;
        session.entries.push(Entry::written("capacity", capacity));
    }
    let Some(after) = scaffold::session_added(&before, &session.entries, language) else {
        let entry = scaffold::file(kind("sessions")?, &session.entries, language);
        return Err(Failure::new(phrase! {
            en: "cannot add to {path}, which does not have a line for each key; add this by hand:\n\n{entry}",
            fr: "impossible d’ajouter à {path}, qui n’a pas une ligne par clé ; ajoutez ceci vous-même :\n\n{entry}"
        }));
    };
    writing::replace(&location, &after)?;
    let next = phrase! {
        en: "Review the session at the end of the file, then run `generator check`.",
        fr: "Relisez la séance ajoutée à la fin du fichier, puis lancez `generator check`."
    };
    Ok(format!("{path}\n{}", next.text(language)))
}

fn speaker(arguments: &NewArgs, questions: &Questions) -> Result<String, Failure> {
    let language = questions.language;
    let name = questions.ask("name", &arguments.name, &["speaker", "name"], answer::text)?;
    let slug = slug(arguments, &name, questions)?;
    let mut head = vec![Entry::text("name", name)];
    let role = questions.optional(&arguments.role, &["speaker", "role"], answer::text)?;
    head.extend(role.map(|role| Entry::text("role", role)));
    let organisation =
        questions.optional(&arguments.organisation, &["speaker", "organisation"], answer::text)?;
    head.extend(organisation.map(|organisation| Entry::text("organisation", organisation)));
    let mut files = NewFiles::below(&arguments.root);
    let text = scaffold::document(kind("speaker")?, &head, text_in(language), language);
    files.add(&format!("content/speakers/{slug}.md"), text);
    let next = phrase! {
        en: "Write the biography, then add `speakers: [{slug}]` to a session.",
        fr: "Écrivez la biographie, puis ajoutez `speakers: [{slug}]` à une séance."
    };
    files.write(next.text(language))
}

fn page(arguments: &NewArgs, questions: &Questions) -> Result<String, Failure> {
    let language = questions.language;
    let title = questions.ask("title", &arguments.title, &["page", "title"], answer::text)?;
    let slug = slug(arguments, &title, questions)?;
    let description =
        questions.ask("description", &arguments.description, &["page", "description"], answer::text)?;
    let head = [Entry::text("title", title), Entry::text("description", description)];
    let mut files = NewFiles::below(&arguments.root);
    let text = scaffold::document(kind("page")?, &head, text_in(language), language);
    files.add(&format!("content/pages/{slug}.md"), text);
    let next = phrase! {
        en: "Write the text, then add a link to `pages/{slug}.md` to a text or to `navigation` in `site.yaml`.",
        fr: "Écrivez le texte, puis ajoutez un lien vers `pages/{slug}.md` à un texte ou à `navigation` dans `site.yaml`."
    };
    files.write(next.text(language))
}

/// Returns the name of the new file or folder.
fn slug(arguments: &NewArgs, title: &str, questions: &Questions) -> Result<String, Failure> {
    match &arguments.slug {
        Some(slug) => questions.given("slug", slug, answer::slug),
        None => match Slug::from_text(title) {
            Some(slug) => Ok(slug.to_string()),
            None => {
                let message = phrase! {
                    en: "`{title}` cannot be part of an address; give a `--slug`",
                    fr: "`{title}` ne peut faire partie d’une adresse ; donnez un `--slug`"
                };
                Err(Failure::new(message))
            }
        },
    }
}

/// Returns the placeholder for a text.
fn text_in(language: ToolLanguage) -> &'static str {
    let [english, french] = TO_COMPLETE;
    match language {
        ToolLanguage::English => english,
        ToolLanguage::French => french,
    }
}

fn kind(name: &str) -> Result<&'static FileKind, Failure> {
    FileKind::named(name).ok_or_else(|| {
        Failure::new(phrase! {
            en: "there is no kind of file `{name}`; please report this",
            fr: "il n’y a pas de sorte de fichier `{name}` ; merci de le signaler"
        })
    })
}

/// Returns the path of a workshop's folder.
fn folder_of(root: &Path, workshop: &str) -> std::path::PathBuf {
    root.join("content/workshops").join(workshop)
}
