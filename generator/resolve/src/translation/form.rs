//! The forms in a further language: `registration.<language>.yaml` and `questionnaire.<language>.yaml`. Questions and
//! options are defined only in the files of the site's own language, so that answers in all languages are stored and
//! counted in the same way.

use std::sync::Arc;

use content::config::Config;
use content::load::Sources;
use diagnostics::{Diagnostics, SourceFile};
use markdown::Typography;
use model::field;
use model::form::{Field, FieldGroup, Form};
use model::programme::Workshop;
use model::questionnaire::{QuestionGroup, Questionnaire, QuestionnaireParts};
use model::registration::own_questions;
use model::slug::Slug;
use yaml::{Node, Reader, Value};

use super::super::questionnaire::paragraphs;
use super::super::{Content, FormTerms, TextKey, prose};
use super::question::{TextContext, questions};

/// Reads the texts of the forms of all translated workshops in the language of `config`, a further one.
pub(super) fn translate_forms(
    content: &mut Content,
    sources: &Sources,
    config: &Config,
    diagnostics: &mut Diagnostics,
) {
    let Some(main) = content.main_language() else { return };
    let typography = Typography::of_language(&config.language.value);
    let context = TextContext { typography, main: &main };
    let files = sources.translations.get(&config.language.value);
    let slugs: Vec<_> = content.programme.workshops.keys().cloned().collect();
    for slug in slugs {
        // Not all questions of a workshop with problems are known.
        let is_untranslated = content.other_language_of(&TextKey::Workshop(slug.clone())).is_some();
        if is_untranslated || content.incomplete.contains(&slug) {
            continue;
        }
        let file = |name: &str| files.and_then(|files| files.get(&format!("workshops/{slug}/{name}")));
        let Some(workshop) = content.programme.workshops.get_mut(&slug) else { continue };
        let registration = own_questions_of(workshop, file("registration.yaml"), context, diagnostics);
        let mut terms = FormTerms { registration, questionnaire: None };
        let questionnaire_file = file("questionnaire.yaml");
        for (form, file) in workshop.forms.values_mut().zip(questionnaire_file) {
            if let Some((translated, parts)) = questionnaire(form, file, context, diagnostics) {
                let path = config.permalinks.questionnaire.permalink(&slug).to_string();
                *form = Questionnaire { path, ..translated };
                terms.questionnaire = Some(parts);
            }
        }
        content.form_terms.insert(slug.clone(), terms);
        if questionnaire_file.is_some() {
            content.questionnaire_is_translated(slug);
        }
    }
}

/// Reads the editor's own questions of the registration form. Returns `None` if there is no form, or if they are
/// unreadable, which is reported.
fn own_questions_of(
    workshop: &Workshop,
    file: Option<&Arc<SourceFile>>,
    context: TextContext<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Field>> {
    let original: Vec<&Field> = own_questions(&workshop.offer.as_ref()?.form).collect();
    let nothing = SourceFile::without_text("");
    let node = file.and_then(|file| yaml::parse(file, 0..file.text.len(), diagnostics));
    let mut reader = Reader::new(file.unwrap_or(&nothing), diagnostics);
    let read = |reader: &mut Reader<'_>, node: Option<&Node>| {
        questions(reader, node, &original, "registration.yaml", context)
    };
    let Some(node) = &node else { return Some(read(&mut reader, None)) };
    let mut fields = reader.fields(node)?;
    let own = fields.required(&mut reader, "questions", |reader, node| Some(read(reader, Some(node))));
    fields.finish(&mut reader);
    Some(own.unwrap_or_default())
}

/// Translates a questionnaire, and returns it with the parts of its form. Returns `None` if it is unreadable, which
/// is reported.
fn questionnaire(
    original: &Questionnaire,
    file: &Arc<SourceFile>,
    context: TextContext<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<(Questionnaire, QuestionnaireParts)> {
    let node = yaml::parse(file, 0..file.text.len(), diagnostics)?;
    let mut reader = Reader::new(file, diagnostics);
    let reader = &mut reader;
    let mut fields = reader.fields(&node)?;
    let title = fields.required(reader, "title", prose(context.typography));
    let read = |reader: &mut Reader<'_>, node: &Node| paragraphs(reader, node, context.typography);
    let introduction = fields.required_if(!original.introduction.is_empty(), reader, "introduction", read);
    let interview_hint = match original.interview {
        true => fields.optional(reader, "interview", prose(context.typography)),
        false => None,
    };
    let read = |reader: &mut Reader<'_>, node: &Node| groups(reader, node, &original.form, context);
    let groups = fields.required(reader, "groups", read);
    fields.finish(reader);
    let parts = QuestionnaireParts { groups: groups?, interview: original.interview, interview_hint };
    let introduction = introduction.unwrap_or_default();
    Some((Questionnaire { title: title?, introduction, ..original.clone() }, parts))
}

/// Reads the groups, which are in the order of the original.
fn groups(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &Form,
    context: TextContext<'_>,
) -> Option<Vec<QuestionGroup>> {
    let own = original.groups().iter().filter(|group| group.name.starts_with(field::QUESTIONS));
    let own: Vec<_> = own.collect();
    let Value::Sequence(items) = &node.value else {
        // `yaml::list` reports that this is not a list.
        return yaml::list(|_, _| None)(reader, node);
    };
    if items.len() != own.len() {
        let message =
            format!("`questionnaire.yaml` has {} groups, but this file has {}", own.len(), items.len());
        reader.refuse(&node.span, message, "write one entry for each group there, in the same order");
        return None;
    }
    let read: Vec<_> = items.iter().zip(own).map(|(node, own)| group(reader, node, own, context)).collect();
    read.into_iter().collect()
}

fn group(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &FieldGroup,
    context: TextContext<'_>,
) -> Option<QuestionGroup> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let legend = fields.required(reader, "title", prose);
    let hint = fields.required_if(original.hint.is_some(), reader, "hint", prose);
    let all: Vec<&Field> = original.fields.iter().collect();
    let read = |reader: &mut Reader<'_>, node: &Node| {
        Some(questions(reader, Some(node), &all, "questionnaire.yaml", context))
    };
    let questions = fields.required(reader, "questions", read);
    fields.finish(reader);
    Some(QuestionGroup { legend: legend?, hint, questions: questions? })
}

impl Content {
    fn questionnaire_is_translated(&mut self, workshop: Slug) {
        if let Some(untranslated) = &mut self.untranslated {
            untranslated.questionnaires.remove(&workshop);
        }
    }
}
