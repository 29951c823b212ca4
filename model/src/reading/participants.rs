//! Conversion of submissions to participants, and the rules that involve several of them.

use super::sessions::{SharedSessions, unfitting_modes};
use super::{ReadError, RequestError, ValidValues, no_participant, snapshot};
use crate::catalogue::CatalogueWorkshop;
use crate::contact::Email;
use crate::field;
use crate::form::Form;
use crate::offer::{Offer, ParticipantEmail};
use crate::registration::{
    AttendedSession, Contact, FIRST_ROW, FeeSnapshot, Participant, RegistrationRequest, ShownParticipants,
};
use crate::submission::{
    Answers, FieldError, Problem, Submission, SubmissionErrors, Value, Values, evaluate,
};

/// Validates a change of the participants whom a page showed, from
/// [`participants_form`](crate::registration::participants_form), and returns those of them who are in it. What the form no longer asks about a participant who
/// remains is kept. Returns `None` if a row is filled in whose participant no longer takes part, unless the person in it came since, as after a double click.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems at once: those of single fields, addresses that several
/// participants have or that someone has who was added since, or that no participants remain.
pub fn read_participants(
    form: &Form,
    current: &[Participant],
    shown: &ShownParticipants,
    submission: &Submission,
) -> Result<Option<Vec<Participant>>, ReadError> {
    let values = valid_values(form, submission, SharedSessions::default())?;
    let valid = ValidValues { form, values: &values };
    let later: Vec<_> = current.iter().filter(|it| !shown.has(it.number)).collect();
    let mut participants = Vec::new();
    let mut taken = Vec::new();
    for (row, number) in shown.rows().filter(|(row, _)| valid.is_named(*row)) {
        let Some(former) = current.iter().find(|it| it.number == number) else {
            if later.iter().any(|it| valid.names(row, it)) {
                continue;
            }
            return Ok(None);
        };
        let participant = valid.participant(row, former.fee.clone())?;
        let participant = Participant { number, sessions: former.sessions.clone(), ..participant };
        let participant = valid.with_unasked(row, participant, former);
        if participant.email.as_ref().is_some_and(|email| later.iter().any(|it| it.has_address(email))) {
            let field = field::of_participant(row, field::EMAIL);
            taken.push(FieldError { field, problem: Problem::OtherParticipant });
        }
        participants.push(participant);
    }
    if !taken.is_empty() {
        return Err(ReadError::Submission(SubmissionErrors { fields: taken }));
    }
    if participants.is_empty() && later.is_empty() {
        return Err(no_participant(field::of_participant(1, field::GIVEN_NAME)));
    }
    Ok(Some(participants))
}

/// Validates a participant's own correction from [`participation_form`](crate::registration::participation_form). What it
/// does not ask stays the same.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems at once.
pub fn read_participation(
    form: &Form,
    current: &Participant,
    submission: &Submission,
) -> Result<Participant, ReadError> {
    let values = valid_values(form, submission, SharedSessions::default())?;
    let valid = ValidValues { form, values: &values };
    let corrected = valid.participant(1, current.fee.clone())?;
    let mut corrected = Participant {
        number: current.number,
        email: current.email.clone(),
        sessions: current.sessions.clone(),
        ..corrected
    };
    valid.keep_unasked_answers(1, &mut corrected, current);
    Ok(corrected)
}

/// Validates people who are added to a registration, from [`additions_form`](crate::registration::additions_form). They pay
/// the present fees of the offer, for the [remaining sessions](super::remaining_sessions) of the registration or their own. Their numbers are those of their rows. People who were
/// added since `named` was the highest number of a participant may be among them, after a double click.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems at once: those of single fields, addresses that several people have, or
/// that no row is filled in.
pub fn read_additions(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    request: &RegistrationRequest,
    remaining: &[AttendedSession],
    named: u32,
    submission: &Submission,
) -> Result<Vec<Participant>, ReadError> {
    let shared = SharedSessions { all: &request.sessions, remaining };
    let values = valid_values(form, submission, shared)?;
    let valid = ValidValues { form, values: &values };
    let mut added = Vec::new();
    let mut taken = Vec::new();
    let has_row = |number: &u32| form.field(&field::of_participant(*number, field::FAMILY_NAME)).is_some();
    for number in (FIRST_ROW..).take_while(has_row).filter(|number| valid.is_named(*number)) {
        let participant = valid.attending(number, workshop, offer, shared)?;
        let is_other =
            |it: &Participant| participant.email.as_ref().is_some_and(|email| it.has_address(email));
        if !request.has_added(&participant, named) && request.participants.iter().any(is_other) {
            let field = field::of_participant(number, field::EMAIL);
            taken.push(FieldError { field, problem: Problem::OtherParticipant });
        }
        added.push(participant);
    }
    if !taken.is_empty() {
        return Err(ReadError::Submission(SubmissionErrors { fields: taken }));
    }
    if added.is_empty() {
        let field = field::of_participant(FIRST_ROW, field::GIVEN_NAME);
        let fields = vec![FieldError { field, problem: Problem::Missing }];
        return Err(ReadError::Submission(SubmissionErrors { fields }));
    }
    Ok(added)
}

/// Returns the valid values of a form with participants. `shared` are the sessions that the form does not ask about.
pub(super) fn valid_values(
    form: &Form,
    submission: &Submission,
    shared: SharedSessions<'_>,
) -> Result<Values, ReadError> {
    let (values, SubmissionErrors { mut fields }) = evaluate(form, submission);
    fields.extend(shared_addresses(form, &values));
    fields.extend(unfitting_modes(form, &values, shared));
    if fields.is_empty() {
        return Ok(values);
    }
    fields.sort_by_cached_key(|error| form.fields().position(|field| field.name == error.field));
    Err(ReadError::Submission(SubmissionErrors { fields }))
}

/// Returns an error for each address of a participant that an earlier one has. A contact who does not take part is no
/// participant.
fn shared_addresses(form: &Form, values: &Values) -> Vec<FieldError> {
    let valid = ValidValues { form, values };
    let contact = valid.takes_part().then(|| field::EMAIL.to_owned());
    let names = form.fields().map(|field| field.name.clone());
    let rows = names.filter(|name| field::name_in_row(name) == Some(field::EMAIL));
    let mut earlier: Vec<&Email> = Vec::new();
    let mut errors = Vec::new();
    for field in contact.into_iter().chain(rows) {
        let Some(Value::Email(email)) = values.get(&field) else { continue };
        if earlier.iter().any(|other| other.has_same_identity(email)) {
            errors.push(FieldError { field, problem: Problem::SameEmail });
        } else {
            earlier.push(email);
        }
    }
    errors
}

impl ValidValues<'_> {
    /// Returns the participants: the contact, unless they do not take part, and those whose rows are filled in.
    pub(super) fn participants(
        &self,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
        contact: &Contact,
        sessions: &[AttendedSession],
    ) -> Result<Vec<Participant>, RequestError> {
        let mut participants = Vec::new();
        if self.takes_part() {
            let is_asked = offer.participant_email != ParticipantEmail::None;
            participants.push(Participant {
                number: 1,
                given_name: contact.given_name.clone(),
                family_name: contact.family_name.clone(),
                function: contact.function.clone(),
                email: is_asked.then(|| contact.email.clone()),
                answers: self.answers_of(1),
                sessions: Vec::new(),
                fee: self.fee(offer, field::FEE, sessions)?,
            });
        }
        for number in (2..=offer.max_participants).filter(|number| self.is_named(*number)) {
            let shared = SharedSessions { all: sessions, remaining: sessions };
            participants.push(self.attending(number, workshop, offer, shared)?);
        }
        Ok(participants)
    }

    /// Returns the participant in a row, with the fee for the sessions that they attend: their own, or those of all.
    fn attending(
        &self,
        number: u32,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
        shared: SharedSessions<'_>,
    ) -> Result<Participant, RequestError> {
        let sessions = self.own_sessions(number, workshop, offer, shared);
        let attended = if sessions.is_empty() { shared.all } else { &sessions };
        let fee = self.fee(offer, &field::of_participant(number, field::FEE), attended)?;
        Ok(Participant { sessions, ..self.participant(number, fee)? })
    }

    /// Returns the fee that is chosen in this field for a person who attends these sessions.
    fn fee(
        &self,
        offer: &Offer,
        name: &str,
        sessions: &[AttendedSession],
    ) -> Result<FeeSnapshot, RequestError> {
        let fee = offer.fee(&self.text(name)?).ok_or(RequestError::Fee)?;
        snapshot(fee, sessions.len()).ok_or(RequestError::Fee)
    }

    fn takes_part(&self) -> bool {
        self.optional(field::TAKES_PART).is_none_or(|answer| answer == field::YES)
    }

    fn is_named(&self, number: u32) -> bool {
        // A valid row is either empty or complete, so any of its required fields shows which.
        self.values.contains_key(&field::of_participant(number, field::FAMILY_NAME))
    }

    /// Returns whether a row has the name of a participant and, if both have one, their address.
    fn names(&self, row: u32, participant: &Participant) -> bool {
        let has = |name: &str, value: &str| {
            self.text(&field::of_participant(row, name)).is_ok_and(|text| text == value)
        };
        let email = self.email(&field::of_participant(row, field::EMAIL));
        has(field::GIVEN_NAME, &participant.given_name)
            && has(field::FAMILY_NAME, &participant.family_name)
            && email.is_none_or(|email| participant.email.is_none() || participant.has_address(&email))
    }

    fn participant(&self, number: u32, fee: FeeSnapshot) -> Result<Participant, RequestError> {
        let text = |name: &str| self.text(&field::of_participant(number, name));
        Ok(Participant {
            number,
            given_name: text(field::GIVEN_NAME)?,
            family_name: text(field::FAMILY_NAME)?,
            function: text(field::FUNCTION)?,
            email: self.email(&field::of_participant(number, field::EMAIL)),
            answers: self.answers_of(number),
            sessions: Vec::new(),
            fee,
        })
    }

    /// Returns the answers in a participant's row, by the names that the editor gave the questions.
    fn answers_of(&self, number: u32) -> Answers {
        let questions = self.questions_of(number);
        let answer = |name: &str| {
            let value = self.values.get(&field::of_participant(number, name))?;
            Some((name.to_owned(), value.clone().into()))
        };
        questions.filter_map(answer).collect()
    }

    /// Returns the names of the editor's questions in a participant's row.
    fn questions_of(&self, number: u32) -> impl Iterator<Item = &str> {
        let (group, prefix) = (field::participant_group(number), field::of_participant(number, ""));
        let groups = self.form.groups().iter().filter(move |it| it.name == group);
        let names = groups.flat_map(|group| &group.fields);
        let names = names.filter_map(move |field| field.name.strip_prefix(&prefix));
        names.filter(|name| !field::is_of_row(name))
    }

    /// Returns a participant with what is stored about the person and no longer asked in their row.
    fn with_unasked(&self, number: u32, mut participant: Participant, former: &Participant) -> Participant {
        let asks_for_address = self.form.field(&field::of_participant(number, field::EMAIL)).is_some();
        if !asks_for_address && participant.has_name_of(former) {
            participant.email.clone_from(&former.email);
        }
        if participant.continues(former) {
            self.keep_unasked_answers(number, &mut participant, former);
        }
        participant
    }

    /// Adds the answers of a former entry to questions that the row no longer has.
    fn keep_unasked_answers(&self, number: u32, participant: &mut Participant, former: &Participant) {
        for (name, answer) in &former.answers {
            if !self.questions_of(number).any(|asked| asked == name) {
                participant.answers.insert(name.clone(), answer.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests;
