//! A form as the template draws it: empty, or filled in with what was submitted and what is wrong with it.

mod changed;
mod message;

use model::form::CONSENT_VALUE;
use model::form::{FORM_HASH_FIELD, Field, FieldGroup, FieldKind, Form, TRAP_FIELD};
use model::submission::{Submission, SubmissionErrors};
use model::text::without_controls;
use serde::Serialize;

pub use self::changed::ChangedView;
use self::message::{message, message_language};
use crate::words::{Words, WordsError};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormView {
    /// The path that it is posted to.
    pub action: String,
    /// The name of the hidden field that tells which form the page showed.
    pub hash_field: &'static str,
    /// What it carries; it tells which questions have changed since the page was opened.
    pub hash: String,
    /// The name of the field that people must not see: whoever fills it in is taken for a program.
    pub trap_field: &'static str,
    /// The groups, in order.
    pub groups: Vec<GroupView>,
    /// Every error, in order, for the summary at the top; empty for a form that was not posted yet.
    pub errors: Vec<ErrorView>,
    /// Whether the form was posted from an older page, which showed another form.
    pub outdated: bool,
    /// The questions that have changed since that page or are new, where that is known.
    pub changed: Vec<ChangedView>,
}

/// A group of fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// Its identifier.
    pub name: String,
    /// Its legend.
    pub legend: String,
    /// A sentence of help.
    pub hint: Option<String>,
    /// Whether all of it may stay empty, such as the row of one more participant.
    pub optional: bool,
    /// Whether any of its fields has a value.
    pub begun: bool,
    /// Its fields, in order.
    pub fields: Vec<FieldView>,
}

/// A field with its value and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// The name under which it is posted.
    pub name: String,
    /// The `id` of its control; for a choice, of its group.
    pub id: String,
    /// The question.
    pub label: String,
    /// A sentence of help; its element has the `id` `<id>-hint`.
    pub hint: Option<String>,
    /// What to draw.
    pub control: Control,
    /// For [`Control::Input`], the `type` of the control; otherwise empty.
    pub input_type: &'static str,
    /// For [`Control::Input`], the `inputmode` of the control, where the type does not imply it.
    pub input_mode: Option<&'static str>,
    /// Whether an answer must be given.
    pub required: bool,
    /// The autofill token.
    pub autocomplete: &'static str,
    /// Longest answer, in characters.
    pub max_length: Option<u32>,
    /// The value, as it was submitted; U+FFFD stands in place of each control character.
    pub value: String,
    /// For a [`Control::Checkbox`], what it posts when ticked.
    pub checked_value: &'static str,
    /// For a [`Control::Checkbox`], whether it is ticked.
    pub checked: bool,
    /// For [`Control::Radios`] and [`Control::Checkboxes`], the options.
    pub options: Vec<OptionView>,
    /// The field on which it depends whether this one is asked; scripts may hide it, others say so in its hint.
    pub shown_if: Option<ConditionView>,
    /// Whether the question has changed since the older page from which the form was posted, or is new.
    pub changed: bool,
    /// The language of the question, its sentence of help and its options, where that is not the language of the page.
    pub language: Option<String>,
    /// What is wrong; its element has the `id` `<id>-error`.
    pub error: Option<String>,
    /// The language of that, where it is not the language of the page.
    pub error_language: Option<String>,
    /// The `aria-describedby` of the control: the `id`s of hint and error, those that exist.
    pub described_by: Option<String>,
}

/// The control that answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// `<input>` of [`FieldView::input_type`]
    Input,
    /// `<textarea>`
    Textarea,
    /// One radio button an option
    Radios,
    /// One check box an option
    Checkboxes,
    /// A single check box
    Checkbox,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptionView {
    /// The `id` of its control.
    pub id: String,
    /// What it posts.
    pub value: String,
    /// Its label.
    pub label: String,
    /// A sentence of help; its element has the `id` `<id>-hint`.
    pub hint: Option<String>,
    /// The language of label and help, where that is not the language of the question.
    pub language: Option<String>,
    /// Whether it is chosen.
    pub selected: bool,
}

/// When a field is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionView {
    /// The name of another field.
    pub field: String,
    /// The value that it must have.
    pub equals: String,
}

/// An error in the summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorView {
    /// The `id` of the control to which the summary links; `None` for an error of the whole form.
    pub id: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
    /// The language of the message, where that is not the language of the page.
    pub language: Option<String>,
}

impl FormView {
    /// A form that nobody has filled in yet, with the answers that it proposes.
    pub fn empty(form: &Form, action: &str) -> FormView {
        let initial = form.fields().filter_map(|field| Some((field.name.clone(), field.initial.clone()?)));
        let view = FormView::filled_in(form, action, &Submission::new(initial.collect()));
        FormView { outdated: false, ..view }
    }

    /// A form with the values of a submission. What does not fit a field, such as an unknown option, is left out.
    pub fn filled_in(form: &Form, action: &str, submission: &Submission) -> FormView {
        let mut groups: Vec<_> = form.groups().iter().map(|group| group_view(group, submission)).collect();
        let changed = changed::mark(&mut groups, form, submission);
        FormView {
            action: action.to_owned(),
            hash_field: FORM_HASH_FIELD,
            hash: form.fingerprint(),
            trap_field: TRAP_FIELD,
            groups,
            errors: Vec::new(),
            outdated: !submission.is_from(form),
            changed,
        }
    }

    /// The same form with what is wrong, at each field and in the summary.
    ///
    /// # Errors
    ///
    /// [`WordsError`] when the theme lacks the text of an error (`error.*`).
    pub fn with_errors(
        mut self,
        form: &Form,
        errors: &SubmissionErrors,
        words: &Words,
    ) -> Result<FormView, WordsError> {
        for error in &errors.fields {
            let Some(definition) = form.field(&error.field) else {
                continue;
            };
            let message = message(definition, error.problem, words)?;
            let mut fields = self.groups.iter_mut().flat_map(|group| &mut group.fields);
            if let Some(field) = fields.find(|field| field.name == error.field) {
                let language = message_language(definition, error.problem);
                let (id, text) = (Some(field.target()), message.clone());
                self.errors.push(ErrorView { id, message: text, language: language.clone() });
                field.error = Some(message);
                field.error_language = language;
                field.described_by = field.described_by();
            }
        }
        Ok(self)
    }
}

impl FieldView {
    /// The `id` of the first control: what a link in the summary leads to.
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
        input_type,
        input_mode,
        required: field.required,
        autocomplete: field.autocomplete.token(),
        max_length: field.kind.max_length(),
        value: without_controls(submission.value(&field.name)),
        checked_value: CONSENT_VALUE,
        checked: submission.has(&field.name, CONSENT_VALUE),
        options: field.kind.options().iter().map(option).collect(),
        shown_if: field.show_if.as_ref().map(|condition| ConditionView {
            field: condition.field.clone(),
            equals: condition.equals.clone(),
        }),
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
        // GOV.UK: `type=number` loses digits and scrolls away; a text with a numeric keyboard does not.
        FieldKind::Siret | FieldKind::Number { .. } => (Control::Input, "text", Some("numeric")),
        FieldKind::Choice { .. } => (Control::Radios, "", None),
        FieldKind::Choices { .. } => (Control::Checkboxes, "", None),
        FieldKind::Consent => (Control::Checkbox, "", None),
    }
}

#[cfg(test)]
mod tests;
