//! Dates: the day of a session, and the weekday of any day.

use diagnostics::{Message, Phrase, message, phrase};
use jiff::civil::{Date, Weekday};

use super::binding::{self, Binding};
use super::{Contradiction, Said};
use crate::claims::date::{DateClaim, DateGroup};
use crate::facts::days_between;
use crate::role::Roles;

/// The years whose weekdays are checked: those that a workshop's text may mention, all in today's calendar.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Most years by which a date may miss that of a session if nothing says that it is one.
const MISTYPED_YEARS: u16 = 3;

/// What is known about the dates of a group.
#[derive(Clone, Copy)]
struct Context<'a> {
    said: &'a Said<'a>,
    is_about_others: bool,
    binding: Option<Binding>,
}

/// Adds the contradictions of dates.
pub(super) fn compare(said: &Said<'_>, groups: &[DateGroup], found: &mut Vec<Contradiction>) {
    let is_about_others = binding::is_about_others(said);
    for group in groups {
        found.extend(group.impossible.iter().map(|claim| impossible(said, claim)));
        let mut binding = binding::binding(said, group).filter(|_| !is_about_others);
        // Of several dates, not all are those of a session that is numbered once.
        if let Some(binding) = binding.as_mut().filter(|_| groups.len() > 1) {
            binding.session = None;
        }
        for claim in &group.dates {
            let context = Context { said, is_about_others, binding };
            found.extend(date(context, group, claim).or_else(|| weekday(context, claim)));
        }
    }
}

fn impossible(said: &Said<'_>, claim: &DateClaim) -> Contradiction {
    let quoted = said.quote(&claim.span);
    Contradiction {
        message: message! {
            ImpossibleDate,
            en: "there is no such day: `{quoted}`",
            fr: "ce jour n’existe pas : `{quoted}`"
        },
        span: claim.span.clone(),
        hint: phrase! {
            en: "correct the day, the month or the year",
            fr: "corrigez le jour, le mois ou l’année"
        },
        facts: Vec::new(),
    }
}

/// Compares a date with the sessions.
fn date(context: Context<'_>, group: &DateGroup, claim: &DateClaim) -> Option<Contradiction> {
    let Context { said, is_about_others, binding } = context;
    let facts = said.facts;
    let numbered = binding.and_then(|binding| binding.session);
    if let Some(session) = numbered.filter(|_| group.dates.len() == 1)
        && facts.sessions_on(claim).next().is_some()
        && !claim.can_be(facts.date(session))
        && !facts.sessions()[session].previously.iter().any(|former| claim.can_be(former.date))
    {
        let quoted = said.quote(&claim.span);
        let message = message! {
            WrongDate,
            en: "another session is on `{quoted}`",
            fr: "c’est une autre séance qui a lieu le `{quoted}`"
        };
        return Some(contradiction(said, claim, session, message));
    }
    if facts.has(claim) {
        return None;
    }
    let is_near =
        |year: i16, date: Date| claim.is_day_of(date) && year.abs_diff(date.year()) <= MISTYPED_YEARS;
    let is_in_other_year = claim
        .year
        .is_some_and(|year| (0..facts.sessions().len()).any(|session| is_near(year, facts.date(session))))
        && !is_about_others
        && said.has(Roles::SESSION.and(Roles::EVENT))
        && !said.has(Roles::OTHER_TOPIC)
        && !binding::belongs_to_other_noun(said, group);
    let is_meant = |binding: Binding| binding.is_certain || facts.resembles_session(claim);
    if !is_in_other_year && !binding.is_some_and(is_meant) {
        return None;
    }
    let (_, nearest) = facts.nearest(claim)?;
    let alike = (0..facts.sessions().len()).find(|session| claim.is_day_of(facts.date(*session)));
    let quoted = said.quote(&claim.span);
    let message = message! {
        WrongDate,
        en: "no session is on `{quoted}`",
        fr: "aucune séance n’a lieu le `{quoted}`"
    };
    Some(contradiction(said, claim, numbered.or(alike).unwrap_or(nearest), message))
}

fn contradiction(said: &Said<'_>, claim: &DateClaim, session: usize, message: Message) -> Contradiction {
    let date = said.facts.date(session);
    let (named, day) = (said.named(session), written(date));
    let fact = phrase! { en: "{named} is on {day}", fr: "{named} a lieu le {day}"; named, day };
    Contradiction {
        message,
        span: claim.span.clone(),
        hint: phrase! { en: "correct the date here or there", fr: "corrigez la date ici ou là" },
        facts: vec![(said.facts.places.sessions[session].date.clone(), fact)],
    }
}

/// Compares the weekday of a date with the calendar.
fn weekday(context: Context<'_>, claim: &DateClaim) -> Option<Contradiction> {
    let said = context.said;
    let weekday = claim.weekday?;
    let date = meant(context, claim, weekday)?;
    if date.weekday() == weekday || !YEARS.contains(&date.year()) {
        return None;
    }
    let session = (0..said.facts.sessions().len()).find(|session| said.facts.date(*session) == date);
    let fact = |session: usize| {
        let named = said.named(session);
        let fact = phrase! { en: "{named} is on this day", fr: "{named} a lieu ce jour-là"; named };
        (said.facts.places.sessions[session].date.clone(), fact)
    };
    let (quoted, day, weekday) = (said.quote(&claim.span), day_of_month(date), name(date.weekday()));
    Some(Contradiction {
        message: message! {
            WrongWeekday,
            en: "wrong weekday in `{quoted}`: {day} is a {weekday}",
            fr: "mauvais jour de la semaine dans `{quoted}` : le {day} est un {weekday}";
            day, weekday
        },
        span: claim.span.clone(),
        hint: phrase! {
            en: "correct the weekday or the date",
            fr: "corrigez le jour de la semaine ou la date"
        },
        facts: session.map(fact).into_iter().collect(),
    })
}

/// Returns the date that is meant. Without a year, that is a date of the workshop or, if the sentence is not about its
/// sessions, one in another year nearby on which the weekday fits.
fn meant(context: Context<'_>, claim: &DateClaim, weekday: Weekday) -> Option<Date> {
    let Context { said, is_about_others, binding } = context;
    if let Some(year) = claim.year {
        return claim.in_year(year);
    }
    let facts = said.facts;
    let mut known: Vec<_> = facts.dates().filter(|date| claim.is_day_of(*date)).collect();
    known.sort_by_key(|date| date.weekday() != weekday);
    let (nearest, session) = facts.nearest(claim)?;
    if let Some(date) = known.first() {
        return Some(*date).filter(|date| date.weekday() == weekday || !is_about_others);
    }
    let is_close = days_between(nearest, facts.date(session)) <= 31;
    let years = nearest.year().saturating_sub(1)..=nearest.year().saturating_add(1);
    let fits_otherwise = years.filter_map(|year| claim.in_year(year)).any(|date| date.weekday() == weekday);
    (binding.is_some() && is_close || !fits_otherwise).then_some(nearest)
}

fn written(date: Date) -> Phrase {
    let (weekday, day) = (name(date.weekday()), day_of_month(date));
    phrase! { en: "{weekday}, {day}", fr: "{weekday} {day}"; weekday, day }
}

fn day_of_month(date: Date) -> Phrase {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let index = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    let (month, year) = (MONTHS.get(index).copied().unwrap_or_default(), date.year());
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    Phrase::new(date.strftime("%-d %B %Y").to_string(), format!("{day} {month} {year}"))
}

fn name(weekday: Weekday) -> Phrase {
    match weekday {
        Weekday::Monday => phrase! { en: "Monday", fr: "lundi" },
        Weekday::Tuesday => phrase! { en: "Tuesday", fr: "mardi" },
        Weekday::Wednesday => phrase! { en: "Wednesday", fr: "mercredi" },
        Weekday::Thursday => phrase! { en: "Thursday", fr: "jeudi" },
        Weekday::Friday => phrase! { en: "Friday", fr: "vendredi" },
        Weekday::Saturday => phrase! { en: "Saturday", fr: "samedi" },
        Weekday::Sunday => phrase! { en: "Sunday", fr: "dimanche" },
    }
}
