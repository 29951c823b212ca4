//! What does not stop a build, although the published site lacks something.

use std::fmt;

/// Something that the operator should know and can fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What is missing, and why.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Warning {
    /// A warning with what to do.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Warning {
        Warning { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "warning: {}\n  help: {}", self.message, self.help)
    }
}
