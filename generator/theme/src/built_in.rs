//! The themes that are part of the program, for sites without a folder of that name in `themes/`.
//!
//! A release has their files in it. A debug build, which only those who work on the project have, reads them from the
//! project's folder, so that a change of a theme needs no compilation.

#[cfg(any(test, not(debug_assertions)))]
mod embedded;
mod location;
#[cfg(debug_assertions)]
mod project;

#[cfg(not(debug_assertions))]
pub(crate) use self::embedded::{file, files};
pub(crate) use self::location::Location;
#[cfg(debug_assertions)]
pub(crate) use self::project::{file, files, folder};

/// The names of the built-in themes.
pub(crate) const NAMES: [&str; 2] = ["default", "sober"];

/// The folder of a theme on disk that a build reads although the site does not have it; there is none in a release.
#[cfg(not(debug_assertions))]
pub(crate) fn folder(_theme: &str) -> Option<std::path::PathBuf> {
    None
}

/// Returns whether there is a built-in theme of this name.
pub(crate) fn has(theme: &str) -> bool {
    NAMES.contains(&theme)
}
