//! The texts on pages: put into a page after everything else, so that a page can be kept without them and get other ones.

use markdown::text;
use resolve::{Content, TextKey};
use theme::{Page, View};

use crate::document::Documents;

/// Maximum length of a generated description, in characters: about as much as search engines show.
const MAX_DESCRIPTION: usize = 160;

/// Moves the texts into a page that shows them. `main` is the main one, which is in this content.
pub(crate) fn add(page: &mut Page, main: &TextKey, content: &Content, documents: &Documents) {
    match (&mut page.view, main) {
        (View::Home(home), _) => {
            home.body = documents.take(main);
            describe(&mut page.head.description, &home.body);
        }
        (View::Plain(plain), TextKey::Page(slug)) => {
            plain.contents = documents.contents(main, content.pages.get(slug).and_then(|page| page.toc));
            plain.body = documents.take(main);
            describe(&mut page.head.description, &plain.body);
        }
        (View::Speaker(speaker), _) => speaker.body = documents.take(main),
        (View::Workshop(workshop), TextKey::Workshop(slug)) => {
            workshop.contents = documents.contents(main, content.tocs.get(slug).copied());
            workshop.body = documents.take(main);
            for (index, session) in workshop.sessions.iter_mut().enumerate() {
                session.body = documents.take(&TextKey::Session(slug.clone(), index));
            }
            if let Some(outcomes) = &mut workshop.outcomes {
                outcomes.body = documents.take(&TextKey::Outcomes(slug.clone()));
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
