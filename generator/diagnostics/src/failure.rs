//! `Failure`: why a command cannot go on, such as a file that cannot be read, in each language.
//!
//! The crates of the generator use it where others use `anyhow`, whose contexts have one language.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::{Phrase, phrase};

/// What failed and why, in one line without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(Phrase);

/// Adds what failed to the reason.
pub trait OrFail<T> {
    /// Returns the value, or a failure with `what` before the reason.
    ///
    /// # Errors
    ///
    /// Returns a failure instead of any error.
    fn or_fail(self, what: impl FnOnce() -> Phrase) -> Result<T, Failure>;
}

impl<T, E: Into<Failure>> OrFail<T> for Result<T, E> {
    fn or_fail(self, what: impl FnOnce() -> Phrase) -> Result<T, Failure> {
        self.map_err(|error| error.into().after(&what()))
    }
}

impl Failure {
    /// Creates a failure. The text should include what to do.
    pub fn new(text: Phrase) -> Failure {
        Failure(text)
    }

    /// Creates a failure from the error of a library, whose message is in English.
    pub fn of_library(error: impl Display) -> Failure {
        Failure(Phrase::in_english(error.to_string()))
    }

    /// Returns the text.
    pub fn text(&self) -> &Phrase {
        &self.0
    }

    /// Returns the line that programs print when it ends them.
    pub fn line(&self) -> Phrase {
        error(&self.0)
    }

    /// Returns the failure of `what`, with this one as its reason.
    #[must_use]
    pub fn after(self, what: &Phrase) -> Failure {
        let reason = self.0;
        Failure(phrase! { en: "{what}: {reason}", fr: "{what} : {reason}"; what, reason })
    }
}

/// Formats it in English.
impl Display for Failure {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.english())
    }
}

impl Error for Failure {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure(reason(&error))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::of_library(error)
    }
}

/// Returns the line that a program prints before it ends because of an error.
pub fn error(reason: &Phrase) -> Phrase {
    phrase! { en: "error: {reason}", fr: "erreur : {reason}"; reason }
}

/// Returns "cannot read" and the path.
pub fn cannot_read(path: &Path) -> Phrase {
    let path = path.display();
    phrase! { en: "cannot read `{path}`", fr: "impossible de lire `{path}`" }
}

/// Returns "cannot find" and the path.
pub fn cannot_find(path: &Path) -> Phrase {
    let path = path.display();
    phrase! { en: "cannot find `{path}`", fr: "impossible de trouver `{path}`" }
}

/// Returns "cannot write" and the path.
pub fn cannot_write(path: &Path) -> Phrase {
    let path = path.display();
    phrase! { en: "cannot write `{path}`", fr: "impossible d’écrire `{path}`" }
}

/// Returns "cannot create" and the path of a folder.
pub fn cannot_create(path: &Path) -> Phrase {
    let path = path.display();
    phrase! { en: "cannot create `{path}`", fr: "impossible de créer `{path}`" }
}

/// Returns "cannot remove" and the path.
pub fn cannot_remove(path: &Path) -> Phrase {
    let path = path.display();
    phrase! { en: "cannot remove `{path}`", fr: "impossible de supprimer `{path}`" }
}

/// Returns "cannot list" and the path of a folder.
pub fn cannot_list(path: &Path) -> Phrase {
    let path = path.display();
    phrase! { en: "cannot list `{path}`", fr: "impossible de lister `{path}`" }
}

/// Returns how to make a file UTF-8 text.
pub fn save_as_utf8() -> Phrase {
    phrase! {
        en: "save it again with the encoding UTF-8",
        fr: "enregistrez-le de nouveau avec l’encodage UTF-8"
    }
}

/// Returns what the operating system reports. It speaks the language of its own settings or English; the French text is
/// made from the kind of the error, as far as there is one.
pub fn reason(error: &io::Error) -> Phrase {
    let english = error.to_string();
    match (french(error.kind()), error.raw_os_error()) {
        (Some(french), _) => phrase! { en: "{english}", fr: "{french}" },
        (None, Some(number)) => phrase! { en: "{english}", fr: "erreur {number} du système" },
        (None, None) => Phrase::in_english(english),
    }
}

fn french(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "fichier ou dossier introuvable",
        ErrorKind::PermissionDenied => "permission refusée",
        ErrorKind::AlreadyExists => "le fichier ou le dossier existe déjà",
        ErrorKind::NotADirectory => "ce n’est pas un dossier, ou l’un des dossiers du chemin est un fichier",
        ErrorKind::IsADirectory => "c’est un dossier",
        ErrorKind::DirectoryNotEmpty => "le dossier n’est pas vide",
        ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule",
        ErrorKind::StorageFull => "le disque est plein",
        ErrorKind::QuotaExceeded => "le quota d’espace disque est dépassé",
        ErrorKind::FileTooLarge => "le fichier est trop gros",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "un autre programme l’utilise",
        ErrorKind::InvalidFilename => "le nom est trop long ou impossible",
        ErrorKind::TooManyLinks => "trop de liens",
        ErrorKind::CrossesDevices => "les deux emplacements sont sur des disques différents",
        ErrorKind::StaleNetworkFileHandle => "le lecteur réseau ne répond plus",
        ErrorKind::AddrInUse => "un autre programme utilise ce port",
        ErrorKind::AddrNotAvailable => "cette adresse n’est pas celle de cette machine",
        ErrorKind::ConnectionRefused => "la connexion est refusée",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            "la connexion est interrompue"
        }
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            "le serveur est injoignable"
        }
        ErrorKind::TimedOut => "la réponse n’est pas venue à temps",
        ErrorKind::InvalidData => "le contenu n’est pas valide",
        ErrorKind::UnexpectedEof => "fin de fichier inattendue",
        ErrorKind::WriteZero => "l’écriture s’est arrêtée avant la fin",
        ErrorKind::OutOfMemory => "la mémoire ne suffit pas",
        ErrorKind::Interrupted => "l’opération est interrompue",
        ErrorKind::Unsupported => "le système ne le permet pas",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_follows_what_failed_in_each_language() {
        let missing: Result<(), _> = Err(io::Error::from_raw_os_error(2));
        let failure = missing.or_fail(|| cannot_read(Path::new("a : b"))).unwrap_err();
        assert_eq!(failure.to_string(), "cannot read `a : b`: No such file or directory (os error 2)");
        let french = "impossible de lire `a : b`\u{a0}: fichier ou dossier introuvable";
        assert_eq!(failure.text().french(), french);
    }

    #[test]
    fn errors_of_the_system_are_in_french() {
        // ENOENT, EACCES, EEXIST, ENOTDIR, EISDIR, ENOSPC, EROFS, EADDRINUSE, EDQUOT.
        for number in [2, 13, 17, 20, 21, 28, 30, 98, 122] {
            let error = io::Error::from_raw_os_error(number);
            let french = reason(&error).french().to_owned();
            assert!(!french.contains(&number.to_string()), "{error} has no French text: {french}");
        }
        // ELOOP has no stable kind.
        assert_eq!(reason(&io::Error::from_raw_os_error(40)).french(), "erreur 40 du système");
        let other = io::Error::other("unforeseen");
        assert_eq!(reason(&other).french(), "en anglais, «\u{202f}unforeseen\u{202f}»");
    }
}
