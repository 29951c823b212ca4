//! Drivers for the end-to-end suite: a test reads like a story and only a driver knows the programs' interfaces.

#![allow(clippy::too_many_lines, reason = "a list of cases may be long")]

pub mod binary;
pub mod browser;
pub mod careless;
pub mod catalogue;
pub mod crowd;
pub mod desk;
pub mod dynamodb;
pub mod failing;
pub mod handler;
pub mod ledger;
pub mod mail_faults;
pub mod meter;
pub mod notifier;
pub mod program;
pub mod project;
pub mod questionnaire;
mod reset;
pub mod runtime_api;
pub mod ses;
pub mod site;
pub mod smtp;
