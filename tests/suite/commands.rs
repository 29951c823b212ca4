//! The reference of the command lines in `docs/commands/`, and every command and option that the documentation names.
//!
//! `UPDATE_EXPECTED=1 cargo test --workspace --test suite commands::` updates the reference; review the difference.

mod page;
mod shell;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::error::ErrorKind;
use clap::{Command, CommandFactory};
use tests::project::root;

use self::shell::{Invocation, Line};

/// Options of other programs that the documentation mentions, such as the benchmark.
const ELSEWHERE: [&str; 22] = [
    "--architecture",
    "--binaries",
    "--desk",
    "--dist",
    "--dry-run",
    "--eleventy",
    "--example",
    "--generator",
    "--handler",
    "--hugo",
    "--json",
    "--lib",
    "--locked",
    "--new-origin-secret",
    "--nocapture",
    "--preview",
    "--release",
    "--removed",
    "--results",
    "--test",
    "--workspace",
    "--zola",
];

/// Returns each program with the introduction of its page.
fn programs() -> [(Command, &'static str); 3] {
    [
        (generator::Arguments::command(), "[The preview runs `build` by itself](preview.md)."),
        (preview::Arguments::command(), "The [tutorial](../tutorial.md) shows what it is for."),
        (desk::Arguments::command(), "[The command `registrations`](../organisers/index.md) has examples."),
    ]
}

#[test]
fn the_reference_is_written_from_the_programs() {
    for (command, introduction) in programs() {
        let path = root().join("docs/commands").join(format!("{}.md", command.get_name()));
        let expected = page::page(command, introduction);
        if env::var_os("UPDATE_EXPECTED").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, expected).unwrap();
            continue;
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        let differs = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
        assert!(
            found == expected,
            "{} differs from the program. Run with UPDATE_EXPECTED=1 and look at the difference. The first: {differs:#?}",
            path.display()
        );
    }
}

#[test]
fn commands_of_the_documentation_exist() {
    let mut wrong = Vec::new();
    for Line { place, invocation } in console_lines() {
        let problem = match &invocation {
            Invocation::Ours(program, arguments) => parse(program, arguments).err(),
            Invocation::Recipe(words) => recipe_problem(words),
            Invocation::Tests(modules) => {
                modules.iter().find(|it| !is_module(it)).map(|it| format!("there is no module `{it}`"))
            }
            Invocation::Installed(folder) => {
                let is_there = root().join(folder).join("Cargo.toml").is_file();
                (!is_there).then(|| format!("there is no crate `{folder}`"))
            }
            Invocation::Script(path) => {
                (!root().join(path).is_file()).then(|| format!("there is no `{path}`"))
            }
            Invocation::Elsewhere => None,
            Invocation::Unknown(name) => Some(format!("unknown program `{name}`")),
        };
        wrong.extend(problem.map(|problem| format!("{place}: {problem}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_has_an_example() {
    let shown: BTreeSet<_> = console_lines()
        .into_iter()
        .filter_map(|line| match line.invocation {
            Invocation::Ours(program, arguments) => Some((program, parse(program, &arguments).ok()??)),
            _ => None,
        })
        .collect();
    for (command, _) in programs() {
        let program = command.get_name();
        for name in command.get_subcommands().map(Command::get_name).filter(|name| *name != "help") {
            let is_shown = shown.iter().any(|(of, shown)| *of == program && shown == name);
            assert!(is_shown, "no page shows `{program} {name}`");
        }
    }
}

#[test]
fn options_in_the_text_exist() {
    let mut known: BTreeSet<String> = ELSEWHERE.map(str::to_owned).into();
    for (mut command, _) in programs() {
        command.build();
        add_options(&command, &mut known);
    }
    let styles = ["default", "sober"].map(|theme| format!("themes/{theme}/static/style.css"));
    let styles = styles.map(|path| fs::read_to_string(root().join(path)).unwrap()).concat();
    for path in pages() {
        let text = read(&path);
        for option in code_spans(&text).flat_map(shell::options) {
            // Custom properties of style sheets have the same form.
            let is_property = styles.contains(&format!("{option}:"));
            assert!(known.contains(option) || is_property, "{}: `{option}` is no option", path.display());
        }
    }
}

#[test]
fn recipes_in_the_text_exist() {
    let mut found = 0;
    for path in pages() {
        let text = read(&path);
        for span in code_spans(&text).filter_map(|span| span.strip_prefix("just ")) {
            let words: Vec<_> = span.split(' ').map(str::to_owned).collect();
            assert_eq!(recipe_problem(&words), None, "{}", path.display());
            found += 1;
        }
    }
    assert!(found > 10, "CONTRIBUTING.md has a table of recipes");
}

/// Verifies that the checks can fail.
#[test]
fn wrong_commands_are_noticed() {
    let wrong = |line: &str| {
        let invocation = shell::invocations(line).remove(0);
        match invocation {
            Invocation::Ours(program, arguments) => parse(program, &arguments).is_err(),
            Invocation::Recipe(words) => recipe_problem(&words).is_some(),
            Invocation::Unknown(_) => true,
            _ => false,
        }
    };
    for line in [
        "registrations lists",
        "cargo run -p desk -- list --colour",
        "cargo site --day 2030-01-01",
        "cargo run -- --today yesterday",
        "A=1 registrations show",
        "just tests",
        "just test no_such_module",
        "registration list",
    ] {
        assert!(wrong(line), "{line}");
    }
    assert!(!wrong("ATELIERS_TABLE=a registrations --aws list | head -n 3 > list.txt"));
}

/// Parses arguments like the program, and returns the name of the command in them.
fn parse(program: &str, arguments: &[String]) -> Result<Option<String>, String> {
    let (command, _) = programs().into_iter().find(|(command, _)| command.get_name() == program).unwrap();
    match command.try_get_matches_from(std::iter::once(program).chain(arguments.iter().map(String::as_str))) {
        Ok(matches) => Ok(matches.subcommand_name().map(str::to_owned)),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn recipe_problem(words: &[String]) -> Option<String> {
    let justfile = fs::read_to_string(root().join("justfile")).unwrap();
    let name = &words[0];
    let is_recipe = |line: &str| {
        line.strip_prefix(name.as_str())
            .is_some_and(|rest| rest.starts_with([':', ' ']) && rest.contains(':'))
    };
    if !justfile.lines().any(is_recipe) {
        return Some(format!("there is no recipe `{name}`"));
    }
    let module = words.get(1).filter(|_| name == "test")?;
    (!is_module(module)).then(|| format!("there is no module `{module}`"))
}

fn is_module(name: &str) -> bool {
    let suite = fs::read_to_string(root().join("tests/suite/main.rs")).unwrap();
    suite.contains(&format!("mod {};", name.trim_end_matches("::")))
}

fn add_options(command: &Command, known: &mut BTreeSet<String>) {
    known.extend(command.get_arguments().filter_map(|it| it.get_long()).map(|name| format!("--{name}")));
    command.get_subcommands().for_each(|command| add_options(command, known));
}

/// Returns the pages for users and contributors, except those that are generated from the programs.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<_> =
        ["README.md", "CONTRIBUTING.md", "themes/README.md", "fuzz/README.md", "tests/gates/README.md"]
            .map(PathBuf::from)
            .into();
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            if root().join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "md") && !path.starts_with("docs/commands") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

fn console_lines() -> Vec<Line> {
    pages().iter().flat_map(|path| shell::lines(path, &read(path))).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Returns the texts between single backticks, outside code blocks.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    let mut in_block = false;
    let outside = text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        in_block ^= fence;
        !in_block && !fence
    });
    outside.flat_map(|line| line.split('`').skip(1).step_by(2))
}
