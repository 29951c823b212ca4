use std::fs;

use super::*;

/// Writes files with these paths below `root`.
fn write(root: &Path, paths: &[&str]) {
    for path in paths {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
}

/// Lists the content below `root`, lets `change` change it, and returns the names of the plain pages and the attachments that are
/// read by the list.
fn read_by_list(root: &Path, change: impl FnOnce()) -> (Vec<String>, Vec<String>) {
    let mut problems = Diagnostics::default();
    let listed = files(&root.join("content"), "content", &mut problems).unwrap();
    change();
    let sources = load_listed(root, listed, &mut problems).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let pages = sources.pages.keys().map(Slug::to_string).collect();
    (pages, sources.attachments.into_keys().collect())
}

#[test]
fn content_is_listed_again_if_a_file_of_the_list_is_gone() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let content = root.join("content");
    write(root, &["content/pages/a.md", "content/pages/b.md", "content/plan.pdf"]);
    let (pages, attachments) = read_by_list(root, || ());
    assert_eq!((pages, attachments), (vec!["a".into(), "b".into()], vec!["plan.pdf".into()]));
    // A text.
    let rename = || fs::rename(content.join("pages/a.md"), content.join("pages/c.md")).unwrap();
    assert_eq!(read_by_list(root, rename).0, ["b", "c"]);
    // A file that is not read.
    let remove = || fs::remove_file(content.join("plan.pdf")).unwrap();
    assert_eq!(read_by_list(root, remove).1, [""; 0]);
}
