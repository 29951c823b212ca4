//! Builds only the pages that show an edited text, and the search, from what an earlier build left
//! ([`editable`](crate::editable)).
//!
//! The Markdown of a file is read by two stages only: `agreement` compares it with facts, and `document` turns it into HTML.
//! The HTML is shown by the pages of the same file and found by the search, and nothing else of the site depends on it, unless
//! the text shows other images or links to other files or parts of pages. So an edit of it takes these two stages for the
//! content of these pages. [`edit`] returns `None` for every other edit, and if there is a problem: then everything is built.

mod placed;
mod remade;

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use content::load;
use diagnostics::{Diagnostics, SourceFile};
use tracing::info_span;

use self::placed::Placed;
use self::remade::Remaker;
use crate::editable::{EditablePage, KnownEditable};
use crate::fingerprint::Fingerprint;
use crate::listing::SeenFile;
use crate::options::{BuildOptions, BuildReport};
use crate::search::FoundPage;
use crate::unchanged::{Changes, Kept, Seen};
use crate::write::Stage;

/// The most files that may be edited: with more, building everything may take less time.
const MOST_FILES: usize = 16;

/// Files that were edited.
struct EditedFiles {
    /// Their texts by path below the root.
    texts: BTreeMap<String, Arc<SourceFile>>,
    contents: BTreeMap<String, Fingerprint>,
}

/// Builds what depends on the files that are different from those of the last build; `None` if these are not only a few texts,
/// or if there is a problem.
pub(crate) fn edit(
    kept: &mut Kept,
    seen: &Seen,
    changed: &[&SeenFile],
    options: &BuildOptions,
) -> Option<BuildReport> {
    let files = EditedFiles::read(changed)?;
    let mut known = kept.take_editable()?;
    let pages = pages(&mut known, &files)?;
    info_span!("edited texts").in_scope(|| build(kept, seen, options, &files, known, pages))
}

fn build(
    kept: &mut Kept,
    seen: &Seen,
    options: &BuildOptions,
    files: &EditedFiles,
    mut known: KnownEditable,
    pages: Vec<EditablePage<'_>>,
) -> Option<BuildReport> {
    let mut texts = kept.texts()?.clone();
    let remaker = Remaker::new(known.shared()?, seen, &pages, &files.texts, options.today)?;
    let remade = pages.into_iter().map(|page| remaker.remake(page)).collect::<Option<Vec<_>>>()?;
    for page in &remade {
        texts.warnings.set(page.edition, &page.file, &page.warnings);
    }
    let report = kept.report_with(&texts.warnings, &options.root);
    if options.deny_warnings && !report.warnings.is_empty() {
        return None;
    }
    let stage = Stage::begin_for_few(&options.dist).ok()?;
    let mut placed = Placed::default();
    let (mut staged, mut found) = (Vec::new(), BTreeMap::<usize, Vec<FoundPage>>::new());
    for page in remade {
        let edition = page.edition;
        if let Some(page) = page.page {
            let rendered = remaker.render(edition, page, &stage)?;
            staged.push(rendered.file);
            found.entry(edition).or_default().extend(rendered.found);
        }
    }
    placed.add(&stage, staged, None)?;
    // Last, because these are large and no page waits for them.
    for (edition, found) in found {
        let Some(Some(index)) = texts.indexes.get_mut(edition) else { continue };
        let search = remaker.search(edition, known.search(edition)?, &options.dist.join(&*index), &found)?;
        let staged = [stage.take(&search.index).ok()?, remaker.render(edition, search.page, &stage)?.file];
        let former = std::mem::replace(index, search.index.path);
        placed.add(&stage, staged.into(), Some(former).filter(|former| *former != *index))?;
    }
    let report = placed.report(report);
    let changes = Changes { read: &files.contents, written: &placed.files, removed: &placed.stale };
    kept.record(seen, options, changes, &report, texts)?;
    kept.keep_editable(known);
    Some(report)
}

impl EditedFiles {
    /// Reads files; `None` if these are not only a few texts.
    fn read(changed: &[&SeenFile]) -> Option<EditedFiles> {
        if changed.len() > MOST_FILES || !changed.iter().all(|file| file.path.ends_with(".md")) {
            return None;
        }
        let mut files = EditedFiles { texts: BTreeMap::new(), contents: BTreeMap::new() };
        for file in changed {
            let bytes = fs::read(file.location()).ok()?;
            files.contents.insert(file.path.clone(), Fingerprint::of_bytes(&bytes));
            let text = load::text(file.path.clone(), bytes, &mut Diagnostics::default())?;
            files.texts.insert(file.path.clone(), text);
        }
        Some(files)
    }
}

/// Returns the pages with the texts of these files, each once; `None` if one of the files has none.
fn pages(known: &mut KnownEditable, files: &EditedFiles) -> Option<Vec<EditablePage<'static>>> {
    let mut pages = BTreeMap::new();
    for file in files.texts.values() {
        for page in known.pages(file)? {
            pages.insert((page.edition, page.file.clone()), page);
        }
    }
    Some(pages.into_values().collect())
}
