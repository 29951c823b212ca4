//! Ratios that must not get worse. They hold on any machine, because both sides are measured on it, one after the other:
//! a time is never compared with a number of seconds.

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use crate::build::Site;
use crate::corpus::Corpus;
use crate::results::After;
use crate::tool::Installed;

/// The numbers of workshops.
const WORKSHOPS: [usize; 3] = [50, 200, 600];

/// The longest time of a build without changes, as a part of that of the first build: several times what `just bench-check`
/// prints, because both are short.
const MAX_UNCHANGED: f64 = 0.1;

/// The most processor time for each further workshop of a large site, as a multiple of that of a small one. It is 1 if
/// the work grows in proportion.
const MAX_GROWTH: f64 = 1.5;

/// The most files that are written after the text of one workshop was edited.
const MAX_WRITTEN: usize = 1;

/// The number of builds of each kind, of which the fastest counts: other programs can only slow a build down.
const BUILDS: usize = 3;

/// The number of attempts: another program may have disturbed the first ones.
const ATTEMPTS: usize = 3;

/// What was measured.
struct Ratios {
    unchanged: f64,
    growth: f64,
}

/// Measures the ratios, several times before they count as worse, and returns them in words.
///
/// # Errors
///
/// Returns an error if a build fails, or a ratio is above its limit in every attempt.
pub(crate) fn run(by: &Installed) -> anyhow::Result<String> {
    let folder = TempDir::new()?;
    let site = |count: usize| Site::lean(by, &Corpus::new(count)?, folder.path().join(count.to_string()));
    let sites = [site(WORKSHOPS[0])?, site(WORKSHOPS[1])?, site(WORKSHOPS[2])?];
    check_written(&sites[0])?;
    let mut tried = Vec::new();
    for _ in 0..ATTEMPTS {
        let Ratios { unchanged, growth } = ratios(&sites)?;
        tried.push(format!(
            "a build without changes takes {unchanged:.2} of the first (at most {MAX_UNCHANGED}), \
             and a workshop of a large site {growth:.2} of one of a small site (at most {MAX_GROWTH})"
        ));
        if unchanged <= MAX_UNCHANGED && growth <= MAX_GROWTH {
            return Ok(tried.join("\n"));
        }
    }
    bail!("builds got slower:\n{}\nrun `just bench` before and after the change", tried.join("\n"))
}

fn ratios(sites: &[Site; 3]) -> anyhow::Result<Ratios> {
    let (mut processor, mut first, mut unchanged) = ([f64::INFINITY; 3], f64::INFINITY, f64::INFINITY);
    for _ in 0..BUILDS {
        let mut wall = f64::INFINITY;
        for (site, fastest) in sites.iter().zip(&mut processor) {
            let (usage, _) = site.build(After::Clean)?;
            *fastest = fastest.min(usage.user);
            wall = usage.wall;
        }
        // The last site is the largest.
        first = first.min(wall);
        unchanged = unchanged.min(sites[2].build(After::Nothing)?.0.wall);
    }
    let further =
        |from: usize, to: usize| (processor[to] - processor[from]) / (WORKSHOPS[to] - WORKSHOPS[from]) as f64;
    Ok(Ratios { unchanged: unchanged / first, growth: further(1, 2) / further(0, 1) })
}

/// Verifies how many files are written, which is exact.
fn check_written(site: &Site) -> anyhow::Result<()> {
    site.build(After::Clean)?;
    for (after, most) in [(After::Nothing, 0), (After::Text, MAX_WRITTEN)] {
        let (_, printed) = site.build(after)?;
        let written = written(&printed).with_context(|| format!("no number of files in `{printed}`"))?;
        if written > most {
            bail!("{}, but {written} files were written instead of {most}: {printed}", after.title());
        }
    }
    Ok(())
}

/// Returns the number of written files in the summary of a build.
fn written(summary: &str) -> Option<usize> {
    let (before, _) = summary.split_once(" files written")?;
    before.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn the_number_of_written_files_is_read() {
        let summary = "88 pages in dist/site: 12 files written, 3 unchanged, 0 removed, in 0.1 s";
        assert_eq!(written(summary), Some(12));
        assert_eq!(written("built"), None);
    }
}
