//! The answers to a workshop's own questions as a part of an item: text as `S`, numbers as `N`, several choices
//! as `L`, a ticked box as `BOOL`.

use aws_sdk_dynamodb::types::AttributeValue;
use model::submission::{Answer, Answers};

use crate::attributes::{Item, as_number, text, whole};
use crate::failure::StoreError;

pub(crate) fn from_answers(answers: &Answers) -> Item {
    let value = |answer: &Answer| match answer {
        Answer::Text(answer) => text(answer),
        Answer::Number(number) => whole(number),
        Answer::Choices(choices) => AttributeValue::L(choices.iter().map(text).collect()),
        Answer::Consent => AttributeValue::Bool(true),
    };
    answers.iter().map(|(name, answer)| (name.clone(), value(answer))).collect()
}

pub(crate) fn to_answers(item: &Item) -> Result<Answers, StoreError> {
    let answer = |value: &AttributeValue| match value {
        AttributeValue::S(text) => Some(Answer::Text(text.clone())),
        AttributeValue::N(_) => as_number(value).map(Answer::Number),
        AttributeValue::L(choices) => {
            let choices: Option<Vec<_>> = choices.iter().map(|choice| choice.as_s().ok().cloned()).collect();
            choices.map(Answer::Choices)
        }
        AttributeValue::Bool(true) => Some(Answer::Consent),
        _ => None,
    };
    let answers = item.iter().map(|(name, value)| Some((name.clone(), answer(value)?)));
    answers.collect::<Option<_>>().ok_or(StoreError::Item("answers"))
}
