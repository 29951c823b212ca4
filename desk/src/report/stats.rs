//! The statistics report: the data of each chart.

use model::catalogue::CatalogueWorkshop;
use model::money::Money;
use model::seats::WHOLE_WORKSHOP;
use model::status::Status;
use serde::Serialize;
use view::format::DateStyle;

use super::chart::{BarOf, Bars, Day, Days, Timeline};
use super::figures::{Count, Figures, WorkshopFigures, moneys};
use super::render;
use crate::desk::Desk;

#[derive(Serialize)]
struct StatsView<'a> {
    language: &'a str,
    title: String,
    site: &'a str,
    as_of: String,
    nothing: String,
    table: String,
    workshops: Vec<Workshop<'a>>,
}

#[derive(Serialize)]
struct Workshop<'a> {
    title: &'a str,
    dates: String,
    tiles: Vec<Tile>,
    timeline: Option<Timeline>,
    charts: Vec<Bars>,
}

/// A headline figure.
#[derive(Serialize)]
struct Tile {
    value: String,
    label: String,
}

/// Renders the report of these workshops.
pub(crate) fn page(workshops: &[WorkshopFigures<'_>], desk: &Desk) -> anyhow::Result<String> {
    let views = workshops.iter().map(|of| view(of.workshop, &of.figures, desk));
    render(
        "stats.html",
        &StatsView {
            language: &desk.site.language,
            title: desk.word("stats.title")?,
            site: &desk.site.title,
            as_of: desk.words.text("as_of", &[("time", &desk.formats.date_time(desk.now, &desk.words)?)])?,
            nothing: desk.word("stats.nothing")?,
            table: desk.word("stats.table")?,
            workshops: views.collect::<anyhow::Result<_>>()?,
        },
    )
}

fn view<'a>(workshop: &'a CatalogueWorkshop, figures: &Figures, desk: &Desk) -> anyhow::Result<Workshop<'a>> {
    let days = workshop.sessions.iter().map(|session| desk.formats.date(session.date, DateStyle::Long));
    let mut charts = vec![
        seats(workshop, figures, desk)?,
        statuses(figures, desk)?,
        categories(figures, desk)?,
        amounts(figures, desk)?,
    ];
    if !figures.questionnaires.is_empty() {
        charts.push(questionnaires(workshop, figures, desk)?);
    }
    Ok(Workshop {
        title: &workshop.title,
        dates: days.collect::<Vec<_>>().join(", "),
        tiles: tiles(figures, desk)?,
        timeline: timeline(figures, desk)?,
        charts,
    })
}

fn tiles(figures: &Figures, desk: &Desk) -> anyhow::Result<Vec<Tile>> {
    let number = |count: u64| desk.formats.number(i64::try_from(count).unwrap_or(i64::MAX));
    let tile =
        |value: String, key: &str| anyhow::Ok(Tile { value, label: desk.word(&format!("stats.{key}"))? });
    Ok(vec![
        tile(number(figures.people("confirmed")), "people_confirmed")?,
        tile(number(figures.people("pending")), "people_pending")?,
        tile(number(figures.people("waiting")), "people_waiting")?,
        tile(money(&figures.amounts("confirmed"), desk)?, "amount_confirmed")?,
    ])
}

fn timeline(figures: &Figures, desk: &Desk) -> anyhow::Result<Option<Timeline>> {
    let Count { mut registrations, mut people } = Count::default();
    let mut days = Vec::new();
    for (&date, count) in &figures.days {
        registrations += count.registrations;
        people += count.people;
        days.push(Day { date, registrations, people });
    }
    let date = |date| desk.formats.date(date, DateStyle::Day);
    let names = [
        desk.words.plural("stats.registrations", registrations, &[])?,
        desk.words.plural("stats.people", people, &[])?,
    ];
    let headers =
        ["day", "registrations_header", "people_header"].map(|key| desk.word(&format!("stats.{key}")));
    let headers = headers.into_iter().collect::<anyhow::Result<_>>()?;
    Ok(Timeline::new(desk.word("stats.over_time")?, headers, &Days { days: &days, names, date: &date }))
}

/// Returns the seats of each session, or of the whole workshop.
fn seats(workshop: &CatalogueWorkshop, figures: &Figures, desk: &Desk) -> anyhow::Result<Bars> {
    let mut bars = Vec::new();
    let capacity = workshop.offer.iter().flat_map(|offer| offer.capacity.pools());
    for (pool, size) in capacity {
        let of_pool = figures.pools.get(pool).copied().unwrap_or_default();
        let session = workshop.sessions.iter().find(|session| session.id == pool);
        let label = match session {
            Some(session) => desk.session(session),
            None if pool == WHOLE_WORKSHOP => desk.word("stats.whole_workshop")?,
            None => pool.to_owned(),
        };
        let (held, size_text) = (of_pool.held.to_string(), size.to_string());
        let mut value = desk.words.text("stats.of_seats", &[("held", &held), ("size", &size_text)])?;
        if of_pool.waiting > 0 {
            let waiting = of_pool.waiting.to_string();
            value = format!("{value}, {}", desk.words.text("stats.waiting", &[("count", &waiting)])?);
        }
        let class = if of_pool.held > u64::from(size) { "second" } else { "first" };
        let (size, limit) = (of_pool.held as f64, Some(f64::from(size)));
        bars.push(BarOf { label, value, size, limit, class });
    }
    chart("seats", "session_header", bars, desk)
}

fn statuses(figures: &Figures, desk: &Desk) -> anyhow::Result<Bars> {
    let mut bars = Vec::new();
    for &status in Status::ALL {
        let Some(count) = figures.statuses.get(status.key()) else { continue };
        bars.push(BarOf {
            label: desk.word(&format!("status.{}", status.key()))?,
            value: format!(
                "{} ({})",
                desk.words.plural("stats.people", count.people, &[])?,
                desk.words.plural("stats.registrations", count.registrations, &[])?
            ),
            size: count.people as f64,
            limit: None,
            class: if status.is_alive() { "first" } else { "over" },
        });
    }
    chart("by_status", "status_header", bars, desk)
}

fn categories(figures: &Figures, desk: &Desk) -> anyhow::Result<Bars> {
    let mut bars = Vec::new();
    for (label, category) in &figures.categories {
        let people = desk.words.plural("stats.people", category.people, &[])?;
        bars.push(BarOf {
            label: label.clone(),
            value: format!("{people}, {}", money(&moneys(&category.amounts), desk)?),
            size: category.people as f64,
            limit: None,
            class: "first",
        });
    }
    chart("by_category", "category_header", bars, desk)
}

fn amounts(figures: &Figures, desk: &Desk) -> anyhow::Result<Bars> {
    let mut bars = Vec::new();
    for (state, class) in [("confirmed", "first"), ("pending", "second"), ("waiting", "over")] {
        for amount in figures.amounts(state) {
            bars.push(BarOf {
                label: desk.word(&format!("status.{state}"))?,
                value: desk.money(amount)?,
                size: amount.minor as f64,
                limit: None,
                class,
            });
        }
    }
    chart("amounts", "status_header", bars, desk)
}

/// Returns the answers to each questionnaire and the number of organisations behind them.
fn questionnaires(workshop: &CatalogueWorkshop, figures: &Figures, desk: &Desk) -> anyhow::Result<Bars> {
    let mut bars = Vec::new();
    for (form, answered) in &figures.questionnaires {
        let title = workshop.forms.get(form).map(|questionnaire| questionnaire.title.as_str());
        let organisations = desk.words.plural("stats.organisations", answered.organisations, &[])?;
        let answers = [("organisations", organisations.as_str())];
        let mut value = desk.words.plural("stats.answers", answered.answers, &answers)?;
        if answered.suspected > 0 {
            let suspected = answered.suspected.to_string();
            value = format!("{value}, {}", desk.words.text("stats.suspected", &[("count", &suspected)])?);
        }
        bars.push(BarOf {
            label: title.unwrap_or(form.as_str()).to_owned(),
            value,
            size: answered.answers as f64,
            limit: None,
            class: "first",
        });
    }
    chart("questionnaires", "questionnaire_header", bars, desk)
}

fn chart(title: &str, label: &str, bars: Vec<BarOf>, desk: &Desk) -> anyhow::Result<Bars> {
    let headers = vec![desk.word(&format!("stats.{label}"))?, desk.word("stats.value_header")?];
    Ok(Bars::new(desk.word(&format!("stats.{title}"))?, headers, bars))
}

/// Formats amounts in all currencies; `–` if there are none.
fn money(amounts: &[Money], desk: &Desk) -> anyhow::Result<String> {
    if amounts.is_empty() {
        return Ok("–".to_owned());
    }
    let texts = amounts.iter().map(|amount| desk.money(*amount)).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(texts.join(" + "))
}
