//! The end-to-end suite, one module per public surface.

mod build;
mod content;
mod diagnostics;
mod lambda;
mod layers;
mod preview;
mod registration;
mod store;
