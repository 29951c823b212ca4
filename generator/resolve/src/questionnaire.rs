//! Questionnaires: `questionnaire.yaml` of a workshop.

use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile, message, phrase};
use jiff::Timestamp;
use jiff::civil::DateTime;
use markdown::Typography;
use model::form::Field;
use model::questionnaire::{
    MAX_ANSWERS_LENGTH, QuestionGroup, Questionnaire, QuestionnaireParts, answers_length, questionnaire_form,
};
use model::slug::Slug;
use yaml::shape::{Shape, TextKind};
use yaml::{Node, Reader, Spanned, Value};

use super::places::{self, SpecialQuestion};
use super::registration::{check_end, check_order, closing, keep_until, opening};
use super::session::Sessions;
use super::{Context, prose, questions};
use crate::limits;

/// The identifier of a workshop's questionnaire, in addresses and in the store. A workshop can have only one so far.
const NAME: &str = "questionnaire";

/// The parsed file.
struct Terms {
    title: String,
    introduction: Vec<String>,
    opens: Option<Timestamp>,
    closes: Spanned<Timestamp>,
    interview: Interview,
    groups: Vec<Group>,
}

/// Whether the form asks for an interview, and the hint about it.
struct Interview {
    offered: bool,
    hint: Option<String>,
}

/// Questions under one title.
struct Group {
    title: String,
    hint: Option<String>,
    questions: Vec<Spanned<Field>>,
}

/// Reads the questionnaire of a workshop, and returns it with its identifier, and its questions that ask for data of a special
/// category. `sessions` is missing if it has a problem. Returns `None` if the questionnaire is unreadable, which is reported.
pub(super) fn questionnaire(
    file: &Arc<SourceFile>,
    slug: &Slug,
    sessions: Option<&Sessions>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<((Slug, Questionnaire), Vec<SpecialQuestion>)> {
    let node = yaml::parse_file(file, diagnostics)?;
    let mut reader = Reader::new(file, diagnostics);
    let last_end = sessions.and_then(Sessions::last_end);
    let terms = terms(&mut reader, &node, last_end, context);
    if context.questionnaires.is_none() && context.privacy_is_complete {
        let message = message! {
            NoPurpose,
            en: "`site.yaml` does not state the purpose of questionnaires",
            fr: "`site.yaml` n’indique pas la finalité des questionnaires"
        };
        let hint = phrase! {
            en: "add `questionnaires:` with `purpose` and `legal_basis` to `privacy` in `content/site.yaml`",
            fr: "ajoutez `questionnaires:`, avec `purpose` et `legal_basis`, sous `privacy` dans `content/site.yaml`"
        };
        reader.refuse(&(0..0), message, hint);
    }
    let (terms, last_end) = (terms?, last_end?);
    context.questionnaires?;
    check_form(&mut reader, &terms)?;
    let QuestionnaireParts { groups, interview, interview_hint } =
        parts(&terms, terms.questions().map(|question| question.value.clone()));
    let questionnaire = Questionnaire {
        title: terms.title,
        introduction: terms.introduction,
        opens: terms.opens,
        closes: terms.closes.value,
        interview,
        interview_hint,
        path: context.permalinks.questionnaire.permalink(slug).to_string(),
        groups,
        keep_until: keep_until(last_end, context.retention.questionnaires, context)?,
    };
    let name = NAME.parse().expect("the name is a slug");
    Some(((name, questionnaire), places::of_questions(file, &node)))
}

/// Describes the file.
pub(super) fn shape(context: &Context<'_>) -> Shape {
    yaml::describe(|reader, node| terms(reader, node, None, context))
}

/// Reads the file. `last_end` is the end of the last session, if that is known.
fn terms(
    reader: &mut Reader<'_>,
    node: &Node,
    last_end: Option<DateTime>,
    context: &Context<'_>,
) -> Option<Terms> {
    let mut fields = reader.fields(node)?;
    let title = fields.required(reader, "title", prose(context.typography));
    let read = |reader: &mut Reader<'_>, node: &Node| paragraphs(reader, node, context.typography);
    let introduction = fields.optional(reader, "introduction", read);
    let opens = fields.optional(reader, "opens", |reader, node| opening(reader, node, context));
    let closing = yaml::spanned(|reader: &mut Reader<'_>, node: &Node| closing(reader, node, context));
    let closes = fields.required(reader, "closes", closing);
    let read = |reader: &mut Reader<'_>, node: &Node| interview(reader, node, context.typography);
    let interview = fields.optional(reader, "interview", read);
    let read = yaml::list_up_to(limits::MAX_QUESTIONS, |reader: &mut Reader<'_>, node: &Node| {
        group(reader, node, context)
    });
    let groups = fields.required(reader, "groups", yaml::filled(read));
    if groups.as_ref().is_some_and(Vec::is_empty) && !fields.is_list_with_items("groups") {
        let message = message! {
            NoQuestions,
            en: "this questionnaire has no groups",
            fr: "ce questionnaire n’a pas de groupe"
        };
        let hint = phrase! {
            en: "write at least one group: `- title: …` with `questions`",
            fr: "écrivez au moins un groupe : `- title: …` avec `questions`"
        };
        reader.refuse(&fields.span_of("groups"), message, hint);
    }
    fields.finish(reader);
    let closes = closes?;
    let named = phrase! { en: "the questionnaire", fr: "le questionnaire" };
    if let Some(last_end) = last_end {
        check_end(reader, &named, &closes, last_end, context);
    }
    if let Some(opens) = opens {
        check_order(reader, &named, opens, &closes);
    }
    Some(Terms {
        title: title?,
        introduction: introduction.unwrap_or_default(),
        opens,
        closes,
        interview: interview.unwrap_or(Interview { offered: false, hint: None }),
        groups: groups?,
    })
}

/// Reads paragraphs separated by empty lines.
pub(super) fn paragraphs(
    reader: &mut Reader<'_>,
    node: &Node,
    typography: Typography,
) -> Option<Vec<String>> {
    let text = yaml::text_as(reader, node, TextKind::Paragraphs)?;
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>());
    let paragraphs = paragraphs.filter(|words| !words.is_empty());
    Some(paragraphs.map(|words| typography.text(&words.join(" "))).collect())
}

/// Reads `true`, `false`, or a sentence about the interview, which implies `true`.
fn interview(reader: &mut Reader<'_>, node: &Node, typography: Typography) -> Option<Interview> {
    let is_keyword =
        |node: &Node| matches!(&node.value, Value::Scalar(text) if ["true", "false"].contains(&text.trim()));
    let offered = |reader: &mut Reader<'_>, node: &Node| {
        yaml::boolean(reader, node).map(|offered| Interview { offered, hint: None })
    };
    let with_hint = |reader: &mut Reader<'_>, node: &Node| {
        yaml::text(reader, node).map(|text| Interview { offered: true, hint: Some(typography.text(&text)) })
    };
    yaml::either(is_keyword, offered, with_hint)(reader, node)
}

fn group(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<Group> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let title = fields.required(reader, "title", prose);
    let hint = fields.optional(reader, "hint", prose);
    let read = yaml::list_up_to(limits::MAX_QUESTIONS, |reader: &mut Reader<'_>, node: &Node| {
        questions::question(reader, node, context)
    });
    let questions = fields.required(reader, "questions", yaml::filled(read));
    if questions.as_ref().is_some_and(Vec::is_empty) && !fields.is_list_with_items("questions") {
        let message = message! {
            NoQuestions,
            en: "this group has no questions",
            fr: "ce groupe n’a pas de question"
        };
        let hint = phrase! {
            en: "write at least one `- name: …` with `label` and `kind`, or remove the group",
            fr: "écrivez au moins un `- name: …` avec `label` et `kind`, ou supprimez le groupe"
        };
        reader.refuse(&fields.span_of("questions"), message, hint);
    }
    fields.finish(reader);
    Some(Group { title: title?, hint, questions: questions? })
}

impl Terms {
    /// Iterates over the questions of all groups.
    fn questions(&self) -> impl Iterator<Item = &Spanned<Field>> {
        self.groups.iter().flat_map(|group| &group.questions)
    }
}

/// Checks the questions in the form. Returns `None` if some are invalid, which is reported.
fn check_form(reader: &mut Reader<'_>, terms: &Terms) -> Option<()> {
    let questions: Vec<_> = terms.questions().cloned().collect();
    let length = answers_length(questions.iter().map(|question| &question.value));
    if let Some(last) = questions.last().filter(|_| length > u64::from(MAX_ANSWERS_LENGTH)) {
        let message = message! {
            LongAnswer,
            en: "the answers may have up to {length} characters in total",
            fr: "les réponses peuvent avoir jusqu’à {length} caractères au total"
        };
        let hint = phrase! {
            en: "at most {MAX_ANSWERS_LENGTH} fit; set a `max_length` for the questions, or ask fewer",
            fr: "il y a place pour {MAX_ANSWERS_LENGTH} au plus ; écrivez un `max_length` aux questions, ou posez-en moins"
        };
        reader.refuse(&last.span, message, hint);
    }
    if let Some(surplus) = questions.get(limits::MAX_QUESTIONS) {
        let (most, number) = (limits::MAX_QUESTIONS, limits::MAX_QUESTIONS + 1);
        let message = message! {
            ManyQuestions,
            en: "this is question {number} of the questionnaire",
            fr: "voici la question nº {number} du questionnaire"
        };
        let hint = phrase! {
            en: "ask at most {most} in all its groups",
            fr: "posez-en {most} au plus, tous groupes ensemble"
        };
        reader.refuse(&surplus.span, message, hint);
        return None;
    }
    questions::check(reader, &questions, |questions| {
        questionnaire_form(parts(terms, questions.iter().cloned()), questions::key_as_text)
    })
    .map(drop)
}

/// Returns the parts of the form. `questions` replaces the questions of all groups, in the same order.
fn parts(terms: &Terms, mut questions: impl Iterator<Item = Field>) -> QuestionnaireParts {
    let group = |group: &Group| {
        // Without room for more, because it is kept.
        let own = questions.by_ref().take(group.questions.len()).collect::<Box<[_]>>().into_vec();
        QuestionGroup { legend: group.title.clone(), hint: group.hint.clone(), questions: own }
    };
    QuestionnaireParts {
        groups: terms.groups.iter().map(group).collect(),
        interview: terms.interview.offered,
        interview_hint: terms.interview.hint.clone(),
    }
}
