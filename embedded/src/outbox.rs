//! The mails that the preview wrote, in a folder beside the database, and how those about a person go.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use mail_parser::{MessageParser, MessagePart, PartType};

/// The folder of the mails about the registrations in the database in `file`.
pub fn outbox(file: &Path) -> PathBuf {
    file.with_file_name("outbox")
}

/// The mails of which a header or a part, as a person reads it, is one that `is_meant` knows.
///
/// # Errors
///
/// When the folder or a mail cannot be read.
pub fn mails_with(folder: &Path, is_meant: impl Fn(&str) -> bool) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", folder.display())),
    };
    let mut mails = Vec::new();
    for entry in entries {
        // Also what a preview that was killed had begun to write.
        let path = entry?.path();
        match fs::read(&path) {
            Ok(bytes) if is_about(&bytes, &is_meant) => mails.push(path),
            Ok(_) => {}
            // The preview has just moved it to its place, where it is met, too.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        }
    }
    mails.sort();
    Ok(mails)
}

fn is_about(bytes: &[u8], is_meant: &impl Fn(&str) -> bool) -> bool {
    // What is no mail is looked through as it is.
    if is_meant(&String::from_utf8_lossy(bytes)) {
        return true;
    }
    let Some(mail) = MessageParser::default().parse(bytes) else { return false };
    mail.subject().is_some_and(is_meant) || mail.parts.iter().any(|part| is_part_about(part, is_meant))
}

fn is_part_about(part: &MessagePart<'_>, is_meant: &impl Fn(&str) -> bool) -> bool {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => is_meant(text),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => is_meant(&String::from_utf8_lossy(bytes)),
        PartType::Message(inner) => inner.parts.iter().any(|part| is_part_about(part, is_meant)),
        PartType::Multipart(_) => false,
    }
}
