//! The validation of submissions: turns a form and the submitted values into answers, or into all errors at once.

mod answer;

pub use self::answer::{Answer, Answers, Value, Values};
use crate::contact::{Email, InvalidEmail, Telephone};
use crate::field;
use crate::form::{
    CONSENT_VALUE, FORM_HASH_FIELD, Field, FieldGroup, FieldKind, Fingerprint, Form, ShowIf, TRAP_FIELD,
};
use crate::name::has_letter_or_digit;
use crate::siret::{InvalidSiret, Siret};
use crate::text::{self, ForbiddenCharacter};

/// A submission: names and values in the order of the request, with possibly repeated names. Values are reduced to
/// their [visible](text::visible) characters, so that all code, including that for options and hidden fields, sees
/// the same text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission(Vec<(String, String)>);

/// The reason why an answer was rejected. It does not contain the answer itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A required answer is missing.
    Missing,
    /// The answer is not of the field's kind.
    Invalid,
    /// The answer has too many characters.
    TooLong {
        /// The allowed length.
        max: u32,
        /// The actual length.
        length: u32,
    },
    /// The answer contains a forbidden character.
    Forbidden(ForbiddenCharacter),
    /// The number is outside the field's range.
    OutOfRange {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// A field with a single answer has several.
    Repeated,
    /// The e-mail address is that of another participant.
    SameEmail,
    /// The name contains a web or e-mail address.
    Address,
    /// The local part of the e-mail address contains non-ASCII letters.
    LocalPart,
    /// The answer is the organisation's SIREN instead of a SIRET.
    Siren,
    /// The answer is a VAT number instead of a SIRET.
    VatNumber,
    /// The fee is for members, and nothing shows that the registrant is one.
    MembersOnly,
    /// The fee is for members, nothing shows that the registrant is one, and the form asks for nothing that could.
    NotKnownAsMember,
    /// The answer is not the code of a member.
    UnknownCode,
    /// The number is not one of the same organisation as before.
    OtherOrganisation,
    /// The e-mail address is that of another participant of the registration.
    OtherParticipant,
    /// The fee is for members, and only the former e-mail address showed that the registrant is one.
    NotAMembersAddress,
}

impl From<InvalidEmail> for Problem {
    fn from(error: InvalidEmail) -> Problem {
        match error {
            InvalidEmail::Form => Problem::Invalid,
            InvalidEmail::LocalPart => Problem::LocalPart,
        }
    }
}

impl From<InvalidSiret> for Problem {
    fn from(error: InvalidSiret) -> Problem {
        match error {
            InvalidSiret::Form => Problem::Invalid,
            InvalidSiret::Siren => Problem::Siren,
            InvalidSiret::VatNumber => Problem::VatNumber,
        }
    }
}

/// A problem with the answer to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// The kind of problem.
    pub problem: Problem,
}

/// All errors of a submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubmissionErrors {
    /// The errors of single fields, in the form's order.
    pub fields: Vec<FieldError>,
}

impl Submission {
    /// Builds a submission from names and values as submitted.
    pub fn new(pairs: Vec<(String, String)>) -> Submission {
        let visible = pairs.into_iter().map(|(name, value)| (name, text::visible(&value)));
        Submission(visible.collect())
    }

    /// Returns the values of a field, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the first value of a field; empty if there is none.
    pub fn value<'a>(&'a self, name: &'a str) -> &'a str {
        self.values(name).next().unwrap_or_default()
    }

    /// Returns whether a field has this value, ignoring surrounding white space.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|posted| posted.trim() == value)
    }

    /// Returns the submission without those values of a field that are `omitted`.
    #[must_use]
    pub fn without(&self, name: &str, omitted: impl Fn(&str) -> bool) -> Submission {
        let is_kept = |(key, value): &&(String, String)| key != name || !omitted(value);
        Submission(self.0.iter().filter(is_kept).cloned().collect())
    }

    /// Returns whether the row for the participant with this number was submitted.
    pub fn has_participant(&self, number: u32) -> bool {
        self.values(&field::of_participant(number, field::FAMILY_NAME)).next().is_some()
    }

    /// Returns whether the submission comes from a page that showed exactly this form.
    pub fn is_from(&self, form: &Form) -> bool {
        self.fingerprint().is_of(form)
    }

    /// Returns the fields of a form that need answers. It leaves out empty optional rows and fields that another
    /// answer hides.
    pub fn asked<'a>(&'a self, form: &'a Form) -> impl Iterator<Item = &'a Field> {
        let is_asked = |group: &&FieldGroup| !group.optional || has_input(group, self);
        let groups = form.groups().iter().filter(|group| self.meets(group.show_if.as_ref()));
        let fields = groups.filter(is_asked).flat_map(|group| &group.fields);
        fields.filter(|field| self.meets(field.show_if.as_ref()))
    }

    /// Returns the fields that need answers and that the page of this submission did not show, or showed
    /// differently. Returns none if that is unknown because the page only submitted the hash of its form.
    pub fn changed<'a>(&'a self, form: &'a Form) -> impl Iterator<Item = &'a Field> {
        let shown = self.fingerprint();
        let is_known = shown.has_digests() && !shown.is_of(form);
        self.asked(form).filter(move |field| is_known && !shown.has(field))
    }

    /// Returns whether a field or group with this condition applies.
    fn meets(&self, condition: Option<&ShowIf>) -> bool {
        condition.is_none_or(|condition| self.has(&condition.field, &condition.equals))
    }

    fn fingerprint(&self) -> Fingerprint<'_> {
        Fingerprint::read(self.value(FORM_HASH_FIELD).trim())
    }

    /// Returns whether the trap field, which people do not see, is filled in.
    pub fn is_trapped(&self) -> bool {
        self.values(TRAP_FIELD).any(|value| !value.trim().is_empty())
    }
}

/// Validates a submission against a form.
///
/// A submission from an older page (with another form hash) is validated against the current form. Fields that the
/// form does not have are ignored: older pages had others, and browser extensions add their own.
///
/// # Errors
///
/// Returns all problems at once, in the form's order.
pub fn validate(form: &Form, submission: &Submission) -> Result<Values, SubmissionErrors> {
    let (values, errors) = evaluate(form, submission);
    if errors.fields.is_empty() { Ok(values) } else { Err(errors) }
}

/// Returns the valid values of a submission and the errors of all other fields, in the form's order.
pub(crate) fn evaluate(form: &Form, submission: &Submission) -> (Values, SubmissionErrors) {
    let mut values = Values::new();
    let mut errors = SubmissionErrors::default();
    for field in submission.asked(form) {
        match value(field, submission) {
            Ok(Some(value)) => {
                values.insert(field.name.clone(), value);
            }
            Ok(None) => {}
            Err(problem) => errors.fields.push(FieldError { field: field.name.clone(), problem }),
        }
    }
    (values, errors)
}

/// Returns whether any field of a group has an answer other than white space.
fn has_input(group: &FieldGroup, submission: &Submission) -> bool {
    let mut values = group.fields.iter().flat_map(|field| submission.values(&field.name));
    values.any(|value| !value.trim().is_empty())
}

fn value(field: &Field, submission: &Submission) -> Result<Option<Value>, Problem> {
    let value = match &field.kind {
        FieldKind::Choices { options } => {
            let mut values = submission.values(&field.name).map(str::trim).filter(|value| !value.is_empty());
            if !values.all(|value| options.iter().any(|option| option.value == value)) {
                return Err(Problem::Invalid);
            }
            let chosen = options.iter().map(|option| &option.value);
            let chosen: Vec<_> = chosen.filter(|value| submission.has(&field.name, value)).cloned().collect();
            (!chosen.is_empty()).then_some(Value::Answer(Answer::Choices(chosen)))
        }
        kind => {
            if submission.values(&field.name).count() > 1 {
                return Err(Problem::Repeated);
            }
            single_value(kind, submission.value(&field.name))?
        }
    };
    match value {
        None if field.required => Err(Problem::Missing),
        value => Ok(value),
    }
}

/// Parses the single value of a field; `None` if it is empty.
fn single_value(kind: &FieldKind, value: &str) -> Result<Option<Value>, Problem> {
    let value = match kind {
        FieldKind::LongText { .. } => text::lines(value),
        _ => text::single_line(value).map_err(Problem::Forbidden)?,
    };
    let is_named = !matches!(kind, FieldKind::Name { .. }) || has_letter_or_digit(&value);
    if value.is_empty() || !is_named {
        return Ok(None);
    }
    check_length(kind, &value)?;
    let answer = match kind {
        FieldKind::Name { of, .. } if of.has_address(&value) => return Err(Problem::Address),
        FieldKind::Text { .. } | FieldKind::Name { .. } | FieldKind::LongText { .. } => {
            Some(Answer::Text(value))
        }
        FieldKind::Email => return Ok(Some(Value::Email(Email::parse(&value)?))),
        FieldKind::Telephone => {
            let telephone = Telephone::parse(&value).map_err(|_| Problem::Invalid)?;
            return Ok(Some(Value::Telephone(telephone)));
        }
        FieldKind::Siret => return Ok(Some(Value::Siret(Siret::parse(&value)?))),
        FieldKind::Number { min, max } => Some(Answer::Number(number(&value, *min, *max)?)),
        FieldKind::Choice { options } | FieldKind::Choices { options } => {
            let known = options.iter().any(|option| option.value == value);
            known.then_some(Answer::Text(value))
        }
        FieldKind::Consent => (value == CONSENT_VALUE).then_some(Answer::Consent),
    };
    answer.map(|answer| Some(Value::Answer(answer))).ok_or(Problem::Invalid)
}

fn check_length(kind: &FieldKind, value: &str) -> Result<(), Problem> {
    let length = u32::try_from(value.chars().count()).unwrap_or(u32::MAX);
    match kind.max_length() {
        Some(max) if length > max => Err(Problem::TooLong { max, length }),
        _ => Ok(()),
    }
}

fn number(value: &str, min: i64, max: i64) -> Result<i64, Problem> {
    let number: i64 = value.parse().map_err(|_| Problem::Invalid)?;
    if (min..=max).contains(&number) { Ok(number) } else { Err(Problem::OutOfRange { min, max }) }
}

#[cfg(test)]
mod tests;
