//! Files beside texts: images and documents.

use std::collections::BTreeSet;

use model::slug::Slug;
use resolve::TextKey;

use super::found::{Both, Found};
use super::{LaterKeys, subject};
use crate::{Difference, Kind, State, Subject, Value};

/// A file below `content/`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    /// The workshop whose folder has it.
    workshop: Option<Slug>,
    /// The path in that folder, or below `content/`.
    name: String,
}

/// Returns the files that are new, gone or replaced.
pub(super) fn files(states: Both<'_, State<'_>>, later_keys: &LaterKeys) -> Vec<Difference> {
    let mut differences = Vec::new();
    let content = states.after.main();
    let mut known = BTreeSet::new();
    for (path, bytes) in &states.before.files {
        let file = File::at(path);
        let later = file.in_later_state(later_keys);
        match states.after.files.get(&later.path()) {
            Some(same) if same == bytes => {}
            Some(_) => {
                // Both values are the name, so `values` would see no difference.
                let mut found = Found::about(later.subject(content));
                found.replaced(Kind::File, &later.name);
                differences.extend(found.into_list());
            }
            None => {
                let of_workshop =
                    |slug: &Slug| later_keys.subject_of_earlier(&TextKey::Workshop(slug.clone()), states);
                let mut found = Found::about(file.workshop.as_ref().map_or(Subject::Site, of_workshop));
                found.values(Kind::File, Some(Value::Text(file.name.clone())), None);
                differences.extend(found.into_list());
            }
        }
        known.insert(later.path());
    }
    for path in states.after.files.keys().filter(|path| !known.contains(*path)) {
        let file = File::at(path);
        let mut found = Found::about(file.subject(content));
        found.values(Kind::File, None, Some(Value::Text(file.name)));
        differences.extend(found.into_list());
    }
    differences
}

impl File {
    fn at(path: &str) -> File {
        let of_workshop = || {
            let (slug, name) = path.strip_prefix("workshops/")?.split_once('/')?;
            Some(File { workshop: Some(slug.parse().ok()?), name: name.to_owned() })
        };
        of_workshop().unwrap_or_else(|| File { workshop: None, name: path.to_owned() })
    }

    fn path(&self) -> String {
        match &self.workshop {
            Some(slug) => format!("workshops/{slug}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Returns where the file is if the folder of its workshop was renamed.
    fn in_later_state(&self, later_keys: &LaterKeys) -> File {
        let later = self.workshop.as_ref().and_then(|slug| later_keys.get(&TextKey::Workshop(slug.clone())));
        match later {
            Some(TextKey::Workshop(slug)) => File { workshop: Some(slug.clone()), name: self.name.clone() },
            _ => self.clone(),
        }
    }

    fn subject(&self, content: &resolve::Content) -> Subject {
        match &self.workshop {
            Some(slug) => subject(&TextKey::Workshop(slug.clone()), content),
            None => Subject::Site,
        }
    }
}
