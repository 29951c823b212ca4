//! Checks that all required texts exist: those that templates use by name, and those that the programs use.

mod filled_in;
mod history;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use diagnostics::suggestion;
use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use model::email_form::find_form;
use model::mail::MailKind;
pub(crate) use view::requirements::MESSAGES;
use view::terms::keys_of_words;

use self::filled_in::FILLED_IN;
use super::language_file::{LanguageFile, missing_other_form, missing_text};
use super::template_text;

/// Keys whose last part is a value that a template or the generator appends.
const COMPOSED: [(&str, &[&str]); 12] = [
    ("personal_data", &["colleagues", "sessions", "separator"]),
    ("content", &["table", "notes"]),
    ("content.callout", &["note", "tip", "important", "warning", "caution"]),
    ("attendance", &["in_person", "online", "hybrid"]),
    ("session_status", &["scheduled", "postponed", "cancelled"]),
    ("phase", &["upcoming", "ongoing", "past"]),
    ("session_change", &["date", "hours", "online", "attendance", "venue"]),
    ("private", &["room", "door_code", "join_link", "join_code", "note", "document"]),
    ("calendar.session", &["postponed", "cancelled", "not_attended"]),
    (
        "calendar.registration",
        &["unconfirmed", "requested", "pending", "waiting", "offered", "cancelled", "refused", "quarantined"],
    ),
    ("offer", &["upcoming", "open", "closed"]),
    (
        "status",
        &[
            "unconfirmed",
            "requested",
            "pending",
            "confirmed",
            "waiting",
            "offered",
            "cancelled",
            "refused",
            "quarantined",
        ],
    ),
];

/// Reasons for rejecting a registration. Each has a `title` and a `text`, with underscores in the key.
pub(crate) const REFUSALS: [&str; 6] = ["upcoming", "closed", "cancelled", "full", "too-many", "unavailable"];

/// Reasons for rejecting an answer to a questionnaire; their keys have the same form.
pub(crate) const ANSWER_REFUSALS: [&str; 5] = ["upcoming", "closed", "cancelled", "too-many", "unavailable"];

/// Reasons for not storing a change of participants or details, or people who are added; their keys have the same form.
pub(crate) const CHANGE_REFUSALS: [&str; 17] = [
    "unavailable",
    "too-many",
    "changed-too-often-today",
    "changed-too-often",
    "outdated",
    "part-closed",
    "sessions-closed",
    "raises-fee",
    "full",
    "party-full",
    "approved",
    "outdated-participants",
    "invoiced",
    "outdated-sessions",
    "too-large",
    "unseated",
    "additions-closed",
];

/// Reasons for rejecting the address in the search for registrations; their keys have the same form.
pub(crate) const FIND_REFUSALS: [&str; 2] = ["too-many", "unavailable"];

/// Returns the possible last parts of keys that a template builds from this beginning and a value, such as the kinds
/// of mails for `mail`; `None` if only the theme defines them.
pub(super) fn members(beginning: &str) -> Option<Vec<String>> {
    let owned = |keys: &[&str]| Some(keys.iter().map(|key| key.replace('-', "_")).collect());
    match beginning {
        "mail" => Some(MailKind::ALL.iter().copied().map(|kind| kind.key().to_owned()).collect()),
        "refusal" => owned(&REFUSALS),
        "answer_refusal" => owned(&ANSWER_REFUSALS),
        "change_refusal" => owned(&CHANGE_REFUSALS),
        "find_refusal" => owned(&FIND_REFUSALS),
        "message" => owned(&MESSAGES),
        _ => match COMPOSED.iter().find(|(group, _)| *group == beginning) {
            Some((_, keys)) => owned(keys),
            None => history::members(beginning),
        },
    }
}

/// Reports missing texts and unknown placeholders.
pub(super) fn check(
    templates: &BTreeMap<String, Arc<SourceFile>>,
    words: &LanguageFile,
    diagnostics: &mut Diagnostics,
) {
    // A missing or unreadable language was already reported, so its texts need not be.
    if words.texts.is_empty() || words.is_incomplete {
        return;
    }
    for file in templates.values() {
        for used in template_text::uses(&file.text()) {
            let key = if used.plural { format!("{}.other", used.key) } else { used.key.clone() };
            if words.texts.contains_key(&key) || words.mistyped.contains(&used.key) {
                continue;
            }
            if let Some(form) = words.incomplete_plural(&used.key) {
                diagnostics.push(missing_other_form(&used.key, form));
            } else {
                let message = missing_text(&key, &words.file.path);
                let keys = words.texts.keys().map(String::as_str);
                let hint =
                    suggestion::short_hint(&key, keys, phrase! { en: "add it there", fr: "ajoutez-le là" });
                diagnostics.push(Diagnostic::new(file, used.span, message).with_hint(hint));
            }
        }
    }
    for key in composed_keys().chain(form_keys()) {
        require(&key, words, diagnostics);
    }
    for subject in mail_keys("subject") {
        require(&subject, words, diagnostics);
        check_placeholders(&subject, &["workshop"], words, diagnostics);
    }
    for &(key, placeholders) in FILLED_IN {
        require(key, words, diagnostics);
        check_placeholders(key, placeholders, words, diagnostics);
    }
}

fn require(key: &str, words: &LanguageFile, diagnostics: &mut Diagnostics) {
    if !words.texts.contains_key(key) && !words.mistyped.contains(key) {
        let message = message! {
            NoThemeText,
            en: "`{key}` has no text",
            fr: "`{key}` n’a pas de texte"
        };
        let hint = phrase! { en: "add it; the generator or the handler needs it", fr: "ajoutez-le : le générateur ou le serveur des inscriptions en a besoin" };
        diagnostics.push(Diagnostic::new(&words.file, 0..0, message).with_hint(hint));
    }
}

fn check_placeholders(key: &str, known: &[&str], words: &LanguageFile, diagnostics: &mut Diagnostics) {
    let Some(word) = words.texts.get(key) else {
        return;
    };
    for placeholder in word.text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        if !known.contains(&placeholder) {
            let quoted: Vec<_> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
            let hint = match quoted.is_empty() {
                true => {
                    phrase! { en: "this text has no placeholders", fr: "ce texte n’a pas d’emplacements" }
                }
                false => {
                    let quoted = quoted.join(", ");
                    phrase! { en: "this text may contain {quoted}", fr: "ce texte peut contenir {quoted}" }
                }
            };
            let message = message! {
                UnknownPlaceholder,
                en: "unknown placeholder `{{{placeholder}}}` in `{key}`",
                fr: "emplacement inconnu dans `{key}` : `{{{placeholder}}}`"
            };
            diagnostics.push(Diagnostic::new(&word.file, word.span.clone(), message).with_hint(hint));
        }
    }
}

fn composed_keys() -> impl Iterator<Item = String> {
    let single =
        COMPOSED.iter().flat_map(|(group, keys)| keys.iter().map(move |key| format!("{group}.{key}")));
    let page = |group: &'static str| {
        move |key: &&str| ["title", "text"].map(|part| format!("{group}.{}.{part}", key.replace('-', "_")))
    };
    let refusals = REFUSALS.iter().flat_map(page("refusal"));
    let answer_refusals = ANSWER_REFUSALS.iter().flat_map(page("answer_refusal"));
    let change_refusals = CHANGE_REFUSALS.iter().flat_map(page("change_refusal"));
    let find_refusals = FIND_REFUSALS.iter().flat_map(page("find_refusal"));
    let mails = mail_keys("title").chain(mail_keys("text"));
    let messages = MESSAGES.iter().flat_map(page("message"));
    single
        .chain(history::keys())
        .chain(refusals)
        .chain(answer_refusals)
        .chain(change_refusals)
        .chain(find_refusals)
        .chain(messages)
        .chain(mails)
}

/// Returns the keys of one text of each kind of mail.
fn mail_keys(part: &'static str) -> impl Iterator<Item = String> {
    MailKind::ALL.iter().copied().map(move |kind| format!("mail.{}.{part}", kind.key()))
}

/// Returns the keys that forms request, without those that are filled in.
fn form_keys() -> impl Iterator<Item = String> {
    let keys = RefCell::new(keys_of_words());
    let text = |key: &str, _: &[(&str, &str)]| {
        keys.borrow_mut().insert(key.to_owned());
        Ok::<_, Infallible>(key.to_owned())
    };
    // The form is not needed, only the keys that it requests.
    let _ = find_form(text);
    let is_filled_in = |key: &String| FILLED_IN.iter().any(|(name, _)| name == key);
    keys.into_inner().into_iter().filter(move |key| !is_filled_in(key))
}
