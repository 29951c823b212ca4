//! Finds registrations and answers whose workshop is not in the catalogue because its folder was renamed without an
//! alias or removed.

use std::collections::BTreeMap;

use anyhow::Context;
use model::registration::Registration;
use model::slug::Slug;
use registry::{StoredItem, StoredKind};

use crate::console::Console;
use crate::desk::Desk;

/// Items stored under a name that no workshop in the catalogue has.
#[derive(Debug, Default)]
pub(crate) struct Unknown {
    pub(crate) registrations: Vec<Registration>,
    pub(crate) answers: usize,
    /// Registrations that cannot be read.
    pub(crate) unreadable: usize,
}

impl Unknown {
    /// Describes the items in one line.
    pub(crate) fn describe(&self, stored: &Slug, desk: &Desk) -> String {
        let registrations = self.registrations.len() + self.unreadable;
        let number = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {one}s"),
        };
        let found =
            format!("{} and {}", number(registrations, "registration"), number(self.answers, "answer"));
        match desk.catalogue.workshop(stored) {
            Some(workshop) => format!(
                "`{stored}`: {found} are stored under this name, but its workshop keeps its own under `{}`; write it first \
                 in `aliases`",
                workshop.slug
            ),
            None => format!(
                "`{stored}`: {found}, but the catalogue has no such workshop; if its folder was renamed, write \
                 `aliases: [{stored}]` in its `index.md` and build again"
            ),
        }
    }
}

/// Reports items whose workshop is not in the catalogue.
///
/// # Errors
///
/// Returns an error if the terminal cannot be written to.
pub(crate) fn report(
    unknown: &BTreeMap<Slug, Unknown>,
    desk: &Desk,
    console: &mut Console<'_>,
) -> anyhow::Result<()> {
    for (stored, it) in unknown {
        writeln!(console.notes, "wrong: {}", it.describe(stored, desk))?;
    }
    Ok(())
}

impl Desk {
    /// Returns the same items as [`Desk::unknown`], or none if the command is limited to one workshop.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    pub(crate) async fn unknown_besides(
        &self,
        named: Option<&str>,
    ) -> anyhow::Result<BTreeMap<Slug, Unknown>> {
        if named.is_some() { Ok(BTreeMap::new()) } else { self.unknown().await }
    }

    /// Counts the unexpired items whose workshop is not in the catalogue, by the name they are stored under.
    ///
    /// # Errors
    ///
    /// Returns an error if the store does not answer.
    pub(crate) async fn unknown(&self) -> anyhow::Result<BTreeMap<Slug, Unknown>> {
        let mut unknown: BTreeMap<Slug, Unknown> = BTreeMap::new();
        let mut batches = self.store().items_except(self.catalogue.workshops.keys());
        while let Some(batch) = batches.next().await.context("cannot read the table")? {
            for item in batch.into_iter().filter(|item| !item.has_expired(self.now)) {
                if let Some(stored) = item.workshop() {
                    add(item, unknown.entry(stored).or_default());
                }
            }
        }
        unknown.retain(|_, it| it.answers + it.unreadable + it.registrations.len() > 0);
        Ok(unknown)
    }
}

fn add(item: StoredItem, unknown: &mut Unknown) {
    match item.kind() {
        StoredKind::Registration => match item.registration() {
            Ok(registration) => unknown.registrations.push(registration),
            Err(_) => unknown.unreadable += 1,
        },
        StoredKind::FormAnswer { .. } => unknown.answers += 1,
        StoredKind::Mail { .. }
        | StoredKind::Participation { .. }
        | StoredKind::Counter
        | StoredKind::Quota
        | StoredKind::Other => {}
    }
}
