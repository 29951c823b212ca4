//! Random edits of a small site, as an editor, a theme author, git and careless hands make them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::site::{SiteTest, files};

mod content;
mod hands;
mod text;
mod theme;
mod time;

/// Random numbers by the method `SplitMix64`: the same for the same seed on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts with a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below this one.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Returns one of these, unless there are none.
    pub fn one_of<T: Clone>(&mut self, these: &[T]) -> Option<T> {
        these.get(self.below(these.len())).cloned()
    }
}

/// A site that is edited at random.
pub struct EditedSite {
    /// The site.
    pub site: SiteTest,
    /// The day of the next build.
    pub today: Date,
    /// The time of the next build.
    pub now: Option<Timestamp>,
    /// Whether the next build shows drafts.
    pub drafts: bool,
    random: Random,
    /// Makes each text that an edit writes a new one.
    number: usize,
    /// The sources and options of the last build without problems.
    good: Option<Good>,
}

struct Good {
    sources: BTreeMap<String, Vec<u8>>,
    today: Date,
    now: Option<Timestamp>,
    drafts: bool,
}

/// Edits a site and says what it did; `None` if there is nothing to edit in that way.
type Edit = fn(&mut EditedSite) -> Option<String>;

/// The texts and facts beside those of the fixture.
const MORE: &str = "
//- content/pages/contact.md
---
title: Nous écrire
description: Nos adresses
---
Écrivez-nous. Le [programme](../index.md).
//- content/index.en.md
---
title: Workshops
description: All the workshops
---
Welcome
";

/// The words that the theme of a site in several languages with a search needs.
const WORDS: &str =
    "language: { name: Langue, locale: fr_FR, switch: Langue, form: Langue, fr: français, en: anglais }
search: { title: Recherche }
";

/// The page of the search.
const SEARCH: &str = "{% extends \"base.html\" %}
{% block main -%}
{{ page.index_path }}
{% for workshop in page.workshops %}{{ workshop.title }}
{% endfor %}
{%- endblock main %}
";

impl EditedSite {
    /// Creates a site in two languages with workshops, a speaker and pages, whose edits depend on a seed.
    pub fn new(seed: u64) -> EditedSite {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sites/workshops");
        let site = SiteTest::from_folder(&fixtures);
        site.remove("expected");
        site.write_all(MORE);
        let words = fs::read_to_string(site.root().join("themes/plain/i18n/fr.yaml"));
        let words = words.expect("the theme is French") + WORDS;
        site.write("themes/plain/templates/search.html", SEARCH);
        site.write("themes/plain/i18n/fr.yaml", &words);
        site.write("themes/plain/i18n/en.yaml", &words);
        let facts = fs::read_to_string(site.root().join("content/site.yaml")).expect("the site has facts");
        let translations =
            "translations:\n  en: { title: The club, tagline: Workshops, navigation: [], footer: [] }\n";
        let with_search = facts.replace("permalinks:\n", "permalinks:\n  search: /recherche/\n");
        site.write("content/site.yaml", with_search + translations);
        EditedSite {
            site,
            today: date(2027, 7, 1),
            now: None,
            drafts: false,
            random: Random::new(seed),
            number: 0,
            good: None,
        }
    }

    /// Makes a random edit and returns what it is.
    pub fn edit(&mut self) -> String {
        self.one_of(&[content::EDITS, content::EDITS, text::EDITS, theme::EDITS, time::EDITS, hands::EDITS])
    }

    /// Makes a random edit of a text and returns what it is.
    pub fn edit_text(&mut self) -> String {
        self.one_of(&[text::EDITS])
    }

    fn one_of(&mut self, edits: &[&'static [(&'static str, Edit)]]) -> String {
        loop {
            self.number += 1;
            let of_one_hand = self.random.one_of(edits).expect("there are edits");
            let (_, edit) = self.random.one_of(of_one_hand).expect("there are edits");
            if let Some(done) = edit(self) {
                return done;
            }
        }
    }

    /// Remembers the sources, which have no problems.
    pub fn is_good(&mut self) {
        let EditedSite { today, now, drafts, .. } = *self;
        self.good = Some(Good { sources: self.sources(), today, now, drafts });
    }

    /// Undoes all edits of the sources since the last build without problems.
    pub fn repair(&mut self) {
        let present = self.sources();
        let Some(Good { sources, today, now, drafts }) = &self.good else { return };
        for path in theme::EMPTY {
            let _ = fs::remove_dir(self.site.root().join(path));
        }
        for path in present.keys().filter(|path| !sources.contains_key(*path)) {
            self.site.remove(path);
        }
        for (path, bytes) in sources.iter().filter(|(path, bytes)| present.get(*path) != Some(bytes)) {
            self.site.write(path, bytes);
        }
        (self.today, self.now, self.drafts) = (*today, *now, *drafts);
    }

    /// Returns a random number below this one.
    pub fn below(&mut self, limit: usize) -> usize {
        self.random.below(limit)
    }

    fn sources(&self) -> BTreeMap<String, Vec<u8>> {
        let of = |folder: &str| -> Vec<_> {
            let files = files(&self.site.root().join(folder)).into_iter();
            files.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)).collect()
        };
        [of("content"), of("themes")].concat().into_iter().collect()
    }

    /// Returns a random source file with such a path.
    fn source(&mut self, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
        let paths: Vec<_> =
            self.sources().into_keys().filter(|path| is_wanted(path) && !path.ends_with('~')).collect();
        self.random.one_of(&paths)
    }

    /// Returns the name of a random workshop.
    fn workshop(&mut self) -> Option<String> {
        let path =
            self.source(|path| path.starts_with("content/workshops/") && path.ends_with("/index.md"))?;
        path.split('/').nth(2).map(str::to_owned)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.site.root().join(path)).unwrap_or_default()
    }

    /// Replaces the rest of the first line that has a text; `None` if no line has it.
    fn set(&self, path: &str, beginning: &str, rest: &str) -> Option<String> {
        let text = self.read(path);
        let at = text.find(beginning)? + beginning.len();
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        self.site.write(path, format!("{}{rest}{}", &text[..at], &text[end..]));
        Some(format!("{path}: {beginning}{rest}"))
    }

    fn append(&self, path: &str, more: &str) -> Option<String> {
        self.site.write(path, self.read(path) + more);
        Some(format!("{path}: … {}", more.trim()))
    }
}
