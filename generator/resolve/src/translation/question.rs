//! The texts of an editor's own questions in a further language. Their kinds and limits are not translated.

use diagnostics::{message, phrase, suggestion};
use markdown::Typography;
use model::form::{ChoiceOption, Field, FieldErrors, FieldKind};
use yaml::shape::TextKind;
use yaml::{KeyValue, Node, Reader, Value};

use super::super::prose;

/// The context in which translated texts are read.
#[derive(Clone, Copy)]
pub(super) struct TextContext<'a> {
    pub(super) typography: Typography,
    /// The site's own language, which untranslated questions keep.
    pub(super) main: &'a str,
}

/// Returns the questions of `original` with their translated texts. Untranslated questions stay in the site's own
/// language, and unknown names are reported. `file` is the one that defines the questions.
pub(super) fn questions(
    reader: &mut Reader<'_>,
    node: Option<&Node>,
    original: &[Field],
    file: &str,
    context: TextContext<'_>,
) -> Vec<Field> {
    let untranslated = |field: &Field| Field { language: Some(context.main.to_owned()), ..field.clone() };
    let Some(node) = node else { return original.iter().map(untranslated).collect() };
    let mut translated: Vec<Option<Field>> = vec![None; original.len()];
    reader.entries(node, TextKind::Slug, |reader, KeyValue { key, key_span, node }| {
        let Some(place) = original.iter().position(|field| field.name == *key) else {
            let names = original.iter().map(|field| field.name.as_str());
            let otherwise = phrase! {
                en: "name a question of `{file}`",
                fr: "nommez une question de `{file}`"
            };
            let hint = suggestion::hint(key, names, otherwise);
            let message = message! {
                UnknownOriginal,
                en: "there is no question `{key}` here",
                fr: "il n’y a pas de question `{key}` ici"
            };
            reader.refuse(key_span, message, hint);
            return None;
        };
        translated[place] = Some(question(reader, node, &original[place], context)?);
        Some(())
    });
    let questions = original.iter().zip(translated);
    questions.map(|(original, translated)| translated.unwrap_or_else(|| untranslated(original))).collect()
}

fn question(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &Field,
    context: TextContext<'_>,
) -> Option<Field> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let label = fields.required(reader, "label", prose);
    // Without the hint, readers of this language would miss the help.
    let hint = fields.required_if(original.hint.is_some(), reader, "hint", prose);
    let missing = fields.optional(reader, "missing", prose);
    let invalid = fields.optional(reader, "invalid", prose);
    let kind = match &original.kind {
        FieldKind::Choice { options: all } => {
            let read = |reader: &mut Reader<'_>, node: &Node| options(reader, node, all, context.typography);
            fields.required_if(true, reader, "options", read).map(|options| FieldKind::Choice { options })
        }
        FieldKind::Choices { options: all } => {
            let read = |reader: &mut Reader<'_>, node: &Node| options(reader, node, all, context.typography);
            fields.required_if(true, reader, "options", read).map(|options| FieldKind::Choices { options })
        }
        kind => Some(kind.clone()),
    };
    fields.finish(reader);
    let label = label?;
    let errors = FieldErrors { missing: missing.unwrap_or_default(), invalid: invalid.unwrap_or_default() };
    Some(Field {
        name: original.name.clone(),
        label,
        hint,
        kind: kind?,
        required: original.required,
        initial: original.initial.clone(),
        autocomplete: original.autocomplete,
        errors,
        show_if: original.show_if.clone(),
        language: original.language.clone(),
    })
}

/// Reads the options by value, each as a label, or as a label and a hint.
fn options(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &[ChoiceOption],
    typography: Typography,
) -> Option<Vec<ChoiceOption>> {
    let mut translated: Vec<Option<ChoiceOption>> = vec![None; original.len()];
    reader.entries(node, TextKind::Slug, |reader, KeyValue { key, key_span, node }| {
        let Some(place) = original.iter().position(|option| option.value == *key) else {
            let names = original.iter().map(|option| option.value.as_str());
            let otherwise = phrase! {
                en: "name a `value` of the question",
                fr: "nommez une `value` de la question"
            };
            let hint = suggestion::hint(key, names, otherwise);
            let message = message! {
                UnknownOriginal,
                en: "the question has no option `{key}`",
                fr: "la question n’a pas d’option `{key}`"
            };
            reader.refuse(key_span, message, hint);
            return None;
        };
        translated[place] = option(reader, node, &original[place], typography);
        Some(())
    })?;
    for (option, _) in original.iter().zip(&translated).filter(|(_, translated)| translated.is_none()) {
        let value = &option.value;
        let message = message! {
            MissingKey,
            en: "the option `{value}` has no label here",
            fr: "l’option `{value}` n’a pas de libellé ici"
        };
        reader.refuse(&node.span, message, phrase! { en: "add `{value}: …`", fr: "ajoutez `{value}: …`" });
    }
    translated.into_iter().collect()
}

fn option(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &ChoiceOption,
    typography: Typography,
) -> Option<ChoiceOption> {
    let prose = prose(typography);
    let translated = |label, hint| {
        let ChoiceOption { value, language, .. } = original;
        ChoiceOption { value: value.clone(), label, hint, language: language.clone() }
    };
    let is_label = |node: &Node| original.hint.is_none() && !matches!(node.value, Value::Mapping(_));
    let label = |reader: &mut Reader<'_>, node: &Node| Some(translated(prose(reader, node)?, None));
    let label_and_hint = |reader: &mut Reader<'_>, node: &Node| {
        let mut fields = reader.fields(node)?;
        let label = fields.required(reader, "label", prose);
        let hint = fields.required_if(original.hint.is_some(), reader, "hint", prose);
        fields.finish(reader);
        Some(translated(label?, hint))
    };
    yaml::either(is_label, label, label_and_hint)(reader, node)
}
