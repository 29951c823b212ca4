//! Reads a text file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use diagnostics::failure;
use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};

use crate::limits;

/// Reads a text file, removes a byte order mark at its beginning and normalises the text to NFC. Problems are
/// reported.
pub fn read_text(path: String, location: &Path, diagnostics: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    match bytes(&path, location) {
        Ok(bytes) => text(path, bytes, diagnostics),
        Err(problem) => {
            diagnostics.push(problem);
            None
        }
    }
}

/// Returns the bytes of a file, or the problem with it.
fn bytes(path: &str, location: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: io::Error| {
        let reason = failure::reason(&error);
        let message = message! {
            UnreadableFile,
            en: "this file cannot be read: {reason}",
            fr: "ce fichier est illisible : {reason}";
            reason
        };
        Diagnostic::of_file(path, message)
    };
    let file = File::open(location).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length > limits::MAX_FILE {
        return Err(too_large(path.to_owned(), length));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // More may have been added to it since.
    file.take(limits::MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Returns the text of a file that was read, as [`read_text`] does. Problems are reported.
pub fn text(path: String, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    let length = bytes.len() as u64;
    if length > limits::MAX_FILE {
        diagnostics.push(too_large(path, length));
        return None;
    }
    if [[0xff, 0xfe], [0xfe, 0xff]].iter().any(|mark| bytes.starts_with(mark)) {
        diagnostics.push(utf_16(path));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let file = SourceFile::from_stored(path, text);
            let conflict = conflict(&file);
            let is_sound = conflict.is_none();
            conflict.into_iter().for_each(|conflict| diagnostics.push(conflict));
            is_sound.then_some(file)
        }
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = SourceFile::new(path, text);
            let message = message! {
                NotUtf8,
                en: "this file is not UTF-8 text",
                fr: "ce fichier n’est pas un texte en UTF-8"
            };
            let problem = Diagnostic::new(&file, offset..offset + 1, message);
            diagnostics.push(problem.with_hint(failure::save_as_utf8()));
            None
        }
    }
}

/// Returns the problem with a text in UTF-16, which Windows calls "Unicode". Its lines would be shown as nonsense.
fn utf_16(path: String) -> Diagnostic {
    let message = message! {
        NotUtf8,
        en: "this file is text in UTF-16, not UTF-8",
        fr: "ce fichier est un texte en UTF-16, et non en UTF-8"
    };
    let hint = phrase! {
        en: "save it again with the encoding UTF-8, which Notepad offers in \"Save as\"",
        fr: "enregistrez-le de nouveau avec l’encodage UTF-8, que le Bloc-notes propose dans « Enregistrer sous »"
    };
    Diagnostic::of_file(path, message).with_hint(hint)
}

/// Returns the problem with a text in which git left both versions of what two people changed.
fn conflict(file: &Arc<SourceFile>) -> Option<Diagnostic> {
    let text = file.text();
    let (open, end) = (line_with(&text, "<<<<<<< ")?, line_with(&text, ">>>>>>> ")?);
    if end < open {
        return None;
    }
    let message = message! {
        UnresolvedConflict,
        en: "this file has two versions of some lines, because two people changed them",
        fr: "ce fichier contient deux versions de quelques lignes, que deux personnes ont modifiées"
    };
    let hint = phrase! {
        en: "between `<<<<<<<` and `>>>>>>>`, keep the right one of the parts above and below `=======`, and remove these \
             three lines",
        fr: "entre `<<<<<<<` et `>>>>>>>`, gardez la bonne des deux parties que sépare `=======`, et supprimez ces trois \
             lignes"
    };
    let length = text[open..].lines().next().map_or(0, str::len);
    Some(Diagnostic::new(file, open..open + length, message).with_hint(hint))
}

/// Returns the position of the first line that starts with a mark.
fn line_with(text: &str, mark: &str) -> Option<usize> {
    // Nearly no text has one, which is found out faster than a position.
    if !text.contains(mark) {
        return None;
    }
    let mut found = text.match_indices(mark).map(|(start, _)| start);
    found.find(|start| text[..*start].is_empty() || text[..*start].ends_with('\n'))
}

fn too_large(path: String, length: u64) -> Diagnostic {
    let most = limits::MAX_FILE / 1024 / 1024;
    let message = message! {
        LargeFile,
        en: "this file is too large: {length} bytes",
        fr: "ce fichier est trop grand : {length} octets"
    };
    let hint = phrase! {
        en: "split it; a text file may be at most {most} MiB",
        fr: "partagez-le ; un fichier de texte a au plus {most} Mio"
    };
    Diagnostic::of_file(path, message).with_hint(hint)
}
