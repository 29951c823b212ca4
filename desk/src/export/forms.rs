//! The columns of answers to questionnaires: the respondent, then the questions of each questionnaire of the exported
//! workshops. The questions are derived from the forms.

use model::catalogue::CatalogueWorkshop;
use model::form::Field;
use model::questionnaire::{FormAnswer, Questionnaire};
use model::registration::Suspicion;

use super::answer;
use super::cell::Cell;
use super::columns::Column;
use crate::desk::Desk;

/// The columns of a table of answers and the functions that fill them.
pub(crate) struct FormColumns<'a> {
    desk: &'a Desk,
    questions: Vec<&'a Field>,
}

/// A column that does not depend on the questionnaire.
struct Standard {
    /// The key of the header in the words, after `column.`.
    key: &'static str,
    width: f64,
    get: fn(&FormAnswer, &Desk) -> Cell,
}

/// The last column: answers to questions that the form no longer has.
const REMOVED: &str = "column.removed";

impl<'a> FormColumns<'a> {
    pub(crate) fn new(desk: &'a Desk, workshops: &[&'a CatalogueWorkshop]) -> FormColumns<'a> {
        let mut questions: Vec<&Field> = Vec::new();
        let forms = workshops.iter().flat_map(|workshop| workshop.forms.values());
        for question in forms.flat_map(|form| form.questions()) {
            if !questions.iter().any(|known| is_same(known, question)) {
                questions.push(question);
            }
        }
        FormColumns { desk, questions }
    }

    pub(crate) fn columns(&self) -> anyhow::Result<Vec<Column>> {
        let mut columns = Vec::new();
        for Standard { key, width, .. } in STANDARD {
            columns.push(Column { header: self.desk.word(&format!("column.{key}"))?, width: *width });
        }
        let question = |field: &&Field| Column { header: field.label.clone(), width: 30.0 };
        columns.extend(self.questions.iter().map(question));
        columns.push(Column { header: self.desk.word(REMOVED)?, width: 40.0 });
        Ok(columns)
    }

    pub(crate) fn cells(&self, answer: &FormAnswer) -> Vec<Cell> {
        let mut cells: Vec<_> = STANDARD.iter().map(|column| (column.get)(answer, self.desk)).collect();
        let own: Vec<&Field> =
            questionnaire(answer, self.desk).into_iter().flat_map(Questionnaire::questions).collect();
        let answers = &answer.request.answers;
        cells.extend(self.questions.iter().map(|column| {
            // Another questionnaire may use the same question with other options.
            let question = own.iter().find(|question| is_same(question, column));
            question.map_or(Cell::Empty, |question| {
                answer::cell(answers.get(&question.name), question, self.desk)
            })
        }));
        let is_removed = |name: &str| own.iter().all(|question| question.name != name);
        let removed = answers.iter().filter(|(name, _)| is_removed(name));
        let lines: Vec<_> =
            removed.map(|(name, answer)| format!("{name}: {}", answer::text(answer, self.desk))).collect();
        cells.push(if lines.is_empty() { Cell::Empty } else { Cell::Text(lines.join("\n")) });
        cells
    }
}

/// Returns whether two questions share a column. Questions of two questionnaires may have the same name but ask
/// different things.
fn is_same(one: &Field, other: &Field) -> bool {
    one.name == other.name && one.label == other.label
}

/// Returns the questionnaire that was answered, if it still exists.
fn questionnaire<'a>(answer: &FormAnswer, desk: &'a Desk) -> Option<&'a Questionnaire> {
    desk.catalogue
        .workshops
        .get(&answer.request.workshop)?
        .forms
        .get(&answer.request.form)
        .map(|form| &**form)
}

const fn column(key: &'static str, width: f64, get: fn(&FormAnswer, &Desk) -> Cell) -> Standard {
    Standard { key, width, get }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

static STANDARD: &[Standard] = &[
    column("workshop", 28.0, |answer, desk| text(desk.title(&answer.request.workshop))),
    column("form", 26.0, |answer, desk| {
        let questionnaire = questionnaire(answer, desk);
        text(questionnaire.map_or(answer.request.form.as_str(), |questionnaire| &questionnaire.title))
    }),
    column("reference", 12.0, |answer, _| Cell::Reference(answer.id.reference().to_owned())),
    column("answered", 17.0, |answer, _| Cell::Instant(answer.created)),
    column("organisation", 28.0, |answer, _| text(&answer.request.respondent.organisation)),
    column("family_name", 20.0, |answer, _| text(&answer.request.respondent.family_name)),
    column("given_name", 18.0, |answer, _| text(&answer.request.respondent.given_name)),
    column("function", 26.0, |answer, _| text(&answer.request.respondent.function)),
    column("email", 30.0, |answer, _| text(answer.request.respondent.email.as_str())),
    column("telephone", 18.0, |answer, _| {
        let telephone = answer.request.respondent.telephone.as_ref();
        telephone.map_or(Cell::Empty, |telephone| Cell::Telephone(telephone.clone()))
    }),
    column("interview", 12.0, |answer, desk| {
        Cell::Text(answer::word(if answer.request.interview { "yes" } else { "no" }, desk))
    }),
    column("suspicion", 12.0, |answer, _| Cell::optional(answer.suspicion.map(Suspicion::key))),
];
