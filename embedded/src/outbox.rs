//! The mails that the preview wrote to a folder beside the database, and a search for those about a person.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use mail_parser::{MessageParser, MessagePart, PartType};

/// Returns the mail folder of the database in `file`.
pub fn outbox(file: &Path) -> PathBuf {
    file.with_file_name("outbox")
}

/// Returns the mails of which a decoded header or part satisfies `matches`.
///
/// # Errors
///
/// Fails if the folder or a mail cannot be read.
pub fn mails_with(folder: &Path, matches: impl Fn(&str) -> bool) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", folder.display())),
    };
    let mut mails = Vec::new();
    for entry in entries {
        // Includes partial files that a killed preview left behind.
        let path = entry?.path();
        match fs::read(&path) {
            Ok(bytes) if is_about(&bytes, &matches) => mails.push(path),
            Ok(_) => {}
            // The preview has just renamed the file; the search also finds the new name.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        }
    }
    mails.sort();
    Ok(mails)
}

fn is_about(bytes: &[u8], matches: &impl Fn(&str) -> bool) -> bool {
    // A file that is not a mail is searched as raw text.
    if matches(&String::from_utf8_lossy(bytes)) {
        return true;
    }
    let Some(mail) = MessageParser::default().parse(bytes) else { return false };
    mail.subject().is_some_and(matches) || mail.parts.iter().any(|part| is_part_about(part, matches))
}

fn is_part_about(part: &MessagePart<'_>, matches: &impl Fn(&str) -> bool) -> bool {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => matches(text),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => matches(&String::from_utf8_lossy(bytes)),
        PartType::Message(inner) => inner.parts.iter().any(|part| is_part_about(part, matches)),
        PartType::Multipart(_) => false,
    }
}
