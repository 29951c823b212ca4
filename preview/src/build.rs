//! Builds a site and its handler from content and theme, or returns the problems that prevent it.

use std::sync::Arc;

use anyhow::Context;
use handler::Services;
use jiff::tz::TimeZone;
use registry::{Clock, Workshops};
use site::{Against, BuildError, BuildOptions, BuildReport, Diagnostics};
use view::edition::Editions;

use crate::backend::{Backend, Recipe};
use crate::{mail, published};

/// The result of a build.
pub(crate) struct Built {
    pub(crate) report: BuildReport,
    pub(crate) backend: Backend,
}

/// Builds the site to `dist` in the root folder, and a handler from the files there, which another program may have written.
pub(crate) fn build(recipe: &Recipe) -> Result<Built, BuildError> {
    let today = recipe.today.unwrap_or_else(|| site::day_of_site(&recipe.root, (recipe.clock)()));
    // The preview does not publish; the next build is compared with the published site.
    let against = Against::Nothing;
    let now = recipe.today.is_none().then(|| (recipe.clock)());
    let (root, dist) = (recipe.root.clone(), recipe.root.join("dist"));
    let options =
        BuildOptions { root, dist, today, against, drafts: true, now, anew: false, deny_warnings: false };
    let report = site::build(&options)?;
    let backend = backend(recipe).map_err(BuildError::Other)?;
    Ok(Built { report, backend })
}

fn backend(recipe: &Recipe) -> anyhow::Result<Backend> {
    let (catalogue, theme) = registry::load(&recipe.root.join("dist/handler"))?;
    let time_zone = TimeZone::get(&theme.time_zone)
        .with_context(|| format!("`{}` is not a time zone", theme.time_zone))?;
    let clock = clock(recipe, &time_zone);
    let redirects = published::redirects(&recipe.root.join("dist/deployment/redirects.json"))?;
    let origin = published::origin(&theme.site.base_url);
    let notifier = mail::notifier(recipe, catalogue.clone(), theme.clone(), Arc::clone(&clock))?;
    let services = Services {
        editions: Editions::new(catalogue.workshops.keys(), &theme)
            .context("the handler cannot use the theme")?,
        // In memory, because the next build replaces the files.
        workshops: Workshops::from(catalogue.clone()),
        store: recipe.store.clone(),
        identifier_key: recipe.identifier_key.clone(),
        clock: Arc::clone(&clock),
    };
    Ok(Backend {
        handler: handler::router(Arc::new(services)),
        origin,
        redirects,
        catalogue,
        time_zone,
        clock,
        notifier,
    })
}

/// Returns the clock for the handler: the chosen day, if any, at the current time of day.
fn clock(recipe: &Recipe, time_zone: &TimeZone) -> Clock {
    let now = Arc::clone(&recipe.clock);
    let Some(today) = recipe.today else {
        return now;
    };
    let time_zone = time_zone.clone();
    Arc::new(move || {
        let now = now();
        let time = time_zone.to_datetime(now).time();
        time_zone.to_timestamp(today.to_datetime(time)).unwrap_or(now)
    })
}

/// Returns the warnings of a build about places in the content. Others, such as a missing history, concern the published
/// site only.
pub fn placed_warnings(report: &BuildReport) -> Diagnostics {
    let mut placed = Diagnostics::default();
    let warnings = report.warnings.iter().filter(|warning| !warning.path().is_empty());
    warnings.for_each(|warning| placed.push(warning.clone()));
    placed
}
