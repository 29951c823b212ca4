//! `content/` as it was in an earlier revision of git. The repository, its index and its files stay as they are.

use std::path::Path;

use anyhow::{Context as _, bail};

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
pub fn base(root: &Path) -> anyhow::Result<String> {
    git(root, &["rev-parse", "--git-dir"], None)?;
    let exists = |branch: &&str| git(root, &["rev-parse", "--verify", "--quiet", branch], None).is_ok();
    let Some(main) = MAIN_BRANCHES.iter().find(|branch| exists(branch)) else {
        bail!("this repository has no branch `main` or `master`; name the revision to compare with");
    };
    git(root, &["merge-base", "HEAD", main], None).with_context(|| {
        format!("cannot find where this branch left `{main}`; in a workflow, fetch the whole history (`fetch-depth: 0`)")
    })
}

/// Writes `content/` of a revision, such as `main` or `HEAD~2`, to a folder that exists.
///
/// # Errors
///
/// Returns an error if there is no such revision, if it has no folder `content` there, or if a file cannot be written.
pub fn extract(root: &Path, revision: &str, to: &Path) -> anyhow::Result<()> {
    // Otherwise git would take it for an option.
    if revision.starts_with('-') {
        bail!("`{revision}` is not a revision");
    }
    let commit = git(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")], None);
    let Ok(commit) = commit else {
        bail!("`{revision}` is neither a revision of git nor a folder with `content` in it");
    };
    let tree = git(root, &["rev-parse", "--verify", "--quiet", &format!("{commit}:./content")], None);
    let Ok(tree) = tree else { bail!("the revision `{revision}` has no folder `content`") };
    // From below its top, git would check out only what is below as well.
    let top = git(root, &["rev-parse", "--show-toplevel"], None)?;
    let index = to.join("index");
    git(Path::new(&top), &["read-tree", &tree], Some(&index))?;
    let content = to.join("content");
    std::fs::create_dir_all(&content).with_context(|| format!("cannot create {}", content.display()))?;
    let Some(content) = content.to_str() else { bail!("the path {} is not UTF-8", content.display()) };
    git(Path::new(&top), &["checkout-index", "--all", &format!("--prefix={content}/")], Some(&index))?;
    Ok(())
}

/// Runs git and returns what it printed, without the end of the line.
fn git(folder: &Path, arguments: &[&str], index: Option<&Path>) -> anyhow::Result<String> {
    let output = git::run(folder, arguments, index).context("cannot run git")?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("git: {}", complaint.lines().next().unwrap_or("no answer").trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned())
}
