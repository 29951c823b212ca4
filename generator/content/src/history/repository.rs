//! Reads the log of a folder from git, and determines the reason if there is none.

use std::fs::DirEntry;
use std::io;
use std::path::Path;
use std::process::Output;

use diagnostics::{Diagnostic, Phrase, message, phrase};

use crate::git;

/// The reason why git has no dates for the files of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Git is not installed.
    NoGit,
    /// The folder is not in a repository.
    NoRepository,
    /// The repository, whose folder git names, belongs to another user.
    Foreign(String),
    /// The clone is shallow: older files would get the date of its oldest commit.
    Shallow,
    /// No file of the folder is committed.
    NotCommitted,
    /// Git failed with this message.
    Failed(String),
}

/// Returns the folders that may be in their own repositories, by path below `root`: `content`, and symbolic links and
/// submodules in it.
pub(super) fn folders(root: &Path) -> Vec<String> {
    let below = |folder: &str| -> Vec<String> {
        let entries = root.join(folder).read_dir().into_iter().flatten().flatten();
        let nested = entries.filter(has_own_repository);
        nested.filter_map(|entry| Some(format!("{folder}/{}", entry.file_name().to_str()?))).collect()
    };
    let mut nested: Vec<_> = below("content").into_iter().chain(below("content/workshops")).collect();
    nested.sort();
    std::iter::once("content".to_owned()).chain(nested).collect()
}

/// Returns whether an entry of a folder is a folder that may be in its own repository.
fn has_own_repository(entry: &DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if kind.is_symlink() => entry.path().is_dir(),
        Ok(kind) => kind.is_dir() && entry.path().join(".git").exists(),
        Err(_) => false,
    }
}

/// Returns the log of a folder with the names of changed files, latest commit first.
pub(super) fn log(folder: &Path, before_commit: &str) -> Result<String, Gap> {
    if git(folder, &["rev-parse", "--is-shallow-repository"])?.trim() == "true" {
        return Err(Gap::Shallow);
    }
    let format = format!("--format={before_commit}%cI");
    let log = git(
        folder,
        &[
            "-c",
            "core.quotepath=off",
            "-c",
            "log.showSignature=false",
            // Otherwise a setting of git could omit the files of the first commit.
            "-c",
            "log.showRoot=true",
            "log",
            "--no-renames",
            "--relative",
            "--name-only",
            &format,
            "--",
            ".",
        ],
    )?;
    if log.trim().is_empty() { Err(Gap::NotCommitted) } else { Ok(log) }
}

/// Returns a text that identifies what [`log`] returns for a folder: the commit, which replacements of commits there are,
/// whether the clone is shallow and where the folder is in it, or what git complains about.
pub(super) fn state(folder: &Path) -> String {
    let state = ["--is-shallow-repository", "--show-prefix", "HEAD", "--glob=refs/replace/*"];
    match run(folder, &[&["rev-parse"], &state[..]].concat()) {
        Ok(output) => {
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat()
        }
        Err(gap) => format!("{gap:?}"),
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String, Gap> {
    let output = run(folder, arguments)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(gap(&String::from_utf8_lossy(&output.stderr)))
}

/// Runs git in a folder, whether or not it succeeds.
fn run(folder: &Path, arguments: &[&str]) -> Result<Output, Gap> {
    git::run(folder, arguments, None).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Gap::NoGit,
        _ => Gap::Failed(error.to_string()),
    })
}

fn gap(complaint: &str) -> Gap {
    if complaint.contains("dubious ownership") || complaint.contains("unsafe repository") {
        let folder = complaint.split('\'').nth(1).unwrap_or("*");
        Gap::Foreign(folder.to_owned())
    } else if complaint.contains("not a git repository") {
        Gap::NoRepository
    } else if complaint.contains("does not have any commits") {
        Gap::NotCommitted
    } else {
        Gap::Failed(complaint.lines().next().unwrap_or("no answer").trim().to_owned())
    }
}

impl Gap {
    /// Returns whether git failed for a reason that may be gone the next time.
    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Gap::Failed(_))
    }

    /// Returns the warning about the missing history of a folder.
    pub(super) fn warning(&self, folder: &str) -> Diagnostic {
        let cause = self.cause(folder);
        let effect = match folder {
            "content" => phrase! {
                en: "pages have no modification dates, and there is no feed",
                fr: "les pages n’ont pas de date de modification, et il n’y a pas de flux"
            },
            _ => phrase! {
                en: "its pages have no modification dates and are not in the feed",
                fr: "ses pages n’ont pas de date de modification et ne sont pas dans le flux"
            },
        };
        let message =
            message! { NoHistory, en: "{cause}, so {effect}", fr: "{cause} : {effect}"; cause, effect };
        Diagnostic::warning_without_place(message).with_hint(self.help(folder))
    }

    fn cause(&self, folder: &str) -> Phrase {
        match self {
            Gap::NoGit => phrase! { en: "git is not installed", fr: "git n’est pas installé" },
            Gap::NoRepository => phrase! {
                en: "`{folder}` is not in a git repository",
                fr: "`{folder}` n’est pas dans un dépôt git"
            },
            Gap::Foreign(_) => phrase! {
                en: "git refuses to read the repository of `{folder}`, which belongs to another user",
                fr: "git refuse de lire le dépôt de `{folder}`, qui appartient à un autre compte"
            },
            Gap::Shallow => phrase! {
                en: "the git repository of `{folder}` is a shallow clone, which lacks older commits",
                fr: "le dépôt git de `{folder}` est un clone superficiel, sans les anciens commits"
            },
            Gap::NotCommitted => phrase! {
                en: "no file of `{folder}` is committed",
                fr: "aucun fichier de `{folder}` n’est enregistré dans git"
            },
            Gap::Failed(answer) => {
                let answer = Phrase::in_english(answer.as_str());
                phrase! {
                    en: "git cannot read the history of `{folder}`: {answer}",
                    fr: "git ne peut pas lire l’historique de `{folder}` ({answer})";
                    answer
                }
            }
        }
    }

    fn help(&self, folder: &str) -> Phrase {
        match self {
            Gap::NoGit => phrase! { en: "install git", fr: "installez git" },
            Gap::NoRepository => phrase! {
                en: "build in a clone of the repository, with its folder `.git`",
                fr: "construisez le site dans un clone du dépôt, avec son dossier `.git`"
            },
            Gap::Foreign(repository) => phrase! {
                en: "run `git config --global --add safe.directory \"{repository}\"`",
                fr: "exécutez `git config --global --add safe.directory \"{repository}\"`"
            },
            Gap::Shallow => phrase! {
                en: "run `git fetch --unshallow`; in a workflow, set `fetch-depth: 0` for `actions/checkout`, or \
                     `GIT_DEPTH: 0` in GitLab",
                fr: "exécutez `git fetch --unshallow` ; dans un workflow, écrivez `fetch-depth: 0` pour `actions/checkout`, \
                     ou `GIT_DEPTH: 0` dans GitLab"
            },
            Gap::NotCommitted => phrase! {
                en: "commit it with git",
                fr: "enregistrez-le avec git (`git commit`)"
            },
            Gap::Failed(_) => phrase! {
                en: "run `git -C {folder} log` to see why",
                fr: "exécutez `git -C {folder} log` pour savoir pourquoi"
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_git_are_distinguished() {
        for (complaint, expected) in [
            (
                "fatal: detected dubious ownership in repository at '/a b'\nTo add …",
                Gap::Foreign("/a b".to_owned()),
            ),
            ("fatal: unsafe repository ('/a' is owned by someone else)", Gap::Foreign("/a".to_owned())),
            ("fatal: not a git repository (or any of the parent directories): .git", Gap::NoRepository),
            ("fatal: your current branch 'main' does not have any commits yet", Gap::NotCommitted),
            ("error: object file is empty\nfatal: x", Gap::Failed("error: object file is empty".to_owned())),
        ] {
            assert_eq!(gap(complaint), expected, "{complaint}");
        }
    }
}
