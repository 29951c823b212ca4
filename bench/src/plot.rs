//! The results as a picture for the documentation: bars of how many times as long as the floor a build takes. It is
//! readable without colours, has a text alternative, and brings its own background for light and dark pages.

use std::fmt::Write as _;

use crate::report::{Typical, ratio};
use crate::results::After;
use crate::tool::Tool;

/// The builds that are shown.
const SHOWN: [After; 3] = [After::Clean, After::Nothing, After::Text];

const WIDTH: f64 = 720.0;
const ROW: f64 = 26.0;
/// Where bars begin, and the space after the longest for its number.
const LEFT: f64 = 110.0;
const RIGHT: f64 = 80.0;

const STYLE: &str = "\
.back { fill: #fff } text { fill: #1c2733; font: 14px system-ui, sans-serif } .head { font-weight: 600 }
.ours { fill: #20508a } .theirs { fill: #a9b4c0 } .floor { fill: #d5dbe1 }
@media (prefers-color-scheme: dark) {
.back { fill: #15191e } text { fill: #e4e9ee } .ours { fill: #7fb2ee } .theirs { fill: #66717d } .floor { fill: #3b444e }
}";

/// Draws the typical builds of one site, the first of which is the floor. Returns the picture and its alternative text.
pub(crate) fn svg(rows: &[Typical<'_>], title: &str) -> (String, String) {
    let unit = rows.first().map_or(1.0, |row| row.wall);
    let shown = |row: &&Typical<'_>| SHOWN.contains(&row.build.after);
    let longest = rows.iter().filter(shown).map(|row| row.wall / unit).fold(1.0, f64::max);
    let scale = (WIDTH - LEFT - RIGHT) / longest;
    let (mut drawn, mut described) = (String::new(), Vec::new());
    let mut y = ROW;
    let _ = writeln!(drawn, r#"<text class="head" x="10" y="{y}">{title}</text>"#);
    for after in SHOWN {
        y += ROW * 1.4;
        let _ = writeln!(drawn, r#"<text class="head" x="10" y="{y}">{}</text>"#, after.title());
        let mut of_group = Vec::new();
        for row in rows.iter().filter(|row| row.build.after == after) {
            y += ROW;
            let (name, class) = match row.build.tool {
                None => ("floor", "floor"),
                Some(Tool::Ateliers) => ("Ateliers", "ours"),
                Some(tool) => (tool.title(), "theirs"),
            };
            let times = row.wall / unit;
            let (length, label) = (times * scale, format!("× {}", ratio(times)));
            let (top, end) = (y - 14.0, LEFT + length + 8.0);
            let _ = writeln!(
                drawn,
                "<text x=\"10\" y=\"{y}\">{name}</text>\
                 <rect class=\"{class}\" x=\"{LEFT}\" y=\"{top}\" width=\"{length:.1}\" height=\"18\" rx=\"2\"/>\
                 <text x=\"{end:.1}\" y=\"{y}\">{label}</text>"
            );
            of_group.push(format!("{name} {label}"));
        }
        described.push(format!("{}: {}", after.title(), of_group.join(", ")));
    }
    let (height, described) = (y + ROW, format!("{title}. {}.", described.join("; ")));
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{title}</title>\n<desc id=\"desc\">{described}</desc>\n\
         <style>{STYLE}</style>\n<rect class=\"back\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n{drawn}</svg>\n"
    );
    (svg, described)
}
