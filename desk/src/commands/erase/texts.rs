//! What the organiser decides about texts that hold the address among other words: they may say something about
//! somebody else, or something that the club needs.

use std::collections::BTreeSet;

use clap::ValueEnum;

use crate::console::Console;
use crate::person::Person;
use crate::person::address::Match;
use crate::person::mention::{TextPlace, described, excerpt};

/// What to do with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Texts {
    /// Take the address out of each text, and leave the rest of it
    Remove,
    /// Leave the texts as they are
    Keep,
}

/// What was decided.
pub(super) struct Decisions {
    of_all: Option<Texts>,
    remove: BTreeSet<TextPlace>,
    made: bool,
}

impl Decisions {
    pub(super) fn new(of_all: Option<Texts>) -> Decisions {
        Decisions { of_all, remove: BTreeSet::new(), made: of_all.is_some() }
    }

    /// Asks about each text, unless it was said what to do with all or nobody can be asked: then they stay.
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
            if console.ask("Take the address out of this text?")? {
                self.remove.insert(mentions.place(text));
            }
        }
        self.made = true;
        Ok(())
    }

    /// Whether somebody decided about the texts.
    pub(super) fn were_made(&self) -> bool {
        self.made
    }

    /// Whether the address is to be taken out of a text.
    pub(super) fn remove(&self, place: &TextPlace) -> bool {
        self.of_all == Some(Texts::Remove) || self.remove.contains(place)
    }

    /// Whether no text is left that the address was to be taken out of.
    pub(super) fn are_carried_out(&self, person: &Person) -> bool {
        person.texts(Match::Part).iter().all(|(mentions, text)| !self.remove(&mentions.place(text)))
    }
}
