//! Looks for Chromium. Tests that need it are ignored on machines without it, so that the report lists them as not run.
//!
//! Sets `cfg(chromium)` and the path `CHROMIUM` for the crate.

use std::env;
use std::path::{Path, PathBuf};

/// Names of Chromium and its relatives, in order of preference.
const PROGRAMS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(chromium)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CHROME");
    match chromium() {
        Some(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            println!("cargo::rustc-cfg=chromium");
            println!("cargo::rustc-env=CHROMIUM={}", path.display());
        }
        // A later installation changes one of the folders.
        None => folders().iter().for_each(|folder| println!("cargo::rerun-if-changed={}", folder.display())),
    }
}

/// Returns the executable that `CHROME` names, or else the first of [`PROGRAMS`] in the folders of `PATH`.
fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROME").map(PathBuf::from).filter(|path| path.is_file());
    let mut candidates =
        PROGRAMS.into_iter().flat_map(|name| folders().into_iter().map(move |folder| folder.join(name)));
    named.or_else(|| candidates.find(|path| path.is_file()))
}

fn folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).filter(|folder| Path::is_dir(folder)).collect()
}
