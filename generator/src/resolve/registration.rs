//! Offers: `registration.yaml` of a workshop.

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan as _};
use model::catalogue::{Fee, Offer};
use model::form::Form;
use model::programme::Session;
use model::registration::registration_form;
use view::renderer::Renderer;

use super::{Context, prose};
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::yaml::{self, Node, Reader, Spanned};

/// The window, capacity and fees as they are written.
struct Terms {
    opens: Spanned<Timestamp>,
    closes: Spanned<Timestamp>,
    capacity: u32,
    fees: Vec<Fee>,
}

/// Reads an offer of a workshop with these sessions, which may be missing after a problem. `None`, which is told,
/// when it cannot be read.
pub(super) fn offer(
    file: &Arc<SourceFile>,
    sessions: Option<&[Session]>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Offer> {
    let node = yaml::parse(file, 0..file.text.len(), diagnostics)?;
    let mut reader = Reader::new(file, diagnostics);
    let terms = terms(&mut reader, &node, context)?;
    let last_end = sessions?
        .iter()
        .map(|session| session.date.to_datetime(session.end))
        .max()?;
    check_end(&mut reader, &terms, last_end, context);
    Some(Offer {
        opens: terms.opens.value,
        closes: terms.closes.value,
        capacity: terms.capacity,
        form: form(&terms.fees, context.renderer?)?,
        fees: terms.fees,
        keep_until: keep_until(last_end, context)?,
    })
}

fn terms(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<Terms> {
    let mut fields = reader.fields(node)?;
    let opens = fields.required(
        reader,
        "opens",
        yaml::spanned(|reader, node| opening(reader, node, context)),
    );
    let closes = fields.required(
        reader,
        "closes",
        yaml::spanned(|reader, node| closing(reader, node, context)),
    );
    let capacity = fields.required(reader, "capacity", yaml::count);
    let fees = fields.required(
        reader,
        "fees",
        yaml::list(|reader, node| fee(reader, node, context)),
    );
    if let Some(fees) = &fees {
        check_fees(reader, fees, &fields.span_of("fees"));
    }
    fields.finish(reader);
    let (opens, closes) = (opens?, closes?);
    if closes.value <= opens.value {
        let hint = "a date alone means its start in `opens` and its end in `closes`; mend one of the two";
        reader.refuse(&closes.span, "registration closes before it opens", hint);
    }
    Some(Terms {
        opens,
        closes,
        capacity: capacity?,
        fees: fees?.into_iter().map(|fee| fee.value).collect(),
    })
}

/// A date alone means the start of that day.
fn opening(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<Timestamp> {
    let (date, time) = yaml::date_and_time(reader, node)?;
    instant(date.to_datetime(time.unwrap_or(Time::MIN)), context)
}

/// A date alone means the end of that day.
fn closing(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<Timestamp> {
    match yaml::date_and_time(reader, node)? {
        (date, Some(time)) => instant(date.to_datetime(time), context),
        (date, None) => instant(
            date.tomorrow().unwrap_or(Date::MAX).to_datetime(Time::MIN),
            context,
        ),
    }
}

fn fee(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<Spanned<Fee>> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let category = fields.required(reader, "category", yaml::spanned(yaml::slug));
    let label = fields.required(reader, "label", prose);
    let amount = fields.required(reader, "amount", yaml::amount);
    let note = fields.optional(reader, "note", prose);
    fields.finish(reader);
    let Spanned {
        value: category,
        span,
    } = category?;
    Some(Spanned {
        value: Fee {
            category,
            label: label?,
            note,
            amount: amount?,
        },
        span,
    })
}

fn check_fees(reader: &mut Reader<'_>, fees: &[Spanned<Fee>], list: &std::ops::Range<usize>) {
    let Some(first) = fees.first() else {
        // Fees that are there but cannot be read were told.
        if reader.file.text[list.clone()].trim().is_empty() || reader.file.text[list.clone()].starts_with('[')
        {
            let hint =
                "write at least one `- category: …` with `label` and `amount`; what is free costs `0 EUR`";
            reader.refuse(list, "there are no fees", hint);
        }
        return;
    };
    for (index, fee) in fees.iter().enumerate() {
        if fees[..index]
            .iter()
            .any(|other| other.value.category == fee.value.category)
        {
            let message = format!("the category `{}` is written twice", fee.value.category);
            reader.refuse(&fee.span, message, "give each fee a category of its own");
        }
        if fee.value.amount.currency != first.value.amount.currency {
            let code = first.value.amount.currency.code();
            let hint = format!("write all amounts in `{code}`, so that they can be added up");
            reader.refuse(&fee.span, "this fee is in another currency than the first", hint);
        }
    }
}

fn check_end(reader: &mut Reader<'_>, terms: &Terms, last_end: DateTime, context: &Context<'_>) {
    if instant(last_end, context).is_some_and(|end| terms.closes.value > end) {
        let message = "registration closes after the last session has ended";
        let (date, time) = (last_end.date(), last_end.time());
        let hint = format!(
            "that is on {date} at {:02}:{:02}; a date alone means the end of that day, so write an earlier one, \
             or one with a time of day",
            time.hour(),
            time.minute()
        );
        reader.refuse(&terms.closes.span, message, hint);
    }
}

fn instant(civil: DateTime, context: &Context<'_>) -> Option<Timestamp> {
    context.time_zone.to_timestamp(civil).ok()
}

/// The end of the last session and the months for which registrations are kept after it.
fn keep_until(last_end: DateTime, context: &Context<'_>) -> Option<Timestamp> {
    let end = last_end
        .checked_add(i64::from(context.retention_months).months())
        .ok()?;
    instant(end, context)
}

/// The registration form with the theme's words. `None` when the theme lacks some, which is told with the theme.
pub(crate) fn form(fees: &[Fee], renderer: &Renderer) -> Option<Form> {
    let (words, formats) = (renderer.words(), renderer.formats());
    let option_hint = |fee: &Fee| {
        let amount = formats.money(fee.amount, words).unwrap_or_default();
        let text = match &fee.note {
            Some(note) => words.text(
                "form.fee.option_hint_note",
                &[("amount", &amount), ("note", note)],
            ),
            None => words.text("form.fee.option_hint", &[("amount", &amount)]),
        };
        text.unwrap_or_default()
    };
    registration_form(fees, option_hint, |key| words.text(key, &[])).ok()
}
