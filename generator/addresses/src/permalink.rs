//! `Permalink`, the address of a page, and `Pattern`, from which the permalinks of a kind of page are made.

use std::fmt;

use diagnostics::{Phrase, phrase};
use model::slug::Slug;

/// The path of a page, which starts and ends with a slash, such as `/ateliers/proximite/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permalink(String);

/// Returns the first part of all paths in a further language, without a slash at the end: `/en-us`.
pub fn language_folder(tag: &str) -> String {
    format!("/{}", tag.to_ascii_lowercase())
}

/// The pattern for the permalinks of a kind of page, such as `/ateliers/:slug/`.
#[derive(Clone, Debug)]
pub struct Pattern(String);

impl Permalink {
    /// Returns the permalink of the home page.
    pub fn home() -> Permalink {
        Permalink("/".to_owned())
    }

    /// Returns the permalink of the same page in a folder, such as `/en`.
    pub fn in_folder(&self, folder: &str) -> Permalink {
        Permalink(format!("{folder}{}", self.0))
    }

    /// Parses the permalink of a single page; `None` if it is invalid.
    pub fn parse(text: &str) -> Option<Permalink> {
        // A permalink allows the same characters as a pattern, but not `:slug`.
        let fits = !text.contains(':') && Pattern::parse(&format!("{text}:slug/")).is_ok();
        fits.then(|| Permalink(text.to_owned())).filter(|permalink| permalink.0 != "/")
    }

    /// Returns the permalink as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path of the page's file below `dist/site`.
    pub fn output(&self) -> String {
        format!("{}index.html", &self.0[1..])
    }
}

impl fmt::Display for Permalink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Pattern {
    /// Parses a pattern; the error describes the problem.
    pub fn parse(text: &str) -> Result<Pattern, Phrase> {
        let segments_fit = text.split('/').all(|segment| {
            segment == ":slug" || segment.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        });
        if !text.starts_with('/') || !text.ends_with('/') || text.len() < 2 {
            Err(phrase! {
                en: "a permalink starts and ends with `/`",
                fr: "un modèle d’adresse commence et finit par `/`"
            })
        } else if text.split('/').filter(|segment| *segment == ":slug").count() != 1 {
            Err(phrase! {
                en: "a permalink contains `:slug` once, between two `/`",
                fr: "un modèle d’adresse contient `:slug` une fois, entre deux `/`"
            })
        } else if text.contains("//") || !segments_fit {
            Err(phrase! {
                en: "a permalink consists of lower-case letters, digits, hyphens, `/` and `:slug`",
                fr: "un modèle d’adresse se compose de minuscules sans accent, de chiffres, de traits d’union, de `/` et de `:slug`"
            })
        } else {
            Ok(Pattern(text.to_owned()))
        }
    }

    /// Returns the pattern of the same pages below a folder, such as `/en`.
    pub fn in_folder(&self, folder: &str) -> Pattern {
        Pattern(format!("{folder}{}", self.0))
    }

    /// Returns the pattern of a page below each page of this pattern.
    pub fn below(&self, segment: &str) -> Pattern {
        Pattern(format!("{}{segment}/", self.0))
    }

    /// Returns the permalink of the page that lists the pages of this pattern: the folder that contains them.
    pub fn index(&self) -> Permalink {
        let end = self.0.find(":slug").unwrap_or(self.0.len());
        Permalink(self.0[..end].to_owned())
    }

    /// Returns the permalink of the page with this slug.
    pub fn permalink(&self, slug: &Slug) -> Permalink {
        Permalink(self.0.replace(":slug", slug.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_makes_permalinks() {
        let pattern = Pattern::parse("/ateliers/:slug/inscription/").unwrap();
        let permalink = pattern.permalink(&"proximite".parse().unwrap());
        assert_eq!(permalink.as_str(), "/ateliers/proximite/inscription/");
        assert_eq!(permalink.output(), "ateliers/proximite/inscription/index.html");
        assert_eq!(Permalink::home().output(), "index.html");
        assert_eq!(pattern.index().as_str(), "/ateliers/");
    }

    #[test]
    fn a_pattern_that_cannot_be_an_address_is_rejected() {
        for text in
            ["", "/", "ateliers/:slug/", "/ateliers/:slug", "/ateliers/", "/:slug/:slug/", "/a-:slug/"]
        {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
        for text in ["/../:slug/", "//:slug/", "/Ateliers/:slug/", "/été/:slug/", "/:slug/?x/"] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
