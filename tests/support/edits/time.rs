//! Edits of what decides when something is shown: the day, the time, and the keys in the front matter.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::{Edit, EditedSite};

/// The edits, each with its name.
pub(super) const EDITS: &[(&str, Edit)] = &[
    ("day", day),
    ("day", day),
    ("time", time),
    ("time", time),
    ("drafts", drafts),
    ("publication", publication),
    ("publication", publication),
    ("no publication", no_publication),
];

/// The days between which the workshops of the fixture open, close and take place.
const FIRST: Date = date(2027, 5, 15);
const DAYS: usize = 160;

fn a_day(it: &mut EditedSite) -> Date {
    let days = i64::try_from(it.below(DAYS)).unwrap_or_default();
    FIRST.checked_add(days.days()).unwrap_or(FIRST)
}

fn day(it: &mut EditedSite) -> Option<String> {
    it.today = a_day(it);
    it.now = None;
    Some(format!("on {}", it.today))
}

/// A time of the same day.
fn time(it: &mut EditedSite) -> Option<String> {
    let hour = i8::try_from(it.below(24)).ok()?;
    let zone = TimeZone::get("Europe/Paris").ok()?;
    it.now = Some(zone.to_timestamp(it.today.at(hour, 0, 0, 0)).ok()?);
    Some(format!("at {hour} o'clock"))
}

fn drafts(it: &mut EditedSite) -> Option<String> {
    it.drafts = !it.drafts;
    Some(format!("drafts: {}", it.drafts))
}

/// Near today, so that the time decides.
fn publication(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_published)?;
    let hour = it.below(24);
    let keys = [
        "draft: true".to_owned(),
        format!("publish_at: {} {hour:02}:00", it.today),
        format!("unpublish_at: {} {hour:02}:00", it.today),
        format!("unpublish_at: {}", a_day(it)),
    ];
    let key = it.random.one_of(&keys)?;
    let text = without_publication(&it.read(&path));
    it.site.write(&path, text.replacen("---\n", &format!("---\n{key}\n"), 1));
    Some(format!("{path}: {key}"))
}

fn no_publication(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_published)?;
    let (text, kept) = (it.read(&path), without_publication(&it.read(&path)));
    (text != kept).then(|| it.site.write(&path, kept))?;
    Some(format!("{path} is published"))
}

fn is_published(path: &str) -> bool {
    let is_text = path.starts_with("content/pages/") || path.starts_with("content/workshops/");
    is_text && path.ends_with(".md") && !path.contains(".en.")
}

fn without_publication(text: &str) -> String {
    let keys = ["draft:", "publish_at:", "unpublish_at:"];
    let lines = text.split_inclusive('\n').filter(|line| !keys.iter().any(|key| line.starts_with(key)));
    lines.collect()
}
