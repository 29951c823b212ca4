//! Drivers for the end-to-end suite: a test reads like a story and only a driver knows the programs' interfaces.

pub mod catalogue;
pub mod crowd;
pub mod dynamodb;
pub mod handler;
pub mod ledger;
pub mod meter;
pub mod project;
pub mod runtime_api;
pub mod site;
