//! What keeps a program from going on, such as a file that cannot be read, is in the language of the editor.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use tests::program::{PreviewProcess, binary};
use tests::project::{SiteCopy, root};

/// English words that are no French ones and are not in the French texts of our tools.
const ENGLISH: &str = "a/an already and another another's argument arguments be but by cannot did directory does error \
    exist exists failed file files folder for found from give has have in invalid is it known mean missing must no not of \
    open or other possible read required so such than that the there this to unexpected unknown usage used value values \
    was which with write written wrong";

/// Words of this list that are French, too.
const ALSO_FRENCH: [&str; 3] = ["argument", "arguments", "possible"];

/// Returns the English words of a text, without what is quoted: in backticks and in guillemets after "en anglais".
fn english_words(text: &str) -> BTreeSet<String> {
    let mut rest = String::new();
    for (index, part) in text.split('`').enumerate() {
        rest.push_str(if index % 2 == 0 { part } else { " " });
    }
    let known: BTreeSet<_> = ENGLISH.split([' ', '/']).filter(|word| !ALSO_FRENCH.contains(word)).collect();
    let words = rest.split(|c: char| !c.is_alphabetic() && c != '’').filter(|word| known.contains(word));
    // `a` is a French verb as well.
    words.filter(|word| *word != "a").map(str::to_owned).collect()
}

/// Runs a program in a folder as an editor with this locale does.
fn run_in(folder: &Path, locale: &str, name: &'static str, line: &str, path: Option<&Path>) -> Output {
    let mut command = Command::new(binary(name));
    command.args(line.split(' ').filter(|word| !word.is_empty())).current_dir(folder);
    command.env("LC_ALL", locale).stdin(Stdio::null());
    if let Some(path) = path {
        command.env("PATH", path);
    }
    command.output().unwrap()
}

/// A failure to provoke: the command line, and a part of the French message.
type Case = (&'static str, &'static str, &'static str);

/// Asserts that each command fails with its message in French without an English word, and in English with some.
fn assert_french(folder: &Path, path: Option<&Path>, cases: &[Case]) {
    for (name, line, expected) in cases {
        let failed = |locale, line: &str| {
            let output = run_in(folder, locale, name, line, path);
            let printed = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success(), "`{name} {line}` succeeds: {printed}");
            assert!(!printed.contains("panicked"), "{line}: {printed}");
            printed.replace(['\u{a0}', '\u{202f}'], " ").replace("\n  │ ", " ")
        };
        // Without an option, new content and its errors are in the language of the site.
        let in_english = format!("--lang en {line}");
        let (french, english) = (failed("fr_FR.UTF-8", line), failed("C", &in_english));
        assert!(french.contains(expected), "`{name} {line}`: {french}");
        assert_eq!(english_words(&french), BTreeSet::new(), "`{name} {line}`: {french}");
        assert!(!french.contains("en anglais"), "`{name} {line}`: {french}");
        // Otherwise the list of words proves nothing.
        assert!(!english_words(&english).is_empty(), "`{name} {line}`: {english}");
    }
}

/// Returns a copy of the real site with a file, a folder and other things in the wrong places.
fn site() -> SiteCopy {
    let site = SiteCopy::new();
    fs::write(site.path("file"), "{}").unwrap();
    fs::create_dir_all(site.path("taken/.lock")).unwrap();
    fs::create_dir_all(site.path("no-content")).unwrap();
    fs::write(site.path("no-content/content"), "").unwrap();
    site
}

#[test]
fn the_generator_fails_in_french() {
    let site = site();
    assert_french(
        site.root(),
        None,
        &[
            ("generator", "check --root nowhere", "`nowhere/content` n’est pas un dossier"),
            ("generator", "check --root no-content", "n’est pas un dossier"),
            ("generator", "build --dist content/dist", "choisissez un autre dossier avec `--dist`"),
            ("generator", "build --dist file", "impossible de créer `file`"),
            ("generator", "build --dist file/dist", "ce n’est pas un dossier"),
            ("generator", "build --dist taken", "impossible d’écrire `taken/.lock` : c’est un dossier"),
            ("generator", "check --against nowhere.json", "fichier ou dossier introuvable"),
            ("generator", "check --against content", "impossible de lire `content` : c’est un dossier"),
            ("generator", "diff", "git : ce dossier n’est pas dans un dépôt"),
            ("generator", "diff nowhere", "ni une révision de git, ni un dossier"),
            ("generator", "explain E999", "il n’y a pas de code `E999`"),
            ("generator", "init file", "`file` n’est pas un dossier"),
            ("generator", "init file/site", "impossible d’écrire `file/site/"),
            ("generator", "schema --out file/schemas", "impossible de créer `file/schemas`"),
            ("generator", "processing-record --root nowhere", "n’est pas un dossier"),
            ("generator", "new page", "il manque `--title`"),
            ("generator", "new page --title A --description B --venue paris", "n’a pas de sens ici"),
            ("generator", "new page --title A --description B --root nowhere", "n’est pas un dossier"),
            ("generator", "new session --workshop nowhere", "fichier ou dossier introuvable"),
            ("generator", "new workshop --from nowhere", "fichier ou dossier introuvable"),
            ("generator", "new workshop --from proximite --date demain", "`--date`"),
            ("generator", "new speaker --name !!!", "donnez un `--slug`"),
        ],
    );
}

#[test]
fn a_wrong_command_line_is_explained_in_french() {
    let site = site();
    assert_french(
        site.root(),
        None,
        &[
            ("generator", "chek", "il n’y a pas de commande `chek`"),
            ("generator", "check --rott .", "il n’y a pas d’option `--rott` ici"),
            ("generator", "check --root", "il manque la valeur de `--root <DIR>`"),
            ("generator", "check --format xml", "choisissez parmi `human`"),
            ("generator", "check --today demain", "écrivez une date comme 2022-11-15"),
            ("generator", "check --timeout 3", "il manque `--external`"),
            ("generator", "build --against a --no-against", "ne va pas avec"),
            ("generator", "explain", "il manque `<CODE>`"),
            ("preview", "--port 70000", "écrivez un nombre de 0 à 65535"),
            ("preview", "--rot .", "il n’y a pas d’option `--rot` ici"),
        ],
    );
    let output = run_in(site.root(), "C", "generator", "chek --lang fr", None);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("erreur"), "{output:?}");
    let output = run_in(site.root(), "C", "preview", "--lang fr --port many", None);
    let printed = String::from_utf8_lossy(&output.stderr);
    let expected =
        "erreur\u{a0}: `many` ne convient pas à `--port <PORT>`\u{202f}; écrivez un nombre de 0 à 65535\n";
    assert!(printed.starts_with(expected), "{printed:?}");
}

#[test]
fn a_missing_git_is_named_in_french() {
    let (site, empty) = (site(), TempDir::new().unwrap());
    let path = Some(empty.path());
    assert_french(site.root(), path, &[("generator", "diff HEAD~1", "git n’est pas installé")]);
}

#[test]
fn files_of_the_site_that_cannot_be_used_are_named_in_french() {
    let site = site();
    fs::write(site.path("content/site.yaml"), site.read("content/site.yaml").replace("default", "absent"))
        .unwrap();
    assert_french(site.root(), None, &[("generator", "check", "absent")]);
    let site = SiteCopy::new();
    fs::write(site.path(".cache"), "").unwrap();
    assert_french(site.root(), None, &[("generator", "build", "impossible d’écrire `./.cache/")]);
    #[cfg(unix)]
    {
        let site = SiteCopy::new();
        std::os::unix::fs::symlink("loop", site.path("content/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere.md", site.path("content/pages/perdu.md")).unwrap();
        assert_french(
            site.root(),
            None,
            &[("generator", "check", "ce lien symbolique mène à un fichier qui manque")],
        );
    }
}

#[test]
fn the_preview_fails_in_french() {
    let site = site();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let busy: &'static str = Box::leak(format!("--port {port}").into_boxed_str());
    assert_french(
        site.root(),
        None,
        &[
            ("preview", "--root nowhere", "n’est pas un dossier ; `--root` indique"),
            ("preview", busy, "un autre programme utilise ce port"),
            ("preview", "--port 0 --database file/a.sqlite", "impossible d’enregistrer des inscriptions"),
            ("preview", "--port 0 --database taken", "c’est un dossier"),
        ],
    );
    let _running = PreviewProcess::start(site.root(), &[]);
    assert_french(site.root(), None, &[("preview", "--port 0", "est déjà ouvert")]);
    let output = run_in(site.root(), "C", "preview", "--port 0 --lang fr", None);
    assert!(String::from_utf8_lossy(&output.stderr).contains("est déjà ouvert"), "{output:?}");
}

/// Beginnings of calls that make an error of an English text.
const IN_ENGLISH: [&str; 7] = [
    "of_library(\"",
    "of_library(format!",
    "in_english(\"",
    "in_english(format!",
    "anyhow!(",
    "bail!(",
    "ensure!(",
];

/// Failures of the generator have a type that holds both languages. Its only way to take an English text is for the messages
/// of libraries.
#[test]
fn no_crate_that_editors_meet_has_errors_in_one_language() {
    let (mut found, mut sources) = (Vec::new(), vec![root().join("preview/src")]);
    for entry in fs::read_dir(root().join("generator")).unwrap() {
        let folder = entry.unwrap().path();
        if fs::read_to_string(folder.join("Cargo.toml")).unwrap().contains("anyhow") {
            found.push(format!("{} uses anyhow", folder.display()));
        }
        sources.push(folder.join("src"));
    }
    for (path, text) in sources.iter().flat_map(|folder| rust_files(folder)) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            if IN_ENGLISH.iter().any(|call| line.contains(call)) {
                found.push(format!("{path}:{}: {line}", index + 1));
            }
        }
    }
    assert!(
        found.is_empty(),
        "write the text in both languages, with `Failure::new(phrase! {{ … }})`: {found:#?}"
    );
}

fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let is_rust = |name: &String| name.ends_with(".rs") && !name.ends_with("tests.rs");
    let files = tests::site::files(folder).into_iter().filter(|(name, _)| is_rust(name));
    files.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}
