//! The names of files that are not content.

use std::path::Path;

/// Files that Windows, macOS and archive programs create. Compared in lower case, because Windows also writes
/// `Desktop.ini`.
const SYSTEM_NAMES: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"];

/// Name endings of backups, swap files and leftovers of merges.
const BACKUP_ENDINGS: [&str; 7] = ["~", ".bak", ".orig", ".rej", ".swo", ".swp", ".tmp"];

/// Returns whether a path ends with the name of a file that was left behind by an editor or a system and is not content: a hidden
/// file (`.DS_Store`, `.sb-1234`), a backup (`index.md~`, `index.md.orig`), an autosave of Emacs (`#index.md#`) or an owner file of
/// Word (`~$plan.docx`).
pub fn has_hidden_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let is = |other: &&str| name.eq_ignore_ascii_case(other.as_bytes());
    let ends_with = |ending: &&str| {
        let start = name.len().checked_sub(ending.len());
        start.is_some_and(|start| name[start..].eq_ignore_ascii_case(ending.as_bytes()))
    };
    let is_autosave = name.len() > 1 && name.starts_with(b"#") && name.ends_with(b"#");
    name.starts_with(b".")
        || name.starts_with(b"~$")
        || is_autosave
        || SYSTEM_NAMES.iter().any(is)
        || BACKUP_ENDINGS.iter().any(ends_with)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_editors_and_systems_are_hidden() {
        let litter = "#essai.md# Thumbs.db ehthumbs.db Desktop.ini desktop.ini essai.md.orig essai.md.BAK .essai.md.swp \
                      essai.md.swo ~$plan.docx .sb-1234 .DS_Store essai.md~ __MACOSX essai.md.rej";
        for name in litter.split(' ').filter(|name| !name.is_empty()) {
            assert!(has_hidden_name(Path::new(name)), "{name}");
        }
        for name in ["essai.md", "n#1.pdf", "#1.pdf", "#", "original.pdf", "swp.md", "thumbs.md", "a~b.md"] {
            assert!(!has_hidden_name(Path::new(name)), "{name}");
        }
    }
}
