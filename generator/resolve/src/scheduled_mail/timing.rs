//! When a scheduled mail is sent: `before` or `after`, and `at`.

use diagnostics::{message, phrase};
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan as _};
use model::announcement::SessionStatus;
use model::programme::Session;
use model::scheduled_mail::Occasion;
use yaml::shape::{Presence, TextKind};
use yaml::{Fields, Form, Node, Reader};

use crate::limits;
use crate::quantity::number_and_unit;

/// The form of a duration: days or hours.
static DURATION: Form = Form { name: "duration", pattern: "[0-9]{1,4} *[dh]" };

/// The time for which a mail after a session is sent although it is late: two weeks are enough to repair a mail service.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A time before or after a session.
#[derive(Clone, Copy)]
pub(super) struct Timing {
    side: Side,
    distance: Distance,
    /// The time of day; that of the session if `None`.
    at: Option<Time>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

#[derive(Clone, Copy)]
enum Distance {
    /// Days of the calendar, which daylight saving time makes shorter or longer.
    Days(i32),
    Hours(i32),
}

/// Reads when a mail is sent.
pub(super) fn read(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Timing> {
    let before = fields.expected(reader, "before", Presence::Optional, yaml::spanned(distance));
    let after = fields.expected(reader, "after", Presence::Optional, yaml::spanned(distance));
    let at = fields.optional(reader, "at", yaml::spanned(yaml::time));
    if reader.is_describing() {
        return None;
    }
    if fields.has("before") == fields.has("after") {
        let message = message! {
            MailMoment,
            en: "a mail is sent `before` or `after` a session",
            fr: "un courriel part avant (`before`) ou après (`after`) une séance"
        };
        let hint = phrase! {
            en: "write one of them, such as `before: 7d` or `after: 1d`",
            fr: "écrivez l’un des deux, par exemple `before: 7d` ou `after: 1d`"
        };
        reader.refuse(&fields.span_of("before"), message, hint);
        return None;
    }
    let side = if before.is_some() { Side::Before } else { Side::After };
    let distance = before.or(after)?;
    if matches!((side, distance.value), (Side::Before, Distance::Days(0) | Distance::Hours(0)))
        || matches!((side, distance.value, &at), (Side::After, Distance::Days(0), Some(_)))
    {
        let message = message! {
            MailMoment,
            en: "this may be during the session",
            fr: "ce moment peut tomber pendant la séance"
        };
        let hint = phrase! {
            en: "write hours, such as `2h`, or at least one day",
            fr: "écrivez des heures, par exemple `2h`, ou au moins un jour"
        };
        reader.refuse(&distance.span, message, hint);
    }
    if let (Distance::Hours(_), Some(at)) = (distance.value, &at) {
        let message = message! {
            MailMoment,
            en: "`at` does not go with hours",
            fr: "`at` ne va pas avec des heures"
        };
        let hint = phrase! {
            en: "write days, such as `2d`, or remove `at`",
            fr: "écrivez des jours, par exemple `2d`, ou supprimez `at`"
        };
        reader.refuse(&at.span, message, hint);
    }
    Some(Timing { side, distance: distance.value, at: at.map(|at| at.value) })
}

/// Lets a mail after a session wait until it would have been sent after a later one, which was cancelled, unless that is
/// more than [`KEPT`] later. Otherwise a cancellation at short notice would thank everyone on the same day.
pub(super) fn wait_for_cancelled(occasion: &mut Occasion, cancelled: &Occasion) {
    if occasion.due.checked_add(KEPT).is_ok_and(|latest| cancelled.due <= latest) {
        occasion.due = occasion.due.max(cancelled.due);
        occasion.until = occasion.until.max(cancelled.until);
    }
}

/// Reads a number of days or hours, such as `7d` or `36h`.
fn distance(reader: &mut Reader<'_>, node: &Node) -> Option<Distance> {
    let text = yaml::text_as(reader, node, TextKind::Form(&DURATION))?;
    let quantity = number_and_unit(&text);
    let distance = quantity.and_then(|(number, unit)| match (i32::try_from(number).ok()?, unit.as_str()) {
        (days, "d") if days <= limits::MAX_MAIL_DAYS => Some(Distance::Days(days)),
        (hours, "h") if hours <= limits::MAX_MAIL_DAYS * 24 => Some(Distance::Hours(hours)),
        _ => None,
    });
    if distance.is_none() {
        let most = limits::MAX_MAIL_DAYS;
        let message = message! {
            InvalidDuration,
            en: "`{text}` is not a duration",
            fr: "`{text}` n’est pas une durée"
        };
        let hint = phrase! {
            en: "write days, such as `7d`, or hours, such as `36h`; at most {most} days",
            fr: "écrivez des jours, comme `7d`, ou des heures, comme `36h` ; {most} jours au plus"
        };
        reader.refuse(&node.span, message, hint);
    }
    distance
}

impl Timing {
    pub(super) fn is_before(self) -> bool {
        self.side == Side::Before
    }

    /// Returns the occasion of a mail about a session; `None` if its instants are not within the years of the calendar.
    /// Days are counted in the site's time zone, so that a mail has the same time of day in summer and winter.
    pub(super) fn occasion(self, session: &Session, zone: &TimeZone) -> Option<Occasion> {
        let announced = &session.announced;
        let instant = |civil: DateTime| zone.to_timestamp(civil).ok();
        let starts = instant(announced.date.to_datetime(announced.start))?;
        let ends = instant(announced.date.to_datetime(announced.end))?;
        let (time, edge) = match self.side {
            Side::Before => (announced.start, starts),
            Side::After => (announced.end, ends),
        };
        let due = match self.distance {
            Distance::Days(days) => {
                let day = announced.date.checked_add(self.signed(days.days())).ok()?;
                instant(day.to_datetime(self.at.unwrap_or(time)))?
            }
            Distance::Hours(hours) => edge.checked_add(self.signed(hours.hours())).ok()?,
        };
        if announced.status == SessionStatus::Postponed {
            // Its date is not known. It stays the first or the last session all the same.
            let never = Timestamp::MAX;
            return Some(Occasion {
                session: session.id.to_string(),
                about: starts,
                ends: never,
                due: never,
                until: never,
            });
        }
        let (about, until) = match self.side {
            Side::Before => (starts, starts),
            Side::After => (Timestamp::UNIX_EPOCH, due.checked_add(KEPT).ok()?),
        };
        Some(Occasion { session: session.id.to_string(), about, ends, due, until })
    }

    fn signed(self, span: Span) -> Span {
        if self.is_before() { -span } else { span }
    }
}
