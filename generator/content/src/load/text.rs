//! Reads a text file.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use diagnostics::failure;
use diagnostics::{Diagnostic, Diagnostics, SourceFile, composed, message, phrase};

use crate::limits;

/// Reads a text file, removes a byte order mark at its beginning and normalises the text to NFC. Problems are
/// reported.
pub fn read_text(path: String, location: &Path, diagnostics: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    let length = fs::metadata(location).map_or(0, |metadata| metadata.len());
    if length > limits::MAX_FILE {
        diagnostics.push(too_large(path, length));
        return None;
    }
    let bytes = match fs::read(location) {
        Ok(bytes) => bytes,
        Err(error) => {
            let reason = failure::reason(&error);
            let message = message! {
                UnreadableFile,
                en: "this file cannot be read: {reason}",
                fr: "ce fichier est illisible : {reason}";
                reason
            };
            diagnostics.push(Diagnostic::of_file(path, message));
            return None;
        }
    };
    text(path, bytes, diagnostics)
}

/// Returns the text of a file that was read, as [`read_text`] does. Problems are reported.
pub fn text(path: String, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    let length = bytes.len() as u64;
    if length > limits::MAX_FILE {
        diagnostics.push(too_large(path, length));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            Some(SourceFile::new(path, composed(text)))
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
