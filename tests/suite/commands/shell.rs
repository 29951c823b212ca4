//! Parses the commands in the `console` blocks of a page.

use std::path::Path;

/// Programs outside the project that the documentation mentions.
const ELSEWHERE: [&str; 16] = [
    "aws",
    "cat",
    "cd",
    "curl",
    "echo",
    "gh",
    "git",
    "head",
    "jq",
    "mkdir",
    "node",
    "npm",
    "openssl",
    "pip",
    "sha256sum",
    "tar",
];

/// A command in a block, with its place.
pub(super) struct Line {
    pub(super) place: String,
    pub(super) invocation: Invocation,
}

/// The target of a command.
#[derive(Debug)]
pub(super) enum Invocation {
    /// One of our programs, by its name, with its arguments.
    Ours(&'static str, Vec<String>),
    /// A recipe of the justfile with its arguments.
    Recipe(Vec<String>),
    /// `cargo test` with modules of the suite.
    Tests(Vec<String>),
    /// `cargo install` with the folder of a crate.
    Installed(String),
    /// A script of the repository.
    Script(String),
    /// A program outside the project.
    Elsewhere,
    /// An unknown program.
    Unknown(String),
}

/// Returns the commands in the `console` blocks of a page.
pub(super) fn lines(path: &Path, page: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if line.trim_start() != "```console" {
            continue;
        }
        let mut command = String::new();
        for (number, line) in lines.by_ref().take_while(|(_, line)| line.trim() != "```") {
            command.push_str(line);
            if command.ends_with('\\') {
                command.pop();
                continue;
            }
            let place = format!("{}:{}", path.display(), number + 1);
            let invocations = invocations(&std::mem::take(&mut command)).into_iter();
            found.extend(invocations.map(|invocation| Line { place: place.clone(), invocation }));
        }
    }
    found
}

/// Returns the commands in a line: one, or several separated by `|`, `&&` or `||`.
pub(super) fn invocations(line: &str) -> Vec<Invocation> {
    let words = shlex::split(line).unwrap_or_else(|| panic!("`{line}` has a quote without its end"));
    let commands = words.split(|word| ["|", "&&", "||", ";"].contains(&word.as_str()));
    commands.filter_map(|words| Some(invocation(&command(words)?))).collect()
}

/// Returns the words of a command without variables before it and redirections after it.
fn command(words: &[String]) -> Option<Vec<String>> {
    let is_variable = |word: &&String| {
        word.split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|it| it.is_ascii_uppercase() || it == '_'))
    };
    let words = words.iter().skip_while(is_variable).take_while(|word| !word.starts_with(['>', '<']));
    let words: Vec<_> = words.cloned().collect();
    (!words.is_empty()).then_some(words)
}

fn invocation(words: &[String]) -> Invocation {
    let (name, arguments) = words.split_first().expect("a command has a name");
    // The files of a release are in a folder named after it.
    let name = match name.strip_prefix("ateliers-").and_then(|name| name.split_once('/')) {
        Some((_, "deploy")) => "infra/deploy",
        Some((_, "package")) => "infra/package",
        Some((_, program)) => program,
        None => name,
    };
    match name {
        "generator" => Invocation::Ours("generator", arguments.to_vec()),
        "preview" => Invocation::Ours("preview", arguments.to_vec()),
        "registrations" => Invocation::Ours("registrations", arguments.to_vec()),
        "cargo" => cargo(arguments),
        "just" => Invocation::Recipe(arguments.to_vec()),
        name if ELSEWHERE.contains(&name) => Invocation::Elsewhere,
        name if name.contains('/') => Invocation::Script(name.to_owned()),
        name => Invocation::Unknown(name.to_owned()),
    }
}

/// Parses the arguments of cargo, including the aliases of `.cargo/config.toml`.
fn cargo(words: &[String]) -> Invocation {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    match words.as_slice() {
        ["run"] => Invocation::Ours("preview", Vec::new()),
        ["run", "--", arguments @ ..] | ["preview", "--", arguments @ ..] => {
            Invocation::Ours("preview", owned(arguments))
        }
        ["run", "-p", "generator", "--", arguments @ ..] => Invocation::Ours("generator", owned(arguments)),
        ["run", "-p", "desk", "--", arguments @ ..] => Invocation::Ours("registrations", owned(arguments)),
        ["site", arguments @ ..] => Invocation::Ours("generator", owned(&[&["build"], arguments].concat())),
        ["test", "--workspace", "--test", "suite", "--", modules @ ..] => Invocation::Tests(owned(modules)),
        ["test", "--workspace", "--test", "suite", modules @ ..] => Invocation::Tests(owned(modules)),
        ["install", "--locked", "--path", folder] | ["install", "--path", folder] => {
            Invocation::Installed((*folder).to_owned())
        }
        ["test", "--workspace"] | ["build" | "fuzz" | "install", ..] => Invocation::Elsewhere,
        other => Invocation::Unknown(format!("cargo {}", other.join(" "))),
    }
}

/// Returns the long options in a piece of code.
pub(super) fn options(code: &str) -> impl Iterator<Item = &str> {
    code.split([' ', '=', '[', ']', '(', ')', ',']).filter_map(|word| {
        let name = word.strip_prefix("--")?;
        let is_name = name.starts_with(|it: char| it.is_ascii_lowercase())
            && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-');
        is_name.then_some(word)
    })
}
