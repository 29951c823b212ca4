//! The version that the programs print with `--version` and the functions log when they start.
//!
//! It is a crate of its own so that there is one build script, and it depends on no other crate. It must never know
//! what the programs do. `build.rs` reads the commit.

/// The version of the project with the commit that was built, such as `0.2.0 (3f2a9c01d4 2026-11-28)`.
///
/// `-dirty` after the commit marks source files that were changed since. In place of the commit stands `debug build`
/// in builds without optimisation, and `unknown commit` in builds outside the project's git repository.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("ATELIERS_COMMIT"), ")");
