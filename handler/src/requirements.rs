//! Checks the generator's files at cold start, so that a deployment with mismatched files fails then and not for the
//! first registrant.

use model::catalogue::Index;
use view::requirements::{MESSAGES, Requirements, check_languages};
use view::templates;
use view::terms::keys_of_words;
use view::theme::Theme;

use crate::response::error::title_key;

/// The translation keys that the handler itself uses.
const WORDS: [&str; 23] = [
    "title.registration",
    "title.registration_error",
    "title.questionnaire",
    "title.questionnaire_error",
    "title.questionnaire_thanks",
    "title.own_registration",
    "title.cancel_registration",
    "title.change_participants",
    "title.change_participants_error",
    "title.add_participants",
    "title.add_participants_error",
    "title.change_details",
    "title.change_details_error",
    "title.change_sessions",
    "title.change_sessions_error",
    "title.change_address",
    "title.change_address_error",
    "title.confirm_address",
    "title.confirm_email",
    "title.participation",
    "title.cancel_participation",
    "title.change_participation",
    "title.change_participation_error",
];

/// Checks that the theme has the templates and translations of the handler's pages, and that both files have the same
/// languages.
///
/// # Errors
///
/// Lists everything that is missing.
pub fn check(index: &Index, theme: &Theme) -> anyhow::Result<()> {
    let messages = MESSAGES.iter().map(|key| title_key(key));
    let words = WORDS.iter().map(ToString::to_string).chain(messages).chain(keys_of_words());
    Requirements { templates: templates::PAGES.into(), words: words.collect() }.check(theme)?;
    check_languages(index, theme)?;
    Ok(())
}
