//! The facts of the site for templates, with resolved links.

use std::collections::{BTreeMap, BTreeSet};

use addresses::Link;
use content::config::{Config, ConfiguredLink, QuestionnairePrivacy};
use content::publication::Publications;
use diagnostics::{Diagnostic, Diagnostics, Rejection, message, phrase};
use markdown::Typography;
use theme::ThemeFiles;
use view::site::{LinkView, OrganiserView, PrivacyView, QuestionnairePrivacyView, SiteView};
use view::theme::Theme;
use yaml::Spanned;

use crate::address::{Addresses, PageKey};
use crate::input::Language;
use crate::link;

/// The path of the configuration below `content/`, to which its links are relative.
const HERE: &str = "site.yaml";

/// The sources of the site's data in one language.
#[derive(Clone, Copy)]
pub(crate) struct FactSources<'a> {
    pub(crate) language: &'a Language,
    pub(crate) addresses: Addresses<'a>,
    pub(crate) publications: &'a Publications,
    pub(crate) has_feed: bool,
}

/// Returns the theme's texts and the facts of the site for a renderer. Reports broken links.
pub(crate) fn theme(sources: FactSources<'_>, diagnostics: &mut Diagnostics) -> Theme {
    let Language { config, files, .. } = sources.language;
    let templates = files.templates.iter().map(|(name, file)| (name.clone(), file.text().to_string()));
    Theme {
        time_zone: config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
        words: files.words.clone(),
        templates: templates.collect::<BTreeMap<_, _>>(),
        extends: files.extends.clone(),
        site: site(sources, diagnostics),
        translations: Vec::new(),
    }
}

/// Returns the attachments linked from texts and from the navigation, by their path below `content/`.
pub(crate) fn attachments(config: &Config, addresses: Addresses<'_>) -> BTreeSet<String> {
    let links = config.navigation.iter().chain(&config.footer);
    links.filter_map(|item| link::resolve(HERE, &item.to.value, addresses).ok()?.attachment).collect()
}

fn site(sources: FactSources<'_>, diagnostics: &mut Diagnostics) -> SiteView {
    let FactSources { language: Language { config, files, .. }, addresses, has_feed, .. } = sources;
    let typography = Typography::of_language(&config.language.value);
    let mut links = |links: &[ConfiguredLink]| -> Vec<LinkView> {
        let view = |link: &ConfiguredLink| {
            let Link { href, hreflang, .. } = resolved(&link.to, sources, diagnostics)?;
            Some(LinkView { label: typography.text(&link.label), href, hreflang })
        };
        links.iter().filter_map(view).collect()
    };
    let navigation = links(&config.navigation);
    let footer = links(&config.footer);
    SiteView {
        title: typography.text(&config.title),
        tagline: typography.text(&config.tagline),
        base_url: config.base_url.clone(),
        language: config.language.value.clone(),
        locale: locale(config, files),
        home_path: addresses.pages.home().to_string(),
        home_language: addresses
            .targets
            .other_language_at(addresses.pages.home().as_str())
            .map(str::to_owned),
        feed_path: has_feed.then(|| addresses.files.feed()),
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
        search_path: addresses.pages.get(&PageKey::Search).map(ToString::to_string),
        find_path: addresses.pages.get(&PageKey::Find).map(ToString::to_string),
        privacy: privacy(sources, diagnostics),
    }
}

/// Returns the contents of the privacy notices.
fn privacy(sources: FactSources<'_>, diagnostics: &mut Diagnostics) -> PrivacyView {
    let Config { privacy, language, .. } = &sources.language.config;
    // Untranslated French sentences keep French typography on an English page.
    let typography = Typography::of_language(privacy.language.as_ref().unwrap_or(&language.value));
    let beside_questionnaire = |privacy: &QuestionnairePrivacy| QuestionnairePrivacyView {
        purpose: typography.text(&privacy.purpose),
        legal_basis: typography.text(&privacy.legal_basis),
    };
    let page = page_about_privacy(sources, diagnostics);
    PrivacyView {
        controller: typography.text(&privacy.controller),
        purpose: typography.text(&privacy.purpose),
        legal_basis: typography.text(&privacy.legal_basis),
        recipients: typography.text(&privacy.recipients),
        retention: privacy.retention,
        contact: privacy.contact.clone(),
        page: page.href,
        page_language: page.hreflang,
        questionnaires: privacy.questionnaires.as_ref().map(beside_questionnaire).unwrap_or_default(),
        language: privacy.language.clone(),
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

/// Returns the link to the privacy page, which is required if the site has a form.
fn page_about_privacy(sources: FactSources<'_>, diagnostics: &mut Diagnostics) -> Link {
    let FactSources { language: Language { config, .. }, addresses, publications, .. } = sources;
    let page = &config.privacy.page;
    let link = resolved(page, sources, diagnostics).unwrap_or_default();
    let file = addresses.targets.file_at(link.href.split(['#', '?']).next().unwrap_or_default());
    if file.is_some_and(|file| !publications.outlasts(file, HERE)) {
        let message = message! {
            TemporaryPrivacy,
            en: "the page about privacy is not always published",
            fr: "la page sur les données personnelles n’est pas toujours publiée"
        };
        let hint = phrase! {
            en: "remove `publish_at` and `unpublish_at` from it: forms link to it",
            fr: "supprimez-en `publish_at` et `unpublish_at` : les formulaires y renvoient"
        };
        diagnostics.push(Diagnostic::new(&config.file, page.span.clone(), message).with_hint(hint));
    }
    link
}

/// Returns the link to a target, which is empty if that was reported; `None` if its page is not published at present.
fn resolved(to: &Spanned<String>, sources: FactSources<'_>, diagnostics: &mut Diagnostics) -> Option<Link> {
    let config = &sources.language.config;
    // A missing link was reported before.
    if to.value.is_empty() {
        return Some(Link::default());
    }
    match link::resolve(HERE, &to.value, sources.addresses) {
        Ok(link) => Some(link).filter(|link| !link.is_absent),
        Err(broken) => {
            let Rejection { message, hint } = empty_list(&to.value, config).unwrap_or(broken);
            diagnostics.push(Diagnostic::new(&config.file, to.span.clone(), message).with_hint(hint));
            Some(Link::default())
        }
    }
}

/// Returns the problem with a link to a list that has no page because it would be empty; `None` for any other link.
fn empty_list(to: &str, config: &Config) -> Option<Rejection> {
    let path = to.split(['#', '?']).next().unwrap_or_default();
    let lists = [
        (&config.permalinks.topic, phrase! { en: "topic", fr: "de thème" }),
        (&config.permalinks.archive, phrase! { en: "past workshop", fr: "d’atelier passé" }),
    ];
    let (_, what) = lists.iter().find(|(pattern, _)| pattern.index().as_str() == path)?;
    Some(Rejection {
        message: message! {
            BrokenPath,
            en: "no page has the address `{path}`, because there is no {what} yet",
            fr: "aucune page n’a l’adresse `{path}`, car il n’y a pas encore {what}";
            what
        },
        hint: phrase! {
            en: "remove the link until there is a {what}",
            fr: "supprimez le lien tant qu’il n’y a pas {what}";
            what
        },
    })
}
