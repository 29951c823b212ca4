//! What happens to files beside edits of their text: touches, restored times, foreign files, and hands in `dist` and in the
//! cache.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use super::{Edit, EditedSite};
use crate::site::files;

/// The edits, each with its name.
pub(super) const EDITS: &[(&str, Edit)] = &[
    ("nothing", |_| Some("nothing".to_owned())),
    ("nothing", |_| Some("nothing".to_owned())),
    ("touch", touch),
    ("touch everything", touch_everything),
    ("the same bytes", same_bytes),
    ("back and forth", back_and_forth),
    ("keep the time", keep_time),
    ("swap file", swap_file),
    ("link", link),
    ("change output", change_output),
    ("change output", change_output),
    ("swap a letter of the output", swap_output),
    ("swap a letter of the output", swap_output),
    ("remove output", remove_output),
    ("foreign output", foreign_output),
    ("foreign folder in the output", foreign_folder),
    ("no output", no_output),
    ("interrupted", interrupted),
    ("damage the cache", damage_cache),
    ("no cache", no_cache),
    ("commit", commit),
    ("commit", commit),
    ("commit", commit),
];

fn set_time(it: &EditedSite, path: &str, time: SystemTime) -> Option<()> {
    fs::File::options().write(true).open(it.site.root().join(path)).ok()?.set_modified(time).ok()
}

fn time(it: &EditedSite, path: &str) -> Option<SystemTime> {
    fs::metadata(it.site.root().join(path)).ok()?.modified().ok()
}

fn touch(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|_| true)?;
    set_time(it, &path, SystemTime::now())?;
    Some(format!("{path} is touched"))
}

/// As a checkout of another branch and back does.
fn touch_everything(it: &mut EditedSite) -> Option<String> {
    for (path, bytes) in it.sources() {
        it.site.remove(&path);
        it.site.write(&path, bytes);
    }
    Some("all files are new".to_owned())
}

fn same_bytes(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|_| true)?;
    let bytes = it.sources().remove(&path)?;
    it.site.write(&path, bytes);
    Some(format!("{path} is written again"))
}

fn back_and_forth(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with(".md"))?;
    let before = it.read(&path);
    it.append(&path, "Phrase\n")?;
    it.site.write(&path, before);
    Some(format!("{path} is changed and restored"))
}

/// A change that keeps size and modification time.
fn keep_time(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with(".md"))?;
    let modified = time(it, &path)?;
    let mut bytes = it.read(&path).into_bytes();
    let letter = bytes.iter_mut().rev().find(|byte| byte.is_ascii_lowercase())?;
    *letter = if *letter == b'z' { b'a' } else { *letter + 1 };
    it.site.write(&path, bytes);
    set_time(it, &path, modified)?;
    Some(format!("{path}: another letter at the same time"))
}

/// A file that an editor leaves beside the text.
fn swap_file(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with(".md"))?;
    it.site.write(&format!("{path}~"), "backup");
    Some(format!("{path}~"))
}

/// Replaces a file by a link to one with another text.
#[cfg(unix)]
fn link(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.starts_with("content/pages/"))?;
    let elsewhere = format!("elsewhere/{}.md", it.number);
    it.site.write(&elsewhere, it.read(&path).replace("title: ", "title: Lien "));
    it.site.remove(&path);
    std::os::unix::fs::symlink(it.site.root().join(&elsewhere), it.site.root().join(&path)).ok()?;
    Some(format!("{path} is a link to {elsewhere}"))
}

#[cfg(not(unix))]
fn link(_: &mut EditedSite) -> Option<String> {
    None
}

fn output(it: &mut EditedSite) -> Option<String> {
    let output = files(&it.site.root().join("dist"));
    // The record of the workshops is compared with the next site, and is input as well.
    let paths: Vec<_> =
        output.into_keys().filter(|path| path.contains('/') && !path.ends_with("published.json")).collect();
    it.random.one_of(&paths).map(|path| format!("dist/{path}"))
}

fn change_output(it: &mut EditedSite) -> Option<String> {
    let path = output(it)?;
    it.site.write(&path, format!("Édité {}", it.number));
    Some(format!("{path} is changed"))
}

fn swap_output(it: &mut EditedSite) -> Option<String> {
    let path = output(it)?;
    let modified = time(it, &path)?;
    let mut bytes = fs::read(it.site.root().join(&path)).ok()?;
    let last = bytes.last_mut()?;
    *last = last.wrapping_add(1);
    it.site.write(&path, bytes);
    set_time(it, &path, modified)?;
    Some(format!("{path}: another byte at the same time"))
}

fn remove_output(it: &mut EditedSite) -> Option<String> {
    let path = output(it)?;
    it.site.remove(&path);
    Some(format!("{path} is removed"))
}

fn foreign_output(it: &mut EditedSite) -> Option<String> {
    let path = format!("dist/site/foreign-{}.html", it.number);
    it.site.write(&path, "x");
    Some(format!("{path} is new"))
}

fn foreign_folder(it: &mut EditedSite) -> Option<String> {
    fs::create_dir_all(it.site.root().join("dist/site/foreign")).ok()?;
    Some("dist/site/foreign/".to_owned())
}

fn no_output(it: &mut EditedSite) -> Option<String> {
    fs::remove_dir_all(it.site.root().join("dist")).ok()?;
    Some("dist is removed".to_owned())
}

fn interrupted(it: &mut EditedSite) -> Option<String> {
    let path = it.random.one_of(&["dist/.incomplete", "dist/.new/1"])?;
    it.site.write(path, "x");
    Some(format!("{path} is left behind"))
}

fn records(it: &EditedSite) -> Vec<PathBuf> {
    let folder = it.site.root().join(".cache/builds");
    files(&folder).into_keys().map(|path| folder.join(path)).collect()
}

fn damage_cache(it: &mut EditedSite) -> Option<String> {
    let records = records(it);
    let path = it.random.one_of(&records)?;
    let mut bytes = fs::read(&path).ok()?;
    let at = it.below(bytes.len());
    match it.below(2) {
        0 => bytes.truncate(at),
        _ => *bytes.get_mut(at)? ^= 1,
    }
    fs::write(&path, bytes).ok()?;
    Some(format!("{} is damaged at {at}", path.display()))
}

fn no_cache(it: &mut EditedSite) -> Option<String> {
    fs::remove_dir_all(it.site.root().join(".cache")).ok()?;
    Some(".cache is removed".to_owned())
}

/// Commits the content, with a time of its own.
fn commit(it: &mut EditedSite) -> Option<String> {
    let at = format!("2027-01-01T00:00:{:02}Z", it.number % 60);
    for arguments in [&["init", "--quiet"][..], &["add", "content"], &["commit", "--quiet", "--message", "a"]]
    {
        let mut git = Command::new("git");
        git.arg("-C").arg(it.site.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]);
        git.args(arguments).env("GIT_COMMITTER_DATE", &at).env("GIT_AUTHOR_DATE", &at).output().ok()?;
    }
    Some(format!("committed at {at}"))
}
