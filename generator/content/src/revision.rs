//! `content/` as it was in an earlier revision of git. The repository, its index and its files stay as they are.

use std::io::ErrorKind;
use std::path::Path;

use diagnostics::failure::cannot_create;
use diagnostics::{Failure, OrFail as _, phrase};

use crate::git;

/// The branches that can be the main one, the likeliest first.
const MAIN_BRANCHES: [&str; 5] = [
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/heads/main",
    "refs/remotes/origin/master",
    "refs/heads/master",
];

/// Returns the commit at which the current branch left the main one. On the main branch itself, this is the last commit that
/// was pushed, or without another copy of the repository, the last commit.
///
/// # Errors
///
/// Returns an error if the folder is not in a repository of git, or if there is no main branch.
pub fn base(root: &Path) -> Result<String, Failure> {
    git(root, &["rev-parse", "--git-dir"], None)?;
    let exists = |branch: &&str| git(root, &["rev-parse", "--verify", "--quiet", branch], None).is_ok();
    let Some(main) = MAIN_BRANCHES.iter().find(|branch| exists(branch)) else {
        return Err(Failure::new(phrase! {
            en: "this repository has no branch `main` or `master`; name the revision to compare with",
            fr: "ce dépôt n’a pas de branche `main` ou `master` ; indiquez la révision à comparer"
        }));
    };
    git(root, &["merge-base", "HEAD", main], None).or_fail(|| {
        phrase! {
            en: "cannot find where this branch left `{main}`; in a workflow, fetch the whole history (`fetch-depth: 0`)",
            fr: "impossible de trouver où cette branche a quitté `{main}` ; dans un workflow, récupérez tout l’historique \
                 (`fetch-depth: 0`)"
        }
    })
}

/// Writes `content/` of a revision, such as `main` or `HEAD~2`, to a folder that exists.
///
/// # Errors
///
/// Returns an error if there is no such revision, if it has no folder `content` there, or if a file cannot be written.
pub fn extract(root: &Path, revision: &str, to: &Path) -> Result<(), Failure> {
    // Otherwise git would take it for an option.
    if revision.starts_with('-') {
        return Err(Failure::new(phrase! {
            en: "`{revision}` is not a revision",
            fr: "`{revision}` n’est pas une révision"
        }));
    }
    // Otherwise a missing git would look like a missing revision.
    git(root, &["--version"], None)?;
    let commit = git(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")], None);
    let Ok(commit) = commit else {
        return Err(Failure::new(phrase! {
            en: "`{revision}` is neither a revision of git nor a folder with `content` in it",
            fr: "`{revision}` n’est ni une révision de git, ni un dossier qui contient `content`"
        }));
    };
    let tree = git(root, &["rev-parse", "--verify", "--quiet", &format!("{commit}:./content")], None);
    let Ok(tree) = tree else {
        return Err(Failure::new(phrase! {
            en: "the revision `{revision}` has no folder `content`",
            fr: "la révision `{revision}` n’a pas de dossier `content`"
        }));
    };
    // From below its top, git would check out only what is below as well.
    let top = git(root, &["rev-parse", "--show-toplevel"], None)?;
    let index = to.join("index");
    git(Path::new(&top), &["read-tree", &tree], Some(&index))?;
    let content = to.join("content");
    std::fs::create_dir_all(&content).or_fail(|| cannot_create(&content))?;
    let Some(content) = content.to_str() else {
        let content = content.display();
        return Err(Failure::new(phrase! {
            en: "the path `{content}` is not UTF-8; set `TMPDIR` to another folder",
            fr: "le chemin `{content}` n’est pas en UTF-8 ; donnez un autre dossier à `TMPDIR`"
        }));
    };
    git(Path::new(&top), &["checkout-index", "--all", &format!("--prefix={content}/")], Some(&index))?;
    Ok(())
}

/// Runs git and returns what it printed, without the end of the line.
fn git(folder: &Path, arguments: &[&str], index: Option<&Path>) -> Result<String, Failure> {
    let output = git::run(folder, arguments, index).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::new(phrase! {
            en: "git is not installed; install it, or compare with a folder",
            fr: "git n’est pas installé ; installez-le, ou comparez avec un dossier"
        }),
        _ => Failure::from(error),
    })?;
    if !output.status.success() {
        return Err(Failure::new(git::complaint(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned())
}
