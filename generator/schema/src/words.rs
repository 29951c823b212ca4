//! Labels and descriptions of keys and files, for editors: `words.yaml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use diagnostics::{Diagnostics, SourceFile, ToolLanguage};
use yaml::shape::TextKind;
use yaml::{KeyValue, Node, Reader};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(&mut Diagnostics::default()));

/// The label and the description of a key or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One word or a few, without a full stop.
    pub label: String,
    /// A sentence without a full stop. Backticks enclose what is to be written as it is.
    pub help: String,
}

/// The words in each language, by path.
struct Catalogue(BTreeMap<String, [Words; 2]>);

/// Returns the words of a key by its path: the name of the kind of file and the keys down to it. Keys that mean the same in
/// several places share their words.
pub fn words(path: &[&str], language: ToolLanguage) -> Option<&'static Words> {
    let path = path.join(".");
    // The last key alone would not say enough: `title` is the title of many things.
    let starts = std::iter::once(0).chain(path.match_indices('.').map(|(place, _)| place + 1));
    let endings = starts.map(|start| &path[start..]).filter(|ending| ending.contains('.'));
    let [english, french] = endings.into_iter().find_map(|ending| CATALOGUE.0.get(ending))?;
    Some(match language {
        ToolLanguage::English => english,
        ToolLanguage::French => french,
    })
}

/// Returns the words of a kind of file by its name.
pub fn words_of_file(kind: &str, language: ToolLanguage) -> Option<&'static Words> {
    let [english, french] = CATALOGUE.0.get(&format!("file.{kind}"))?;
    Some(match language {
        ToolLanguage::English => english,
        ToolLanguage::French => french,
    })
}

impl Catalogue {
    fn read(diagnostics: &mut Diagnostics) -> Catalogue {
        let file = SourceFile::new("words.yaml", include_str!("../words.yaml"));
        let entries = yaml::parse_file(&file, diagnostics).and_then(|node| {
            Reader::new(&file, diagnostics).entries(&node, TextKind::Line, in_each_language)
        });
        Catalogue(entries.unwrap_or_default().into_iter().map(|it| (it.path, it.words)).collect())
    }
}

/// The words of one path.
struct Entry {
    path: String,
    words: [Words; 2],
}

fn in_each_language(reader: &mut Reader<'_>, pair: &KeyValue) -> Option<Entry> {
    let mut fields = reader.fields(&pair.node)?;
    let english = fields.required(reader, "en", label_and_help);
    let french = fields.required(reader, "fr", label_and_help);
    fields.finish(reader);
    Some(Entry { path: pair.key.clone(), words: [english?, french?] })
}

fn label_and_help(reader: &mut Reader<'_>, node: &Node) -> Option<Words> {
    let [label, help] = yaml::list(yaml::text)(reader, node)?.try_into().ok()?;
    Some(Words { label, help })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::FILE_KINDS;
    use crate::paths::paths;

    #[test]
    fn the_catalogue_is_sound() {
        let mut problems = Diagnostics::default();
        let catalogue = Catalogue::read(&mut problems);
        assert_eq!(problems.to_string(), "");
        assert!(catalogue.0.len() > 150, "{}", catalogue.0.len());
        for (path, [english, french]) in &catalogue.0 {
            for words in [english, french] {
                let texts = [&words.label, &words.help];
                assert!(texts.iter().all(|text| !text.ends_with('.')), "{path}: {words:?}");
                assert_eq!(words.help.matches('`').count() % 2, 0, "{path}: {words:?}");
                assert!(words.help.chars().count() <= 130, "{path}: {words:?}");
            }
        }
    }

    #[test]
    fn every_key_and_file_has_words_and_none_are_unused() {
        let mut used = BTreeSet::new();
        for kind in FILE_KINDS {
            assert!(words_of_file(kind.name, ToolLanguage::French).is_some(), "{}", kind.name);
            used.insert(format!("file.{}", kind.name));
            for path in paths(kind) {
                let path: Vec<_> = path.iter().map(String::as_str).collect();
                let found = words(&path, ToolLanguage::English);
                assert!(found.is_some(), "`{}` has no words in `words.yaml`", path.join("."));
                let by_address = |words: &[Words; 2]| std::ptr::eq(&words[0], found.unwrap());
                used.extend(
                    CATALOGUE.0.iter().filter(|(_, words)| by_address(words)).map(|(path, _)| path.clone()),
                );
            }
        }
        let all: BTreeSet<_> = CATALOGUE.0.keys().cloned().collect();
        assert_eq!(all.difference(&used).collect::<Vec<_>>(), [""; 0]);
    }
}
