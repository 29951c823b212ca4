//! `removed` in `site.yaml`: workshops and sessions removed on purpose, although people may have registered for them.

use diagnostics::{Diagnostic, Diagnostics, message, phrase};
use model::slug::Slug;
use yaml::shape::TextKind;
use yaml::{Form, Node, Reader, Spanned};

use super::Config;
use crate::load::Sources;

/// The form of an entry: a workshop, or a workshop and its session.
const REMOVED: Form = Form { name: "removed", pattern: "[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?" };

/// A workshop or session that was removed on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The workshop that was removed, or that the session belonged to.
    pub workshop: Slug,
    /// The session that was removed; `None` if the whole workshop was.
    pub session: Option<Slug>,
}

/// Reads an entry, `workshop` or `workshop/session`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Spanned<Removed>> {
    let text = yaml::text_as(reader, node, TextKind::Form(&REMOVED))?;
    let (workshop, session) = match text.split_once('/') {
        Some((workshop, session)) => (workshop, Some(session)),
        None => (text.as_str(), None),
    };
    let workshop = yaml::slug_of(reader, workshop, &node.span);
    let session = match session {
        Some(session) => Some(yaml::slug_of(reader, session, &node.span)?),
        None => None,
    };
    Some(Spanned { value: Removed { workshop: workshop?, session }, span: node.span.clone() })
}

impl Config {
    /// Reports entries whose workshop still exists: they would hide an accidental removal later.
    pub fn check_removed(&self, sources: &Sources, diagnostics: &mut Diagnostics) {
        let is_there = |removed: &&Spanned<Removed>| {
            removed.value.session.is_none() && sources.workshops.contains_key(&removed.value.workshop)
        };
        for removed in self.removed.iter().filter(is_there) {
            let workshop = &removed.value.workshop;
            let message = message! {
                NotRemoved,
                en: "`{workshop}` is not removed: there is `content/workshops/{workshop}`",
                fr: "`{workshop}` n’est pas supprimé : `content/workshops/{workshop}` existe"
            };
            let hint = phrase! {
                en: "remove the folder, or this entry",
                fr: "supprimez le dossier, ou cette entrée"
            };
            let problem = Diagnostic::new(&self.file, removed.span.clone(), message);
            diagnostics.push(problem.with_hint(hint));
        }
    }
}
