//! `Permalink` and `Pattern`: the address of a page, and how the addresses of a kind of page are made.

use std::fmt;

use model::slug::Slug;

/// The path of a page, which starts and ends with a slash, such as `/ateliers/proximite/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permalink(String);

/// What the paths of a further language begin with, without a slash at the end: `/en-us`.
pub fn language_folder(tag: &str) -> String {
    format!("/{}", tag.to_ascii_lowercase())
}

/// How the permalinks of a kind of page are made, such as `/ateliers/:slug/`.
#[derive(Clone, Debug)]
pub struct Pattern(String);

impl Permalink {
    /// The home page.
    pub fn home() -> Permalink {
        Permalink("/".to_owned())
    }

    /// The home page in a further language, which may be written with a region, such as `en-GB`.
    pub fn home_in(language: &str) -> Permalink {
        Permalink::home().in_language(language)
    }

    /// The same page in the folder of a further language.
    pub fn in_language(&self, language: &str) -> Permalink {
        Permalink(format!("{}{}", language_folder(language), self.0))
    }

    /// Reads the permalink of a page that there is one of; `None` where it cannot be one.
    pub fn parse(text: &str) -> Option<Permalink> {
        // Whatever may stand in a pattern may stand here, but for the one thing that a pattern must hold.
        let fits = !text.contains(':') && Pattern::parse(&format!("{text}:slug/")).is_ok();
        fits.then(|| Permalink(text.to_owned())).filter(|permalink| permalink.0 != "/")
    }

    /// The permalink as it stands in a link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a web server sends for it, below `dist/site`.
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
    /// Reads a pattern; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let segments_fit = text.split('/').all(|segment| {
            segment == ":slug" || segment.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        });
        if !text.starts_with('/') || !text.ends_with('/') || text.len() < 2 {
            Err("a permalink starts and ends with `/`".to_owned())
        } else if text.split('/').filter(|segment| *segment == ":slug").count() != 1 {
            Err("a permalink holds `:slug` once, between two `/`".to_owned())
        } else if text.contains("//") || !segments_fit {
            Err("a permalink is made of lower-case letters, digits, hyphens, `/` and `:slug`".to_owned())
        } else {
            Ok(Pattern(text.to_owned()))
        }
    }

    /// The pattern of the same pages below a folder, such as `/en`.
    pub fn in_folder(&self, folder: &str) -> Pattern {
        Pattern(format!("{folder}{}", self.0))
    }

    /// The pattern of a page below each page of this one.
    pub fn below(&self, segment: &str) -> Pattern {
        Pattern(format!("{}{segment}/", self.0))
    }

    /// The permalink of the page that lists the pages of this pattern: the folder that they stand in.
    pub fn index(&self) -> Permalink {
        let end = self.0.find(":slug").unwrap_or(self.0.len());
        Permalink(self.0[..end].to_owned())
    }

    /// The permalink of the page of this name.
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
    fn a_pattern_that_cannot_be_an_address_is_refused() {
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
