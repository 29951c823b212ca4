//! `registrations absent`: records who was absent from a session.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use clap::Args;
use model::announcement::SessionStatus;
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::offer::Offer;
use model::registration::{Author, Participant, Registration};
use model::scheduled_mail::ScheduledMail;
use model::status::Event;
use registry::{Deadline, Transition, Transitioned};

use crate::Exit;
use crate::console::Console;
use crate::decision::{impossible, people};
use crate::desk::Desk;
use crate::lookup::session_of;
use crate::participant_code::ParticipantCode;

/// Record who was absent from a session, once it has begun
///
/// Everyone else counts as present. Mails after the session with `to: present` go to those who were present, mails with `to:
/// absent` to those who were absent, so record absences before these mails are due. Attendance sheets show the codes of
/// participants, and `show` their numbers.
#[derive(Args, Debug)]
pub(crate) struct Absent {
    /// The workshop
    #[arg(value_name = "SLUG")]
    workshop: String,

    /// The session
    #[arg(value_name = "SESSION")]
    session: String,

    /// The participants: a reference with a number, such as 98aa6bea:2, or without one for all participants of the
    /// registration who attend the session
    #[arg(value_name = "REFERENCE[:NUMBER]", required = true)]
    participants: Vec<ParticipantCode>,

    /// Take it back: they were not absent
    #[arg(long)]
    undo: bool,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

/// The participants of one registration.
struct Group {
    registration: Registration,
    /// Their numbers within the registration.
    numbers: BTreeSet<u32>,
}

impl Absent {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let (workshop, offer) = desk.offered(&self.workshop)?;
        let session = session_of(workshop, &self.session)?;
        if !self.undo {
            require_begun(session, desk)?;
        }
        let mut groups: Vec<Group> = Vec::new();
        for code in &self.participants {
            let registration = confirmed(code, workshop, offer, desk).await?;
            let numbers = self.numbers(code, &registration, session)?;
            match groups.iter_mut().find(|group| group.registration.id == registration.id) {
                Some(group) => group.numbers.extend(numbers),
                None => groups.push(Group { registration, numbers }),
            }
        }
        let changes = self.announce(&groups, session, desk, console)?;
        if changes > 0 && workshop.mails.iter().any(|mail| is_affected(mail, session)) {
            self.announce_mails(console)?;
        }
        if changes == 0 {
            let state = if self.undo { "None of them is" } else { "All of them are" };
            writeln!(console.out, "{state} recorded as absent.")?;
            return Ok(Exit::Done);
        }
        let question = match self.undo {
            false => format!("Record {} as absent?", people(changes)),
            true => format!("Take back the absence of {}?", people(changes)),
        };
        if !console.confirm(&question, self.yes)? {
            return Ok(Exit::Done);
        }
        for group in &groups {
            self.record(group, session, offer, desk).await?;
        }
        writeln!(console.out, "{}", if self.undo { "It is taken back." } else { "It is recorded." })?;
        Ok(Exit::Done)
    }

    /// Returns the numbers of the participants whom a code names.
    fn numbers(
        &self,
        code: &ParticipantCode,
        registration: &Registration,
        session: &CatalogueSession,
    ) -> anyhow::Result<BTreeSet<u32>> {
        let named = code.participants(registration)?;
        let attending: BTreeSet<_> = registration.attendees(&session.id).map(|it| it.number).collect();
        let numbers: BTreeSet<_> = named.iter().map(|it| it.number).collect();
        if self.undo {
            return Ok(numbers);
        }
        // Of a whole registration, only those are meant who attend the session.
        let expected: BTreeSet<_> = numbers.intersection(&attending).copied().collect();
        if expected.is_empty() {
            let names: Vec<_> = named.into_iter().map(Participant::name).collect();
            bail!("`{code}` ({}) does not attend the session `{}`", names.join(", "), session.id);
        }
        Ok(expected)
    }

    /// Prints what will be recorded. Returns the number of participants for whom that is new.
    fn announce(
        &self,
        groups: &[Group],
        session: &CatalogueSession,
        desk: &Desk,
        console: &mut Console<'_>,
    ) -> anyhow::Result<usize> {
        writeln!(console.out, "{}", desk.session(session))?;
        let mut changes = 0;
        for Group { registration, numbers } in groups {
            let participants = registration.request.participants.iter();
            for participant in participants.filter(|it| numbers.contains(&it.number)) {
                let is_absent = registration.absences.include(&session.id, participant.number);
                let note = match (is_absent, self.undo) {
                    (true, false) => " (recorded already)",
                    (false, true) => " (not recorded)",
                    _ => "",
                };
                changes += usize::from(note.is_empty());
                let code = ParticipantCode::of(registration, participant);
                let organisation = &registration.request.contact.organisation;
                writeln!(console.out, "  {code}: {}, {organisation}{note}", participant.name())?;
            }
        }
        Ok(changes)
    }

    /// Prints which mails the participants get.
    fn announce_mails(&self, console: &mut Console<'_>) -> anyhow::Result<()> {
        let [from, to] = if self.undo { ["absent", "present"] } else { ["present", "absent"] };
        writeln!(
            console.out,
            "  They get mails to those who were {to}, and no more mails to those who were {from}."
        )?;
        Ok(())
    }

    async fn record(
        &self,
        group: &Group,
        session: &CatalogueSession,
        offer: &Offer,
        desk: &Desk,
    ) -> anyhow::Result<()> {
        let Group { registration, numbers } = group;
        let transition = Transition { read: registration, offer, now: desk.now, by: Author::Organiser };
        let (store, deadline) = (desk.store(), Deadline::default());
        match store.record_absences(transition, &session.id, numbers, !self.undo, deadline).await? {
            Transitioned::Done => Ok(()),
            _ => {
                let reference = registration.id.reference();
                bail!(
                    "registration {reference} changed meanwhile, so the command stopped there; run it again"
                )
            }
        }
    }
}

/// Returns the registration of a code, which must be confirmed and for this workshop.
async fn confirmed(
    code: &ParticipantCode,
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    desk: &Desk,
) -> anyhow::Result<Registration> {
    let registration = desk.registration(&code.reference).await?;
    let own = &registration.request.workshop;
    if *own != workshop.slug {
        bail!("registration {} is for `{own}`, not for `{}`", code.reference, workshop.slug);
    }
    if registration.status.after(Event::RecordAbsences, registration.requirements(offer)).is_none() {
        bail!("{}", impossible(&registration, Event::RecordAbsences));
    }
    Ok(registration)
}

/// Returns whether the recipients of a mail depend on who was absent from this session.
fn is_affected(mail: &ScheduledMail, session: &CatalogueSession) -> bool {
    mail.recipients.depend_on_absences() && mail.occasions.iter().any(|it| it.session == session.id)
}

/// Fails if a session has not begun, or does not take place.
fn require_begun(session: &CatalogueSession, desk: &Desk) -> anyhow::Result<()> {
    let id = &session.id;
    match session.status {
        SessionStatus::Cancelled => bail!("the session `{id}` is cancelled, so no one is absent from it"),
        SessionStatus::Postponed => bail!("the session `{id}` is postponed, so no one is absent from it yet"),
        SessionStatus::Scheduled => {}
    }
    let begins = desk.beginning(session);
    let begins = begins.with_context(|| format!("the session `{id}` has an invalid date"))?;
    if desk.now < begins {
        bail!("the session `{id}` begins on {}; record who was absent after that", desk.time(begins));
    }
    Ok(())
}
