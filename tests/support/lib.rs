//! Drivers for the end-to-end suite: a test reads like a story and only a driver knows the programs' interfaces.

pub mod handler;
pub mod site;
