//! A made-up workshop and a registration for it, with a value in every field.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{date, time};
use jiff::tz::TimeZone;
use model::announcement::{AnnouncedChange, AttendanceMode, SessionStatus};
use model::catalogue::{CatalogueSession, CatalogueWorkshop, PrivateSessions};
use model::contact::{Email, Telephone};
use model::form::{Autocomplete, Field, FieldErrors, FieldKind};
use model::membership::{MembersOnly, Membership};
use model::money::{Currency, Money};
use model::offer::{Attends, DetailDeadlines, Fee, FeeBasis, Offer, ParticipantEmail};
use model::private_information::{PrivateDocument, PrivateInformation, PrivateText};
use model::registration::{
    AttendedSession, Author, Billing, Capability, Contact, DetailPart, OwnLink, Participant, Registration,
    RegistrationId, RegistrationRequest,
};
use model::seat_offer::{AcceptWithin, SeatOffers};
use model::seats::{Capacity, WaitingList};
use model::shared::Shared;
use model::siret::Siret;
use model::slug::Slug;
use model::status::{Approval, Confirmation, Event, REGISTER, Status};
use model::submission::Answer;
use view::private_information::{self, PrivateSessionView};

use super::ANY;

/// Returns a workshop with an offer whose form has every kind of field.
pub(super) fn workshop() -> CatalogueWorkshop {
    let fee = Fee {
        category: slug(),
        label: ANY.to_owned(),
        note: Some(ANY.to_owned()),
        language: Some(ANY.to_owned()),
        amount: Money { minor: 150_050, currency: Currency::Eur },
        basis: FeeBasis::Session,
        members_only: Some(MembersOnly::Review),
    };
    let offer = Offer {
        opens: Timestamp::UNIX_EPOCH,
        closes: Timestamp::UNIX_EPOCH,
        changes_until: Timestamp::UNIX_EPOCH,
        details_until: DetailDeadlines::default(),
        attends: Attends::Choose,
        capacity: Capacity::by_session([(ANY.to_owned(), 2)]),
        waiting_list: WaitingList::Open,
        seat_offers: Some(SeatOffers {
            accept_within: AcceptWithin::Hours(2),
            time_zone: TimeZone::UTC,
            starts: BTreeMap::new(),
        }),
        approval: Approval::Manual,
        confirmation: Confirmation::Email,
        max_participants: 2,
        participant_email: ParticipantEmail::Optional,
        max_per_organisation: Some(2),
        fees: vec![fee],
        questions: vec![question()],
        participant_questions: vec![Field { name: "about-each".to_owned(), ..question() }],
        keep_until: Timestamp::UNIX_EPOCH,
    };
    CatalogueWorkshop {
        slug: slug(),
        title: ANY.to_owned(),
        path: "/a/".to_owned(),
        registration_path: Some("/a/b/".to_owned()),
        sessions: vec![session()],
        cancelled: false,
        offer: Some(offer.into()),
        has_questionnaires: false,
        forms: BTreeMap::new(),
        has_mails: true,
        mails: Shared::default(),
        has_private: false,
        translations: BTreeMap::new(),
        language: Some(ANY.to_owned()),
    }
}

/// Returns the private information about the session, with a value in every field.
pub(super) fn private_sessions() -> PrivateSessions {
    let text = || Some(PrivateText { text: ANY.to_owned(), language: Some(ANY.to_owned()) });
    let information = PrivateInformation {
        room: text(),
        door_code: Some(ANY.to_owned()),
        join_link: Some(ANY.to_owned()),
        join_code: Some(ANY.to_owned()),
        note: text(),
        documents: text().map(|title| PrivateDocument { file: ANY.to_owned(), title }).into_iter().collect(),
    };
    PrivateSessions { sessions: [(ANY.to_owned(), information)].into(), ..PrivateSessions::default() }
}

/// Returns the view of the private information about the session, for those who may attend in both ways.
pub(super) fn private() -> Vec<PrivateSessionView> {
    let workshop = CatalogueWorkshop { language: None, ..workshop() };
    let known = workshop.offer.as_deref().map(|offer| {
        let confirmed =
            registration(&workshop, offer).after(REGISTER, Status::Confirmed, Timestamp::UNIX_EPOCH);
        private_information::private_sessions(&private_sessions(), &workshop, &brief(&confirmed), "/a")
    });
    known.unwrap_or_default()
}

fn session() -> CatalogueSession {
    CatalogueSession {
        id: ANY.to_owned(),
        title: ANY.to_owned(),
        date: date(2027, 9, 14),
        start: time(10, 0, 0, 0),
        end: time(16, 30, 0, 0),
        attendance: AttendanceMode::Hybrid,
        status: SessionStatus::Scheduled,
        speakers: Vec::new(),
        place: Some(ANY.to_owned()),
        title_language: Some(ANY.to_owned()),
        place_language: Some(ANY.to_owned()),
        sequence: 0,
        changes: vec![AnnouncedChange::Online],
        last_mail_before: Some(Timestamp::MAX),
    }
}

pub(super) fn question() -> Field {
    Field {
        name: "question".to_owned(),
        label: ANY.to_owned(),
        hint: Some(ANY.to_owned()),
        kind: FieldKind::Number { min: 0, max: 1 },
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: ANY.to_owned(), invalid: ANY.to_owned() },
        show_if: None,
        language: Some(ANY.to_owned()),
    }
}

/// Returns a registration with a value in every field.
pub(super) fn registration(workshop: &CatalogueWorkshop, offer: &Offer) -> Registration {
    let email = Email::parse("a@club.example").expect("this is an e-mail address");
    let participant = |fee: &Fee| Participant {
        number: 1,
        given_name: ANY.to_owned(),
        family_name: ANY.to_owned(),
        function: ANY.to_owned(),
        email: Some(email.clone()),
        answers: [("about-each".to_owned(), Answer::Number(1))].into(),
        sessions: workshop
            .sessions
            .iter()
            .map(|it| AttendedSession { session: it.id.clone(), mode: Some(AttendanceMode::InPerson) })
            .collect(),
        fee: fee.into(),
    };
    let request = RegistrationRequest {
        workshop: workshop.slug.clone(),
        participants: offer.fees.iter().map(participant).collect(),
        sessions: vec![AttendedSession { session: ANY.to_owned(), mode: Some(AttendanceMode::Online) }],
        contact: Contact {
            given_name: ANY.to_owned(),
            family_name: ANY.to_owned(),
            function: ANY.to_owned(),
            organisation: ANY.to_owned(),
            email: email.clone(),
            telephone: Telephone::parse("+33 1 23 45 67 89").ok(),
        },
        billing: Billing {
            organisation: Some(ANY.to_owned()),
            address: ANY.to_owned(),
            postal_code: ANY.to_owned(),
            city: ANY.to_owned(),
            siret: Siret::parse("732 829 320 00074").ok(),
            purchase_order: Some(ANY.to_owned()),
            email: Some(email),
        },
        answers: [("question".to_owned(), Answer::Number(1))].into(),
        remarks: Some(ANY.to_owned()),
        listed: true,
        form_hash: ANY.to_owned(),
        language: None,
        membership: Some(Membership::Review),
    };
    let link =
        OwnLink { id: RegistrationId::from_bytes([0; 16]), capability: Capability::from_bytes([0; 16]) };
    Registration::arriving(link, request, offer, Timestamp::UNIX_EPOCH)
}

/// Returns the registration in this status.
pub(super) fn in_status(registration: &Registration, status: Status) -> Registration {
    let then = Timestamp::UNIX_EPOCH;
    match status {
        Status::Offered => registration.with_offered_seats(then, then),
        status => registration.after(REGISTER, status, then),
    }
}

/// Returns such a registration with this status and a history with a value in every field.
pub(super) fn registered(workshop: &CatalogueWorkshop, offer: &Offer, status: Status) -> Registration {
    let at = Timestamp::UNIX_EPOCH;
    let registered = in_status(&registration(workshop, offer), status);
    let entry = registered.entry(Event::ChangeDetails.key(), status, at);
    let entry = entry.by(Some(Author::Registrant)).about(DetailPart::ALL.to_vec());
    let changed = registered.followed_by(entry);
    let entry = changed.entry(Event::ChangeDetails.key(), status, at).by(Some(Author::Participant));
    Registration { invoiced: Some(at), ..changed.followed_by(entry.about_sessions_of(1)) }
}

/// Returns the same registration without optional values.
pub(super) fn brief(full: &Registration) -> Registration {
    let mut brief = Registration { invoiced: None, ..full.clone() };
    let request = &mut brief.request;
    request.contact.telephone = None;
    request.sessions.clear();
    request.answers.clear();
    for participant in &mut request.participants {
        participant.email = None;
        participant.answers.clear();
        participant.sessions.clear();
    }
    request.remarks = None;
    let billing = &mut request.billing;
    (billing.organisation, billing.siret, billing.purchase_order, billing.email) = (None, None, None, None);
    brief
}

pub(super) fn slug() -> Slug {
    Slug::from_text(ANY).expect("`a` is a slug")
}
