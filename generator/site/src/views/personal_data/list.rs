//! The lists of personal data in the text of the page about privacy.

use markdown::{data_list, escaped};
use model::field;
use theme::{Page, View};
use view::site::PrivacyView;
use view::words::WordsError;

use super::{FormKind, Terms, asked};
use crate::views::Site;

/// Puts the lists that the text on a page asks for into it.
///
/// # Errors
///
/// Returns the errors of [`asked`].
pub(crate) fn add_lists(page: &mut Page, site: Site<'_>) -> Result<(), WordsError> {
    let View::Plain(plain) = &mut page.view else { return Ok(()) };
    for kind in FormKind::ALL {
        let place = data_list(kind.name());
        if plain.body.contains(&place) {
            plain.body = plain.body.replace(&place, &list(kind, site)?);
        }
    }
    Ok(())
}

/// Returns the list of what the forms of a kind ask for, with the purpose, the legal basis, the recipients and the retention
/// period; empty if there is no such form.
fn list(kind: FormKind, site: Site<'_>) -> Result<String, WordsError> {
    let words = site.renderer.words();
    let groups = asked(kind, site)?;
    if groups.is_empty() {
        return Ok(String::new());
    }
    let mut html = String::from("<dl>\n");
    for group in groups.iter().filter(|group| group.key == field::SESSIONS || !group.fields.is_empty()) {
        let labels = group.labels(words)?;
        let labels = if labels.is_empty() { words.text("personal_data.sessions", &[])? } else { labels };
        entry(&mut html, &group.heading, &labels, None);
    }
    let Terms { purpose, legal_basis, months } = kind.terms(&site.facts.privacy);
    let kept = match kind {
        FormKind::Registration => "privacy.retention_text",
        FormKind::Questionnaire => "privacy.retention_text_questionnaire",
    };
    let PrivacyView { recipients, language, .. } = &site.facts.privacy;
    let language = language.as_deref();
    entry(&mut html, &words.text("privacy.purpose", &[])?, purpose, language);
    entry(&mut html, &words.text("privacy.legal_basis", &[])?, legal_basis, language);
    entry(&mut html, &words.text("privacy.recipients", &[])?, recipients, language);
    let kept = words.text(kept, &[("months", &months.to_string())])?;
    entry(&mut html, &words.text("privacy.retention", &[])?, &kept, None);
    html.push_str("</dl>");
    Ok(html)
}

fn entry(html: &mut String, term: &str, description: &str, language: Option<&str>) {
    let language = language.map(|tag| format!(" lang=\"{}\"", escaped(tag))).unwrap_or_default();
    let (term, description) = (escaped(term), escaped(description));
    html.push_str(&format!("<dt>{term}</dt>\n<dd{language}>{description}</dd>\n"));
}
