//! File names of translations: `a-propos.en.md` is the translation of `a-propos.md` into `en`.

/// Returns the original of a translation, by its path below `content/`, and the language; `None` if the file is not a
/// translation.
pub fn of(path: &str) -> Option<(String, &str)> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let (name, extension) = name.rsplit_once('.')?;
    let (name, language) = name.rsplit_once('.')?;
    let is_text = match folder.split('/').collect::<Vec<_>>().as_slice() {
        [""] => [("index", "md"), ("venues", "yaml"), ("messages", "yaml")].contains(&(name, extension)),
        ["pages" | "speakers"] => extension == "md",
        ["workshops", _] => {
            let texts = ["index", "outcomes"];
            let others = ["sessions", "registration", "questionnaire", "messages"];
            extension == "md" && texts.contains(&name) || extension == "yaml" && others.contains(&name)
        }
        _ => false,
    };
    let separator = if folder.is_empty() { "" } else { "/" };
    (is_text && is_language_tag(language))
        .then(|| (format!("{folder}{separator}{name}.{extension}"), language))
}

/// Returns the correct path for a translation whose language tag is misspelt, such as `a-propos.en.md` for
/// `a-propos.EN.md`, and the path of its original.
pub(super) fn corrected(path: &str) -> Option<(String, String)> {
    let (rest, extension) = path.rsplit_once('.')?;
    let (rest, language) = rest.rsplit_once('.')?;
    let tag = match language.split_once(['-', '_']) {
        Some((tag, region)) => format!("{}-{}", tag.to_ascii_lowercase(), region.to_ascii_uppercase()),
        None => language.to_ascii_lowercase(),
    };
    let corrected = format!("{rest}.{tag}.{extension}");
    let (original, _) = of(&corrected)?;
    Some((corrected, original))
}

/// Returns whether a text has the form of the language tags that sites use: `en`, `en-GB`.
fn is_language_tag(text: &str) -> bool {
    let (language, region) = text.split_once('-').map_or((text, None), |(tag, region)| (tag, Some(region)));
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && region
            .is_none_or(|region| region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_is_named_after_what_it_translates() {
        for (path, original, language) in [
            ("index.en.md", "index.md", "en"),
            ("venues.en.yaml", "venues.yaml", "en"),
            ("pages/a-propos.en-GB.md", "pages/a-propos.md", "en-GB"),
            ("speakers/x.de.md", "speakers/x.md", "de"),
            ("workshops/x/index.en.md", "workshops/x/index.md", "en"),
            ("workshops/x/sessions.en.yaml", "workshops/x/sessions.yaml", "en"),
            ("workshops/x/registration.en.yaml", "workshops/x/registration.yaml", "en"),
            ("workshops/x/questionnaire.en.yaml", "workshops/x/questionnaire.yaml", "en"),
            ("messages.en.yaml", "messages.yaml", "en"),
            ("workshops/x/messages.en.yaml", "workshops/x/messages.yaml", "en"),
        ] {
            assert_eq!(of(path), Some((original.to_owned(), language)));
        }
    }

    #[test]
    fn other_files_are_not_translations() {
        for path in [
            "index.md",
            "site.en.yaml",
            "venues.yaml",
            "pages/x.EN.md",
            "pages/x.english.md",
            "workshops/x/index.en.yaml",
            "workshops/x/plan.en.pdf",
            "workshops/x/more/index.en.md",
        ] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[test]
    fn a_misspelt_language_tag_is_corrected() {
        let corrected = |path| corrected(path).map(|(corrected, original)| [corrected, original]);
        let expected = |paths: [&str; 2]| Some(paths.map(str::to_owned));
        assert_eq!(corrected("pages/x.EN.md"), expected(["pages/x.en.md", "pages/x.md"]));
        assert_eq!(corrected("index.en_us.md"), expected(["index.en-US.md", "index.md"]));
        for path in ["pages/x.english.md", "pages/x.md", "workshops/x/plan.EN.pdf"] {
            assert_eq!(corrected(path), None, "{path}");
        }
    }
}
