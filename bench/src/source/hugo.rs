//! For Hugo: `bench/sites/hugo`.

use std::path::Path;

use super::{indented, put, quoted, speakers, topics, years};
use crate::corpus::{Corpus, Workshop};

pub(super) fn write(corpus: &Corpus, folder: &Path) -> anyhow::Result<()> {
    put(&folder.join("data/venues.json"), &super::eleventy::venues(corpus))?;
    for workshop in &corpus.workshops {
        let path = folder.join(format!("content/ateliers/{}.md", workshop.slug));
        put(&path, &page(corpus, workshop))?;
    }
    Ok(())
}

/// Returns a workshop as a file with front matter in YAML.
pub(super) fn page(corpus: &Corpus, workshop: &Workshop) -> String {
    let sessions = workshop.sessions.iter().map(|session| {
        format!(
            "  - title: {}\n    date: \"{}\"\n    start: \"{}\"\n    end: \"{}\"\n    venue: venue-{}\n    speaker: {}\n    \
             text: |\n{}",
            quoted(&session.title),
            session.date,
            session.start,
            session.end,
            session.venue,
            corpus.speakers[session.speaker].name,
            indented(&session.text, 6)
        )
    });
    format!(
        "---\ntitle: {}\ndate: {}\nsummary: {}\nupcoming: {}\nthemes: {}\narchives: {}\nintervenants: {}\nsessions:\n{}---\n\n{}",
        quoted(&workshop.title),
        workshop.begins(),
        quoted(&workshop.summary),
        !workshop.is_past(),
        topics(corpus, workshop),
        years(workshop),
        speakers(corpus, workshop),
        sessions.collect::<String>(),
        workshop.text
    )
}
