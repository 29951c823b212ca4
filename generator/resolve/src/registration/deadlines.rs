//! The instants of a form: when it opens and closes, until when registrants change what they gave, and how long it is kept.

use diagnostics::{Phrase, message, phrase};
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan as _};
use model::offer::DetailDeadlines;
use yaml::{Fields, Node, Reader, Spanned};

use crate::Context;

/// The deadlines for registrants to change what they gave.
pub(super) struct Deadlines {
    pub(super) changes_until: Option<Timestamp>,
    pub(super) details_until: DetailDeadlines,
}

/// The same deadlines as they were read.
pub(super) struct SpannedDeadlines {
    changes: Option<Spanned<Timestamp>>,
    details: SpannedDetails,
}

#[derive(Default)]
struct SpannedDetails {
    contact: Option<Spanned<Timestamp>>,
    answers: Option<Spanned<Timestamp>>,
    billing: Option<Spanned<Timestamp>>,
}

impl SpannedDeadlines {
    /// Returns the deadlines, and reports those that are before the opening.
    pub(super) fn checked(self, reader: &mut Reader<'_>, opens: Timestamp) -> Deadlines {
        let SpannedDeadlines { changes, details: SpannedDetails { contact, answers, billing } } = self;
        let hint = phrase! {
            en: "write a day after `opens`, or remove the line to allow changes until `closes`",
            fr: "écrivez un jour après `opens`, ou supprimez la ligne pour permettre les modifications jusqu’à `closes`"
        };
        check_changes(reader, opens, changes.as_ref(), &hint);
        let hint = phrase! {
            en: "write a day after `opens`, or remove the line",
            fr: "écrivez un jour après `opens`, ou supprimez la ligne"
        };
        for until in [&contact, &answers, &billing] {
            check_changes(reader, opens, until.as_ref(), &hint);
        }
        let value = |until: Option<Spanned<Timestamp>>| until.map(|until| until.value);
        let (contact, answers, billing) = (value(contact), value(answers), value(billing));
        let details_until = DetailDeadlines { contact, answers, billing };
        Deadlines { changes_until: value(changes), details_until }
    }
}

/// Reports a deadline for changes that is before the opening, with this hint.
fn check_changes(
    reader: &mut Reader<'_>,
    opens: Timestamp,
    until: Option<&Spanned<Timestamp>>,
    hint: &Phrase,
) {
    if let Some(until) = until.filter(|until| until.value <= opens) {
        let message = message! {
            EarlyChanges,
            en: "changes end before registration opens",
            fr: "les modifications finissent avant l’ouverture des inscriptions"
        };
        reader.refuse(&until.span, message, hint.clone());
    }
}

/// Reads the deadlines for changes.
pub(super) fn of_changes(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    context: &Context<'_>,
) -> SpannedDeadlines {
    let closing = yaml::spanned(|reader: &mut Reader<'_>, node: &Node| closing(reader, node, context));
    let changes = fields.optional(reader, "changes_until", &closing);
    let details = |reader: &mut Reader<'_>, node: &Node| {
        let mut fields = reader.fields(node)?;
        let contact = fields.optional(reader, "contact", &closing);
        let answers = fields.optional(reader, "answers", &closing);
        let billing = fields.optional(reader, "billing", &closing);
        fields.finish(reader);
        Some(SpannedDetails { contact, answers, billing })
    };
    let details = fields.optional(reader, "details_until", details).unwrap_or_default();
    SpannedDeadlines { changes, details }
}

/// Reads an opening time. A date without a time is the start of that day.
pub(crate) fn opening(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<Timestamp> {
    let (date, time) = yaml::date_and_time(reader, node)?;
    instant(date.to_datetime(time.unwrap_or(Time::MIN)), context)
}

/// Reads a closing time. A date without a time is the end of that day.
pub(crate) fn closing(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<Timestamp> {
    match yaml::date_and_time(reader, node)? {
        (date, Some(time)) => instant(date.to_datetime(time), context),
        (date, None) => instant(date.tomorrow().unwrap_or(Date::MAX).to_datetime(Time::MIN), context),
    }
}

pub(super) fn instant(civil: DateTime, context: &Context<'_>) -> Option<Timestamp> {
    context.time_zone.to_timestamp(civil).ok()
}

/// Returns the end of the storage period: `months` after the end of the last session.
pub(crate) fn keep_until(last_end: DateTime, months: u32, context: &Context<'_>) -> Option<Timestamp> {
    let end = last_end.checked_add(i64::from(months).months()).ok()?;
    instant(end, context)
}
