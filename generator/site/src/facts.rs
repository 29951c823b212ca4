//! The facts of the site as templates see them, with its links resolved.

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

/// The configuration below `content/`: the file that its links start at.
const HERE: &str = "site.yaml";

/// What a renderer needs: the theme's texts and the facts of the site. Links that lead nowhere are told.
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

/// Attachments that texts link to and those that the navigation leads to, by their path below `content/`.
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

/// A language that is written with its country says which one it is; of any other, the theme does. Empty where
/// it does not.
fn locale(config: &Config, files: &ThemeFiles) -> String {
    match config.language.value.contains('-') {
        true => config.language.value.replace('-', "_"),
        false => files.words.get("language.locale").cloned().unwrap_or_default(),
    }
}

/// The path of the page about privacy, which has to be there whenever a form is.
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

/// Where a link leads; `None` for one to a page that is not there for now.
fn href(
    to: &Spanned<String>,
    config: &Config,
    addresses: &Addresses,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    // A link that is missing was told.
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

/// Tells links of the navigation that lead to a list which has no page because it would be empty.
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
