//! Checks the samples of the documentation in a small site.
//!
//! A comment before a block, which readers do not see, says what the block is:
//!
//! | comment | the block |
//! | --- | --- |
//! | `file: PATH` | is a whole file |
//! | `keys: PATH` | has keys of a YAML file, or of a front matter; what else is there stays |
//! | `entry: PATH` | has keys of the first entry of a list; `, without KEY` removes one |
//! | `text: FOLDER` | is the text of a page |
//! | `content: PATH` | is part of a template |
//! | `part: PATH` | stands in this file of the project |
//! | `mistake: PATH, WRONG for RIGHT` | is what the program prints after this change |
//!
//! `, with the next` at the end says that the site is right only with the next sample. The site is checked where a sample
//! takes the place of an earlier one, and at the end of each page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat};
use jiff::civil::{Date, date};
use serde_json::Value;
use site::{BuildError, Diagnostics, ToolLanguage, check};
use tempfile::TempDir;
use tests::project::root;
use tests::site::files;

/// A day before the workshops of the samples.
const TODAY: Date = date(2027, 1, 15);

/// Languages of the blocks that are added to the site.
const RUN: [&str; 4] = ["css", "html", "markdown", "yaml"];

#[test]
fn samples_for_editors_are_right() {
    run("editing/en");
}

#[test]
fn samples_about_registrations_are_right() {
    run("registrations");
}

#[test]
fn samples_for_theme_authors_are_right() {
    run("themes");
}

#[test]
fn samples_for_operators_are_right() {
    run("operations");
}

/// Compares all samples except what the program prints, which is in the language of the page.
#[test]
fn french_pages_have_the_same_samples() {
    let mut mistakes = 0;
    for (name, page) in pages("editing/en") {
        let french = fs::read_to_string(root().join("docs/editing/fr").join(&name)).unwrap();
        let [texts, french_texts] = [&page, &french].map(|page| {
            let (mistakes, others): (Vec<_>, Vec<_>) =
                samples(page).into_iter().partition(Sample::is_mistake);
            (mistakes, others.into_iter().map(|sample| sample.text).collect::<Vec<_>>())
        });
        assert_eq!((french_texts.0.len(), french_texts.1), (texts.0.len(), texts.1), "{name}");
        for mistake in french_texts.0 {
            let place = format!("docs/editing/fr/{name}:{}", mistake.line);
            Site::new().assert_mistake(&mistake, ToolLanguage::French, &place);
            mistakes += 1;
        }
    }
    assert!(mistakes > 0, "a French page shows a message");
}

#[test]
fn no_other_page_has_samples() {
    for folder in [".", "organisers"] {
        for (name, page) in pages(folder) {
            // `tutorial.rs` runs the tutorial.
            if name != "tutorial.md" {
                assert!(samples(&page).is_empty(), "docs/{folder}/{name} has samples that nothing runs");
            }
        }
    }
}

/// Verifies that the check can fail.
#[test]
fn a_wrong_sample_is_noticed() {
    let site = Site::new();
    let page = "<!-- keys: content/site.yaml -->\n\n```yaml\ntitel: Club\n```\n";
    let [sample]: [Sample; 1] = samples(page).try_into().unwrap_or_else(|_| panic!("there is one sample"));
    site.apply(&sample);
    assert!(site.problems().contains("unknown key `titel`"), "{}", site.problems());
}

/// A block and its comment.
#[derive(Debug)]
pub(super) struct Sample {
    line: usize,
    directive: Option<String>,
    text: String,
}

impl Sample {
    /// Returns the use of the block, and the path.
    fn verb(&self) -> (&str, &str) {
        let directive = self
            .directive
            .as_deref()
            .unwrap_or_else(|| panic!("the block in line {} has no comment", self.line));
        let (verb, rest) = directive.split_once(": ").unwrap();
        (verb, rest.split(", ").next().unwrap())
    }

    /// Returns whether the block is what the program prints.
    fn is_mistake(&self) -> bool {
        self.directive.as_deref().is_some_and(|directive| directive.starts_with("mistake: "))
    }

    fn option(&self, start: &str) -> Option<&str> {
        self.directive.as_deref()?.split(", ").skip(1).find_map(|option| option.strip_prefix(start))
    }

    /// Returns the parts of the site that the sample changes.
    fn places(&self) -> Vec<String> {
        let (verb, path) = self.verb();
        match verb {
            "keys" => {
                parsed(&self.text).as_object().unwrap().keys().map(|key| format!("{path}: {key}")).collect()
            }
            "text" | "part" | "mistake" => Vec::new(),
            _ => vec![path.to_owned()],
        }
    }
}

pub(super) fn pages(folder: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(root().join("docs").join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let pages = entries.filter(|path| path.extension().is_some_and(|it| it == "md"));
    pages
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// Returns the blocks of a page that are samples.
pub(super) fn samples(page: &str) -> Vec<Sample> {
    let mut found = Vec::new();
    let mut directive = None;
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim_start();
        let indentation = line.len() - trimmed.len();
        if let Some(comment) = trimmed.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) {
            directive = comment.contains(": ").then(|| comment.to_owned());
        } else if let Some(language) = trimmed.strip_prefix("```") {
            let block = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```");
            let text: String =
                block.map(|line| format!("{}\n", line.get(indentation..).unwrap_or_default())).collect();
            if RUN.contains(&language) || directive.is_some() {
                found.push(Sample { line: number + 1, directive: directive.take(), text });
            }
        } else if !trimmed.is_empty() {
            directive = None;
        }
    }
    found
}

fn run(folder: &str) {
    let mut count = 0;
    for (name, page) in pages(folder) {
        let samples = samples(&page);
        if samples.is_empty() {
            continue;
        }
        let site = Site::new();
        if folder == "themes" {
            site.write("themes/club/static/logo.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
        }
        let mut unchecked = BTreeSet::new();
        let mut is_partial = false;
        for sample in samples {
            let place = format!("docs/{folder}/{name}:{}", sample.line);
            let places = sample.places();
            if !is_partial && places.iter().any(|place| unchecked.contains(place)) {
                site.assert_right(&place);
                unchecked.clear();
            }
            match sample.verb() {
                ("part", path) => {
                    let file = fs::read_to_string(root().join(path)).unwrap();
                    assert!(file.contains(&sample.text), "{place}: not in {path}");
                }
                ("mistake", _) => site.assert_mistake(&sample, ToolLanguage::English, &place),
                _ => site.apply(&sample),
            }
            unchecked.extend(places);
            is_partial = sample.option("with the next").is_some();
            count += 1;
        }
        site.assert_right(&format!("docs/{folder}/{name}, as a whole"));
    }
    assert!(count > 0, "{folder} has samples");
}

/// The site of `tests/fixtures/documentation` with the themes of the project.
pub(super) struct Site(TempDir);

impl Site {
    pub(super) fn new() -> Site {
        let site = Site(TempDir::new().unwrap());
        for (from, to) in [("tests/fixtures/documentation/content", "content"), ("themes", "themes")] {
            for (path, bytes) in files(&root().join(from)) {
                site.write(&format!("{to}/{path}"), bytes);
            }
        }
        let mut photograph = Vec::new();
        DynamicImage::new_rgb8(40, 30)
            .write_to(&mut Cursor::new(&mut photograph), ImageFormat::Jpeg)
            .unwrap();
        for path in ["pages/salle.jpg", "workshops/proximite/synthese.jpg", "speakers/yvette-molina.jpg"] {
            site.write(&format!("content/{path}"), &photograph);
        }
        for path in [
            "pages/programme.pdf",
            "pages/Budget #2 (100%).pdf",
            "workshops/proximite/compte-rendu.pdf",
            "workshops/renovation/private/dossier.pdf",
        ] {
            site.write(&format!("content/{path}"), "%PDF-1.4\n");
        }
        site
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(super) fn apply(&self, sample: &Sample) {
        let (verb, path) = sample.verb();
        let text = &sample.text;
        match verb {
            "file" => self.write(path, text),
            "text" => self.write(
                &format!("{path}/exemple-{}.md", sample.line),
                format!("---\ntitle: Exemple\n---\n\n{text}"),
            ),
            "content" => {
                let name = path.rsplit('/').next().unwrap();
                let template = format!(
                    "{{% extends \"default/{name}\" %}}\n{{% block content %}}\n{text}{{{{ super() }}}}\n{{% endblock content %}}\n"
                );
                self.write(path, template);
            }
            "keys" if path.ends_with(".md") => {
                let whole = self.read(path);
                let [_, front_matter, body]: [&str; 3] =
                    whole.splitn(3, "---\n").collect::<Vec<_>>().try_into().unwrap();
                let keys = merged(parsed(front_matter), parsed(text));
                self.write(path, format!("---\n{keys}\n---\n{body}"));
            }
            "keys" => self.write(path, format!("{:#}\n", merged(parsed(&self.read(path)), parsed(text)))),
            "entry" => {
                let mut list = parsed(&self.read(path));
                let first = &mut list[0];
                if let Some(key) = sample.option("without ") {
                    first.as_object_mut().unwrap().remove(key);
                }
                let new = match parsed(text) {
                    Value::Array(mut entries) => entries.remove(0),
                    keys => keys,
                };
                *first = merged(first.take(), new);
                self.write(path, format!("{list:#}\n"));
            }
            other => panic!("`{other}` in line {} says nothing", sample.line),
        }
    }

    /// Returns what the generator reports about the site.
    pub(super) fn diagnostics(&self) -> Diagnostics {
        match check(self.0.path(), TODAY) {
            Ok(report) => report.warnings,
            Err(BuildError::Content(diagnostics)) => diagnostics,
            Err(BuildError::Other(error)) => panic!("{error:#}"),
        }
    }

    /// Returns the folder of the site.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns the problems that the generator reports about the site; empty if it is valid.
    fn problems(&self) -> String {
        self.problems_in(ToolLanguage::English)
    }

    fn problems_in(&self, language: ToolLanguage) -> String {
        match check(self.0.path(), TODAY) {
            Ok(_) => String::new(),
            Err(BuildError::Content(diagnostics)) => diagnostics.to_plain_text_in(language),
            Err(BuildError::Other(error)) => panic!("{error:#}"),
        }
    }

    fn assert_right(&self, place: &str) {
        let problems = self.problems();
        assert!(problems.is_empty(), "{place}, and those before it:\n{problems}");
    }

    fn assert_mistake(&self, sample: &Sample, language: ToolLanguage, place: &str) {
        let (_, path) = sample.verb();
        let right = self.read(path);
        let (wrong, correct) =
            sample.directive.as_deref().unwrap().split_once(", ").unwrap().1.split_once(" for ").unwrap();
        assert!(right.contains(correct), "{place}: `{correct}` is not in {path}");
        self.write(path, right.replace(correct, wrong));
        let problems = self.problems_in(language).replace(['\u{a0}', '\u{202f}'], " ");
        assert!(problems.contains(sample.text.trim_end()), "{place} is not what is printed:\n{problems}");
        self.write(path, right);
    }
}

fn parsed(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}

/// Merges keys into existing ones, at every depth. The result is written as JSON, which is also valid YAML.
fn merged(there: Value, new: Value) -> Value {
    match (there, new) {
        (Value::Object(mut there), Value::Object(new)) => {
            for (key, value) in new {
                let old = there.remove(&key).unwrap_or_default();
                there.insert(key, merged(old, value));
            }
            Value::Object(there)
        }
        (_, new) => new,
    }
}
