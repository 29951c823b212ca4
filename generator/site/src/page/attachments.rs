//! The paths of files beside the home page, plain pages and speakers.

use addresses::Permalink;
use content::config::Permalinks;
use content::load::Sources;
use diagnostics::{Diagnostics, SourceFile};

use super::{Addresses, Places};

impl Addresses {
    /// Files beside pages and speakers are published beside their pages, those beside the home page at the root.
    pub(super) fn add_attachments(
        &mut self,
        sources: &Sources,
        permalinks: &Permalinks,
        places: &mut Places,
        diagnostics: &mut Diagnostics,
    ) {
        for path in sources.attachments.keys() {
            let (folder, name) = path.split_once('/').unwrap_or(("", path));
            let folder = match folder {
                "speakers" => permalinks.speaker.index(),
                "pages" => permalinks.page.index(),
                _ => Permalink::home(),
            };
            let address = format!("{folder}{name}");
            let file = SourceFile::without_text(format!("content/{path}"));
            places.take(address[1..].to_owned(), Some(&file), diagnostics);
            self.attachments.insert(path.clone(), address);
        }
    }
}
