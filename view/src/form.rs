//! Views of forms: empty, or filled in with a submission and its errors.

mod changed;
mod message;
mod unanswered;

use model::form::{CONSENT_VALUE, FORM_HASH_FIELD, Field, FieldGroup, FieldKind, Form, ShowIf, TRAP_FIELD};
use model::submission::{Submission, SubmissionErrors};
use model::text::without_controls;
use serde::Serialize;

pub use self::changed::ChangedView;
use self::message::{message, message_language};
use self::unanswered::unanswered;
use crate::repeated::Repeated;
use crate::words::{Words, WordsError};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormView {
    /// The path to which the form is submitted.
    pub action: String,
    /// The name of the hidden field that identifies the form that the page showed.
    pub hash_field: &'static str,
    /// The value of the hidden field, from which a later submission shows which questions have changed.
    pub hash: String,
    /// The name of the field that people must not see; submissions that fill it in are treated as bots.
    pub trap_field: &'static str,
    /// The groups in display order.
    pub groups: Repeated<Vec<GroupView>>,
    /// All errors in order, for the summary at the top; empty for a form that was not submitted yet.
    pub errors: Vec<ErrorView>,
    /// Whether the form was submitted from an older page, which showed a different form.
    pub outdated: bool,
    /// The questions that are new or have changed since that page, if this is known.
    pub changed: Vec<ChangedView>,
}

/// A group of fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// The identifier of the group.
    pub name: String,
    /// The legend of the group.
    pub legend: String,
    /// A help text.
    pub hint: Option<String>,
    /// Whether the whole group may stay empty, like the row for an additional participant.
    pub optional: bool,
    /// The condition under which the group applies, like [`FieldView::shown_if`].
    pub shown_if: Option<ConditionView>,
    /// Whether any of its fields has a value.
    pub begun: bool,
    /// The fields in display order.
    pub fields: Vec<FieldView>,
}

/// A field with its value and error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// The name under which the answer is submitted.
    pub name: String,
    /// The `id` of the control, or of the group of a choice.
    pub id: String,
    /// The question.
    pub label: String,
    /// A help text; its element has the `id` `<id>-hint`.
    pub hint: Option<String>,
    /// The control to draw.
    pub control: Control,
    /// The option for no answer: `nobody` or `same` in a participant's row, otherwise `no_answer`. Its text is `form.colleagues.<option>`.
    pub unanswered: &'static str,
    /// The `type` of the control for [`Control::Input`]; otherwise empty.
    pub input_type: &'static str,
    /// The `inputmode` of the control for [`Control::Input`], if the type does not imply it.
    pub input_mode: Option<&'static str>,
    /// Whether an answer is required.
    pub required: bool,
    /// The autofill token.
    pub autocomplete: &'static str,
    /// The longest answer, in characters.
    pub max_length: Option<u32>,
    /// The value as submitted, with U+FFFD in place of control characters.
    pub value: String,
    /// The value that a [`Control::Checkbox`] submits when ticked.
    pub checked_value: &'static str,
    /// Whether a [`Control::Checkbox`] is ticked.
    pub checked: bool,
    /// The options of [`Control::Radios`] and [`Control::Checkboxes`].
    pub options: Vec<OptionView>,
    /// The condition under which the question applies; scripts may hide the field, otherwise the template states
    /// the condition.
    pub shown_if: Option<ConditionView>,
    /// Whether the question is new or has changed since the older page from which the form was submitted.
    pub changed: bool,
    /// The language of the question, its help text and its options, if it differs from that of the page.
    pub language: Option<String>,
    /// The error message; its element has the `id` `<id>-error`.
    pub error: Option<String>,
    /// The language of the error message, if it differs from that of the page.
    pub error_language: Option<String>,
    /// The `aria-describedby` of the control: the `id`s of the hint and the error, as far as they exist.
    pub described_by: Option<String>,
}

/// The control for answering a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// An `<input>` with [`FieldView::input_type`]
    Input,
    /// A `<textarea>`
    Textarea,
    /// A radio button for each option
    Radios,
    /// A checkbox for each option
    Checkboxes,
    /// A single checkbox
    Checkbox,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptionView {
    /// The `id` of the control.
    pub id: String,
    /// The submitted value.
    pub value: String,
    /// The label of the control.
    pub label: String,
    /// A help text; its element has the `id` `<id>-hint`.
    pub hint: Option<String>,
    /// The language of the label and help text, if it differs from that of the question.
    pub language: Option<String>,
    /// Whether the option is selected.
    pub selected: bool,
}

/// The condition under which a question applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionView {
    /// The name of the other field.
    pub field: String,
    /// The value that the other field must have.
    pub equals: String,
}

/// An error in the summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorView {
    /// The `id` of the control to which the summary links; `None` for an error of the whole form.
    pub id: Option<String>,
    /// The problem and how to correct it.
    pub message: String,
    /// The language of the message, if it differs from that of the page.
    pub language: Option<String>,
}

impl FormView {
    /// Returns a form without any input, with its initial answers.
    pub fn empty(form: &Form, action: &str) -> FormView {
        let initial = form.fields().filter_map(|field| Some((field.name.clone(), field.initial.clone()?)));
        let view = FormView::filled_in(form, action, &Submission::new(initial.collect()));
        // Without a hash, the submission above counts as one from an older page.
        FormView { outdated: false, ..view }
    }

    /// Returns a form with the values of a submission. Drops values that do not fit a field, such as unknown
    /// options.
    pub fn filled_in(form: &Form, action: &str, submission: &Submission) -> FormView {
        let mut groups: Vec<_> = form.groups().iter().map(|group| group_view(group, submission)).collect();
        let changed = changed::mark(&mut groups, form, submission);
        FormView {
            action: action.to_owned(),
            hash_field: FORM_HASH_FIELD,
            hash: form.fingerprint().to_owned(),
            trap_field: TRAP_FIELD,
            groups: groups.into(),
            errors: Vec::new(),
            outdated: !submission.is_from(form),
            changed,
        }
    }

    /// Returns the form with errors, at each field and in the summary.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks the text of an error (`error.*`).
    pub fn with_errors(
        mut self,
        form: &Form,
        errors: &SubmissionErrors,
        words: &Words,
    ) -> Result<FormView, WordsError> {
        let mut groups = self.groups.into_data();
        for error in &errors.fields {
            let Some(definition) = form.field(&error.field) else { continue };
            let message = message(definition, error.problem, words)?;
            let mut fields = groups.iter_mut().flat_map(|group| &mut group.fields);
            if let Some(field) = fields.find(|field| field.name == error.field) {
                let language = message_language(definition, error.problem);
                let (id, text) = (Some(field.target()), message.clone());
                self.errors.push(ErrorView { id, message: text, language: language.clone() });
                field.error = Some(message);
                field.error_language = language;
                field.described_by = field.described_by();
            }
        }
        Ok(FormView { groups: groups.into(), ..self })
    }
}

impl ConditionView {
    fn new(condition: &ShowIf) -> ConditionView {
        ConditionView { field: condition.field.clone(), equals: condition.equals.clone() }
    }
}

impl FieldView {
    /// Returns the `id` of the first control, to which the summary links.
    fn target(&self) -> String {
        self.options.first().map_or(&self.id, |option| &option.id).clone()
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<_> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

fn group_view(group: &FieldGroup, submission: &Submission) -> GroupView {
    let mut values = group.fields.iter().flat_map(|field| submission.values(&field.name));
    GroupView {
        name: group.name.clone(),
        legend: group.legend.clone(),
        hint: group.hint.clone(),
        optional: group.optional,
        shown_if: group.show_if.as_ref().map(ConditionView::new),
        begun: values.any(|value| !value.trim().is_empty()),
        fields: group.fields.iter().map(|field| field_view(field, submission)).collect(),
    }
}

fn field_view(field: &Field, submission: &Submission) -> FieldView {
    let (control, input_type, input_mode) = control(&field.kind);
    let option = |option: &model::form::ChoiceOption| OptionView {
        id: format!("{}-{}", field.name, option.value),
        value: option.value.clone(),
        label: option.label.clone(),
        hint: option.hint.clone(),
        language: option.language.clone(),
        selected: submission.has(&field.name, &option.value),
    };
    let mut view = FieldView {
        name: field.name.clone(),
        id: field.name.clone(),
        label: field.label.clone(),
        hint: field.hint.clone(),
        control,
        unanswered: unanswered(&field.name),
        input_type,
        input_mode,
        required: field.required,
        autocomplete: field.autocomplete.token(),
        max_length: field.kind.max_length(),
        value: without_controls(submission.value(&field.name)),
        checked_value: CONSENT_VALUE,
        checked: submission.has(&field.name, CONSENT_VALUE),
        options: field.kind.options().iter().map(option).collect(),
        shown_if: field.show_if.as_ref().map(ConditionView::new),
        changed: false,
        language: field.language.clone(),
        error: None,
        error_language: None,
        described_by: None,
    };
    view.described_by = view.described_by();
    view
}

fn control(kind: &FieldKind) -> (Control, &'static str, Option<&'static str>) {
    match kind {
        FieldKind::Text { .. } | FieldKind::Name { .. } => (Control::Input, "text", None),
        FieldKind::LongText { .. } => (Control::Textarea, "", None),
        FieldKind::Email => (Control::Input, "email", None),
        FieldKind::Telephone => (Control::Input, "tel", None),
        // GOV.UK advises against `type=number`, which can drop digits and changes when scrolling. A text field with
        // a numeric keyboard does neither.
        FieldKind::Siret | FieldKind::Number { .. } => (Control::Input, "text", Some("numeric")),
        FieldKind::Choice { .. } => (Control::Radios, "", None),
        FieldKind::Choices { .. } => (Control::Checkboxes, "", None),
        FieldKind::Consent => (Control::Checkbox, "", None),
    }
}

#[cfg(test)]
mod tests;
