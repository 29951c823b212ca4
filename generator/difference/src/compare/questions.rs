//! Questions of registration forms and of questionnaires.

use model::form::{ChoiceOption, Field, FieldErrors, FieldKind};
use model::offer::Offer;
use model::programme::Workshop;
use model::questionnaire::Questionnaire;

use super::found::{Both, Found};
use crate::{Kind, Value};

/// Adds the differences in the questions of a registration form, without texts.
pub(super) fn of_registration(offers: Both<'_, Offer>, found: &mut Found) {
    let all = |offer: &Offer| offer.all_questions().cloned().collect::<Vec<_>>();
    let (before, after) = (all(offers.before), all(offers.after));
    existence(Kind::Question, Both { before: &before, after: &after }, found);
    for after in &after {
        let Some(before) = with_name(&before, &after.name) else { continue };
        found.name = Some(after.label.clone());
        let per = |offer: &Offer| match with_name(&offer.participant_questions, &after.name) {
            Some(_) => "participant",
            None => "registration",
        };
        found.choices(Kind::QuestionPer, per(offers.before), per(offers.after));
        let required = |field: &Field| if field.required { "yes" } else { "no" };
        found.choices(Kind::QuestionRequired, required(before), required(after));
        options(Both { before, after }, found);
        if details(before) != details(after) {
            found.choice(Kind::QuestionDetails, "yes");
        }
    }
    found.name = None;
}

/// Adds the differences in questionnaires, without their introductions.
pub(super) fn questionnaires(workshops: Both<'_, Workshop>, found: &mut Found) {
    let forms = workshops.map(|workshop| &workshop.forms);
    for (_, form) in forms.before.iter().filter(|(name, _)| !forms.after.contains_key(*name)) {
        found.name = Some(form.title.clone());
        found.choice(Kind::Questionnaire, "no");
    }
    for (name, after) in forms.after {
        found.name = Some(after.title.clone());
        match forms.before.get(name) {
            Some(before) => questionnaire(Both { before, after }, found),
            None => found.choice(Kind::Questionnaire, "yes"),
        }
    }
    found.name = None;
}

fn questionnaire(forms: Both<'_, Questionnaire>, found: &mut Found) {
    let opens = |form: &Questionnaire| form.opens.map(Value::Opening);
    found.values(Kind::QuestionnaireOpens, opens(forms.before), opens(forms.after));
    let closes = |form: &Questionnaire| Some(Value::Deadline(form.closes));
    found.values(Kind::QuestionnaireCloses, closes(forms.before), closes(forms.after));
    let questions = |form: &Questionnaire| form.questions().cloned().collect::<Vec<_>>();
    let (before, after) = (questions(forms.before), questions(forms.after));
    existence(Kind::QuestionnaireQuestion, Both { before: &before, after: &after }, found);
    for after in &after {
        if with_name(&before, &after.name).is_some_and(|before| before != after) {
            found.name = Some(after.label.clone());
            found.choice(Kind::QuestionnaireQuestion, "yes");
        }
    }
}

fn existence(kind: Kind, questions: Both<'_, Vec<Field>>, found: &mut Found) {
    for field in questions.before {
        if with_name(questions.after, &field.name).is_none() {
            found.name = Some(field.label.clone());
            found.choice(kind, "gone");
        }
    }
    for field in questions.after {
        if with_name(questions.before, &field.name).is_none() {
            found.name = Some(field.label.clone());
            found.choice(kind, if field.required { "new-required" } else { "new" });
        }
    }
}

fn options(fields: Both<'_, Field>, found: &mut Found) {
    let has = |field: &Field, value: &str| field.kind.options().iter().any(|option| option.value == value);
    let label = |option: &ChoiceOption| Some(Value::Text(option.label.clone()));
    for option in fields.before.kind.options().iter().filter(|option| !has(fields.after, &option.value)) {
        found.values(Kind::QuestionOption, label(option), None);
    }
    for option in fields.after.kind.options().iter().filter(|option| !has(fields.before, &option.value)) {
        found.values(Kind::QuestionOption, None, label(option));
    }
}

/// Returns the field without what is compared apart: its label, its options and whether it requires an answer; and without
/// the texts of errors, which are not part of the page.
fn details(field: &Field) -> Field {
    let kind = match &field.kind {
        FieldKind::Choice { .. } => FieldKind::Choice { options: Vec::new() },
        FieldKind::Choices { .. } => FieldKind::Choices { options: Vec::new() },
        other => other.clone(),
    };
    let errors = FieldErrors { missing: String::new(), invalid: String::new() };
    Field { label: String::new(), kind, required: false, language: None, errors, ..field.clone() }
}

fn with_name<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.name == name)
}
