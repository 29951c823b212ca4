//! The details that a registrant changes on their own page: the contact, the sessions, the invoice and the answers. Each
//! group of them has a deadline of its own.

use std::collections::BTreeSet;
use std::fmt;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    AttendedSession, Author, BASIS_FIELD, Billing, Contact, DetailGroup, DetailPart, Registration,
    RegistrationRequest, asked_sessions,
};
use crate::form::Form;
use crate::membership::Membership;
use crate::offer::{DetailDeadlines, Offer};
use crate::status::Event;
use crate::submission::{Answers, Submission};

/// The details of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// The person whom the club writes to. The e-mail address is not changed with the details.
    pub contact: Contact,
    /// The attended sessions, if participants choose sessions or attendance modes.
    pub sessions: Vec<AttendedSession>,
    /// The address and details of the invoice.
    pub billing: Billing,
    /// The answers to the questions about the whole registration.
    pub answers: Answers,
    /// The registrant's remarks.
    pub remarks: Option<String>,
}

/// The state of the details that a page for changing them showed, and the groups and sessions that it asked about. The
/// details are those of a registration, or of what it [is for a participant](Registration::of_participant). A submission carries
/// it, so that a change made from an outdated page does not undo another one unnoticed, and no part of it is dropped. It comes from the client and cannot be trusted: it grants nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DetailsBasis {
    digest: String,
    /// The groups.
    pub groups: BTreeSet<DetailGroup>,
    /// The identifiers of the sessions that could be chosen.
    pub sessions: BTreeSet<String>,
}

impl Details {
    /// Returns the parts in which both differ.
    pub fn differences(&self, other: &Details) -> Vec<DetailPart> {
        let without_order = |billing: &Billing| Billing { purchase_order: None, ..billing.clone() };
        let is_changed = |part: &DetailPart| match part {
            DetailPart::Contact => self.contact != other.contact,
            DetailPart::Sessions => self.sessions != other.sessions,
            DetailPart::Billing => without_order(&self.billing) != without_order(&other.billing),
            DetailPart::PurchaseOrder => self.billing.purchase_order != other.billing.purchase_order,
            DetailPart::Answers => self.answers != other.answers,
            DetailPart::Remarks => self.remarks != other.remarks,
        };
        DetailPart::ALL.iter().copied().filter(is_changed).collect()
    }

    /// Returns 16 hexadecimal digits that change whenever any of the details in these groups does.
    fn digest(&self, groups: &BTreeSet<DetailGroup>) -> String {
        let Details { contact, sessions, billing, answers, remarks } = self;
        let has = |group| groups.contains(&group);
        let asked = (
            has(DetailGroup::Contact).then_some(contact),
            has(DetailGroup::Sessions).then_some(sessions),
            has(DetailGroup::Billing).then_some(billing),
            has(DetailGroup::Answers).then_some((answers, remarks)),
        );
        // Serialising plain data into memory cannot fail. An empty text would merely make all digests equal.
        let json = serde_json::to_vec(&asked).unwrap_or_default();
        HEXLOWER.encode(&Sha256::digest(json)[..8])
    }
}

impl DetailsBasis {
    /// Returns the basis of a page that shows these details and asks about these groups with this form.
    pub fn new(details: &Details, groups: BTreeSet<DetailGroup>, form: &Form) -> DetailsBasis {
        DetailsBasis { digest: details.digest(&groups), groups, sessions: asked_sessions(form) }
    }

    /// Returns the basis of a page that shows the same details with another form for the same groups.
    #[must_use]
    pub fn with_form(self, form: &Form) -> DetailsBasis {
        DetailsBasis { sessions: asked_sessions(form), ..self }
    }

    /// Returns the basis that a submission carries; if it has none, one that is of no details and asks about nothing.
    pub fn read(submission: &Submission) -> DetailsBasis {
        let mut parts = submission.value(BASIS_FIELD).trim().split(':');
        let mut first = parts.next().unwrap_or_default().split('-');
        let digest = first.next().unwrap_or_default().to_owned();
        let groups = first.filter_map(|key| key.parse().ok()).collect();
        DetailsBasis { digest, groups, sessions: parts.map(str::to_owned).collect() }
    }

    /// Returns whether the page showed these details, as far as it asked about them.
    pub fn is_of(&self, details: &Details) -> bool {
        self.digest == details.digest(&self.groups)
    }
}

impl fmt::Display for DetailsBasis {
    /// Writes the value of [`BASIS_FIELD`]: the digest, the groups, each after a hyphen, and the sessions, each after a colon,
    /// which no identifier contains.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.digest)?;
        self.groups.iter().try_for_each(|group| write!(formatter, "-{}", group.key()))?;
        self.sessions.iter().try_for_each(|session| write!(formatter, ":{session}"))
    }
}

impl RegistrationRequest {
    /// Returns the details.
    pub fn details(&self) -> Details {
        Details {
            contact: self.contact.clone(),
            sessions: self.sessions.clone(),
            billing: self.billing.clone(),
            answers: self.answers.clone(),
            remarks: self.remarks.clone(),
        }
    }
}

impl Registration {
    /// Returns the groups of details that the registrant may change at `now`.
    pub fn changeable_details(&self, offer: &Offer, now: Timestamp) -> BTreeSet<DetailGroup> {
        let is_possible = self.status.after(Event::ChangeDetails, self.requirements(offer)).is_some();
        let DetailDeadlines { contact, answers, billing } = offer.details_until;
        let before = |until: Option<Timestamp>| now < until.unwrap_or(offer.changes_until);
        let is_open = |group: &DetailGroup| match group {
            DetailGroup::Contact => before(contact),
            DetailGroup::Sessions => {
                let participants = &self.request.participants;
                participants.iter().any(|it| it.sessions.is_empty())
                    && self.may_exchange_seats_of(participants, offer, now)
            }
            DetailGroup::Answers => before(answers),
            DetailGroup::Billing => self.invoiced.is_none() && billing.is_none_or(|until| now < until),
        };
        DetailGroup::ALL.iter().copied().filter(|group| is_possible && is_open(group)).collect()
    }

    /// Returns the registration with other details, with the seats that it then needs, and with a line in its history. A fee
    /// for each session keeps the price at which the registration was made; `None` if an amount overflows.
    ///
    /// The contact's address stays the same, so they remain the same person: a corrected name is also that of the
    /// participant who they are. Another organisation of the contact does not become that of an invoice which is written.
    pub fn with_details(
        &self,
        details: Details,
        offer: &Offer,
        by: Option<Author>,
        at: Timestamp,
    ) -> Option<Registration> {
        let changed = self.request.details().differences(&details);
        let entry = self.entry(Event::ChangeDetails.key(), self.status, at).by(by).about(changed);
        let mut next = self.followed_by(entry);
        let Details { contact, sessions, billing, answers, remarks } = details;
        let former = &self.request.contact;
        let is_renamed = former.organisation != contact.organisation;
        if let Some(participant) = next.request.participants.iter_mut().find(|it| former.is(it)) {
            participant.given_name.clone_from(&contact.given_name);
            participant.family_name.clone_from(&contact.family_name);
            participant.function.clone_from(&contact.function);
        }
        next.request.contact = contact;
        next.request.billing = billing;
        if self.invoiced.is_some() && is_renamed {
            next.request.billing.organisation.get_or_insert_with(|| former.organisation.clone());
        }
        next.request.answers = answers;
        next.request.remarks = remarks;
        next.attend(sessions, offer).then_some(next)
    }

    /// Replaces the attended sessions. Returns whether the amounts still fit.
    fn attend(&mut self, sessions: Vec<AttendedSession>, offer: &Offer) -> bool {
        if sessions == self.request.sessions {
            return true;
        }
        let former = self.request.sessions.len();
        // Those with sessions of their own attend and pay for these all the same.
        for participant in self.request.participants.iter_mut().filter(|it| it.sessions.is_empty()) {
            let Some(fee) = participant.fee.for_sessions(former, sessions.len(), offer) else { return false };
            participant.fee = fee;
        }
        self.replace_sessions(sessions);
        self.seats = self.request.seats(offer);
        true
    }

    /// Returns whether the invoiced organisation must stay the same: seats count towards its limit, or its SIREN showed
    /// that the registrant is a member.
    pub fn depends_on_siren(&self) -> bool {
        self.counted_for.is_some() || self.request.membership == Some(Membership::Siren)
    }
}

#[cfg(test)]
mod tests;
