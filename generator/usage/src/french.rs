//! `French`: the errors of `clap` in French.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorFormatter, ErrorKind};
use diagnostics::{Phrase, failure, phrase, suggestion};

/// Writes errors in French, without colours.
pub(crate) struct French;

impl ErrorFormatter for French {
    fn format_error(error: &Error<French>) -> StyledStr {
        let message = message(error);
        let mut text = failure::error(&phrase! { en: "", fr: "{message}" }).french().to_owned();
        for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        {
            for name in values(error, kind) {
                text.push_str(&format!("\n\n  {}", suggestion::did_you_mean(&name).french()));
            }
        }
        if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
            let usage = usage.to_string();
            text.push_str(&format!("\n\nUtilisation : {}", usage.trim_start_matches("Usage:").trim()));
        }
        text.push_str("\n\nPour en savoir plus, ajoutez `--help`.\n");
        // The phrase replaces spaces before punctuation.
        phrase! { en: "", fr: "{text}" }.french().to_owned().into()
    }
}

/// Returns what is wrong, without a full stop.
fn message(error: &Error<French>) -> String {
    let argument = values(error, ContextKind::InvalidArg).join("`, `");
    let value = values(error, ContextKind::InvalidValue).join(" ");
    match error.kind() {
        ErrorKind::ArgumentConflict => {
            let others = values(error, ContextKind::PriorArg).join("`, `");
            if others == argument {
                format!("`{argument}` est donné plusieurs fois")
            } else {
                format!("`{argument}` ne va pas avec `{others}`")
            }
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("il manque la valeur de `{argument}`{}", possible(error))
        }
        ErrorKind::InvalidValue => {
            format!("`{value}` n’est pas une valeur possible de `{argument}`{}", possible(error))
        }
        ErrorKind::ValueValidation => {
            format!("`{value}` ne convient pas à `{argument}`{}", form(&argument))
        }
        ErrorKind::InvalidSubcommand => {
            let command = values(error, ContextKind::InvalidSubcommand).join(" ");
            format!("il n’y a pas de commande `{command}`")
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("il n’y a pas d’option `{argument}` ici")
        }
        ErrorKind::UnknownArgument => format!("`{argument}` est de trop"),
        ErrorKind::MissingRequiredArgument => format!("il manque `{argument}`"),
        ErrorKind::MissingSubcommand => {
            let commands = values(error, ContextKind::ValidSubcommand).join("`, `");
            format!("il manque une commande : `{commands}`")
        }
        ErrorKind::InvalidUtf8 => "un argument n’est pas en UTF-8".to_owned(),
        ErrorKind::NoEquals
        | ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues => {
            format!("`{argument}` n’a pas le bon nombre de valeurs")
        }
        other => Phrase::in_english(other.to_string()).french().to_owned(),
    }
}

/// Returns the values that an argument can have, after a colon; empty if there is no list.
fn possible(error: &Error<French>) -> String {
    let values = values(error, ContextKind::ValidValue);
    if values.is_empty() { String::new() } else { format!(" ; choisissez parmi `{}`", values.join("`, `")) }
}

/// Returns how to write the value of an argument such as `--today <DATE>`, by the name of the value.
fn form(argument: &str) -> &'static str {
    match argument.rsplit('<').next().unwrap_or_default().trim_end_matches(['>', '.']) {
        "DATE" => " ; écrivez une date comme 2022-11-15",
        "PORT" => " ; écrivez un nombre de 0 à 65535",
        "N" | "SECONDS" => " ; écrivez un nombre",
        _ => "",
    }
}

/// Returns the texts of a part of an error.
fn values(error: &Error<French>, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(value)) => vec![value.clone()],
        Some(ContextValue::Strings(values)) => values.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command, value_parser};

    use super::*;

    fn command() -> Command {
        let format = Arg::new("format").long("format").value_name("FORMAT").value_parser(["human", "json"]);
        let wait = Arg::new("wait")
            .long("wait")
            .value_name("SECONDS")
            .value_parser(value_parser!(u64))
            .requires("format");
        let port = Arg::new("port").long("port").value_name("PORT").value_parser(value_parser!(u16));
        let quiet = Arg::new("quiet").long("quiet").action(ArgAction::SetTrue).conflicts_with("format");
        let code = Command::new("explain").arg(Arg::new("code").value_name("CODE").required(true));
        Command::new("tool")
            .args([format, wait, port, quiet])
            .subcommand(code)
            .subcommand(Command::new("check"))
            .subcommand_required(true)
    }

    /// Returns the text of the error.
    fn text(line: &str) -> String {
        let typed = ["tool"].into_iter().chain(line.split(' ').filter(|word| !word.is_empty()));
        command().try_get_matches_from(typed).unwrap_err().apply::<French>().to_string()
    }

    /// Returns the first line of the error, with ordinary spaces.
    fn first_line(line: &str) -> String {
        let text = text(line).replace(['\u{a0}', '\u{202f}'], " ");
        assert!(!text.contains("Usage") && !text.contains("try") && text.contains("--help"), "{text}");
        text.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn errors_are_in_french() {
        for (line, message) in [
            (
                "--format xml check",
                "`xml` n’est pas une valeur possible de `--format <FORMAT>` ; choisissez parmi `human`, `json`",
            ),
            ("--format", "il manque la valeur de `--format <FORMAT>` ; choisissez parmi `human`, `json`"),
            ("--wait soon check", "`soon` ne convient pas à `--wait <SECONDS>` ; écrivez un nombre"),
            (
                "--port 70000 check",
                "`70000` ne convient pas à `--port <PORT>` ; écrivez un nombre de 0 à 65535",
            ),
            ("--wait 3 check", "il manque `--format <FORMAT>`"),
            ("--quiet --format json check", "`--quiet` ne va pas avec `--format <FORMAT>`"),
            ("--quiet --quiet check", "`--quiet` est donné plusieurs fois"),
            ("chek", "il n’y a pas de commande `chek`"),
            ("--fmt json", "il n’y a pas d’option `--fmt` ici"),
            ("check now", "`now` est de trop"),
            ("explain", "il manque `<CODE>`"),
            ("", "il manque une commande : `explain`, `check`, `help`"),
        ] {
            assert_eq!(first_line(line), format!("erreur : {message}"), "{line}");
        }
    }

    #[test]
    fn spaces_before_punctuation_do_not_break() {
        let text = text("--wait soon check");
        assert!(text.starts_with("erreur\u{a0}: "), "{text:?}");
        assert!(text.contains("`--wait <SECONDS>`\u{202f}; écrivez"), "{text:?}");
    }

    #[test]
    fn what_was_probably_meant_is_suggested() {
        let error = command().try_get_matches_from(["tool", "chek"]).unwrap_err().apply::<French>();
        assert!(error.to_string().contains("vouliez-vous écrire `check`"), "{error}");
    }
}
