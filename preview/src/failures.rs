//! The errors of crates that speak English, in the languages of the preview.

use std::io;
use std::path::Path;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use embedded::InUse;
use registry::explained;
use site::{Failure, Phrase, ToolLanguage, failure, phrase};

/// Returns an error of another crate, after `what` failed. In French, that is the reason of the operating system if it has
/// one; otherwise the English message is quoted.
pub(crate) fn of(error: &anyhow::Error, what: &Phrase) -> Failure {
    if let Some(taken) = error.downcast_ref::<InUse>() {
        return Failure::new(in_use(taken));
    }
    // The SDK's own messages do not help an editor.
    let english = explained(error.as_ref());
    let of_system = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    let reason = match of_system {
        Some(error) => Phrase::new(english, failure::reason(error).french().to_owned()),
        None => Phrase::in_english(english),
    };
    Failure::new(reason).after(what)
}

/// Returns the reason why the folder `.preview` cannot be used.
pub(crate) fn not_private(error: &anyhow::Error, root: &Path) -> Failure {
    let folder = root.join(".preview");
    let folder = folder.display();
    of(
        error,
        &phrase! { en: "cannot use the folder `{folder}`", fr: "impossible d’utiliser le dossier `{folder}`" },
    )
}

/// Returns the reason why the database, or the folder of mails beside it, cannot be used.
pub(crate) fn no_database(error: &anyhow::Error, database: &Path) -> Failure {
    let database = database.display();
    of(
        error,
        &phrase! {
            en: "cannot keep registrations in `{database}`",
            fr: "impossible d’enregistrer des inscriptions dans `{database}`"
        },
    )
}

/// Answers a request in plain text.
pub(crate) fn answer(status: StatusCode, text: &Phrase, language: ToolLanguage) -> Response {
    (status, format!("{}\n", text.text(language))).into_response()
}

/// Answers that a page cannot be shown, because of this failure.
pub(crate) fn no_page(failure: &Failure, language: ToolLanguage) -> Response {
    answer(StatusCode::INTERNAL_SERVER_ERROR, failure.text(), language)
}

/// Returns that another program has the database open.
fn in_use(taken: &InUse) -> Phrase {
    let file = taken.file.display();
    match &taken.holder {
        Some(holder) => phrase! {
            en: "{taken}",
            fr: "un autre aperçu utilise `{file}` ({holder}) ; servez-vous de celui-là, arrêtez-le, ou donnez un autre \
                 fichier avec `--database`"
        },
        None => phrase! {
            en: "{taken}",
            fr: "une commande `registrations` utilise `{file}` ; réessayez quand elle aura fini"
        },
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use anyhow::Context as _;

    use super::*;

    #[test]
    fn the_system_gives_the_reason_in_french_and_others_are_quoted() {
        let what = phrase! { en: "cannot start", fr: "impossible de démarrer" };
        let full = Err::<(), _>(io::Error::from_raw_os_error(28)).context("cannot open `a`");
        let failure = of(&full.unwrap_err(), &what);
        assert_eq!(failure.text().french(), "impossible de démarrer\u{a0}: le disque est plein");
        assert!(failure.to_string().starts_with("cannot start: cannot open `a`: No space left"), "{failure}");
        let other = of(&anyhow::anyhow!("no reason"), &what);
        assert!(other.text().french().contains("en anglais, «\u{202f}no reason\u{202f}»"), "{other:?}");
        let taken = of(&InUse { file: PathBuf::from("a.sqlite"), holder: None }.into(), &what);
        assert!(
            taken.text().french().starts_with("une commande `registrations` utilise `a.sqlite`"),
            "{taken:?}"
        );
    }
}
