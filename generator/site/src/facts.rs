//! The facts of the site for templates, with resolved links.

use std::collections::{BTreeMap, BTreeSet};

use content::config::{Config, ConfiguredLink, QuestionnairePrivacy};
use diagnostics::{Diagnostic, Diagnostics};
use markdown::Typography;
use theme::ThemeFiles;
use view::site::{LinkView, OrganiserView, PrivacyView, QuestionnairePrivacyView, SiteView};
use view::theme::Theme;
use yaml::Spanned;

use crate::link;
use crate::page::{Addresses, Target};

/// The configuration below `content/`, which its links are relative to.
const HERE: &str = "site.yaml";

/// Returns the theme's texts and the facts of the site for a renderer. Reports broken links.
pub(crate) fn theme(
    config: &Config,
    files: &ThemeFiles,
    addresses: &Addresses,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let templates = files.templates.iter().map(|(name, file)| (name.clone(), file.text.clone()));
    Theme {
        time_zone: config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
        words: files.words.clone(),
        templates: templates.collect::<BTreeMap<_, _>>(),
        extends: files.extends.clone(),
        site: site(config, files, addresses, diagnostics),
        translations: Vec::new(),
    }
}

/// Returns the attachments linked from texts and from the navigation, by their path below `content/`.
pub(crate) fn attachments(
    config: &Config,
    addresses: &Addresses,
    mut texts: BTreeSet<String>,
) -> BTreeSet<String> {
    let links = config.navigation.iter().chain(&config.footer);
    texts.extend(links.filter_map(|item| link::resolve(HERE, &item.to.value, addresses).ok()?.attachment));
    texts
}

fn site(
    config: &Config,
    files: &ThemeFiles,
    addresses: &Addresses,
    diagnostics: &mut Diagnostics,
) -> SiteView {
    let typography = Typography::of_language(&config.language.value);
    let mut links = |links: &[ConfiguredLink]| -> Vec<LinkView> {
        let view = |link: &ConfiguredLink| {
            let href = href(&link.to, config, addresses, diagnostics)?;
            Some(LinkView { label: typography.text(&link.label), href })
        };
        links.iter().filter_map(view).collect()
    };
    let navigation = links(&config.navigation);
    let footer = links(&config.footer);
    let privacy = &config.privacy;
    // French sentences keep French typography on an English page.
    let of_privacy = Typography::of_language(privacy.language.as_ref().unwrap_or(&config.language.value));
    let beside_questionnaire = |privacy: &QuestionnairePrivacy| QuestionnairePrivacyView {
        purpose: of_privacy.text(&privacy.purpose),
        legal_basis: of_privacy.text(&privacy.legal_basis),
    };
    SiteView {
        title: typography.text(&config.title),
        tagline: typography.text(&config.tagline),
        base_url: config.base_url.clone(),
        language: config.language.value.clone(),
        locale: locale(config, files),
        home_path: addresses.home().to_string(),
        feed_path: addresses.feed(),
        organiser: OrganiserView {
            name: typography.text(&config.organiser.name),
            ..config.organiser.clone()
        },
        navigation,
        footer,
        stylesheet: files.stylesheet.clone(),
        icon: files.icon.clone(),
        scripts: files.scripts.clone(),
        assets: files.paths.clone(),
        search_path: addresses.search().map(ToString::to_string),
        find_path: addresses.find().map(ToString::to_string),
        privacy: PrivacyView {
            controller: of_privacy.text(&privacy.controller),
            purpose: of_privacy.text(&privacy.purpose),
            legal_basis: of_privacy.text(&privacy.legal_basis),
            recipients: of_privacy.text(&privacy.recipients),
            retention: privacy.retention,
            contact: privacy.contact.clone(),
            page: page_about_privacy(config, addresses, diagnostics),
            questionnaires: privacy.questionnaires.as_ref().map(beside_questionnaire).unwrap_or_default(),
            language: privacy.language.clone(),
        },
    }
}

/// Returns the locale of the site's language: its own tag if that names a country, otherwise the theme's. Empty if the
/// theme has none.
fn locale(config: &Config, files: &ThemeFiles) -> String {
    match config.language.value.contains('-') {
        true => config.language.value.replace('-', "_"),
        false => files.words.get("language.locale").cloned().unwrap_or_default(),
    }
}

/// Returns the path of the privacy page, which is required if the site has a form.
fn page_about_privacy(config: &Config, addresses: &Addresses, diagnostics: &mut Diagnostics) -> String {
    let page = &config.privacy.page;
    let path = href(page, config, addresses, diagnostics).unwrap_or_default();
    let file = addresses.file_at(path.split(['#', '?']).next().unwrap_or_default());
    if file.is_some_and(|file| !addresses.outlasts(&file, HERE)) {
        let message = "the page about privacy is not published at all times";
        let hint = "remove `publish_at` and `unpublish_at` from it: forms link to it";
        diagnostics.push(Diagnostic::new(&config.file, page.span.clone(), message).with_hint(hint));
    }
    path
}

/// Returns the target of a link; `None` if its page is not published at present.
fn href(
    to: &Spanned<String>,
    config: &Config,
    addresses: &Addresses,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    // A missing link was reported before.
    if to.value.is_empty() {
        return Some(String::new());
    }
    match link::resolve(HERE, &to.value, addresses) {
        Ok(link) => Some(link.href).filter(|_| !link.is_absent),
        Err(broken) => {
            let problem = Diagnostic::new(&config.file, to.span.clone(), broken.message);
            diagnostics.push(problem.with_hint(broken.hint));
            Some(String::new())
        }
    }
}

/// Reports links of the navigation to a list that has no page because it would be empty.
pub(crate) fn check_links(config: &Config, addresses: &Addresses, diagnostics: &mut Diagnostics) {
    let listings =
        [(&config.permalinks.topic, "topic"), (&config.permalinks.archive, "workshop that is over")];
    let tell = |link: &ConfiguredLink| {
        let path = link.to.value.split(['#', '?']).next().unwrap_or_default();
        let (_, what) = listings.iter().find(|(pattern, _)| pattern.index().as_str() == path)?;
        if addresses.has_path(path) || addresses.absent(Target::Path(path)).is_some() {
            return None;
        }
        let message = format!("no page has the address `{path}`, as there is no {what} yet");
        let problem = Diagnostic::new(&config.file, link.to.span.clone(), message);
        Some(problem.with_hint(format!("remove the link until there is a {what}")))
    };
    for problem in config.navigation.iter().chain(&config.footer).filter_map(tell) {
        diagnostics.push(problem);
    }
}
