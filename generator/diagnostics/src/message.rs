//! Messages: what is wrong, and the code of the rule.

use crate::{Code, Phrase};

/// The message of a problem with the code of its rule. [`message!`](crate::message) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The rule that the content breaks.
    pub code: Code,
    /// The problem.
    pub phrase: Phrase,
}

/// Makes a [`Message`] of the name of a [`Code`] and the arguments of [`phrase!`](crate::phrase).
#[macro_export]
macro_rules! message {
    ($code:ident, $($phrase:tt)+) => {
        $crate::Message { code: $crate::Code::$code, phrase: $crate::phrase!($($phrase)+) }
    };
}
