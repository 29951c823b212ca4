//! For our own generator: `bench/sites/ateliers`, with the history that the feed and the sitemap need.

use std::path::Path;
use std::process::Command;

use anyhow::ensure;
use tests::project::{copy_folder, root};

use super::{indented, put, quoted, topics};
use crate::corpus::{Corpus, Workshop};

pub(super) fn write(corpus: &Corpus, folder: &Path) -> anyhow::Result<()> {
    // The lean theme takes the pages that the others do not have from these.
    for theme in ["default", "sober"] {
        copy_folder(&root().join("themes").join(theme), &folder.join("themes").join(theme));
    }
    let content = folder.join("content");
    let venues = corpus.venues.iter().enumerate().map(|(number, venue)| {
        let lines = format!(
            "[{}, {}]",
            quoted(&venue.street),
            quoted(&format!("{} {}", venue.postal_code, venue.city))
        );
        format!(
            "venue-{number}: {{ name: {}, address: {lines}, city: {} }}\n",
            quoted(&venue.name),
            venue.city
        )
    });
    put(&content.join("venues.yaml"), &venues.collect::<String>())?;
    let mut speakers = String::new();
    for speaker in &corpus.speakers {
        let name = format!("name: {}\n", speaker.name);
        put(&content.join(format!("speakers/{}.md", speaker.slug)), &format!("---\n{name}---\n"))?;
        speakers += &format!("- [{}](../speakers/{}.md)\n", speaker.name, speaker.slug);
    }
    put(&content.join("pages/intervenants.md"), &format!("---\ntitle: Intervenants\n---\n{speakers}"))?;
    for workshop in &corpus.workshops {
        let folder = content.join("workshops").join(&workshop.slug);
        put(&folder.join("index.md"), &index(corpus, workshop))?;
        put(&folder.join("sessions.yaml"), &sessions(corpus, workshop))?;
    }
    commit(folder)
}

fn index(corpus: &Corpus, workshop: &Workshop) -> String {
    format!(
        "---\ntitle: {}\nsummary: {}\ntopics: {}\n---\n\n{}",
        quoted(&workshop.title),
        quoted(&workshop.summary),
        topics(corpus, workshop),
        workshop.text
    )
}

fn sessions(corpus: &Corpus, workshop: &Workshop) -> String {
    let sessions = workshop.sessions.iter().map(|session| {
        format!(
            "- title: {}\n  date: {}\n  start: \"{}\"\n  end: \"{}\"\n  venue: venue-{}\n  speakers: [{}]\n  \
             description: |\n{}",
            quoted(&session.title),
            session.date,
            session.start,
            session.end,
            session.venue,
            corpus.speakers[session.speaker].slug,
            indented(&session.text, 4)
        )
    });
    sessions.collect()
}

fn commit(folder: &Path) -> anyhow::Result<()> {
    for arguments in [&["init", "--quiet"][..], &["add", "content"], &["commit", "--quiet", "--message", "a"]]
    {
        let mut git = Command::new("git");
        git.arg("-C").arg(folder).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]).args(arguments);
        ensure!(git.status()?.success(), "git cannot commit the content in {}", folder.display());
    }
    Ok(())
}
