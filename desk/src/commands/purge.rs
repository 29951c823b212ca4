//! `registrations purge`: deletes expired items at once; DynamoDB may take days.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::Context;
use clap::Args;
use model::registration::Registration;
use model::slug::Slug;
use registry::{Deadline, PURGED_AT_ONCE, StoredItem, StoredKind};
use serde_json::json;

use crate::Exit;
use crate::console::{Console, counted};
use crate::desk::Desk;

/// Delete what is past the retention period in the privacy notice
///
/// DynamoDB deletes expired items within some days; this command deletes them at once, in every workshop, including
/// those no longer in the catalogue. It does not promote anyone, because expired workshops are over.
#[derive(Args, Debug)]
pub(crate) struct Purge {
    /// Only show what would be deleted
    #[arg(long)]
    dry_run: bool,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

#[derive(Default)]
struct Expired {
    registrations: usize,
    form_answers: usize,
    others: usize,
    unreadable: usize,
    /// The identifiers of the registrations.
    ids: BTreeSet<String>,
}

impl Purge {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let expired = walk(desk, console, "items read", None).await?;
        let total = expired.registrations + expired.form_answers + expired.others;
        if !self.json {
            writeln!(
                console.out,
                "Expired: {}, {} to other forms, {}",
                counted(expired.registrations, "registration", "registrations"),
                counted(expired.form_answers, "answer", "answers"),
                counted(expired.others, "other item", "other items")
            )?;
        }
        if expired.unreadable > 0 {
            let unreadable = counted(expired.unreadable, "registration", "registrations");
            writeln!(console.notes, "Unreadable, not deleted: {unreadable}")?;
        }
        let delete = !self.dry_run && total > 0;
        let delete = delete && console.confirm("Delete permanently?", self.yes)?;
        if delete {
            let bar = console.bar("deleting", total as u64);
            walk(desk, console, "items read", Some(&bar)).await?;
            bar.finish_and_clear();
            delete_mails(&expired.ids, desk)?;
            desk.scrub().await?;
        }
        if self.json {
            let value = json!({
                "registrations": expired.registrations,
                "form_answers": expired.form_answers,
                "others": expired.others,
                "unreadable": expired.unreadable,
                "deleted": delete,
            });
            writeln!(console.out, "{value:#}")?;
        } else if delete {
            writeln!(console.out, "Deleted.")?;
        }
        Ok(Exit::Done)
    }
}

/// Counts the expired items, and deletes them if a progress bar is given.
async fn walk(
    desk: &Desk,
    console: &Console<'_>,
    what: &'static str,
    bar: Option<&indicatif::ProgressBar>,
) -> anyhow::Result<Expired> {
    let count = if bar.is_some() { indicatif::ProgressBar::hidden() } else { console.count(what) };
    let mut expired = Expired::default();
    let mut batches: BTreeMap<Slug, Vec<Registration>> = BTreeMap::new();
    let mut quotas = Vec::new();
    let mut items = desk.store().items();
    while let Some(read) = items.next().await? {
        count.inc(read.len() as u64);
        for item in read.into_iter().filter(|item| item.has_expired(desk.now)) {
            match item.kind() {
                StoredKind::Registration => {
                    if let Err(error) = item.registration() {
                        desk.store().report_unreadable(&item, &error);
                    }
                    if let Some(full) = batch(item, &mut batches, &mut expired)
                        && let Some(bar) = bar
                    {
                        purge(desk, &full, bar).await?;
                    }
                    continue;
                }
                StoredKind::FormAnswer { .. } => expired.form_answers += 1,
                // The counter holds no personal data, and it counts the seats of registrations that have not expired.
                StoredKind::Counter => continue,
                // The registrations below give their seats back to it.
                StoredKind::Quota => {
                    expired.others += 1;
                    quotas.push(item);
                    continue;
                }
                StoredKind::Mail { .. } | StoredKind::Participation { .. } | StoredKind::Other => {
                    expired.others += 1;
                }
            }
            if let Some(bar) = bar {
                desk.store().erase_item(&item, Deadline::default()).await?;
                bar.inc(1);
            }
        }
    }
    if let Some(bar) = bar {
        for batch in batches.into_values() {
            purge(desk, &batch, bar).await?;
        }
        for quota in &quotas {
            desk.store().erase_item(quota, Deadline::default()).await?;
            bar.inc(1);
        }
    }
    count.finish_and_clear();
    Ok(expired)
}

/// Groups a registration with others of its workshop; returns the group once it fills a transaction.
fn batch(
    item: StoredItem,
    batches: &mut BTreeMap<Slug, Vec<Registration>>,
    expired: &mut Expired,
) -> Option<Vec<Registration>> {
    let Ok(registration) = item.registration() else {
        expired.unreadable += 1;
        return None;
    };
    expired.registrations += 1;
    expired.ids.insert(registration.id.as_str().to_owned());
    let batch = batches.entry(registration.request.workshop.clone()).or_default();
    batch.push(registration);
    (batch.len() == PURGED_AT_ONCE).then(|| std::mem::take(batch))
}

/// Deletes the preview's mails about these registrations, as they contain links to their pages.
fn delete_mails(ids: &BTreeSet<String>, desk: &Desk) -> anyhow::Result<()> {
    let is_about = |text: &str| text.split(|c: char| !c.is_ascii_hexdigit()).any(|word| ids.contains(word));
    for mail in desk.mails_with(is_about)? {
        fs::remove_file(&mail).with_context(|| format!("cannot delete `{}`", mail.display()))?;
    }
    Ok(())
}

async fn purge(desk: &Desk, batch: &[Registration], bar: &indicatif::ProgressBar) -> anyhow::Result<()> {
    if let Some(first) = batch.first() {
        desk.store().purge(&first.request.workshop, batch, desk.now, Deadline::default()).await?;
        bar.inc(batch.len() as u64);
    }
    Ok(())
}
