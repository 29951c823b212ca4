//! HTML reports: attendance sheets, statistics with charts, and a person's stored data. Each is a single file without
//! scripts, fonts or external resources.

pub(crate) mod attendance;
mod chart;
pub(crate) mod extract;
pub(crate) mod figures;
pub(crate) mod stats;

use std::sync::LazyLock;

use anyhow::Context as _;
use serde::Serialize;
use tera::{Context, Tera};

static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    tera.add_raw_templates([
        ("attendance.html", include_str!("../templates/attendance.html")),
        ("bars.html", include_str!("../templates/bars.html")),
        ("extract.html", include_str!("../templates/extract.html")),
        ("stats.html", include_str!("../templates/stats.html")),
        ("timeline.html", include_str!("../templates/timeline.html")),
    ])
    .expect("the templates are compiled in, and the tests render each");
    tera
});

/// Renders a template, which sees `view` as the variable `page`. The engine escapes all values.
fn render(template: &str, view: &impl Serialize) -> anyhow::Result<String> {
    let mut context = Context::new();
    context.insert("page", view);
    TEMPLATES.render(template, &context).with_context(|| format!("cannot render `{template}`"))
}
