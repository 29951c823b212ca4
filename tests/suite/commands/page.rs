//! A page of the reference, from a program's commands and options as clap knows them.

use clap::{Arg, ArgAction, Command};

/// Returns the page about a program.
pub(super) fn page(mut command: Command, introduction: &str) -> String {
    command.build();
    let name = command.get_name().to_owned();
    let mut page = format!(
        "<!-- Written from the program: `UPDATE_EXPECTED=1 cargo test --workspace --test suite commands::`. -->\n\n\
         # `{name}`\n\n{}\n\n{introduction}\n",
        about(&command)
    );
    let subcommands: Vec<_> =
        command.get_subcommands().filter(|command| command.get_name() != "help").cloned().collect();
    if !subcommands.is_empty() {
        page.push_str("\n| command | |\n| --- | --- |\n");
        for command in &subcommands {
            let (sub, brief) = (command.get_name(), brief(command));
            page.push_str(&format!("| [`{sub}`](#{name}-{sub}) | {} |\n", cell(&brief)));
        }
    }
    let global = options(&command, |argument| subcommands.is_empty() || argument.is_global_set());
    if !global.is_empty() {
        let heading = if subcommands.is_empty() { "Options" } else { "Options of every command" };
        page.push_str(&format!("\n## {heading}\n\n{global}"));
    }
    for command in subcommands {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ");
        page.push_str(&format!(
            "\n## `{name} {}`\n\n{}\n\n```text\n{usage}\n```\n",
            command.get_name(),
            about(&command)
        ));
        let own = options(&command, |argument| !argument.is_global_set());
        if !own.is_empty() {
            page.push_str(&format!("\n{own}"));
        }
    }
    page
}

/// Returns the full description of a command.
fn about(command: &Command) -> String {
    let about = command.get_long_about().or(command.get_about());
    sentence(&about.map(ToString::to_string).unwrap_or_default())
}

/// Returns the one-line description of a command.
fn brief(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// Adds the full stop that clap removes from a help text of one sentence.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// Returns a table of the wanted options, or an empty text if there are none.
fn options(command: &Command, is_wanted: impl Fn(&Arg) -> bool) -> String {
    let arguments = command.get_arguments().filter(|argument| {
        !argument.is_hide_set()
            && !["help", "version"].contains(&argument.get_id().as_str())
            && is_wanted(argument)
    });
    let rows: Vec<_> =
        arguments.map(|argument| format!("| {} | {} |\n", names(argument), meaning(argument))).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("| option | meaning |\n| --- | --- |\n{}", rows.concat())
}

/// Returns the syntax of an option, such as `` `--workshop SLUG`, `-w` ``.
fn names(argument: &Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default().join(" ");
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    match (argument.get_long(), takes_value) {
        (Some(long), true) => format!("`--{long} {values}`{}", short(argument)),
        (Some(long), false) => format!("`--{long}`{}", short(argument)),
        (None, _) => format!("`{values}`"),
    }
}

fn short(argument: &Arg) -> String {
    argument.get_short().map(|short| format!(", `-{short}`")).unwrap_or_default()
}

/// Returns the help text of an option with its values and default, and a note if it is required.
fn meaning(argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut meaning = cell(&help);
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let values: Vec<_> =
        argument.get_possible_values().iter().map(|it| format!("`{}`", it.get_name())).collect();
    if takes_value && !values.is_empty() {
        meaning.push_str(&format!(" [values: {}]", values.join(", ")));
    }
    let defaults: Vec<_> = argument.get_default_values().iter().map(|it| it.to_string_lossy()).collect();
    if takes_value && !defaults.is_empty() {
        meaning.push_str(&format!(" [default: `{}`]", defaults.join(" ")));
    }
    if argument.is_required_set() {
        meaning.push_str(" (required)");
    }
    meaning
}

/// Escapes a text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}
