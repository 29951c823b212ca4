//! The settings of the site, in its own language; and what its languages are.

use content::config::{Config, ConfiguredLink};

use super::found::{Both, Found};
use crate::{Difference, Kind, State, Subject, Value};

/// Returns the differences between the settings.
pub(super) fn site(states: Both<'_, State<'_>>) -> Vec<Difference> {
    let (Some(before), Some(after)) = (states.before.editions.first(), states.after.editions.first()) else {
        return Vec::new();
    };
    let (before, after) = (before.config, after.config);
    let mut found = Found::about(Subject::Site);
    found.text(Kind::Title, &before.title, &after.title);
    found.text(Kind::Tagline, &before.tagline, &after.tagline);
    found.text(Kind::BaseUrl, &before.base_url, &after.base_url);
    found.text(Kind::Theme, &before.theme.value, &after.theme.value);
    found.text(Kind::Organiser, &before.organiser.name, &after.organiser.name);
    found.text(Kind::OrganiserEmail, &before.organiser.email, &after.organiser.email);
    let telephone = |config: &Config| config.organiser.telephone.clone().unwrap_or_default();
    found.text(Kind::OrganiserTelephone, &telephone(before), &telephone(after));
    entries(&mut found, Kind::Navigation, &labels(&before.navigation), &labels(&after.navigation));
    entries(&mut found, Kind::Footer, &labels(&before.footer), &labels(&after.footer));
    entries(&mut found, Kind::SiteLanguage, &languages(states.before), &languages(states.after));
    found.edit(Kind::Privacy, &notice(before), &notice(after));
    let months = |config: &Config| Some(Value::Count(config.privacy.retention.registrations));
    found.values(Kind::Retention, months(before), months(after));
    found.into_list()
}

fn entries(found: &mut Found, kind: Kind, before: &[String], after: &[String]) {
    found.entries(kind, Both { before, after });
}

fn labels(links: &[ConfiguredLink]) -> Vec<String> {
    links.iter().map(|link| link.label.clone()).collect()
}

fn languages(state: &State<'_>) -> Vec<String> {
    state.editions.iter().map(|edition| edition.config.language.value.clone()).collect()
}

/// Returns the sentences of the privacy notice beside forms.
fn notice(config: &Config) -> String {
    let privacy = &config.privacy;
    let of_questionnaires = privacy.questionnaires.as_ref().map(|it| [&it.purpose, &it.legal_basis]);
    let all =
        [&privacy.controller, &privacy.purpose, &privacy.legal_basis, &privacy.recipients, &privacy.contact];
    let all = all.into_iter().chain(of_questionnaires.into_iter().flatten());
    all.map(String::as_str).collect::<Vec<_>>().join("\n")
}
