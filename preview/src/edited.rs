//! The page of the file that was just saved, so that the browser can open it.

use std::cell::LazyCell;
use std::path::{Path, PathBuf};

use site::PagesOfFiles;

use crate::watch::look::Look;

/// The content as it was before the last change.
pub(crate) struct Edited {
    root: PathBuf,
    last: Look,
}

impl Edited {
    /// Looks at the content below a root folder.
    pub(crate) fn start(root: &Path) -> Edited {
        Edited { root: root.to_owned(), last: look(root) }
    }

    /// Looks again, and returns the path on the site of the page whose file changed; `None` if there are several, as
    /// after `git switch`, or none.
    pub(crate) fn page(&mut self) -> Option<String> {
        let now = look(&self.root);
        let content = self.root.join("content");
        let changed =
            now.changed_since(&self.last).filter_map(|path| path.strip_prefix(&content).ok()?.to_str());
        // Read only if a file of the content has changed.
        let pages_of_files = LazyCell::new(|| PagesOfFiles::of(&self.root));
        let mut pages: Vec<_> = changed
            .filter_map(|file| pages_of_files.page(&file.replace('\\', "/")))
            .take(MOST_FILES)
            .collect();
        pages.sort();
        pages.dedup();
        self.last = now;
        let page = pages.pop().filter(|_| pages.is_empty())?;
        // Such as a draft of a workshop whose folder is not complete.
        self.root.join("dist/site").join(&page[1..]).join("index.html").is_file().then_some(page)
    }
}

/// Most changed files that are looked at: more are not the edit of one page.
const MOST_FILES: usize = 8;

fn look(root: &Path) -> Look {
    Look::at(&[root.join("content")])
}
