//! Questions about each participant, in the rows of the form.

use crate::field;
use crate::form::{Field, ShowIf};

/// Returns the condition that the contact takes part.
pub(super) fn takes_part() -> ShowIf {
    ShowIf { field: field::TAKES_PART.to_owned(), equals: field::YES.to_owned() }
}

/// Returns the questions about each participant in the row with this number.
pub(super) fn of_row(number: u32, questions: &[Field]) -> Vec<Field> {
    let name = |name: &str| field::of_participant(number, name);
    let condition = |it: &ShowIf| ShowIf { field: name(&it.field), equals: it.equals.clone() };
    let in_row = |question: &Field| Field {
        name: name(&question.name),
        show_if: question.show_if.as_ref().map(condition),
        ..question.clone()
    };
    questions.iter().map(in_row).collect()
}
