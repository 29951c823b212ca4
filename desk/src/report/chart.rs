//! The geometry of charts, which the templates draw as inline SVG.
//!
//! Templates draw the charts, so that text and colours are those of the page: charts follow its light and dark scheme
//! and are accessible to screen readers. With only two kinds of chart, a library is not worth it: `plotters` fixes
//! colours and fonts while drawing, and `charming` needs a JavaScript engine.

use jiff::civil::Date;
use serde::Serialize;

/// The width of a chart, in units of its view box.
pub(super) const WIDTH: f64 = 560.0;

/// A bar chart. Each bar has its label above and its value beside it.
#[derive(Serialize)]
pub(super) struct Bars {
    pub(super) title: String,
    /// The text alternative of the chart.
    pub(super) description: String,
    /// The headers of the equivalent table.
    pub(super) headers: Vec<String>,
    pub(super) height: f64,
    pub(super) bars: Vec<Bar>,
}

/// A bar.
#[derive(Serialize)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) y: f64,
    pub(super) width: f64,
    /// The full length, if there is a maximum.
    pub(super) track: Option<f64>,
    /// The horizontal position of the value.
    pub(super) value_x: f64,
    /// The CSS class that sets the colour.
    pub(super) class: &'static str,
}

/// The input for a bar.
pub(super) struct BarOf {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) size: f64,
    pub(super) limit: Option<f64>,
    pub(super) class: &'static str,
}

/// The distance between bars.
const ROW: f64 = 46.0;
/// The space reserved for the value beside the longest bar.
const VALUE: f64 = 230.0;

impl Bars {
    pub(super) fn new(title: String, headers: Vec<String>, bars: Vec<BarOf>) -> Bars {
        let longest = bars.iter().map(|bar| bar.limit.unwrap_or(0.0).max(bar.size)).fold(0.0, f64::max);
        let scale = if longest > 0.0 { (WIDTH - VALUE) / longest } else { 0.0 };
        let bar = |index, bar: BarOf| {
            let (width, track) = (round(bar.size * scale), bar.limit.map(|limit| round(limit * scale)));
            Bar {
                label: bar.label,
                value: bar.value,
                y: ROW * f64::from(index),
                // The smallest value must still be visible.
                width: if bar.size > 0.0 { width.max(2.0) } else { 0.0 },
                track,
                value_x: track.unwrap_or(0.0).max(width) + 8.0,
                class: bar.class,
            }
        };
        let bars: Vec<_> = (0_u32..).zip(bars).map(|(index, it)| bar(index, it)).collect();
        let sentences = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.value));
        let description = sentences.collect::<Vec<_>>().join("; ");
        Bars { title, description, headers, height: ROW * bars.len() as f64, bars }
    }
}

/// A chart of two cumulative counts over time.
#[derive(Serialize)]
pub(super) struct Timeline {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) headers: Vec<String>,
    pub(super) ys: Vec<Tick>,
    pub(super) xs: Vec<Tick>,
    pub(super) lines: Vec<Line>,
    /// The rows of the equivalent table.
    pub(super) rows: Vec<[String; 3]>,
}

/// A tick on an axis.
#[derive(Serialize)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) label: String,
    /// The text anchor: the outermost labels would overflow.
    pub(super) anchor: &'static str,
}

/// A line with its name at its end.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) path: String,
    pub(super) end_y: f64,
    pub(super) label: String,
    pub(super) class: &'static str,
}

/// The plot area: the margins hold the axes and the names of the lines.
const LEFT: f64 = 36.0;
const RIGHT: f64 = 430.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 240.0;
/// Minimum distance between the names of two lines.
const LINE_HEIGHT: f64 = 16.0;

/// The counts up to a day.
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) registrations: u64,
    pub(super) people: u64,
}

/// The cumulative counts by day.
pub(super) struct Days<'a> {
    pub(super) days: &'a [Day],
    /// The names of the two counts: registrations and people.
    pub(super) names: [String; 2],
    pub(super) date: &'a dyn Fn(Date) -> String,
}

impl Timeline {
    /// Returns the lines; there must be at least one day.
    pub(super) fn new(title: String, headers: Vec<String>, of: &Days<'_>) -> Option<Timeline> {
        let (first, last) = (of.days.first()?, of.days.last()?);
        let span = f64::from((last.date - first.date).get_days()).max(1.0);
        let top = nice(last.registrations.max(last.people));
        let x = |date: Date| round(LEFT + (RIGHT - LEFT) * f64::from((date - first.date).get_days()) / span);
        let y = |value: u64| round(BOTTOM - (BOTTOM - TOP) * value as f64 / top as f64);
        let line = |pick: fn(&Day) -> u64, label: &str, class| {
            let mut path = format!("M{LEFT} {BOTTOM}");
            for day in of.days {
                path.push_str(&format!("H{}V{}", x(day.date), y(pick(day))));
            }
            path.push_str(&format!("H{RIGHT}"));
            Line { path, end_y: y(pick(last)), label: label.to_owned(), class }
        };
        let [registrations, people] = &of.names;
        let registrations = line(|day| day.registrations, registrations, "first");
        let people = line(|day| day.people, people, "second");
        // Lines that end at the same value would have overlapping names.
        let end_y = registrations.end_y.max(people.end_y + LINE_HEIGHT);
        let lines = vec![people, Line { end_y, ..registrations }];
        let step = (top / 4).max(1);
        let ys = (0..=top).step_by(step as usize);
        let ys = ys.map(|value| Tick { at: y(value), label: value.to_string(), anchor: "end" }).collect();
        let row = |day: &Day| [(of.date)(day.date), day.registrations.to_string(), day.people.to_string()];
        let rows = of.days.iter().map(row).collect();
        let description = of.names.join("; ");
        let xs = ticks(of, x);
        Some(Timeline { title, description, headers, ys, xs, lines, rows })
    }
}

/// Returns the first, the middle and the last day.
fn ticks(of: &Days<'_>, x: impl Fn(Date) -> f64) -> Vec<Tick> {
    let (first, last) = (of.days[0].date, of.days[of.days.len() - 1].date);
    let days = (last - first).get_days();
    let tick = |date: Date, anchor| Tick { at: x(date), label: (of.date)(date), anchor };
    let mut ticks = vec![tick(first, "start")];
    // Three dates need this much room.
    if days >= 4 {
        let middle = first.saturating_add(jiff::Span::new().days(days / 2));
        ticks.push(tick(middle, "middle"));
    }
    if days > 0 {
        ticks.push(tick(last, "end"));
    }
    ticks
}

/// Rounds up to 4, 8, 20, 40, 80, 200 and so on, so that a quarter of it is a round number.
fn nice(value: u64) -> u64 {
    let mut power = 1;
    loop {
        for factor in [4, 8, 20] {
            if factor * power >= value {
                return factor * power;
            }
        }
        power *= 10;
    }
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_readable_numbers() {
        assert_eq!([0, 1, 4, 5, 9, 21, 81, 201].map(nice), [4, 4, 4, 8, 20, 40, 200, 400]);
    }

    #[test]
    fn bars_are_in_proportion_and_always_visible() {
        let bar =
            |size| BarOf { label: String::new(), value: String::new(), size, limit: None, class: "first" };
        let bars = Bars::new(String::new(), Vec::new(), vec![bar(330.0), bar(165.0), bar(0.1), bar(0.0)]);
        let widths: Vec<_> = bars.bars.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [330.0, 165.0, 2.0, 0.0]);
    }
}
