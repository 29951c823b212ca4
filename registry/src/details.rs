//! Changes of the details of stored registrations: contact, sessions, also of single participants, invoice and answers.

use model::registration::{AttendedSession, Author, Details, Participant, Registration};
use model::status::Event;

use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::store::Store;
use crate::transition::{CannotChange, Transition, Transitioned, Writing};

impl Store {
    /// Changes the details of a registration, which were made from those of `transition.read`. If another change came
    /// first, this one is outdated, unless both are the same. Other sessions are only taken if there are seats in each.
    /// A group whose deadline is over, or an invoice that has been written meanwhile, is not changed: the whole change is
    /// impossible then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn change_details(
        &self,
        transition: Transition<'_>,
        details: &Details,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let Transition { read, offer, now, by } = transition;
        let (event, basis) = (Event::ChangeDetails, read.request.details());
        let next = |current: &Registration, _| {
            let stored = current.request.details();
            if stored == *details {
                return Err(CannotChange::Done);
            }
            if stored != basis {
                return Err(CannotChange::Outdated);
            }
            let open = current.changeable_details(offer, now);
            if !stored.differences(details).iter().all(|part| open.contains(&part.group())) {
                return Err(CannotChange::Impossible);
            }
            let change_count = current.change_count.with_one_more(now).map_err(CannotChange::TooMany)?;
            let next = current.with_details(details.clone(), offer, Some(by), now);
            let next = next.ok_or(CannotChange::Impossible)?;
            if next.seats != current.seats && !offer.could_fit(next.requested()) {
                return Err(CannotChange::Full);
            }
            Ok(Registration { change_count, ..next })
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Changes the sessions of the participant with this number, or the way of attending them, from what
    /// `transition.read` says: seats are exchanged like those of a registration. If another change of them came first, this one is
    /// outdated, unless both are the same. It is impossible if the participant has left, if the sessions may not be changed any
    /// more, or if a participant would raise what the registrant pays. It counts towards the limits of its author.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn change_sessions(
        &self,
        transition: Transition<'_>,
        number: u32,
        sessions: &[AttendedSession],
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let Transition { read, offer, now, by } = transition;
        let event = Event::ChangeDetails;
        let basis = read.participant(number).map(|it| read.request.sessions_of(it));
        let next = |current: &Registration, _| {
            let participant = current.participant(number).ok_or(CannotChange::Impossible)?;
            let stored = current.request.sessions_of(participant);
            if *stored == *sessions {
                return Err(CannotChange::Done);
            }
            if basis.is_none_or(|basis| *stored != *basis) {
                return Err(CannotChange::Outdated);
            }
            if !current.may_change_sessions_of(participant, offer, now) {
                return Err(CannotChange::Impossible);
            }
            let next = current.with_sessions_of(number, sessions, offer, by, now);
            let mut next = next.ok_or(CannotChange::Impossible)?;
            let raises = |it: &Participant| it.fee.amount.minor > participant.fee.amount.minor;
            if by == Author::Participant && next.participant(number).is_some_and(raises) {
                return Err(CannotChange::Impossible);
            }
            let count = match by {
                Author::Participant => next.corrections.entry(number).or_default(),
                _ => &mut next.change_count,
            };
            *count = count.with_one_more(now).map_err(CannotChange::TooMany)?;
            if next.seats != current.seats && !offer.could_fit(next.requested()) {
                return Err(CannotChange::Full);
            }
            Ok(next)
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Marks a registration as invoiced or, with `invoiced: false`, takes the mark back. Doing it again has no effect.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn set_invoiced(
        &self,
        transition: Transition<'_>,
        invoiced: bool,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let event = if invoiced { Event::Invoice } else { Event::ReopenInvoice };
        let next = |current: &Registration, status| {
            if current.invoiced.is_some() == invoiced {
                return Err(CannotChange::Done);
            }
            let next = transition.after(current, event, status);
            Ok(Registration { invoiced: invoiced.then_some(transition.now), ..next })
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }
}
