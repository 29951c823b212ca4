//! The settings of the site, in its own language; and what its languages are.

use content::config::{Config, ConfiguredLink, Privacy};

use super::found::{Both, Found};
use crate::{Difference, Kind, State, Subject, Value};

/// Returns the differences between the settings.
pub(super) fn site(states: Both<'_, State<'_>>) -> Vec<Difference> {
    let (Some(before), Some(after)) = (states.before.editions.first(), states.after.editions.first()) else {
        return Vec::new();
    };
    let (before, after) = (before.config, after.config);
    let mut found = Found::about(Subject::Site);
    found.required(Kind::Title, &before.title, &after.title);
    found.required(Kind::Tagline, &before.tagline, &after.tagline);
    found.required(Kind::BaseUrl, &before.base_url, &after.base_url);
    found.required(Kind::Theme, &before.theme.value, &after.theme.value);
    found.required(Kind::Organiser, &before.organiser.name, &after.organiser.name);
    found.required(Kind::OrganiserEmail, &before.organiser.email, &after.organiser.email);
    let telephone = |config: &Config| config.organiser.telephone.clone().unwrap_or_default();
    found.text(Kind::OrganiserTelephone, &telephone(before), &telephone(after));
    links(&mut found, Kind::Navigation, Both { before: &before.navigation, after: &after.navigation });
    links(&mut found, Kind::Footer, Both { before: &before.footer, after: &after.footer });
    if !before.language.value.is_empty() {
        let (before, after) = (languages(states.before), languages(states.after));
        found.entries(Kind::SiteLanguage, Both { before: &before, after: &after });
    }
    // A notice that could not be read is empty.
    if !notice(before).trim().is_empty() {
        privacy(&mut found, Both { before: &before.privacy, after: &after.privacy });
        found.edit(Kind::Privacy, &notice(before), &notice(after));
    }
    found.into_list()
}

/// Adds links that are new or gone, and those that lead elsewhere.
fn links(found: &mut Found, kind: Kind, links: Both<'_, [ConfiguredLink]>) {
    let labels =
        |links: &[ConfiguredLink]| -> Vec<String> { links.iter().map(|link| link.label.clone()).collect() };
    found.entries(kind, Both { before: &labels(links.before), after: &labels(links.after) });
    for after in links.after {
        let Some(before) = links.before.iter().find(|before| before.label == after.label) else { continue };
        found.name = Some(after.label.clone());
        found.required(kind, &before.to.value, &after.to.value);
    }
    found.name = None;
}

/// Adds the differences in how long data is kept, and in the page about it.
fn privacy(found: &mut Found, privacy: Both<'_, Privacy>) {
    let months = |months: u32| Some(Value::Count(months));
    let retention = privacy.map(|privacy| &privacy.retention);
    let (before, after) = (retention.before, retention.after);
    found.values(Kind::Retention, months(before.registrations), months(after.registrations));
    found.values(Kind::QuestionnaireRetention, months(before.questionnaires), months(after.questionnaires));
    found.required(Kind::PrivacyPage, &privacy.before.page.value, &privacy.after.page.value);
}

fn languages(state: &State<'_>) -> Vec<String> {
    state.editions.iter().map(|edition| edition.config.language.value.clone()).collect()
}

/// Returns the sentences of the privacy notice below forms.
fn notice(config: &Config) -> String {
    let privacy = &config.privacy;
    let of_questionnaires = privacy.questionnaires.as_ref().map(|it| [&it.purpose, &it.legal_basis]);
    let all =
        [&privacy.controller, &privacy.purpose, &privacy.legal_basis, &privacy.recipients, &privacy.contact];
    let all = all.into_iter().chain(of_questionnaires.into_iter().flatten());
    all.map(String::as_str).collect::<Vec<_>>().join("\n")
}
