//! The texts on pages: put into a page after everything else, so that a page can be kept without them and get other ones.

use markdown::text;
use resolve::{Content, TextKey};
use theme::{Page, View};

use crate::document::Documents;

/// Maximum length of a generated description, in characters: about as much as search engines show.
const MAX_DESCRIPTION: usize = 160;

/// Puts the texts into a page that shows them. `main` is the main one, which is in this content.
pub(crate) fn add(page: &mut Page, main: &TextKey, content: &Content, documents: &Documents) {
    match (&mut page.view, main) {
        (View::Home(home), _) => {
            home.body = documents.body(main);
            describe(&mut page.head.description, documents.text(main));
        }
        (View::Plain(plain), TextKey::Page(slug)) => {
            plain.body = documents.body(main);
            plain.contents = documents.contents(main, content.pages.get(slug).and_then(|page| page.toc));
            describe(&mut page.head.description, documents.text(main));
        }
        (View::Speaker(speaker), _) => speaker.body = documents.body(main),
        (View::Workshop(workshop), TextKey::Workshop(slug)) => {
            workshop.body = documents.body(main);
            workshop.contents = documents.contents(main, content.tocs.get(slug).copied());
            for (index, session) in workshop.sessions.iter_mut().enumerate() {
                session.body = documents.body(&TextKey::Session(slug.clone(), index));
            }
            if let Some(outcomes) = &mut workshop.outcomes {
                outcomes.body = documents.body(&TextKey::Outcomes(slug.clone()));
            }
        }
        // Forms and lists show no text.
        _ => {}
    }
}

/// Describes a page by the beginning of its text, unless its editor has.
fn describe(description: &mut String, text: &str) {
    if description.is_empty() {
        *description = text::beginning(text, MAX_DESCRIPTION);
    }
}
