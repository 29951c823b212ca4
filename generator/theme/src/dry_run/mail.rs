//! The mails of each kind, a notice, and a scheduled mail.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::mail::MailKind;
use model::notice::{Notice, NoticeId, NoticeText};
use model::offer::Offer;
use model::registration::Registration;
use model::rich_text::{Block, Run};
use model::scheduled_mail::MailText;
use model::status::{Event, REGISTER, Status};
use model::subject::Subject;
use rayon::prelude::*;
use view::mail::{
    AddressMailView, FoundRegistrationView, MailLinks, NoticeMailView, PARTICIPATION_KINDS,
    ParticipationMailView, PersonLinks, PrivateChange, RegistrationMailView, ScheduledMailView, Worded,
};
use view::renderer::{RenderError, Renderer};

use super::made_up::{private, private_sessions};
use super::{ANY, brief, registration};

/// The links in a mail to a person.
const PERSON: PersonLinks<'static> = PersonLinks { base_url: ANY, own_url: ANY, participation: false };

/// Links in a mail to a participant.
const PARTICIPANT: PersonLinks<'static> = PersonLinks { participation: true, ..PERSON };

/// Renders each mail in each of its states, and returns the first failure.
pub(super) fn render(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    renderer: &Renderer,
) -> Option<RenderError> {
    let full = registration(workshop, offer);
    let confirmed = full.after(REGISTER, Status::Confirmed, Timestamp::UNIX_EPOCH);
    let brief = brief(&full);
    let registrations = [&full, &brief].into_iter().flat_map(histories).collect::<Vec<_>>();
    let moments = [Timestamp::MIN, Timestamp::MAX];
    let links = MailLinks { base_url: ANY, confirmation_token: ANY };
    let known = private();
    let known = &known;
    let mails = MailKind::ALL.iter().copied().flat_map(|kind| {
        let mail = move |registration, now| {
            let other = FoundRegistrationView::new(workshop, registration, ANY.to_owned());
            RegistrationMailView::new(kind, workshop, registration, Some(1), links, now)
                .changed_by_participant(kind == MailKind::Changed && now == Timestamp::MAX)
                .with_private(known.clone())
                .with_others(vec![other])
        };
        registrations.iter().flat_map(move |registration| moments.map(|now| mail(registration, now)))
    });
    let notice = Notice {
        id: NoticeId::from_bytes([0; 8]),
        workshop: workshop.slug.clone(),
        subject: Subject::from_text(ANY),
        text: NoticeText::parse(ANY).expect("`a` is a text"),
        created: Timestamp::UNIX_EPOCH,
        expires: Timestamp::UNIX_EPOCH,
    };
    let mails: Vec<_> = mails.collect();
    mails
        .par_iter()
        .find_map_first(|mail| mail.render(renderer).err())
        .or_else(|| {
            [PERSON, PARTICIPANT].into_iter().find_map(|links| {
                let mail = NoticeMailView::new(&notice, workshop, &full, links, ANY);
                mail.render(renderer, &notice.subject).err()
            })
        })
        .or_else(|| scheduled(workshop, &confirmed, renderer).err())
        .or_else(|| participation(workshop, &full, renderer).err())
        .or_else(|| address(workshop, &full, renderer).err())
}

/// Renders the mails about another address of the contact.
fn address(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    renderer: &Renderer,
) -> Result<(), RenderError> {
    let until = Timestamp::UNIX_EPOCH;
    AddressMailView::to_proposed(workshop, registration, ANY, ANY.to_owned(), until).render(renderer)?;
    AddressMailView::to_former(workshop, registration, ANY).render(renderer)?;
    Ok(())
}

/// Renders each mail to a participant, with all that it may have and without.
fn participation(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    renderer: &Renderer,
) -> Result<(), RenderError> {
    let left = ParticipationMailView::of_departure(workshop, registration, ANY);
    let now = Timestamp::UNIX_EPOCH;
    let full = ParticipationMailView {
        changes_until: Some(now),
        private: private(),
        ..ParticipationMailView::new(workshop, registration, false, PARTICIPANT, now)
    };
    let brief = ParticipationMailView { changes_until: None, private: Vec::new(), ..full.clone() };
    for kind in PARTICIPATION_KINDS {
        for mail in [&full, &brief, &left] {
            ParticipationMailView { kind, ..mail.clone() }.render(renderer)?;
        }
    }
    Ok(())
}

/// Renders a scheduled mail with all that its text may have, about each session and about none, and one about a change of private
/// information.
fn scheduled(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    renderer: &Renderer,
) -> Result<(), RenderError> {
    let run = |strong, emphasis, href: Option<&str>| Run {
        text: format!("{ANY}\n{ANY}"),
        strong,
        emphasis,
        href: href.map(str::to_owned),
    };
    let runs = vec![run(false, false, None), run(true, true, Some(ANY)), run(true, false, None)];
    let list = |ordered| Block::List { ordered, items: vec![runs.clone(), runs.clone()] };
    let private = Run { text: "{private}".to_owned(), ..Run::default() };
    let private = Block::Paragraph { runs: vec![private] };
    let body = vec![Block::Paragraph { runs: runs.clone() }, list(false), list(true), private];
    for (language, links) in [(None, PERSON), (Some(ANY.to_owned()), PARTICIPANT)] {
        let text = MailText { subject: ANY.to_owned(), body: body.clone(), language };
        for session in workshop.sessions.iter().map(|session| session.id.as_str()).chain([""]) {
            let worded = Worded { text: &text, workshop, renderer };
            let known = private_sessions();
            ScheduledMailView::new(worded, session, workshop, registration, Some(&known), links)?
                .render(renderer)?;
        }
    }
    let sessions: Vec<_> = workshop.sessions.iter().map(|session| session.id.clone()).collect();
    let change = PrivateChange { private: &private_sessions(), sessions: &sessions };
    ScheduledMailView::of_private_change(change, workshop, registration, PERSON, renderer)?
        .render(renderer)?;
    Ok(())
}

/// Returns the registration with an unconfirmed address, with a confirmed one, with offered seats, and cancelled.
fn histories(registration: &Registration) -> [Registration; 4] {
    let then = Timestamp::UNIX_EPOCH;
    let asked = registration.after(REGISTER, Status::Unconfirmed, then);
    let confirmed = asked.after(Event::ConfirmEmail.key(), Status::Confirmed, then);
    let cancelled = confirmed.after(Event::Cancel.key(), Status::Cancelled, then);
    let offered = asked.with_offered_seats(then, then);
    [asked, confirmed, offered, cancelled]
}
