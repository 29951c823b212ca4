use std::collections::BTreeMap;
use std::convert::Infallible;

use super::*;
use crate::announcement::{AttendanceMode, SessionStatus};
use crate::catalogue::{CatalogueSession, CatalogueWorkshop};
use crate::field;
use crate::form::tests::field as extra;
use crate::form::{Field, FieldKind, Form};
use crate::money::{Currency, Money};
use crate::offer::{Attends, DetailDeadlines, Fee, FeeBasis, ParticipantEmail};
use crate::reading::{ReadError, RequestError, read_participants, read_request};
use crate::seats::{Capacity, WHOLE_WORKSHOP, WaitingList};
use crate::shared::Shared;
use crate::status::{Approval, CONFIRMATION_TIME, Confirmation, Event, REGISTER};
use crate::submission::{Answer, Problem, Submission, SubmissionErrors};

fn fee(category: &str, minor: u64) -> Fee {
    Fee {
        category: category.parse().unwrap(),
        label: category.to_uppercase(),
        note: None,
        language: None,
        amount: Money { minor, currency: Currency::Eur },
        basis: FeeBasis::Workshop,
        members_only: None,
    }
}

fn session(id: &str) -> CatalogueSession {
    CatalogueSession {
        id: id.into(),
        title: format!("Session {id}"),
        date: jiff::civil::date(2027, 9, 14),
        start: jiff::civil::time(10, 0, 0, 0),
        end: jiff::civil::time(16, 0, 0, 0),
        attendance: AttendanceMode::Hybrid,
        status: SessionStatus::Scheduled,
        speakers: Vec::new(),
        place: None,
        title_language: None,
        place_language: None,
        sequence: 0,
        changes: Vec::new(),
        last_mail_before: None,
    }
}

pub(crate) fn words(key: &str, parameters: &[(&str, &str)]) -> Result<String, Infallible> {
    Ok(format!("{key} {parameters:?}"))
}

pub(crate) fn form(workshop: &CatalogueWorkshop) -> Form {
    let asked = |id: &str, hybrid| FormSession {
        id: id.to_owned(),
        title: id.to_uppercase(),
        date: "today".to_owned(),
        hybrid,
    };
    let offer = workshop.offer.as_deref().unwrap();
    let parts = FormParts {
        fees: &offer.fees,
        member_code: offer.has_fees_for_members(),
        max_participants: offer.max_participants,
        max_per_organisation: offer.max_per_organisation,
        attends: offer.attends,
        sessions: &[asked("a", false), asked("b", true)],
        questions: offer.questions.clone(),
        participant: ParticipantParts::of(offer),
    };
    registration_form(parts, |_| "hint".to_owned(), words).unwrap()
}

/// A workshop of two sessions, the second of them hybrid, for up to three people.
pub(crate) fn workshop(attends: Attends, basis: FeeBasis) -> CatalogueWorkshop {
    let fees: Vec<_> = [fee("member", 50_000), fee("other", 150_000)].map(|fee| Fee { basis, ..fee }).into();
    let question = Field { required: false, ..extra("diet", FieldKind::Text { max_length: 50 }) };
    let offer = Offer {
        opens: Timestamp::UNIX_EPOCH,
        closes: Timestamp::UNIX_EPOCH,
        changes_until: Timestamp::UNIX_EPOCH,
        details_until: DetailDeadlines::default(),
        attends,
        capacity: Capacity::whole(1),
        waiting_list: WaitingList::Open,
        seat_offers: None,
        approval: Approval::Automatic,
        confirmation: Confirmation::None,
        max_participants: 3,
        participant_email: ParticipantEmail::None,
        max_per_organisation: None,
        fees,
        questions: vec![question],
        participant_questions: Vec::new(),
        keep_until: Timestamp::UNIX_EPOCH,
    };
    CatalogueWorkshop {
        slug: "proximite".parse().unwrap(),
        title: "Proximité".into(),
        path: "/ateliers/proximite/".into(),
        registration_path: None,
        sessions: vec![session("a"), session("b")],
        cancelled: false,
        offer: Some(offer.into()),
        has_questionnaires: false,
        forms: BTreeMap::new(),
        has_mails: false,
        mails: Shared::default(),
        has_private: false,
        translations: BTreeMap::new(),
        language: None,
    }
}

/// A valid submission with some values replaced or added.
pub(crate) fn submission(replaced: &[(&str, &str)]) -> Submission {
    let mut pairs = BTreeMap::from([
        ("fee", "member"),
        ("takes-part", "yes"),
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office"),
        ("email", "claire@office.example"),
        ("telephone", "01 23 45 67 89"),
        ("attendance-b", "online"),
        ("billing-address", "1 rue de la Paix"),
        ("billing-postal-code", "75002"),
        ("billing-city", "Paris"),
        ("diet", ""),
        ("participant-2-given-name", ""),
        ("privacy", "yes"),
    ]);
    pairs.extend(replaced.iter().copied());
    let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Submission::new(pairs.collect())
}

pub(crate) fn read(
    workshop: &CatalogueWorkshop,
    replaced: &[(&str, &str)],
) -> Result<RegistrationRequest, ReadError> {
    read_request(workshop, workshop.offer.as_deref().unwrap(), &form(workshop), &submission(replaced))
}

fn request(replaced: &[(&str, &str)]) -> RegistrationRequest {
    read(&workshop(Attends::All, FeeBasis::Workshop), replaced).unwrap()
}

/// Returns the fields of a submission that have errors.
pub(crate) fn errors(result: Result<RegistrationRequest, ReadError>) -> Vec<(String, Problem)> {
    match result {
        Err(ReadError::Submission(SubmissionErrors { fields })) => {
            fields.into_iter().map(|error| (error.field, error.problem)).collect()
        }
        other => panic!("not errors of a submission: {other:?}"),
    }
}

pub(crate) const COLLEAGUE: [(&str, &str); 4] = [
    ("participant-3-given-name", "Marc"),
    ("participant-3-family-name", "Petit"),
    ("participant-3-function", "Directeur"),
    ("participant-3-fee", "other"),
];

#[test]
fn the_contact_takes_part_by_default() {
    let request = request(&[("siret", "732 829 320 00074"), ("diet", "végétarien")]);
    assert_eq!(request.participants.len(), 1);
    assert_eq!(request.participants[0].family_name, "Le Gall");
    assert_eq!(request.amount().unwrap().minor, 50_000);
    assert_eq!(request.billing.siret.as_ref().map(Siret::as_str), Some("73282932000074"));
    assert_eq!(
        request.sessions,
        [AttendedSession { session: "b".into(), mode: Some(AttendanceMode::Online) }]
    );
    assert_eq!(request.answers, BTreeMap::from([("diet".into(), Answer::Text("végétarien".into()))]));
}

#[test]
fn colleagues_are_added_or_take_part_without_the_contact() {
    assert_eq!(request(&COLLEAGUE).participants.len(), 2);
    assert_eq!(request(&COLLEAGUE).amount().unwrap().minor, 200_000);
    let alone = request(&[&COLLEAGUE[..], &[("takes-part", "no"), ("fee", "")]].concat());
    assert_eq!(alone.participants.len(), 1);
    assert_eq!(alone.participants[0].given_name, "Marc");
}

#[test]
fn a_colleague_needs_all_details() {
    let workshop = workshop(Attends::All, FeeBasis::Workshop);
    let errors = errors(read(&workshop, &[("participant-2-family-name", "Petit")]));
    let names: Vec<_> = errors.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(names, ["participant-2-given-name", "participant-2-function", "participant-2-fee"]);
}

#[test]
fn a_registration_needs_a_participant() {
    let workshop = workshop(Attends::All, FeeBasis::Workshop);
    let errors = errors(read(&workshop, &[("takes-part", "no")]));
    assert_eq!(errors, [("takes-part".to_owned(), Problem::Invalid)]);
}

#[test]
fn chosen_sessions_are_counted_and_charged_separately() {
    let workshop = workshop(Attends::Choose, FeeBasis::Session);
    let offer = workshop.offer.as_deref().unwrap();
    let pairs = [("sessions", "a"), ("attendance-b", "")];
    let one = read(&workshop, &pairs).unwrap();
    assert_eq!(one.sessions, [AttendedSession { session: "a".into(), mode: None }]);
    assert_eq!(one.seats(offer), Seats::in_pools(["a"], 1));
    assert_eq!(one.amount().unwrap().minor, 50_000);
    let none = errors(read(&workshop, &[]));
    assert_eq!(none, [("sessions".to_owned(), Problem::Missing)]);
    let unknown_mode = errors(read(&workshop, &[("sessions", "b"), ("attendance-b", "")]));
    assert_eq!(unknown_mode, [("attendance-b".to_owned(), Problem::Missing)]);
}

#[test]
fn a_whole_workshop_takes_one_seat_per_person() {
    let workshop = workshop(Attends::All, FeeBasis::Workshop);
    let request = read(&workshop, &COLLEAGUE).unwrap();
    assert_eq!(request.seats(workshop.offer.as_deref().unwrap()), Seats::in_pools([WHOLE_WORKSHOP], 2));
}

#[test]
fn participants_are_replaced_at_the_same_fee_or_removed() {
    let request = request(&COLLEAGUE);
    let (current, shown) = (&request.participants, ShownParticipants::of(&request));
    let form = participants_form(2, &ParticipantParts::default(), words).unwrap();
    let change = |first: [&str; 3], second: [&str; 3]| {
        let names = [field::GIVEN_NAME, field::FAMILY_NAME, field::FUNCTION];
        let mut pairs = Vec::new();
        for (number, values) in [(1, first), (2, second)] {
            let row = names.into_iter().zip(values);
            pairs.extend(row.map(|(name, value)| (field::of_participant(number, name), value.to_owned())));
        }
        let read = read_participants(&form, current, &shown, &Submission::new(pairs));
        read.map(|participants| participants.unwrap())
    };
    let replaced = change(["Anne", "Roy", "Cheffe"], ["Marc", "Petit", "Directeur"]).unwrap();
    assert_eq!(replaced[0].given_name, "Anne");
    assert_eq!(replaced[0].fee, current[0].fee);
    assert_eq!(replaced[1], current[1]);
    let left_out = change(["", "", ""], ["Marc", "Petit", "Directeur"]).unwrap();
    assert_eq!(left_out, current[1..]);
    assert!(matches!(change(["", "", ""], ["", "", ""]), Err(ReadError::Submission(_))));
    assert!(matches!(change(["Anne", "", ""], ["", "", ""]), Err(ReadError::Submission(_))));
}

#[test]
fn there_is_no_total_for_mixed_currencies_or_no_participants() {
    let mut request = request(&[]);
    let mut guest = request.participants[0].clone();
    guest.fee.amount.currency = Currency::Chf;
    request.participants.push(guest);
    assert_eq!(request.amount(), None);
    request.participants.clear();
    assert_eq!(request.amount(), None);
}

#[test]
fn requests_ignore_the_form_hash_and_the_case_of_addresses() {
    let one = request(&[]);
    let other =
        RegistrationRequest { form_hash: "another".into(), language: Some("en".into()), ..one.clone() };
    assert!(one.is_same_as(&other));
    assert!(!one.is_same_as(&request(&[("family-name", "Legall")])));
    let mut shouted = one.clone();
    shouted.contact.email = Email::parse(&one.contact.email.as_str().to_uppercase()).unwrap();
    assert!(one.is_same_as(&shouted));
}

#[test]
fn stored_fees_are_named_in_the_main_language() {
    let main = workshop(Attends::All, FeeBasis::Workshop);
    let mut english = workshop(Attends::All, FeeBasis::Workshop);
    english.language = Some("en".to_owned());
    let offer = english.offer.as_deref_mut().unwrap();
    offer.fees.iter_mut().for_each(|fee| fee.label = format!("english {}", fee.label));
    let read = read(&english, &[]).unwrap();
    assert_eq!(read.participants[0].fee.label, "english MEMBER");
    let stored = read.with_fees_named_by(main.offer.as_deref().unwrap());
    let (language, form_hash) = (Some("en".to_owned()), stored.form_hash.clone());
    let expected = RegistrationRequest { language, form_hash, ..request(&[]) };
    assert_eq!(stored, expected);
}

#[test]
fn a_form_without_the_standard_fields_is_the_operators_fault() {
    let workshop = workshop(Attends::All, FeeBasis::Workshop);
    let form = crate::form::tests::form(vec![extra("email", FieldKind::Email)]).unwrap();
    let error = read_request(&workshop, workshop.offer.as_deref().unwrap(), &form, &submission(&[]));
    assert_eq!(error, Err(ReadError::Form(RequestError::Field("given-name".into()))));
}

#[test]
fn fee_categories_and_question_names_must_be_unique() {
    let parts = |fees, questions| FormParts {
        fees,
        member_code: false,
        max_participants: 1,
        max_per_organisation: None,
        attends: Attends::All,
        sessions: &[],
        questions,
        participant: ParticipantParts::default(),
    };
    let make = |parts| registration_form(parts, |_| "hint".to_owned(), words);
    let same = [fee("a", 1), fee("a", 2)];
    assert!(matches!(make(parts(&same, Vec::new())), Err(RegistrationFormError::Form(_))));
    let question = extra("email", FieldKind::Email);
    assert!(matches!(make(parts(&same[..1], vec![question])), Err(RegistrationFormError::Form(_))));
    let form = make(parts(&same[..1], Vec::new())).unwrap();
    assert!(form.field("takes-part").is_none() && form.field("participant-2-fee").is_none());
    assert_eq!(form.field("fee").unwrap().initial.as_deref(), Some("a"));
}

#[test]
fn groups_for_all_participants_say_so() {
    let form = form(&workshop(Attends::Choose, FeeBasis::Workshop));
    let with_hint: Vec<_> =
        form.groups().iter().filter(|group| group.hint.is_some()).map(|group| &group.name).collect();
    assert_eq!(with_hint, ["sessions", "questions"]);
}

#[test]
fn identifiers_are_32_lower_case_hexadecimal_digits() {
    let id = RegistrationId::from_bytes([0xab; 16]);
    assert_eq!(id.as_str().parse(), Ok(id.clone()));
    for text in
        ["", "AB", &"g".repeat(32), &"A".repeat(32), &"a".repeat(33), "../../../../../../../../../etc/pw"]
    {
        assert_eq!(text.parse::<RegistrationId>(), Err(InvalidRegistrationId));
    }
}

pub(crate) fn arriving_at(at: Timestamp) -> Registration {
    let workshop = workshop(Attends::All, FeeBasis::Workshop);
    Registration::arriving(link(), request(&[]), workshop.offer.as_deref().unwrap(), at)
}

fn link() -> OwnLink {
    OwnLink { id: RegistrationId::from_bytes([1; 16]), capability: Capability::from_bytes([2; 16]) }
}

#[test]
fn the_deadline_for_confirming_an_address_never_moves() {
    let hour = |hour: i64| Timestamp::from_second(1_800_000_000 + 3_600 * hour).unwrap();
    let at =
        |registration: &Registration, event: Event, status| registration.after(event.key(), status, hour(30));
    let arriving = arriving_at(hour(0));
    for status in [Status::Unconfirmed, Status::Requested] {
        let registered = arriving.after(REGISTER, status, hour(0));
        let changed = registered.after(Event::ChangeParticipants.key(), status, hour(5));
        assert_eq!(changed.confirm_by(), Some(hour(24)));
        assert!(!changed.is_overdue(hour(23)) && changed.is_overdue(hour(24)));
        // The time before a new registration does not count.
        let again = Registration { history: changed.history, ..arriving_at(hour(30)) };
        assert_eq!(again.after(REGISTER, status, hour(30)).confirm_by(), Some(hour(54)));
        assert!(at(&registered, Event::Lapse, Status::Cancelled).has_lapsed());
        assert!(!at(&registered, Event::Cancel, Status::Cancelled).has_lapsed());
    }
    let scarce = Registration { confirm_until: Some(hour(2)), ..arriving.clone() };
    assert_eq!(scarce.after(REGISTER, Status::Unconfirmed, hour(0)).confirm_by(), Some(hour(2)));
    let released = arriving.after(REGISTER, Status::Quarantined, hour(0));
    assert_eq!(released.confirm_by(), None);
    assert_eq!(at(&released, Event::Release, Status::Requested).confirm_by(), Some(hour(54)));
    assert_eq!(arriving.after(REGISTER, Status::Waiting, hour(0)).confirm_by(), None);
}

#[test]
fn offered_seats_are_held_until_a_deadline() {
    let hour = |hour: i64| Timestamp::from_second(1_800_000_000 + 3_600 * hour).unwrap();
    let waiting = arriving_at(hour(0)).after(REGISTER, Status::Waiting, hour(0));
    let changed = waiting.after(Event::ChangeParticipants.key(), Status::Waiting, hour(1));
    assert_eq!(changed.waiting_since(), hour(0));
    let offered = changed.with_offered_seats(hour(50), hour(2));
    assert_eq!((&offered.claims().taken, offered.claims().unproven), (&offered.seats, Seats::default()));
    assert_eq!((offered.accept_until, offered.confirm_by()), (Some(hour(50)), None));
    assert!(!offered.is_overdue(hour(49)) && offered.is_overdue(hour(50)));
    let fewer = offered.after(Event::ChangeParticipants.key(), Status::Offered, hour(3));
    assert_eq!(fewer.accept_until, Some(hour(50)));
    let after = |event: Event, status| fewer.after(event.key(), status, hour(4));
    let accepted = after(Event::AcceptSeats, Status::Confirmed);
    assert_eq!((accepted.accept_until, accepted.is_overdue(hour(99))), (None, false));
    let lapsed = after(Event::LapseSeatOffer, Status::Cancelled);
    assert!(lapsed.has_lost_offer() && !lapsed.has_lapsed() && !lapsed.has_declined_offer());
    let declined = after(Event::DeclineSeats, Status::Cancelled);
    assert!(declined.has_declined_offer() && !declined.has_lost_offer());
    // One that was released from quarantine has waited only since then.
    let released = arriving_at(hour(0)).after(REGISTER, Status::Quarantined, hour(0)).after(
        Event::Release.key(),
        Status::Waiting,
        hour(7),
    );
    assert_eq!((released.waiting_since(), released.queued_since()), (hour(7), hour(0)));
}

#[test]
fn only_its_confirmation_proves_an_address() {
    let noon = Timestamp::from_second(1_800_000_000).unwrap();
    let later = Timestamp::from_second(1_800_009_000).unwrap();
    let arriving = arriving_at(noon);
    let requested = arriving.after(REGISTER, Status::Requested, noon);
    assert_eq!((requested.proven, requested.claims().requested), (None, 1));
    let proven = requested.after(Event::ConfirmEmail.key(), Status::Waiting, later);
    assert_eq!((proven.proven, proven.claims()), (Some(later), Default::default()));
    assert_eq!(proven.confirm_by(), None);
    // With confirmation, the place in the queue dates from the proof.
    let waiting = arriving.after(REGISTER, Status::Waiting, noon);
    assert_eq!((waiting.queued_since(), proven.queued_since()), (noon, later));
    for event in Event::ALL.iter().copied().filter(|event| *event != Event::ConfirmEmail) {
        assert_eq!(requested.after(event.key(), Status::Confirmed, later).proven, None);
    }
    let held = arriving.after(REGISTER, Status::Unconfirmed, noon);
    assert_eq!((&held.claims().taken, &held.claims().unproven), (&held.seats, &held.seats));
    let confirmed = held.after(Event::ConfirmEmail.key(), Status::Confirmed, later).claims();
    assert_eq!((&confirmed.taken, confirmed.unproven), (&held.seats, Seats::default()));
}

#[test]
fn a_corrected_address_makes_other_links() {
    let noon = Timestamp::from_second(1_800_000_000).unwrap();
    let later = noon + jiff::SignedDuration::from_mins(90);
    let email = Email::parse("claire.legall@office.example").unwrap();
    let held = arriving_at(noon).after(REGISTER, Status::Unconfirmed, noon);
    assert!(held.is_mailed_at_present_address(noon));
    let other = Capability::from_bytes([9; 16]);
    let change = AddressChange { email: email.clone(), capability: other.clone(), membership: None };
    let corrected = held.with_address(&change, Author::Organiser, later);
    assert_eq!((&corrected.request.contact.email, &corrected.capability), (&email, &other));
    assert_eq!(corrected.confirm_until, later.saturating_add(CONFIRMATION_TIME).ok());
    assert_eq!((corrected.status, corrected.claims()), (held.status, held.claims()));
    assert!(!corrected.is_mailed_at_present_address(noon) && corrected.is_mailed_at_present_address(later));
    let confirmed = corrected.after(Event::ConfirmEmail.key(), Status::Confirmed, later);
    let again = confirmed.with_address(&change, Author::Organiser, later);
    assert_eq!((again.confirm_until, again.proven), (confirmed.confirm_until, confirmed.proven));
}

#[test]
fn a_proposed_address_changes_nothing_until_it_is_confirmed() {
    let mut workshop = workshop(Attends::All, FeeBasis::Workshop);
    let offer = workshop.offer.as_deref_mut().unwrap();
    let noon = offer.opens;
    offer.changes_until = noon + jiff::SignedDuration::from_hours(48);
    let offer = &*offer;
    let later = noon + jiff::SignedDuration::from_mins(90);
    let email = Email::parse("claire.legall@office.example").unwrap();
    let change =
        AddressChange { email: email.clone(), capability: Capability::from_bytes([9; 16]), membership: None };
    let confirmed = arriving_at(noon).after(REGISTER, Status::Confirmed, noon);
    assert!(confirmed.may_change_address(offer, noon));
    assert!(!confirmed.may_change_address(offer, offer.changes_until));
    let suspected = arriving_at(noon).after(REGISTER, Status::Quarantined, noon);
    assert!(!suspected.may_change_address(offer, noon), "strangers are not mailed");

    let proposed = confirmed.with_proposed_address(Some(email.clone()), noon);
    let ProposedAddress { number, until, .. } = proposed.address_to_confirm(noon).unwrap().clone();
    assert_eq!((number, proposed.revision), (2, 2));
    assert_eq!((&proposed.request, &proposed.history), (&confirmed.request, &confirmed.history));
    assert_eq!(proposed.address_to_confirm(until), None);
    assert_eq!(proposed.with_proposed_address(None, later).proposed_address, None);
    // Other changes leave it, an end does not.
    let change_of_people = Event::ChangeParticipants.key();
    let changed = proposed.after(change_of_people, Status::Confirmed, later);
    assert_eq!(changed.proposed_address, proposed.proposed_address);
    assert_eq!(proposed.after(change_of_people, Status::Confirmed, until).proposed_address, None);
    assert_eq!(proposed.after(Event::Cancel.key(), Status::Cancelled, later).proposed_address, None);

    let after = proposed.with_confirmed_address(&change, Status::Confirmed, later);
    assert_eq!((&after.request.contact.email, &after.proposed_address), (&email, &None));
    assert_eq!(after.former_addresses[0].email, confirmed.request.contact.email);
    let entry = after.history.last().unwrap();
    assert_eq!((entry.event.as_str(), entry.by), ("correct-address", Some(Author::Registrant)));
    // A provisional registration is confirmed along with its address, and no mail goes to the one that was never proven.
    let held = arriving_at(noon).after(REGISTER, Status::Unconfirmed, noon);
    let proposed_later = held.with_proposed_address(Some(email.clone()), later).proposed_address.unwrap();
    assert_eq!(Some(proposed_later.until), held.confirm_by(), "its deadline is the earlier one");
    let held = held.with_proposed_address(Some(email), noon);
    let after = held.with_confirmed_address(&change, Status::Confirmed, later);
    assert_eq!(
        (after.status, after.proven, after.former_addresses.len()),
        (Status::Confirmed, Some(later), 0)
    );
    let events: Vec<_> = after.history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["register", "correct-address", "confirm-email"]);
}

#[test]
fn only_expired_registrations_are_replaced() {
    let workshop = workshop(Attends::All, FeeBasis::Workshop);
    let offer = workshop.offer.as_deref().unwrap();
    let arriving = Registration::arriving(link(), request(&[]), offer, offer.opens);
    let (before, at) = (offer.keep_until - jiff::SignedDuration::from_secs(1), offer.keep_until);
    for &status in Status::ALL {
        let registration = arriving.after(REGISTER, status, offer.opens);
        assert!(!registration.may_be_replaced(before), "{status:?}");
        assert!(registration.has_expired(at) && registration.may_be_replaced(at), "{status:?}");
    }
}
