//! The lean site, which every generator can build: the same pages with the same headings, or nothing is measured.

use tempfile::TempDir;

use crate::build::Site;
use crate::corpus::Corpus;
use crate::results::{After, Build, Kind, Measurement, Results};
use crate::tool::{Installed, Tool};

/// What is measured, in this order, so that each build finds the results of the one before.
const AFTER: [After; 4] = [After::Clean, After::Nothing, After::Text, After::Style];

/// Measures builds of a site with this many workshops by each generator, in turn.
///
/// # Errors
///
/// Returns an error if a build fails, or two generators made different pages.
pub(crate) fn measure(
    workshops: usize,
    tools: &[Installed],
    rounds: usize,
    results: &mut Results,
) -> anyhow::Result<()> {
    let corpus = Corpus::new(workshops)?;
    let folder = TempDir::new()?;
    let site = |by: &Installed| Site::lean(by, &corpus, folder.path().join(by.tool.name()));
    let sites = tools.iter().map(site).collect::<anyhow::Result<Vec<_>>>()?;
    let mut made = Vec::new();
    for site in &sites {
        site.build(After::Clean)?;
        made.push(site.pages()?);
    }
    for (pages, site) in made.iter().zip(&sites).skip(1) {
        made[0].compare(pages, site.by.tool)?;
    }
    for _ in 0..rounds {
        for (site, pages) in sites.iter().zip(&made) {
            let tool = Some(site.by.tool);
            let build = |tool, after, usage| {
                let (pages, bytes) = (pages.count(), pages.bytes);
                Measurement::Build(Build { site: Kind::Lean, workshops, pages, bytes, tool, after, usage })
            };
            for after in AFTER {
                results.add(build(tool, after, site.build(after)?.0))?;
            }
            if site.by.tool == Tool::Ateliers {
                results.add(build(None, After::Clean, site.floor()?))?;
            }
        }
    }
    Ok(())
}
