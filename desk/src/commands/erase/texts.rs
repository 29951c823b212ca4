//! The organiser's decisions about texts that contain the address among other words. Such a text may concern another
//! person, or the club may need it.

use std::collections::BTreeSet;

use clap::ValueEnum;

use crate::console::Console;
use crate::person::Person;
use crate::person::address::Match;
use crate::person::mention::{TextPlace, described, excerpt};

/// The decision for all texts, given by `--texts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Texts {
    /// Remove the address from each text and keep the rest
    Remove,
    /// Keep the texts unchanged
    Keep,
}

/// The decisions made so far.
pub(super) struct Decisions {
    of_all: Option<Texts>,
    remove: BTreeSet<TextPlace>,
    made: bool,
}

impl Decisions {
    pub(super) fn new(of_all: Option<Texts>) -> Decisions {
        Decisions { of_all, remove: BTreeSet::new(), made: of_all.is_some() }
    }

    /// Asks about each text. With `--texts` that decision applies to all; without a terminal the texts are kept.
    pub(super) fn make(
        &mut self,
        person: &Person,
        yes: bool,
        console: &mut Console<'_>,
    ) -> anyhow::Result<()> {
        if self.made || yes || !console.interactive {
            return Ok(());
        }
        for (mentions, text) in person.texts(Match::Part) {
            let (what, excerpt) = (described(&mentions.item), excerpt(&text.text));
            writeln!(console.notes, "{what}, {}: {excerpt}", text.path)?;
            if console.ask("Remove the address from this text?")? {
                self.remove.insert(mentions.place(text));
            }
        }
        self.made = true;
        Ok(())
    }

    /// Returns whether the organiser decided about the texts.
    pub(super) fn were_made(&self) -> bool {
        self.made
    }

    /// Returns whether the address is to be removed from a text.
    pub(super) fn remove(&self, place: &TextPlace) -> bool {
        self.of_all == Some(Texts::Remove) || self.remove.contains(place)
    }

    /// Returns whether the address was removed from every text that the organiser chose.
    pub(super) fn are_carried_out(&self, person: &Person) -> bool {
        person.texts(Match::Part).iter().all(|(mentions, text)| !self.remove(&mentions.place(text)))
    }
}
