//! The words and sentences of which texts are made: `corpus/fr.yaml`.

use anyhow::Context as _;
use fastrand::Rng;
use serde::Deserialize;

/// The words.
#[derive(Deserialize)]
pub(super) struct Words {
    pub(super) topics: Vec<String>,
    pub(super) titles: Vec<String>,
    pub(super) sessions: Vec<String>,
    pub(super) headings: Vec<String>,
    pub(super) sentences: Vec<String>,
    pub(super) items: Vec<String>,
    pub(super) given_names: Vec<String>,
    pub(super) family_names: Vec<String>,
    pub(super) venues: Vec<Venue>,
}

/// A place.
#[derive(Deserialize)]
pub(crate) struct Venue {
    /// Its name.
    pub(crate) name: String,
    /// Number and street.
    pub(crate) street: String,
    /// The postal code.
    pub(crate) postal_code: String,
    /// The city, which differs from that of all others.
    pub(crate) city: String,
}

impl Words {
    pub(super) fn read() -> anyhow::Result<Words> {
        serde_yaml::from_str(include_str!("../../corpus/fr.yaml")).context("bench/corpus/fr.yaml is damaged")
    }

    /// Returns the description of a workshop: four parts with headings, about 4,000 characters.
    pub(super) fn text(&self, random: &mut Rng) -> String {
        let first = random.usize(..self.headings.len());
        let parts = (first..first + 4).map(|number| {
            let heading = &self.headings[number % self.headings.len()];
            let (before, list, after) = (self.paragraph(random), self.list(random), self.paragraph(random));
            format!("## {heading}\n\n{before}\n\n{list}\n\n{after}\n")
        });
        parts.chain(["Voir aussi [les autres thèmes](/themes/).\n".to_owned()]).collect::<Vec<_>>().join("\n")
    }

    /// Returns the description of a session: a paragraph and a list.
    pub(super) fn short_text(&self, random: &mut Rng) -> String {
        format!("{}\n\n{}\n", self.paragraph(random), self.list(random))
    }

    fn paragraph(&self, random: &mut Rng) -> String {
        let sentences: Vec<_> = (0..random.usize(3..6)).map(|_| any(&self.sentences, random)).collect();
        format!("**À retenir.** {} *À discuter ensemble.*", sentences.join(" "))
    }

    fn list(&self, random: &mut Rng) -> String {
        let items: Vec<_> =
            (0..random.usize(3..6)).map(|_| format!("- {}", any(&self.items, random))).collect();
        items.join("\n")
    }
}

/// Returns one of these.
pub(super) fn any(texts: &[String], random: &mut Rng) -> String {
    texts[random.usize(..texts.len())].clone()
}
