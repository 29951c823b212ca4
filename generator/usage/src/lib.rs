//! A command line, read by `clap`, with its errors in the language of the reader.
//!
//! `clap` has English messages only, and passes what they are about to a formatter; this one writes them in French. Help
//! stays in English. It must never know which options there are.

mod french;

use std::env;

use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use diagnostics::ToolLanguage;

use self::french::French;

/// Reads the command line. If it is invalid, or asks for help or the version, prints that and ends the program, with
/// status 2 after an error.
pub fn parse<A: Parser>(language: ToolLanguage) -> A {
    A::try_parse().unwrap_or_else(|error| match language {
        ToolLanguage::English => error.exit(),
        ToolLanguage::French => error.apply::<French>().exit(),
    })
}

/// Returns the language that is typed for an option such as `--lang`, whether or not the command line is valid, or else that of
/// the environment.
pub fn language(option: &str) -> ToolLanguage {
    let typed = value_in(option, env::args_os().map(|argument| argument.to_string_lossy().into_owned()));
    typed.and_then(|typed| ToolLanguage::of_locale(&typed)).unwrap_or_else(language_of_environment)
}

/// Returns the language of `LC_ALL`, `LC_MESSAGES` or `LANG`, or English.
pub fn language_of_environment() -> ToolLanguage {
    ToolLanguage::of_environment(|name| env::var(name).ok())
}

/// Reads the value of an option such as `--lang`: the tag of a language of the tools.
pub fn languages() -> impl TypedValueParser<Value = ToolLanguage> {
    let tags = ToolLanguage::ALL.map(ToolLanguage::tag);
    // The parser accepts only known tags.
    PossibleValuesParser::new(tags).map(|tag| ToolLanguage::of_locale(&tag).unwrap_or_default())
}

fn value_in(option: &str, arguments: impl IntoIterator<Item = String>) -> Option<String> {
    let mut arguments = arguments.into_iter().take_while(|argument| argument != "--");
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix(option) {
            Some("") => return arguments.next(),
            Some(rest) if rest.starts_with('=') => return Some(rest[1..].to_owned()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_an_option_is_found_in_an_invalid_command_line() {
        let value = |line: &str| value_in("--lang", line.split(' ').map(str::to_owned));
        assert_eq!(value("generator --lnag --lang fr chek").as_deref(), Some("fr"));
        assert_eq!(value("generator --lang=fr").as_deref(), Some("fr"));
        assert_eq!(value("generator check --lang"), None);
        assert_eq!(value("generator --language fr"), None);
        assert_eq!(value("generator -- --lang fr"), None);
    }
}
