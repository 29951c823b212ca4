//! `registrations verify`: compares the seat counters with the registrations.

use clap::Args;
use model::catalogue::CatalogueWorkshop;
use model::offer::Offer;
use registry::{Deadline, PoolVerification, QuotaVerification, Verification};
use serde_json::{Value, json};

use crate::Exit;
use crate::console::{Console, counted as records};
use crate::decision::report_promoted;
use crate::desk::Desk;
use crate::table::Table;
use crate::unknown::report;

/// Compare the seat counters with the registrations; exits with status 1 if they differ
///
/// Also reports overbooked workshops, and waiting registrations that would fit. Every change writes the counter and the
/// registration in one transaction, so a difference means that another program changed the table.
#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// Only this workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: Option<String>,

    /// Repair wrong counters, and assign free seats to the waiting list
    #[arg(long)]
    repair: bool,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

/// The result for one workshop.
struct Checked<'a> {
    workshop: &'a CatalogueWorkshop,
    verified: Verification,
    /// The problems found, one sentence each.
    problems: Vec<String>,
    repaired: bool,
}

impl Verify {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let count = console.count("registrations read");
        let (mut checked, mut is_readable) = (Vec::new(), true);
        for workshop in desk.workshops(self.workshop.as_deref())? {
            let offer = workshop.offer.as_deref();
            // DynamoDB deletes expired registrations without updating the counters.
            if let Some(offer) = offer.filter(|offer| offer.keep_until <= desk.now) {
                let (slug, until) = (&workshop.slug, desk.time(offer.keep_until));
                writeln!(console.notes, "`{slug}` is not checked: registrations were kept until {until}")?;
                continue;
            }
            let verified = desk.store().verify(&workshop.slug, offer, desk.now, |seen| count.inc(seen)).await;
            let verified = match verified {
                Err(error) if error.is_about_a_record() => {
                    writeln!(console.notes, "`{}`: its counter cannot be read: {error}", workshop.slug)?;
                    is_readable = false;
                    continue;
                }
                verified => verified?,
            };
            if offer.is_none() && verified.registrations == 0 {
                continue;
            }
            let problems = problems(&verified, offer);
            checked.push(Checked { workshop, verified, problems, repaired: false });
        }
        count.finish_and_clear();
        if self.repair {
            for it in checked.iter_mut().filter(|it| !it.problems.is_empty()) {
                it.repaired = repair(it, desk, console).await?;
            }
        }
        if self.json {
            let all: Vec<_> = checked.iter().map(json).collect();
            writeln!(console.out, "{:#}", Value::from(all))?;
        } else {
            show(&checked, self.repair, desk, console)?;
        }
        let unknown = desk.unknown_besides(self.workshop.as_deref()).await?;
        report(&unknown, desk, console)?;
        let sound = is_readable
            && unknown.is_empty()
            && checked.iter().all(|it| it.problems.is_empty() || it.repaired);
        Ok(if sound { Exit::Done } else { Exit::Found })
    }
}

fn problems(verified: &Verification, offer: Option<&Offer>) -> Vec<String> {
    let mut problems = Vec::new();
    for pool in verified.pools(offer) {
        let name = &pool.pool;
        if pool.counted != pool.held {
            problems.push(format!(
                "the counter of `{name}` is {}, but the records have {}",
                pool.counted, pool.held
            ));
        }
        if pool.unproven_counted != pool.unproven_held {
            let (counted, held) = (pool.unproven_counted, pool.unproven_held);
            problems.push(format!(
                "the counter of `{name}` has {counted} seats awaiting confirmation, but the records have {held}"
            ));
        }
        if pool.is_overbooked() {
            let size = pool.size.unwrap_or_default();
            let held = pool.held;
            problems.push(format!(
                "`{name}` has {size} seats but {held} are taken; raise the capacity or cancel registrations"
            ));
        }
    }
    for organisation in verified.wrong_quotas() {
        problems.push(format!("the quota of {organisation} does not have the seats of the records"));
    }
    for organisation in verified.exceeded_quotas() {
        let limit = verified.quotas.limit.unwrap_or_default();
        problems.push(format!(
            "{organisation} has more than {limit} seats; raise the limit or cancel registrations"
        ));
    }
    let (counted, waiting) = (verified.counter.waiting, verified.waiting);
    if !verified.agrees_on_waiting() {
        problems.push(format!("the counter has {counted} waiting, but the records have {waiting}"));
    }
    if verified.unknown > 0 {
        let unknown = records(verified.unknown as usize, "record", "records");
        problems.push(format!("{unknown} cannot be read, so the number of their seats is unknown"));
    }
    let (counted, requested) = (verified.counter.requested, verified.claims.requested);
    if counted != requested {
        problems
            .push(format!("the counter has {counted} requests for seats, but the records have {requested}"));
    }
    if verified.would_fit > 0 {
        problems
            .push(format!("{} waiting although enough seats are free; see `promote`", verified.would_fit));
    }
    problems
}

/// Repairs the counter, then assigns free seats to the waiting list. Returns whether no problem remains: an overbooked
/// workshop needs the organiser's decision.
async fn repair(it: &Checked<'_>, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<bool> {
    let (slug, offer) = (&it.workshop.slug, it.workshop.offer.as_deref());
    if it.verified.unknown > 0 {
        writeln!(console.notes, "`{slug}` is not repaired: fix the records that cannot be read first")?;
        return Ok(false);
    }
    if !it.verified.agrees() && !desk.store().repair(slug, &it.verified, Deadline::default()).await? {
        writeln!(console.notes, "`{slug}` changed meanwhile; verify it again")?;
        return Ok(false);
    }
    if let Some(offer) = offer {
        let promoted = desk.store().promote(slug, offer, desk.now, Deadline::default()).await?;
        report_promoted(console.notes, &promoted)?;
    }
    let verified = desk.store().verify(slug, offer, desk.now, |_| ()).await?;
    Ok(problems(&verified, offer).is_empty())
}

fn show(checked: &[Checked<'_>], repair: bool, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<()> {
    let mut table =
        Table::new(["workshop", "pool", "seats", "counted", "held", "unproven", "waiting", "requested"]);
    for Checked { workshop, verified, .. } in checked {
        for pool in verified.pools(workshop.offer.as_deref()) {
            table.row([
                desk.catalogue.name(&workshop.slug).to_string(),
                pool.pool,
                pool.size.map_or_else(|| "–".to_owned(), |size| size.to_string()),
                pool.counted.to_string(),
                pool.held.to_string(),
                pool.unproven_held.to_string(),
                verified.waiting.to_string(),
                verified.claims.requested.to_string(),
            ]);
        }
    }
    table.write(console.out)?;
    show_quotas(checked, desk, console)?;
    let read: u64 = checked.iter().map(|it| it.verified.registrations).sum();
    if checked.iter().all(|it| it.problems.is_empty()) {
        let read = records(read as usize, "registration", "registrations");
        writeln!(console.out, "\n{read}: every counter is right.")?;
        return Ok(());
    }
    writeln!(console.out)?;
    for it in checked {
        let mark = if it.repaired { "repaired" } else { "wrong" };
        for problem in &it.problems {
            writeln!(console.out, "{mark}: `{}`: {problem}", it.workshop.slug)?;
        }
    }
    let can_be_repaired = |it: &Checked<'_>| !it.verified.agrees() || it.verified.would_fit > 0;
    if !repair && checked.iter().any(can_be_repaired) {
        writeln!(console.notes, "`registrations verify --repair` repairs counters.")?;
    }
    Ok(())
}

/// Writes the seats of each organisation, if a workshop counts them.
fn show_quotas(checked: &[Checked<'_>], desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<()> {
    let mut table = Table::new(["workshop", "organisation", "pool", "limit", "counted", "held"]);
    let mut is_empty = true;
    for Checked { workshop, verified, .. } in checked {
        for quota in verified.quotas_by_pool() {
            is_empty = false;
            table.row([
                desk.catalogue.name(&workshop.slug).to_string(),
                quota.organisation.to_string(),
                quota.pool,
                verified.quotas.limit.map_or_else(|| "–".to_owned(), |limit| limit.to_string()),
                quota.counted.to_string(),
                quota.held.to_string(),
            ]);
        }
    }
    if is_empty {
        return Ok(());
    }
    writeln!(console.out)?;
    table.write(console.out)?;
    Ok(())
}

fn json(Checked { workshop, verified, problems, repaired }: &Checked<'_>) -> Value {
    let pool = |pool: PoolVerification| {
        json!({
            "pool": pool.pool,
            "seats": pool.size,
            "counted": pool.counted,
            "held": pool.held,
            "unproven": { "counted": pool.unproven_counted, "held": pool.unproven_held },
        })
    };
    let quota = |quota: QuotaVerification| {
        json!({
            "organisation": quota.organisation,
            "pool": quota.pool,
            "limit": verified.quotas.limit,
            "counted": quota.counted,
            "held": quota.held,
        })
    };
    let pools = verified.pools(workshop.offer.as_deref()).into_iter().map(pool);
    json!({
        "workshop": workshop.slug,
        "registrations": verified.registrations,
        "unreadable": verified.unknown,
        "pools": pools.collect::<Vec<_>>(),
        "waiting": {
            "counted": verified.counter.waiting,
            "records": verified.waiting,
            "expired": verified.expired_waiting,
        },
        "requested": { "counted": verified.counter.requested, "records": verified.claims.requested },
        "organisations": verified.quotas_by_pool().into_iter().map(quota).collect::<Vec<_>>(),
        "would_fit": verified.would_fit,
        "problems": problems,
        "repaired": repaired,
    })
}
