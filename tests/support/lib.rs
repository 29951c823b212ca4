//! Drivers for the end-to-end suite. Only drivers know the programs' interfaces, so that tests stay short and readable.

#![allow(clippy::too_many_lines, reason = "a list of cases may be long")]

pub mod binary;
pub mod browser;
pub mod catalogue;
pub mod crowd;
pub mod desk;
pub mod dynamodb;
pub mod edits;
pub mod failing;
pub mod front;
pub mod handler;
pub mod ledger;
pub mod log;
pub mod mail_faults;
pub mod many_registrations;
pub mod meter;
pub mod notifier;
pub mod program;
pub mod project;
pub mod questionnaire;
pub mod reports;
mod reset;
pub mod runtime_api;
pub mod secrets;
pub mod ses;
pub mod site;
pub mod smtp;
pub mod timed;
pub mod unconditional;
