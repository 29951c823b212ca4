//! The preview notices when a folder of the site is replaced, by any method.

use std::fs;
use std::path::Path;

use tests::program::PreviewProcess;
use tests::project::SiteCopy;

const ABOUT: &str = "/a-propos/";
const FILE: &str = "content/pages/a-propos.md";

/// Adds a line to a page and waits until it is shown.
fn edit(preview: &PreviewProcess, site: &SiteCopy, mark: &str) {
    site.write(FILE, &format!("{}\n{mark}\n", site.read(FILE)));
    preview.poll(ABOUT, &format!("{mark} is shown"), |page| page.contains(mark));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(|_| ()).unwrap() }
    }
}

#[test]
fn a_folder_is_removed_and_restored() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &[]);
    edit(&preview, &site, "MARQUE1");
    // As `git checkout` of a branch without the folder and back does.
    copy(&site.path("content"), &site.path("save"));
    fs::remove_dir_all(site.path("content")).unwrap();
    preview.poll(ABOUT, "it reports the missing folder", |page| page.contains("content"));
    fs::rename(site.path("save"), site.path("content")).unwrap();
    edit(&preview, &site, "MARQUE2");
    edit(&preview, &site, "MARQUE3");
}

#[test]
fn a_folder_is_swapped_by_renaming() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &[]);
    // As synchronisation programs do: write beside the folder, then replace it, twice.
    for mark in ["MARQUE1", "MARQUE2"] {
        copy(&site.path("content"), &site.path("new"));
        let page = site.path("new/pages/a-propos.md");
        fs::write(&page, format!("{}\n{mark}\n", fs::read_to_string(&page).unwrap())).unwrap();
        fs::rename(site.path("content"), site.path(format!("old-{mark}").as_str())).unwrap();
        fs::rename(site.path("new"), site.path("content")).unwrap();
        preview.poll(ABOUT, &format!("{mark} is shown"), |page| page.contains(mark));
        edit(&preview, &site, &format!("{mark}-edit"));
    }
    // The same for themes.
    copy(&site.path("themes"), &site.path("new"));
    let words = fs::read_to_string(site.path("new/default/i18n/fr.yaml")).unwrap();
    let line =
        words.lines().find(|line| line.contains("site.skip") || line.contains("skip")).unwrap().to_owned();
    let (key, _) = line.split_once(':').unwrap();
    let changed = words.replace(&line, &format!("{key}: MARQUE-THEME"));
    fs::write(site.path("new/default/i18n/fr.yaml"), changed).unwrap();
    fs::rename(site.path("themes"), site.path("old-themes")).unwrap();
    fs::rename(site.path("new"), site.path("themes")).unwrap();
    preview.poll(ABOUT, "the new theme is shown", |page| page.contains("MARQUE-THEME"));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_retargeted() {
    use std::os::unix::fs::symlink;

    let site = SiteCopy::new();
    // The whole folder is a link, and so is a page in it.
    fs::rename(site.path("content"), site.path("content-a")).unwrap();
    copy(&site.path("content-a"), &site.path("content-b"));
    let with = |mark: &str| format!("{}\n{mark}\n", site.read("content-a/pages/a-propos.md"));
    fs::write(site.path("content-b/pages/a-propos.md"), with("MARQUE-B")).unwrap();
    symlink("content-a", site.path("content")).unwrap();
    let preview = PreviewProcess::start(site.root(), &[]);

    symlink("content-b", site.path("link")).unwrap();
    fs::rename(site.path("link"), site.path("content")).unwrap();
    preview.poll(ABOUT, "the folder behind the new link is shown", |page| page.contains("MARQUE-B"));
    edit(&preview, &site, "MARQUE1");

    // Replaces the target of the link, which changes nothing in the link's folder.
    let original = site.read("content-a/pages/a-propos.md");
    fs::create_dir_all(site.path("shared")).unwrap();
    site.write("shared/page.md", &format!("{original}\nMARQUE2\n"));
    fs::remove_file(site.path(FILE)).unwrap();
    symlink("../../shared/page.md", site.path(FILE)).unwrap();
    preview.poll(ABOUT, "the page behind a link is shown", |page| page.contains("MARQUE2"));
    site.write("shared/next.md", &format!("{original}\nMARQUE3\n"));
    fs::rename(site.path("shared/next.md"), site.path("shared/page.md")).unwrap();
    preview.poll(ABOUT, "the new page behind it is shown", |page| page.contains("MARQUE3"));
}
