//! The shapes of translated files, each described as the translation of a file that has everything it may have.

use std::collections::BTreeMap;

use jiff::Timestamp;
use markdown::Typography;
use model::form::{Autocomplete, ChoiceOption, Field, FieldErrors, FieldKind};
use model::money::{Currency, Money};
use model::offer::{Fee, FeeBasis};
use model::questionnaire::{QuestionGroup, Questionnaire};
use model::slug::Slug;
use model::venue::{Country, Venue};
use yaml::EXAMPLE_KEY;
use yaml::shape::Shape;

use super::question::TextContext;
use super::{form, front_matter, mail, session, speaker_texts, venue};
use crate::document::describe_document;

/// The typography while files are described, which reads no text.
pub(crate) const TYPOGRAPHY: Typography = Typography::Plain;

/// The context in which translated questions are described.
const CONTEXT: TextContext<'static> = TextContext { typography: TYPOGRAPHY, main: "" };

/// Describes `venues.<language>.yaml`.
pub fn venues() -> Shape {
    let venue = Venue {
        slug: example(),
        name: String::new(),
        address: Vec::new(),
        postal_code: None,
        city: String::new(),
        country: Country::FRANCE,
        access: None,
    };
    let venues = BTreeMap::from([(example(), venue)]);
    yaml::describe(|reader, node| venue::entries(reader, node, &venues, false, TYPOGRAPHY))
}

/// Describes the front matter of a speaker.
pub fn speaker() -> Shape {
    describe_document(|reader, fields| speaker_texts(reader, fields, TYPOGRAPHY))
}

/// Describes the front matter of a workshop's `index.<language>.md`.
pub fn workshop() -> Shape {
    let fee = Fee {
        category: example(),
        label: String::new(),
        note: None,
        language: None,
        amount: Money { minor: 0, currency: Currency::Eur },
        basis: FeeBasis::Workshop,
        members_only: None,
    };
    describe_document(|reader, fields| front_matter::head(reader, fields, &[fee], false, TYPOGRAPHY))
}

/// Describes `sessions.<language>.yaml`.
pub fn sessions() -> Shape {
    session::shape(TYPOGRAPHY)
}

/// Describes `registration.<language>.yaml`.
pub fn registration() -> Shape {
    yaml::describe(|reader, node| form::registration(reader, node, &[question()], CONTEXT))
}

/// Describes `questionnaire.<language>.yaml`.
pub fn questionnaire() -> Shape {
    let group = QuestionGroup { legend: String::new(), hint: None, questions: vec![question()] };
    let original = Questionnaire {
        title: String::new(),
        introduction: Vec::new(),
        opens: None,
        closes: Timestamp::UNIX_EPOCH,
        interview: true,
        interview_hint: None,
        path: String::new(),
        groups: vec![group],
        keep_until: Timestamp::UNIX_EPOCH,
    };
    yaml::describe(|reader, node| form::questionnaire_texts(reader, node, &original, CONTEXT))
}

/// Describes `messages.<language>.yaml`.
pub fn messages() -> Shape {
    yaml::describe(|reader, node| mail::entries(reader, node, &[example()], TYPOGRAPHY))
}

/// Returns the identifier that files are described with.
pub(crate) fn example() -> Slug {
    EXAMPLE_KEY.parse().expect("the key is a word in lower case")
}

/// Returns a question with an option, as only those have all keys.
fn question() -> Field {
    let option =
        ChoiceOption { value: EXAMPLE_KEY.to_owned(), label: String::new(), hint: None, language: None };
    Field {
        name: EXAMPLE_KEY.to_owned(),
        label: String::new(),
        hint: None,
        kind: FieldKind::Choice { options: vec![option] },
        required: false,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: String::new(), invalid: String::new() },
        show_if: None,
        language: None,
    }
}
