//! An editor's own questions, in `registration.yaml` and `questionnaire.yaml`. Messages that the editor did not write
//! are empty here; the theme provides them.

use std::convert::Infallible;

use diagnostics::{Message, Phrase, message, phrase};
use model::form::{
    Autocomplete, ChoiceOption, Field, FieldErrors, FieldKind, Form, FormError, MAX_LONG_TEXT_LENGTH,
    MAX_TEXT_LENGTH, ShowIf,
};
use model::registration::RegistrationFormError;
use yaml::shape::Shape;
use yaml::{Fields, Node, Reader, Spanned};

use crate::limits;
use crate::{Context, prose};

/// The names of question kinds. Limits and options are read separately.
const KINDS: &[(&str, QuestionKind)] = &[
    ("text", QuestionKind::Text),
    ("long-text", QuestionKind::LongText),
    ("email", QuestionKind::Email),
    ("telephone", QuestionKind::Telephone),
    ("siret", QuestionKind::Siret),
    ("number", QuestionKind::Number),
    ("choice", QuestionKind::Choice),
    ("choices", QuestionKind::Choices),
    ("consent", QuestionKind::Consent),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum QuestionKind {
    Text,
    LongText,
    Email,
    Telephone,
    Siret,
    Number,
    Choice,
    Choices,
    Consent,
}

/// Reads a question, with the place of its name.
pub(super) fn question(
    reader: &mut Reader<'_>,
    node: &Node,
    context: &Context<'_>,
) -> Option<Spanned<Field>> {
    question_with(reader, node, context, |_, _| ()).map(|(question, ())| question)
}

/// Reads a question with a further key, which `further` reads.
pub(super) fn question_with<T>(
    reader: &mut Reader<'_>,
    node: &Node,
    context: &Context<'_>,
    further: impl FnOnce(&mut Reader<'_>, &mut Fields<'_>) -> T,
) -> Option<(Spanned<Field>, T)> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let name = fields.required(reader, "name", yaml::spanned(yaml::slug));
    let label = fields.required(reader, "label", prose);
    let hint = fields.optional(reader, "hint", prose);
    let read =
        |reader: &mut Reader<'_>, fields: &mut Fields<'_>, kind| field_kind(reader, fields, kind, context);
    let kind = fields.by_keyword(reader, "kind", KINDS, None, read).flatten();
    let required = fields.optional(reader, "required", yaml::boolean).unwrap_or(false);
    let missing = fields.optional(reader, "missing", prose);
    let invalid = fields.optional(reader, "invalid", prose);
    let show_if = fields.optional(reader, "show_if", show_if);
    // Only `advice` and the record of processing need the value; they have it from `places`.
    fields.optional(reader, "sensitive", yaml::boolean);
    let further = further(reader, &mut fields);
    fields.finish(reader);
    let (Spanned { value: name, span }, label) = (name?, label?);
    let errors = FieldErrors { missing: missing.unwrap_or_default(), invalid: invalid.unwrap_or_default() };
    let field = Field {
        name: name.to_string(),
        label: label.clone(),
        hint,
        kind: kind?,
        required,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors,
        show_if,
        language: None,
    };
    Some((Spanned { value: field, span }, further))
}

fn field_kind(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    kind: QuestionKind,
    context: &Context<'_>,
) -> Option<FieldKind> {
    Some(match kind {
        QuestionKind::Text => FieldKind::Text { max_length: max_length(reader, fields, MAX_TEXT_LENGTH) },
        QuestionKind::LongText => {
            FieldKind::LongText { max_length: max_length(reader, fields, MAX_LONG_TEXT_LENGTH) }
        }
        QuestionKind::Email => FieldKind::Email,
        QuestionKind::Telephone => FieldKind::Telephone,
        QuestionKind::Siret => FieldKind::Siret,
        QuestionKind::Number => number(reader, fields)?,
        QuestionKind::Choice => FieldKind::Choice { options: options(reader, fields, context)? },
        QuestionKind::Choices => FieldKind::Choices { options: options(reader, fields, context)? },
        QuestionKind::Consent => FieldKind::Consent,
    })
}

/// Reads the maximum length of an answer. `most` is the limit of requests and stored items.
fn max_length(reader: &mut Reader<'_>, fields: &mut Fields<'_>, most: u32) -> u32 {
    let read = yaml::described(|| Shape::count_up_to(most), yaml::spanned(yaml::count_up_to(u32::MAX)));
    let Some(length) = fields.optional(reader, "max_length", read) else {
        return most;
    };
    if length.value > most {
        let message = message! {
            LongAnswer,
            en: "an answer cannot be that long",
            fr: "une réponse ne peut pas être aussi longue"
        };
        let hint = phrase! {
            en: "write a number of characters up to {most}, or remove the line",
            fr: "écrivez un nombre de caractères jusqu’à {most}, ou supprimez la ligne"
        };
        reader.refuse(&length.span, message, hint);
    }
    length.value.min(most)
}

fn number(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<FieldKind> {
    let min = fields.required(reader, "min", yaml::integer);
    let max = fields.required(reader, "max", yaml::spanned(yaml::integer));
    let (min, max) = (min?, max?);
    if max.value < min {
        let message = message! {
            EmptyRange,
            en: "`max` is less than `min`",
            fr: "`max` est plus petit que `min`"
        };
        let hint = phrase! {
            en: "write the smaller number in `min`",
            fr: "écrivez le plus petit des deux nombres dans `min`"
        };
        reader.refuse(&max.span, message, hint);
    }
    Some(FieldKind::Number { min, max: max.value.max(min) })
}

fn options(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    context: &Context<'_>,
) -> Option<Vec<ChoiceOption>> {
    let prose = prose(context.typography);
    let option = |reader: &mut Reader<'_>, node: &Node| {
        let mut fields = reader.fields(node)?;
        let value = fields.required(reader, "value", yaml::slug);
        let label = fields.required(reader, "label", prose);
        let hint = fields.optional(reader, "hint", prose);
        fields.finish(reader);
        Some(ChoiceOption { value: value?.to_string(), label: label?, hint, language: None })
    };
    fields.required(reader, "options", yaml::filled(yaml::list_up_to(limits::MAX_OPTIONS, option)))
}

fn show_if(reader: &mut Reader<'_>, node: &Node) -> Option<ShowIf> {
    let mut fields = reader.fields(node)?;
    let field = fields.required(reader, "field", yaml::slug);
    let equals = fields.required(reader, "equals", yaml::slug);
    fields.finish(reader);
    Some(ShowIf { field: field?.to_string(), equals: equals?.to_string() })
}

/// Checks the form of these questions and the parts that `make` adds, without the texts of a theme. Returns `None` if
/// some questions are invalid. To report all of them, each invalid question is replaced by a valid one before `make`
/// is called again.
pub(super) fn check(
    reader: &mut Reader<'_>,
    questions: &[Spanned<Field>],
    make: impl Fn(&[Field]) -> Result<Form, RegistrationFormError<Infallible>>,
) -> Option<Form> {
    let mut fields: Vec<_> = questions.iter().map(|question| with_messages(&question.value)).collect();
    // A question can have at most three problems, so this is enough to report each of them.
    for problems in 0..=3 * fields.len() {
        let error = match make(&fields) {
            Ok(form) => return (problems == 0).then_some(form),
            Err(RegistrationFormError::Form(error)) => error,
        };
        // Problems outside the questions were already reported.
        let place = invalid_question(&fields, &error)?;
        reader.refuse(&questions[place].span, message(&error), hint(&error));
        replace(&mut fields[place], &error, problems);
    }
    None
}

/// Returns the key itself, in place of the theme's text for it.
pub(super) fn key_as_text(key: &str, _: &[(&str, &str)]) -> Result<String, Infallible> {
    Ok(key.to_owned())
}

/// Fills in the messages that the theme provides with the name of the question, because a form requires them.
fn with_messages(field: &Field) -> Field {
    let or_name = |text: &String| if text.is_empty() { field.name.clone() } else { text.clone() };
    let errors =
        FieldErrors { missing: or_name(&field.errors.missing), invalid: or_name(&field.errors.invalid) };
    Field { errors, ..field.clone() }
}

/// Returns the index of the invalid question; `None` if the form lacks a text of the theme, which was reported.
fn invalid_question(fields: &[Field], error: &FormError) -> Option<usize> {
    let (name, is_second) = match error {
        FormError::DuplicateName(name) => (name, true),
        FormError::MissingText(_) => return None,
        FormError::Options(name)
        | FormError::Initial(name)
        | FormError::ShowIf { field: name, .. }
        | FormError::NeverShown { field: name, .. } => (name, false),
    };
    let mut named = (0..).zip(fields).filter(|(_, field)| field.name == *name).map(|(place, _)| place);
    let first = named.next();
    // If two questions have the same name, the second is wrong; a single one repeats the name of a standard field.
    if is_second { named.next().or(first) } else { first }
}

fn message(error: &FormError) -> Message {
    match error {
        FormError::DuplicateName(name) => message! {
            DuplicateQuestion,
            en: "{error}",
            fr: "deux champs s’appellent `{name}`"
        },
        FormError::ShowIf { field, other } => message! {
            InvalidCondition,
            en: "{error}",
            fr: "le champ `{field}` dépend de `{other}`, qui ne le précède pas"
        },
        FormError::NeverShown { field, other, equals } => message! {
            InvalidCondition,
            en: "{error}",
            fr: "le champ `{field}` ne s’affiche jamais : on ne peut pas répondre `{equals}` à `{other}`"
        },
        FormError::Options(name) | FormError::Initial(name) | FormError::MissingText(name) => message! {
            DuplicateOption,
            en: "{error}",
            fr: "les options du champ `{name}` manquent ou ont deux fois la même valeur"
        },
    }
}

fn hint(error: &FormError) -> Phrase {
    match error {
        FormError::DuplicateName(_) => phrase! {
            en: "give the question a name that no other field of the form has",
            fr: "donnez à la question un nom qu’aucun autre champ du formulaire ne porte"
        },
        FormError::ShowIf { .. } => {
            phrase! { en: "name an earlier question", fr: "nommez une question qui précède" }
        }
        FormError::NeverShown { .. } => phrase! {
            en: "write the `value` of one of its options in `equals`, or `yes` for a ticked box",
            fr: "écrivez dans `equals` la `value` de l’une de ses options, ou `yes` pour une case cochée"
        },
        _ => phrase! {
            en: "give each option a different value",
            fr: "donnez à chaque option sa propre valeur"
        },
    }
}

/// Removes the reported problem from a question, so that the others can be found.
fn replace(field: &mut Field, error: &FormError, number: usize) {
    match error {
        FormError::DuplicateName(name) => field.name = format!("{name} {number}"),
        FormError::ShowIf { .. } | FormError::NeverShown { .. } => field.show_if = None,
        _ => field.kind = FieldKind::Consent,
    }
}
