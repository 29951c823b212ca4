//! The files of the built-in themes, compiled into the program.

use super::Location;

/// A file of a built-in theme.
struct EmbeddedFile {
    /// The path below `themes/`.
    path: &'static str,
    bytes: &'static [u8],
}

/// Lists files of `themes/` with their bytes.
macro_rules! files {
    ($($path:literal,)*) => {
        &[$(EmbeddedFile { path: $path, bytes: include_bytes!(concat!("../../../../themes/", $path)) },)*]
    };
}

/// Every file of the built-in themes, sorted by path. A test compares them with the folder.
static FILES: &[EmbeddedFile] = files![
    "default/fonts/OFL.txt",
    "default/fonts/README.md",
    "default/fonts/sans-regular.ttf",
    "default/fonts/serif-semibold.ttf",
    "default/i18n/en.yaml",
    "default/i18n/fr.yaml",
    "default/static/availability.js",
    "default/static/form.js",
    "default/static/icon.svg",
    "default/static/search.js",
    "default/static/style.css",
    "default/templates/404.html",
    "default/templates/add-participants.html",
    "default/templates/archive-year.html",
    "default/templates/archive.html",
    "default/templates/base.html",
    "default/templates/cancel-registration.html",
    "default/templates/change-address.html",
    "default/templates/change-details.html",
    "default/templates/change-participants.html",
    "default/templates/components.html",
    "default/templates/confirm-email.html",
    "default/templates/fields.html",
    "default/templates/find.html",
    "default/templates/form.html",
    "default/templates/index.html",
    "default/templates/mail/address.html",
    "default/templates/mail/address.txt",
    "default/templates/mail/base.html",
    "default/templates/mail/components.html",
    "default/templates/mail/find.html",
    "default/templates/mail/find.txt",
    "default/templates/mail/notice.html",
    "default/templates/mail/notice.txt",
    "default/templates/mail/participation.html",
    "default/templates/mail/participation.txt",
    "default/templates/mail/registration.html",
    "default/templates/mail/registration.txt",
    "default/templates/mail/scheduled.html",
    "default/templates/mail/scheduled.txt",
    "default/templates/message.html",
    "default/templates/open-graph.svg",
    "default/templates/own-registration.html",
    "default/templates/page.html",
    "default/templates/participation.html",
    "default/templates/questionnaire.html",
    "default/templates/registration.html",
    "default/templates/search.html",
    "default/templates/speaker.html",
    "default/templates/topic.html",
    "default/templates/topics.html",
    "default/templates/workshop.html",
    "default/theme.yaml",
    "sober/static/icon.svg",
    "sober/static/style.css",
    "sober/templates/404.html",
    "sober/templates/add-participants.html",
    "sober/templates/archive-year.html",
    "sober/templates/archive.html",
    "sober/templates/base.html",
    "sober/templates/cancel-registration.html",
    "sober/templates/change-address.html",
    "sober/templates/change-details.html",
    "sober/templates/change-participants.html",
    "sober/templates/confirm-email.html",
    "sober/templates/find.html",
    "sober/templates/index.html",
    "sober/templates/message.html",
    "sober/templates/own-registration.html",
    "sober/templates/page.html",
    "sober/templates/participation.html",
    "sober/templates/pieces.html",
    "sober/templates/questionnaire.html",
    "sober/templates/questions.html",
    "sober/templates/registration.html",
    "sober/templates/search.html",
    "sober/templates/speaker.html",
    "sober/templates/topic.html",
    "sober/templates/topics.html",
    "sober/templates/workshop.html",
    "sober/theme.yaml",
];

/// Returns a file of a built-in theme, by its path below the folder of the theme.
pub(crate) fn file(theme: &str, path: &str) -> Option<Location> {
    let path = format!("{theme}/{path}");
    FILES.iter().find(|file| file.path == path).map(|file| Location::Program(file.bytes))
}

/// Returns the files of a kind of a built-in theme, by path below the folder of the kind, sorted.
pub(crate) fn files(theme: &str, kind: &str) -> Vec<(String, Location)> {
    let folder = format!("{theme}/{kind}/");
    let of_kind = |file: &EmbeddedFile| {
        let name = file.path.strip_prefix(&folder)?;
        Some((name.to_owned(), Location::Program(file.bytes)))
    };
    FILES.iter().filter_map(of_kind).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{NAMES, folder};
    use super::*;

    #[test]
    fn every_file_of_the_built_in_themes_is_compiled_in() {
        let mut on_disk = Vec::new();
        for theme in NAMES {
            let folder = folder(theme).unwrap();
            for (name, location) in
                content::load::files(&folder, theme, &mut diagnostics::Diagnostics::default()).unwrap()
            {
                on_disk.push((format!("{theme}/{name}"), std::fs::read(location).unwrap()));
            }
        }
        on_disk.sort();
        let embedded: Vec<_> = FILES.iter().map(|file| (file.path.to_owned(), file.bytes.to_vec())).collect();
        let paths = |files: &[(String, Vec<u8>)]| -> Vec<String> {
            files.iter().map(|(path, _)| path.clone()).collect()
        };
        assert_eq!(paths(&embedded), paths(&on_disk), "list every file of a built-in theme in `embedded.rs`");
        assert!(embedded == on_disk, "the bytes are those of the folder");
    }

    #[test]
    fn both_ways_find_the_same_files() {
        for theme in NAMES {
            for kind in ["templates", "i18n", "static", "fonts"] {
                let names = |files: Vec<(String, Location)>| -> Vec<String> {
                    files.into_iter().map(|(name, _)| name).collect()
                };
                assert_eq!(
                    names(files(theme, kind)),
                    names(super::super::files(theme, kind)),
                    "{theme}/{kind}"
                );
            }
            assert!(file(theme, "theme.yaml").is_some());
        }
        assert!(file("default", "nothing.yaml").is_none());
    }
}
