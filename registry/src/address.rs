//! Another address of the contact of a stored registration: proposed by the registrant, confirmed by the owner of the
//! address, or corrected by the organiser.

use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use model::membership::Membership;
use model::registration::{AddressChange, Capability, Registration};
use model::status::Event;

use crate::attributes::{text, whole};
use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::item::{DEPARTURES, FORMER_ADDRESSES, PROPOSED_ADDRESS, REVISION, sort_key};
use crate::key::{PK, SK, partition};
use crate::store::Store;
use crate::transaction::random_bytes;
use crate::transition::{CannotChange, Transition, Transitioned, Writing, has_same_grounds};

/// The time in which the same address, proposed again, is the same proposal: a double click, or a lost answer. Later, a
/// registrant who got no mail can have it sent again.
const REPETITION: SignedDuration = SignedDuration::from_mins(10);

impl Store {
    /// Notes the address that is to replace the contact's, or, with `None`, that none is. Nothing else changes. A proposal
    /// counts as a change, because a mail is sent to the address. A withdrawal does not, and is possible at any time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn propose_address(
        &self,
        transition: Transition<'_>,
        email: Option<&Email>,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let Transition { offer, now, .. } = transition;
        let next = |current: &Registration, _| {
            let Some(email) = email else {
                return match current.proposed_address {
                    Some(_) => Ok(current.with_proposed_address(None, now)),
                    None => Err(CannotChange::Done),
                };
            };
            let is_repeated = current
                .address_to_confirm(now)
                .is_some_and(|it| it.email == *email && now.duration_since(it.at) < REPETITION);
            if is_repeated {
                return Err(CannotChange::Done);
            }
            if !current.may_change_address(offer, now) || current.has_other_participant_at(email) {
                return Err(CannotChange::Impossible);
            }
            let change_count = current.change_count.with_one_more(now).map_err(CannotChange::TooMany)?;
            let next = current.with_proposed_address(Some(email.clone()), now);
            Ok(Registration { change_count, ..next })
        };
        let event = Event::CorrectAddress;
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Replaces the contact's address with the proposed one, which its owner has confirmed. A provisional registration is
    /// confirmed with it. It is impossible if the address is no longer proposed, and outdated if the membership has to be
    /// judged again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn confirm_address(
        &self,
        transition: Transition<'_>,
        change: &AddressChange,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let now = transition.now;
        let next = |current: &Registration, status| {
            if current.capability == change.capability {
                return Err(CannotChange::Done);
            }
            let proposed = current.address_to_confirm(now);
            let is_proposed = proposed.is_some_and(|proposed| proposed.email == change.email);
            if !is_proposed || current.has_other_participant_at(&change.email) {
                return Err(CannotChange::Impossible);
            }
            if !has_same_grounds(transition.read, current) {
                return Err(CannotChange::Outdated);
            }
            Ok(current.with_confirmed_address(change, status, now))
        };
        let event = match transition.read.status.needs_proof() {
            true => Event::ConfirmEmail,
            false => Event::CorrectAddress,
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Corrects the e-mail address of a registration, for which the organiser vouches, with what is known about the
    /// membership then. Links that were mailed to the former address stop working. It is outdated if the membership has to be
    /// judged again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn correct_address(
        &self,
        transition: Transition<'_>,
        email: &Email,
        membership: Option<Membership>,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let capability = Capability::from_bytes(random_bytes()?);
        let change = AddressChange { email: email.clone(), capability, membership };
        let next = |current: &Registration, _| match current.capability == change.capability {
            true => Err(CannotChange::Done),
            false if !has_same_grounds(transition.read, current) => Err(CannotChange::Outdated),
            false => Ok(current.with_address(&change, transition.by, transition.now)),
        };
        let event = Event::CorrectAddress;
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Removes the addresses that a registration no longer needs: those of participants who left and of the contact before
    /// they changed it, to which mails were sent, and a proposed one that can no longer be confirmed. If the registration has
    /// changed since it was read, nothing happens.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known whether they were removed.
    pub async fn forget_addresses(
        &self,
        read: &Registration,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(partition(&read.request.workshop)))
            .key(SK, text(sort_key(&read.id)))
            .condition_expression("#revision = :read")
            .expression_attribute_names("#departures", DEPARTURES)
            .expression_attribute_names("#former", FORMER_ADDRESSES)
            .expression_attribute_names("#revision", REVISION)
            .expression_attribute_values(":read", whole(read.revision));
        let removed = "REMOVE #departures, #former";
        update = match read.address_to_confirm(now) {
            Some(_) => update.update_expression(removed),
            None => update
                .update_expression(format!("{removed}, #proposed"))
                .expression_attribute_names("#proposed", PROPOSED_ADDRESS),
        };
        met(deadline, || update.clone().send()).await.map(|_| ())
    }
}
