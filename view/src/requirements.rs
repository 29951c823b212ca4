//! The templates and texts that the programs require from a theme. They are checked when a site is built and again
//! when a function starts, because another version may have written the files.

use std::fmt;

use model::catalogue::Index;

use crate::theme::Theme;

/// The handler's message pages. Each has the texts `title` and `text` under its key, with underscores in place of
/// hyphens.
pub const MESSAGES: [&str; 16] = [
    "not-found",
    "unknown-workshop",
    "unknown-registration",
    "participation-cancelled",
    "unknown-address-link",
    "no-registration",
    "unknown-form",
    "bad-request",
    "around-cdn",
    "forbidden-origin",
    "too-many",
    "method-not-allowed",
    "too-large",
    "unsupported-media-type",
    "internal-error",
    "unavailable",
];

/// The start of a call of `t` with a literal key.
const CALL: &str = "t(key=\"";

/// The requirements of a program.
#[derive(Clone, Debug, Default)]
pub struct Requirements {
    /// The names of templates.
    pub templates: Vec<&'static str>,
    /// The keys of texts, in each language.
    pub words: Vec<String>,
}

/// The requirements that a theme does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    templates: Vec<&'static str>,
    /// The missing keys of each language.
    words: Vec<(String, Vec<String>)>,
}

/// The error for a catalogue with texts in a language that the theme lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`theme.json` lacks the language `{0}` of `catalogue.json`; build the site and the functions from the same commit"
)]
pub struct MissingLanguage(String);

/// Checks that the theme has each language in which the catalogue of this index has texts.
///
/// # Errors
///
/// Returns the first missing language.
pub fn check_languages(index: &Index, theme: &Theme) -> Result<(), MissingLanguage> {
    let speaks = |language: &&String| theme.translations.iter().any(|it| it.site.language == **language);
    let missing = index.languages.iter().find(|language| !speaks(language));
    missing.map_or(Ok(()), |language| Err(MissingLanguage(language.clone())))
}

impl Requirements {
    /// Checks a theme in each of its languages.
    ///
    /// # Errors
    ///
    /// Returns everything that is missing.
    pub fn check(&self, theme: &Theme) -> Result<(), Lacking> {
        let templates = self.templates.iter().copied().filter(|name| !has_template(theme, name)).collect();
        let further = theme.translations.iter().map(|it| (&it.site.language, &it.words));
        let languages = [(&theme.site.language, &theme.words)].into_iter().chain(further);
        let called: Vec<_> = theme.templates.values().flat_map(|text| called(text)).collect();
        let missing = languages.filter_map(|(language, words)| {
            let has = |key: &str| {
                let plural = format!("{key}.");
                words.contains_key(key)
                    || words.range(plural.clone()..).next().is_some_and(|it| it.0.starts_with(&plural))
            };
            let needed = self.words.iter().map(String::as_str).chain(called.iter().copied());
            let mut missing: Vec<_> = needed.filter(|key| !has(key)).map(str::to_owned).collect();
            missing.sort();
            missing.dedup();
            (!missing.is_empty()).then(|| (language.clone(), missing))
        });
        let lacking = Lacking { templates, words: missing.collect() };
        if lacking.templates.is_empty() && lacking.words.is_empty() { Ok(()) } else { Err(lacking) }
    }
}

fn has_template(theme: &Theme, name: &str) -> bool {
    let inherited = |other: &String| theme.templates.contains_key(&format!("{other}/{name}"));
    theme.templates.contains_key(name) || theme.extends.iter().any(inherited)
}

/// Returns the literal keys of texts that a template uses.
fn called(template: &str) -> impl Iterator<Item = &str> {
    let calls = template.split(CALL).skip(1);
    calls.filter_map(|rest| {
        let (key, rest) = rest.split_once('"')?;
        rest.trim_start().starts_with([',', ')']).then_some(key)
    })
}

impl std::error::Error for Lacking {}

impl fmt::Display for Lacking {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed =
            |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let templates: Vec<_> = self.templates.iter().map(ToString::to_string).collect();
        let templates = (!templates.is_empty()).then(|| format!("the templates {}", listed(&templates)));
        let words = self.words.iter();
        let words = words.map(|(language, keys)| format!("the words {} in `{language}`", listed(keys)));
        let parts: Vec<_> = templates.into_iter().chain(words).collect();
        write!(
            formatter,
            "`theme.json` lacks {}; build the site and the functions from the same commit",
            parts.join(" and ")
        )
    }
}
