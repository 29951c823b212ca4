//! For Zola: `bench/sites/zola`.

use std::path::Path;

use anyhow::Context as _;

use super::{list, put, quoted, speakers, topics, years};
use crate::corpus::{Corpus, Workshop};

pub(super) fn write(corpus: &Corpus, folder: &Path) -> anyhow::Result<()> {
    let path = folder.join("zola.toml");
    let mut config =
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    for (number, venue) in corpus.venues.iter().enumerate() {
        config += &format!(
            "\n[extra.venues.venue-{number}]\nname = {}\naddress = {}\ncity = {}\n",
            quoted(&venue.name),
            list([venue.street.as_str(), &format!("{} {}", venue.postal_code, venue.city)]),
            quoted(&venue.city)
        );
    }
    put(&path, &config)?;
    for workshop in &corpus.workshops {
        let path = folder.join(format!("content/ateliers/{}.md", workshop.slug));
        put(&path, &page(corpus, workshop))?;
    }
    Ok(())
}

/// Returns a workshop as a file with front matter in TOML, the format of its documentation.
fn page(corpus: &Corpus, workshop: &Workshop) -> String {
    let sessions = workshop.sessions.iter().map(|session| {
        format!(
            "[[extra.sessions]]\ntitle = {}\ndate = \"{}\"\nstart = \"{}\"\nend = \"{}\"\nvenue = \"venue-{}\"\nspeaker = {}\n\
             text = '''\n{}'''\n",
            quoted(&session.title),
            session.date,
            session.start,
            session.end,
            session.venue,
            quoted(&corpus.speakers[session.speaker].name),
            session.text
        )
    });
    format!(
        "+++\ntitle = {}\ndate = {}\ndescription = {}\n[taxonomies]\nthemes = {}\narchives = {}\nintervenants = {}\n\
         [extra]\nupcoming = {}\n{}+++\n\n{}",
        quoted(&workshop.title),
        workshop.begins(),
        quoted(&workshop.summary),
        topics(corpus, workshop),
        years(workshop),
        speakers(corpus, workshop),
        !workshop.is_past(),
        sessions.collect::<String>(),
        workshop.text
    )
}
