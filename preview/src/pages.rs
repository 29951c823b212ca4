//! The pages that are the preview's own: the problems of a build, and the stored registrations. The template
//! engine escapes whatever comes from elsewhere.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use model::money::Money;
use model::registration::{Participant, Registration};
use serde::Serialize;
use tera::{Context, Tera};
use view::registration::own_path;

static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    tera.add_raw_templates([
        ("layout.html", include_str!("pages/layout.html")),
        ("panel.html", include_str!("pages/panel.html")),
        ("problems.html", include_str!("pages/problems.html")),
        ("registrations.html", include_str!("pages/registrations.html")),
        ("outbox.html", include_str!("pages/outbox.html")),
        ("mail.html", include_str!("pages/mail.html")),
    ])
    .expect("the templates are compiled in, and the tests render each");
    tera
});

/// A stored registration in the list.
#[derive(Serialize)]
struct RegistrationView<'a> {
    instant: String,
    time: String,
    workshop: &'a str,
    path: String,
    reference: &'a str,
    status: &'static str,
    participants: Vec<String>,
    organisation: &'a str,
    email: &'a str,
    amount: String,
}

/// A whole page with what prevents the first build.
pub(crate) fn problems(problems: &str) -> String {
    render("problems.html", "problems", &problems)
}

/// A panel with what prevents a build, to stand on a page of the last site that could be built.
pub(crate) fn panel(problems: &str) -> String {
    render("panel.html", "problems", &problems)
}

/// The list of the registrations, each with the title of its workshop, in the given order.
pub(crate) fn registrations(registrations: &[(&str, Registration)], time_zone: &TimeZone) -> String {
    let rows = registrations.iter();
    let views: Vec<_> =
        rows.map(|(workshop, registration)| view(workshop, registration, time_zone)).collect();
    render("registrations.html", "registrations", &views)
}

fn view<'a>(workshop: &'a str, registration: &'a Registration, time_zone: &TimeZone) -> RegistrationView<'a> {
    let request = &registration.request;
    RegistrationView {
        instant: registration.created.to_string(),
        time: time_zone.to_datetime(registration.created).strftime("%Y-%m-%d %H:%M").to_string(),
        workshop,
        path: own_path(&request.workshop, &registration.id),
        reference: registration.id.reference(),
        status: registration.status.key(),
        participants: request.participants.iter().map(Participant::name).collect(),
        organisation: &request.contact.organisation,
        email: request.contact.email.as_str(),
        amount: request.amount().map_or_else(|| "–".to_owned(), amount),
    }
}

/// In neutral form, as the list is no page of the site: `1500.00 EUR`.
fn amount(amount: Money) -> String {
    let (units, minor_units) = amount.units();
    format!("{units}.{minor_units:02} {}", amount.currency.code())
}

/// Renders a page with a value of this name.
pub(crate) fn render(template: &str, name: &'static str, value: &impl Serialize) -> String {
    let mut context = Context::new();
    context.insert(name, value);
    TEMPLATES.render(template, &context).expect("the templates are compiled in, and the tests render each")
}
