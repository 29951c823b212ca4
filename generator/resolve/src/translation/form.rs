//! The forms in a further language: `registration.<language>.yaml` and `questionnaire.<language>.yaml`. Questions and
//! options are defined only in the files of the site's own language, so that answers in all languages are stored and
//! counted in the same way.

use std::mem;
use std::sync::Arc;

use content::config::Config;
use content::load::Sources;
use diagnostics::{Diagnostics, SourceFile, message, phrase};
use markdown::Typography;
use model::form::Field;
use model::programme::Workshop;
use model::questionnaire::{QuestionGroup, Questionnaire};
use model::slug::Slug;
use rayon::prelude::*;
use yaml::{Node, Reader, Value};

use super::super::questionnaire::paragraphs;
use super::super::{Content, TextKey, prose};
use super::Files;
use super::mail::{MailTexts, add_untranslated, mail_texts, translate_mails};
use super::question::{TextContext, questions};

/// What the forms and scheduled mails of all workshops are translated with.
struct FormTranslator<'a> {
    /// The content in the further language, of which only the workshops are missing.
    content: &'a Content,
    /// The translated files, if there are any.
    files: Option<&'a Files>,
    sources: &'a Sources,
    config: &'a Config,
    context: TextContext<'a>,
    /// The texts of the site's mails, also of those that are not translated.
    mails: MailTexts,
}

/// Translates the questions and scheduled mails of all translated workshops into the language of `config`, a further one.
/// Those without a translation stay in the site's own language.
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
    let mut workshops = mem::take(&mut content.programme.workshops);
    let site_mails = files.and_then(|files| files.get("messages.yaml"));
    let mut mails = mail_texts(site_mails, &content.mails, typography, diagnostics);
    let have_site_mails = workshops.iter().filter(|(slug, _)| !has_own_mails(sources, slug));
    add_untranslated(&mut mails, have_site_mails.flat_map(|(_, workshop)| workshop.mails.iter()), &main);
    let translator = FormTranslator { content, files, sources, config, context, mails };
    let translate = |(slug, workshop): (&Slug, &mut Workshop)| {
        let mut problems = Diagnostics::default();
        (translator.forms(slug, workshop, &mut problems), problems)
    };
    let translated: Vec<_> = workshops.par_iter_mut().map(translate).collect();
    for (slug, (has_questionnaire, problems)) in workshops.keys().zip(translated) {
        diagnostics.append(problems);
        if has_questionnaire {
            content.questionnaire_is_translated(slug);
        }
    }
    content.programme.workshops = workshops;
}

/// Returns whether a workshop has mails of its own instead of the site's.
fn has_own_mails(sources: &Sources, workshop: &Slug) -> bool {
    sources.workshops.get(workshop).is_some_and(|files| files.messages.is_some())
}

impl FormTranslator<'_> {
    /// Translates the forms and mails of a workshop, and returns whether there is a translation of its questionnaire.
    fn forms(&self, slug: &Slug, workshop: &mut Workshop, diagnostics: &mut Diagnostics) -> bool {
        // Not all questions of a workshop with problems are known.
        let is_untranslated = self.content.other_language_of(&TextKey::Workshop(slug.clone())).is_some();
        if is_untranslated || self.content.incomplete.contains(slug) {
            return false;
        }
        let file = |name: &str| self.files?.get(&format!("workshops/{slug}/{name}"));
        if let Some(offer) = &mut workshop.offer {
            let file = file("registration.yaml");
            let original: Vec<_> = offer.all_questions().cloned().collect();
            let translated = own_questions(&original, file, self.context, diagnostics);
            if let Some(translated) = translated.filter(|translated| !translated.is_empty()) {
                offer.set_all_questions(translated);
            }
        }
        let TextContext { typography, main } = self.context;
        if has_own_mails(self.sources, slug) {
            let ids: Vec<_> = workshop.mails.iter().map(|mail| mail.id.clone()).collect();
            let mut texts = mail_texts(file("messages.yaml"), &ids, typography, diagnostics);
            add_untranslated(&mut texts, workshop.mails.iter(), main);
            translate_mails(&mut workshop.mails, &texts);
        } else {
            translate_mails(&mut workshop.mails, &self.mails);
        }
        let file = file("questionnaire.yaml");
        for (original, file) in workshop.forms.values_mut().zip(file) {
            if let Some(questionnaire) = questionnaire(original, file, self.context, diagnostics) {
                let path = self.config.permalinks.questionnaire.permalink(slug).to_string();
                *original = Questionnaire { path, ..questionnaire }.into();
            }
        }
        file.is_some()
    }
}

/// Reads the texts of the editor's own questions in the registration form. Returns `None` if they are unreadable, which
/// is reported.
fn own_questions(
    original: &[Field],
    file: Option<&Arc<SourceFile>>,
    context: TextContext<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Field>> {
    let nothing = SourceFile::without_text("");
    let node = file.and_then(|file| yaml::parse_file(file, diagnostics));
    let mut reader = Reader::new(file.unwrap_or(&nothing), diagnostics);
    let Some(node) = &node else {
        return Some(questions(&mut reader, None, original, "registration.yaml", context));
    };
    registration(&mut reader, node, original, context)
}

/// Reads the file of a registration form.
pub(super) fn registration(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &[Field],
    context: TextContext<'_>,
) -> Option<Vec<Field>> {
    let mut fields = reader.fields(node)?;
    let read = |reader: &mut Reader<'_>, node: &Node| {
        Some(questions(reader, Some(node), original, "registration.yaml", context))
    };
    let own = fields.required(reader, "questions", read);
    fields.finish(reader);
    Some(own.unwrap_or_default())
}

/// Translates a questionnaire. Returns `None` if the translation is unreadable, which is reported.
fn questionnaire(
    original: &Questionnaire,
    file: &Arc<SourceFile>,
    context: TextContext<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Questionnaire> {
    let node = yaml::parse_file(file, diagnostics)?;
    questionnaire_texts(&mut Reader::new(file, diagnostics), &node, original, context)
}

/// Reads the file of a questionnaire.
pub(super) fn questionnaire_texts(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &Questionnaire,
    context: TextContext<'_>,
) -> Option<Questionnaire> {
    let mut fields = reader.fields(node)?;
    let title = fields.required(reader, "title", prose(context.typography));
    let read = |reader: &mut Reader<'_>, node: &Node| paragraphs(reader, node, context.typography);
    let introduction = fields.required_if(!original.introduction.is_empty(), reader, "introduction", read);
    let interview_hint = match original.interview {
        true => fields.optional(reader, "interview", prose(context.typography)),
        false => None,
    };
    let read = |reader: &mut Reader<'_>, node: &Node| groups(reader, node, &original.groups, context);
    let groups = fields.required(reader, "groups", read);
    fields.finish(reader);
    Some(Questionnaire {
        title: title?,
        introduction: introduction.unwrap_or_default(),
        opens: original.opens,
        closes: original.closes,
        interview: original.interview,
        interview_hint,
        path: original.path.clone(),
        groups: groups?,
        keep_until: original.keep_until,
    })
}

/// Reads the groups, which are in the order of the original.
fn groups(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &[QuestionGroup],
    context: TextContext<'_>,
) -> Option<Vec<QuestionGroup>> {
    let Value::Sequence(items) = &node.value else {
        // `yaml::list` reports that this is not a list.
        let [first, ..] = original else { return None };
        return yaml::list(|reader, node| group(reader, node, first, context))(reader, node);
    };
    if items.len() != original.len() {
        let (theirs, ours) = (original.len(), items.len());
        let message = message! {
            UnequalGroups,
            en: "`questionnaire.yaml` has {theirs} groups, but this file has {ours}",
            fr: "`questionnaire.yaml` compte {theirs} groupe(s), et ce fichier {ours}"
        };
        let hint = phrase! {
            en: "write one entry for each group there, in the same order",
            fr: "écrivez une entrée pour chacun de ses groupes, dans le même ordre"
        };
        reader.refuse(&node.span, message, hint);
        return None;
    }
    let read: Vec<_> =
        items.iter().zip(original).map(|(node, original)| group(reader, node, original, context)).collect();
    read.into_iter().collect()
}

fn group(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &QuestionGroup,
    context: TextContext<'_>,
) -> Option<QuestionGroup> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let legend = fields.required(reader, "title", prose);
    let hint = fields.required_if(original.hint.is_some(), reader, "hint", prose);
    let read = |reader: &mut Reader<'_>, node: &Node| {
        Some(questions(reader, Some(node), &original.questions, "questionnaire.yaml", context))
    };
    let questions = fields.required(reader, "questions", read);
    fields.finish(reader);
    Some(QuestionGroup { legend: legend?, hint, questions: questions? })
}

impl Content {
    fn questionnaire_is_translated(&mut self, workshop: &Slug) {
        if let Some(untranslated) = &mut self.untranslated {
            untranslated.questionnaires.remove(workshop);
        }
    }
}

#[cfg(test)]
mod tests;
