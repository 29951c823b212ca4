//! The questions that have changed since the page from which a form was submitted.

use model::form::Form;
use model::submission::Submission;
use serde::Serialize;

use super::GroupView;

/// A question that is new or has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedView {
    /// The `id` of the control to which the notice links.
    pub id: String,
    /// The question.
    pub label: String,
    /// The language of the question, if it differs from that of the page.
    pub language: Option<String>,
    /// The legend of the participant's row that contains the question, if any.
    pub row: Option<String>,
}

/// Marks the questions of a form that have changed, and lists them in order.
pub(super) fn mark(groups: &mut [GroupView], form: &Form, submission: &Submission) -> Vec<ChangedView> {
    let changed: Vec<&str> = submission.changed(form).map(|field| field.name.as_str()).collect();
    let mut list = Vec::new();
    for group in groups {
        let row = group.optional.then_some(&group.legend);
        for field in group.fields.iter_mut().filter(|field| changed.contains(&field.name.as_str())) {
            field.changed = true;
            let (label, language) = (field.label.clone(), field.language.clone());
            list.push(ChangedView { id: field.target(), label, language, row: row.cloned() });
        }
    }
    list
}
