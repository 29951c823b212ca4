//! The end-to-end suite, one module per public surface.

#![expect(clippy::unwrap_used, reason = "what cannot be had fails the test, in its helpers too")]

mod build;
mod content;
mod crowd;
mod diagnostics;
mod faults;
mod lambda;
mod layers;
mod own;
mod preview;
mod registration;
mod seats;
mod store;
