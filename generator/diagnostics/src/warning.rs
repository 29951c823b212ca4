//! Warnings: problems that do not stop a build, although the published site lacks something.

use std::fmt;

/// A problem that the operator should know about and can fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What is missing, and why.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl Warning {
    /// Creates a warning with its fix.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Warning {
        Warning { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "warning: {}\n  help: {}", self.message, self.help)
    }
}
