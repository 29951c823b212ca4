//! `FileKind`: the kinds of files that editors write.

use resolve::shapes::{self, translated};
use yaml::shape::Shape;

/// A kind of file that editors write.
#[derive(Clone, Copy, Debug)]
pub struct FileKind {
    /// The name, such as `sessions`; that of a translation starts with `translation.`.
    pub name: &'static str,
    /// The paths of such files below the site's root, where `*` stands for a name and `?` for a language tag.
    pub path: &'static str,
    shape: fn() -> Shape,
}

/// All kinds of files.
pub const FILE_KINDS: &[FileKind] = &[
    FileKind::new("site", "content/site.yaml", content::config::shape),
    FileKind::new("venues", "content/venues.yaml", shapes::venues),
    FileKind::new("members", "members.yaml", shapes::members),
    FileKind::new("home", "content/index.md", shapes::home),
    FileKind::new("page", "content/pages/*.md", shapes::page),
    FileKind::new("speaker", "content/speakers/*.md", shapes::speaker),
    FileKind::new("workshop", "content/workshops/*/index.md", shapes::workshop),
    FileKind::new("sessions", "content/workshops/*/sessions.yaml", shapes::sessions),
    FileKind::new("registration", "content/workshops/*/registration.yaml", shapes::registration),
    FileKind::new("questionnaire", "content/workshops/*/questionnaire.yaml", shapes::questionnaire),
    FileKind::new("messages", "content/messages.yaml", shapes::messages),
    FileKind::new("workshop.messages", "content/workshops/*/messages.yaml", shapes::messages),
    FileKind::new("outcomes", "content/workshops/*/outcomes.md", shapes::outcomes),
    FileKind::new("translation.venues", "content/venues.?.yaml", translated::venues),
    FileKind::new("translation.home", "content/index.?.md", shapes::home),
    FileKind::new("translation.page", "content/pages/*.?.md", shapes::home),
    FileKind::new("translation.speaker", "content/speakers/*.?.md", translated::speaker),
    FileKind::new("translation.workshop", "content/workshops/*/index.?.md", translated::workshop),
    FileKind::new("translation.sessions", "content/workshops/*/sessions.?.yaml", translated::sessions),
    FileKind::new(
        "translation.registration",
        "content/workshops/*/registration.?.yaml",
        translated::registration,
    ),
    FileKind::new(
        "translation.questionnaire",
        "content/workshops/*/questionnaire.?.yaml",
        translated::questionnaire,
    ),
    FileKind::new("translation.messages", "content/messages.?.yaml", translated::messages),
    FileKind::new(
        "translation.workshop.messages",
        "content/workshops/*/messages.?.yaml",
        translated::messages,
    ),
    FileKind::new("translation.outcomes", "content/workshops/*/outcomes.?.md", shapes::outcomes),
    FileKind::new("theme", "themes/*/theme.yaml", theme::settings_shape),
];

impl FileKind {
    const fn new(name: &'static str, path: &'static str, shape: fn() -> Shape) -> FileKind {
        FileKind { name, path, shape }
    }

    /// Returns the kind of this name.
    pub fn named(name: &str) -> Option<&'static FileKind> {
        FILE_KINDS.iter().find(|kind| kind.name == name)
    }

    /// Returns whether a file, by its path below the site's root, is of this kind.
    pub fn is_kind_of(&self, path: &str) -> bool {
        let (own, other) = (self.path.split('/'), path.split('/'));
        self.path.matches('/').count() == path.matches('/').count()
            && own.zip(other).all(|(own, other)| part_fits(own, other))
    }

    /// Returns the name of the file with the schema of this kind.
    pub fn schema_file(&self) -> String {
        format!("{}.json", self.name)
    }

    /// Returns whether only the front matter of such a file has this shape, because Markdown follows.
    pub fn is_front_matter(&self) -> bool {
        self.path.ends_with(".md")
    }

    /// Returns what the file may contain, described anew by the functions that read it.
    pub fn shape(&self) -> Shape {
        (self.shape)()
    }
}

/// Returns whether a part of a path has the form in which `*` stands for a name and `?` for a language tag, neither of
/// which contains a dot.
fn part_fits(form: &str, part: &str) -> bool {
    let (form, part) = (form.split('.'), part.split('.'));
    form.clone().count() == part.clone().count()
        && form.zip(part).all(|(form, part)| ["*", "?"].contains(&form) || form == part)
}

#[cfg(test)]
mod tests {
    use yaml::shape::{Case, Presence};

    use super::*;

    #[test]
    fn every_kind_has_keys() {
        for kind in FILE_KINDS {
            let is_described = match kind.shape() {
                Shape::Mapping(mapping) => !mapping.keys.is_empty(),
                Shape::List(list) => matches!(*list.item, Shape::Mapping(_)),
                Shape::Entries(entries) => matches!(*entries.value, Shape::Mapping(_)),
                _ => false,
            };
            assert!(is_described, "{}", kind.name);
        }
    }

    #[test]
    fn keys_that_depend_on_a_keyword_are_described() {
        let registration = FileKind::named("registration").unwrap().shape();
        let Shape::Mapping(registration) = registration else { panic!("{registration:?}") };
        let [attends] = registration.variants.as_slice() else { panic!("{:?}", registration.variants) };
        let capacity = |case: &Case| case.keys.iter().find(|key| key.name == "capacity").unwrap().presence;
        let presences: Vec<_> = attends.cases.iter().map(|case| (case.word, capacity(case))).collect();
        assert_eq!(presences, [("all", Presence::Required), ("choose", Presence::Forbidden)]);
    }
}
