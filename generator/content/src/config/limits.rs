//! `limits` in `site.yaml`: how many requests the handler accepts from one place, and how many mails one mailbox
//! gets.

use std::ops::Range;

use diagnostics::{message, phrase};
use model::limits::Limits;

use yaml::{Fields, Node, Reader, Spanned};

/// Highest value. A higher one would limit nothing and is probably a mistake.
const MOST: u32 = 100_000;

/// A limit, with its place if the site sets it.
struct Figure {
    key: &'static str,
    value: u32,
    span: Option<Range<usize>>,
}

/// Reads `limits`. Omitted limits have their defaults.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Limits> {
    let mut fields = reader.fields(node)?;
    let usual = Limits::default();
    let mut figure = |key, usual| figure(reader, &mut fields, key, usual);
    let quarantine_after = figure("quarantine_after", usual.quarantine_after);
    let refuse_after = figure("refuse_after", usual.refuse_after);
    let confirmations = figure("confirmations", usual.confirmations);
    let limits = Limits {
        quarantine_after: quarantine_after.value,
        refuse_after: refuse_after.value,
        confirmations: confirmations.value,
        changes: figure("changes", usual.changes).value,
        searches: figure("searches", usual.searches).value,
        changes_per_registration: figure("changes_per_registration", usual.changes_per_registration).value,
        mails: figure("mails", usual.mails).value,
        urgent_mails: figure("urgent_mails", usual.urgent_mails).value,
        notices: figure("notices", usual.notices).value,
        link_mails: figure("link_mails", usual.link_mails).value,
        change_mail_minutes: figure("change_mail_minutes", usual.change_mail_minutes).value,
    };
    fields.finish(reader);
    at_most(reader, &quarantine_after, &refuse_after);
    at_most(reader, &quarantine_after, &confirmations);
    Some(limits)
}

fn figure(reader: &mut Reader<'_>, fields: &mut Fields<'_>, key: &'static str, usual: u32) -> Figure {
    let read = fields.optional(reader, key, yaml::spanned(yaml::count_up_to(MOST)));
    match read {
        Some(Spanned { value, span }) => Figure { key, value, span: Some(span) },
        None => Figure { key, value: usual, span: None },
    }
}

/// Reports a limit that is higher than another one but must not be.
fn at_most(reader: &mut Reader<'_>, low: &Figure, high: &Figure) {
    // The defaults are consistent, so the site sets at least one of the two.
    let Some(span) = low.span.as_ref().or(high.span.as_ref()).filter(|_| low.value > high.value) else {
        return;
    };
    let (Figure { key: low, value: low_value, .. }, Figure { key: high, value: high_value, .. }) =
        (low, high);
    let message = message! {
        ContradictoryLimits,
        en: "`{low}` ({low_value}) is higher than `{high}` ({high_value})",
        fr: "`{low}` ({low_value}) dépasse `{high}` ({high_value})"
    };
    let hint = phrase! {
        en: "lower `{low}` or raise `{high}`",
        fr: "diminuez `{low}` ou augmentez `{high}`"
    };
    reader.refuse(span, message, hint);
}
