//! `<!-- data: registrations -->`: the place of a list of the personal data that forms ask for. The site fills it in.

use std::ops::Range;

use diagnostics::{message, phrase, suggestion};

use super::Problem;

/// The forms whose data can be listed.
pub const DATA_LISTS: [&str; 2] = ["registrations", "questionnaires"];

/// Returns the comment that stands in the HTML of a text for the list about these forms.
pub fn data_list(forms: &str) -> String {
    format!("<!-- data: {forms} -->")
}

/// Returns what stands in HTML for the list that a comment asks for, or the problem with it; `None` for any other comment.
pub(super) fn read(comment: &str, range: &Range<usize>) -> Option<Result<String, Problem>> {
    let forms = comment.strip_prefix("<!--")?.strip_suffix("-->")?.trim().strip_prefix("data:")?.trim();
    if DATA_LISTS.contains(&forms) {
        return Some(Ok(data_list(forms)));
    }
    let message = message! {
        UnknownDataList,
        en: "there is no list of the data of `{forms}`",
        fr: "il n’y a pas de liste des données de `{forms}`"
    };
    let hint = phrase! {
        en: "write `<!-- data: registrations -->` or `<!-- data: questionnaires -->`",
        fr: "écrivez `<!-- data: registrations -->` ou `<!-- data: questionnaires -->`"
    };
    Some(Err(Problem::new(range.clone(), message, suggestion::near_or(forms, DATA_LISTS, hint))))
}

/// Returns the problem with a comment within a paragraph that asks for a list; `None` for any other.
pub(super) fn within_paragraph(comment: &str, range: &Range<usize>) -> Option<Problem> {
    read(comment, range).is_some().then_some(())?;
    let message = message! {
        UnknownDataList,
        en: "this list is not in a line of its own",
        fr: "cette liste n’est pas seule sur sa ligne"
    };
    let hint = phrase! {
        en: "write the comment in a line of its own, with an empty line before and after it",
        fr: "écrivez le commentaire seul sur sa ligne, avec une ligne vide avant et après"
    };
    Some(Problem::new(range.clone(), message, hint))
}
