//! The end-to-end suite, one module per public surface.

#![expect(clippy::unwrap_used, reason = "what cannot be had fails the test, in its helpers too")]

mod abuse;
mod budget;
mod build;
mod cache;
mod calendar;
mod coming_and_going;
mod confirm;
mod content;
mod crowd;
mod desk;
mod diagnostics;
mod external_links;
mod faults;
mod findable;
mod illustrated;
mod journeys;
mod lambda;
mod languages;
mod layers;
mod listing;
mod local;
mod machines;
mod mail;
mod origin;
mod own;
mod places;
mod preview;
mod print;
mod privacy;
mod programme;
mod questionnaire;
mod questionnaire_page;
mod registration;
mod renamed;
mod search;
mod seats;
mod store;
mod subscriptions;
mod theme_reference;
mod themes;
mod translated_forms;
mod typed;
mod version_skew;
