//! The version that the programs print with `--version` and the functions log when they start.
//!
//! A separate crate, so that there is one build script for all programs. It depends on no other crate and must never
//! know what the programs do. `build.rs` reads the commit.

/// The version of the project with the commit that was built, such as `0.2.0 (3f2a9c01d4 2026-11-28)`.
///
/// `-dirty` after the commit marks source files that were changed since. Builds without optimisation have `debug build`
/// in place of the commit, and builds outside the project's git repository `unknown commit`.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("ATELIERS_COMMIT"), ")");

/// Returns whether [`VERSION`] names a commit with all that the program was built from, so that another program with the same
/// version does the same.
pub fn names_a_commit() -> bool {
    let commit = env!("ATELIERS_COMMIT");
    !["debug build", "unknown commit"].contains(&commit) && !commit.contains("-dirty")
}
