use std::collections::BTreeSet;

use super::*;
use crate::form::tests::field as question;
use crate::form::{Field, FieldKind, Form, ShowIf};
use crate::offer::{Attends, FeeBasis};
use crate::reading::{ReadError, read_details, read_request};
use crate::registration::tests::{COLLEAGUE, form, submission, workshop};
use crate::registration::{HistoryEntry, Participant, ShownParticipants, details_form};
use crate::seats::Capacity;
use crate::siren::Siren;
use crate::status::Status;
use crate::submission::{Answer, Problem};

/// Returns a registration made with some values replaced, for a workshop with these further questions, and its form.
fn registered(further: Vec<Field>, replaced: &[(&str, &str)]) -> (Registration, Offer, Form) {
    let mut workshop = workshop(Attends::All, FeeBasis::Workshop);
    workshop.offer.as_deref_mut().unwrap().questions.extend(further);
    let offer = workshop.offer.as_deref().cloned().unwrap();
    let form = form(&workshop);
    let request = read_request(&workshop, &offer, &form, &submission(replaced)).unwrap();
    let link = "0123456789abcdef0123456789abcdef-fedcba9876543210fedcba9876543210".parse().unwrap();
    let arriving = Registration::arriving(link, request, &offer, Timestamp::UNIX_EPOCH);
    (arriving.after("register", Status::Confirmed, Timestamp::UNIX_EPOCH), offer, form)
}

fn all() -> BTreeSet<DetailGroup> {
    DetailGroup::ALL.iter().copied().collect()
}

/// Returns the form for all details of a registration.
fn asked(registration: &Registration, form: &Form) -> Form {
    let stored = registration.request.as_submitted("");
    details_form(form, &all(), &BTreeSet::new(), |it| stored.has(&it.field, &it.equals)).unwrap()
}

/// Reads changed details of a registration for the workshop of these tests.
fn read(form: &Form, registration: &Registration, submission: &Submission) -> Result<Details, ReadError> {
    let workshop = workshop(Attends::All, FeeBasis::Workshop);
    read_details(&workshop, workshop.offer.as_deref().unwrap(), form, registration, submission)
}

fn names(form: &Form) -> Vec<&str> {
    form.fields().map(|field| field.name.as_str()).collect()
}

/// Returns the submission of a form with the stored values, some of them replaced.
fn sent(registration: &Registration, form: &Form, replaced: &[(&str, &str)]) -> Submission {
    let stored = registration.request.as_submitted(form.hash());
    let kept = form.fields().map(|field| field.name.as_str());
    let kept = kept.filter(|name| replaced.iter().all(|(other, _)| other != name));
    let kept = kept.flat_map(|name| stored.values(name).map(move |value| (name, value)));
    let pairs = kept.chain(replaced.iter().copied());
    Submission::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

#[test]
fn the_form_has_the_questions_of_the_registration_form() {
    let (registration, _, whole) = registered(Vec::new(), &[]);
    let form = asked(&registration, &whole);
    let expected = [
        "given-name",
        "family-name",
        "function",
        "organisation",
        "telephone",
        "attendance-b",
        "billing-organisation",
        "billing-address",
        "billing-postal-code",
        "billing-city",
        "siret",
        "purchase-order",
        "billing-email",
        "diet",
        "remarks",
    ];
    assert_eq!(names(&form), expected);
    assert!(form.fields().all(|field| whole.field(&field.name) == Some(field)));
    let billing = details_form(&whole, &[DetailGroup::Billing].into(), &BTreeSet::new(), |_| true).unwrap();
    assert_eq!(names(&billing), &expected[6..13]);
}

#[test]
fn what_is_stored_is_valid_and_changes_nothing() {
    let replaced = [
        ("siret", "732 829 320 00074"),
        ("purchase-order", "BC 1"),
        ("billing-email", "compta@office.example"),
        ("diet", "Sans sel"),
        ("remarks", "Un\r\ndeux"),
    ];
    let (registration, _, form) = registered(Vec::new(), &replaced);
    let form = asked(&registration, &form);
    let details = read(&form, &registration, &sent(&registration, &form, &[])).unwrap();
    assert_eq!(details, registration.request.details());
}

/// The condition on the fee is settled by what is stored; the one on another question stays.
#[test]
fn conditions_on_other_parts_of_the_registration_are_settled() {
    let on = |field: &str, equals: &str| Some(ShowIf { field: field.to_owned(), equals: equals.to_owned() });
    let text = |name: &str, show_if| Field { show_if, ..question(name, FieldKind::Text { max_length: 50 }) };
    let further = vec![
        text("badge", on("fee", "member")),
        text("reason", on("fee", "other")),
        text("why", on("reason", "price")),
        text("salt", on("diet", "Sans sel")),
    ];
    let given = [("badge", "12"), ("diet", "Sans sel"), ("salt", "Peu")];
    let (registration, _, form) = registered(further, &given);
    let form = asked(&registration, &form);
    let own: Vec<_> = names(&form).into_iter().skip_while(|name| *name != "diet").collect();
    assert_eq!(own, ["diet", "badge", "salt", "remarks"]);
    assert_eq!(form.field("badge").unwrap().show_if, None);
    assert!(form.field("salt").unwrap().show_if.is_some());
    let changed = sent(&registration, &form, &[("diet", "Sans sucre")]);
    let answers = read(&form, &registration, &changed).unwrap().answers;
    let expected = [("badge", "12"), ("diet", "Sans sucre")];
    assert_eq!(answers, expected.map(|(name, text)| (name.to_owned(), Answer::Text(text.to_owned()))).into());
}

#[test]
fn what_is_not_asked_is_kept() {
    let (mut registration, _, whole) = registered(Vec::new(), &[("diet", "Sans sel"), ("remarks", "Merci")]);
    let former = ("former".to_owned(), Answer::Number(3));
    registration.request.answers.extend([former.clone()]);
    let form = details_form(&whole, &[DetailGroup::Billing].into(), &BTreeSet::new(), |_| true).unwrap();
    let changed = sent(&registration, &form, &[("billing-city", "Rennes"), ("given-name", "Zoe")]);
    let details = read(&form, &registration, &changed).unwrap();
    let mut expected = registration.request.details();
    expected.billing.city = "Rennes".to_owned();
    assert_eq!(details, expected);
    let form = asked(&registration, &whole);
    let details = read(&form, &registration, &sent(&registration, &form, &[("diet", "")])).unwrap();
    assert_eq!(details.answers, [former].into());
}

#[test]
fn each_group_has_its_deadline() {
    let (registration, mut offer, _) = registered(Vec::new(), &[]);
    let day = |day: i64| Timestamp::from_second(day * 86_400).unwrap();
    offer.changes_until = day(3);
    let open = |registration: &Registration, offer: &Offer, at: i64| {
        let open = registration.changeable_details(offer, day(at));
        open.into_iter().map(DetailGroup::key).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(open(&registration, &offer, 2), "contact sessions billing answers");
    assert_eq!(open(&registration, &offer, 3), "billing");
    offer.details_until = DetailDeadlines { contact: Some(day(5)), answers: Some(day(1)), billing: None };
    assert_eq!(open(&registration, &offer, 2), "contact sessions billing");
    assert_eq!(open(&registration, &offer, 9), "billing");
    offer.details_until.billing = Some(day(8));
    assert_eq!(open(&registration, &offer, 9), "");
    let invoiced = Registration { invoiced: Some(day(1)), ..registration.clone() };
    assert_eq!(open(&invoiced, &offer, 2), "contact sessions");
    let per_session = |mut registration: Registration| {
        registration.request.participants.iter_mut().for_each(|it| it.fee.basis = Some(FeeBasis::Session));
        registration
    };
    assert_eq!(open(&per_session(invoiced), &offer, 2), "contact", "the amount would change");
    let offered = registration.with_offered_seats(day(9), day(1));
    assert_eq!(open(&offered, &offer, 2), "contact billing", "the time to accept depends on the sessions");
    assert_eq!(open(&registration.after("cancel", Status::Cancelled, day(1)), &offer, 2), "");
}

#[test]
fn a_change_leaves_a_line_without_values() {
    let (registration, offer, _) = registered(Vec::new(), &[]);
    let mut details = registration.request.details();
    details.contact.family_name = "Le Goff".to_owned();
    details.billing.purchase_order = Some("BC 7".to_owned());
    let at = Timestamp::from_second(60).unwrap();
    let changed = registration.with_details(details.clone(), &offer, Some(Author::Registrant), at).unwrap();
    let entry = changed.history.last().unwrap();
    assert_eq!((entry.event.as_str(), entry.by, entry.at), ("change-details", Some(Author::Registrant), at));
    assert_eq!(entry.changed, [DetailPart::Contact, DetailPart::PurchaseOrder]);
    assert_eq!(changed.request.details(), details);
    // The contact takes part, and is the same person under the corrected name.
    assert_eq!(changed.request.participants[0].name(), "Claire Le Goff");
    // The next change by the same person joins this line.
    details.remarks = Some("Merci".to_owned());
    let again = changed.with_details(details.clone(), &offer, Some(Author::Registrant), at).unwrap();
    let entry = again.history.last().unwrap();
    assert_eq!((again.history.len(), entry.times()), (2, 2));
    assert_eq!(entry.changed, [DetailPart::Contact, DetailPart::PurchaseOrder, DetailPart::Remarks]);
    let organiser =
        again.with_details(registration.request.details(), &offer, Some(Author::Organiser), at).unwrap();
    assert_eq!(organiser.history.len(), 3);
}

#[test]
fn a_basis_is_read_as_it_was_written() {
    let (registration, _, whole) = registered(Vec::new(), &[]);
    let details = registration.request.details();
    let groups: BTreeSet<_> = [DetailGroup::Contact, DetailGroup::Answers].into();
    let basis = DetailsBasis::new(&details, groups.clone(), &whole);
    assert!(basis.sessions.is_empty(), "all sessions are attended");
    let choice = form(&workshop(Attends::Choose, FeeBasis::Session));
    let basis = basis.with_form(&choice);
    assert_eq!(basis, DetailsBasis::new(&details, groups, &choice));
    assert_eq!(basis.sessions, ["a".to_owned(), "b".to_owned()].into());
    let submission = Submission::new(vec![(BASIS_FIELD.to_owned(), basis.to_string())]);
    let read = DetailsBasis::read(&submission);
    assert!(read == basis && read.is_of(&details));
    let other = Details { remarks: Some("Merci".to_owned()), ..details.clone() };
    assert!(!read.is_of(&other));
    let forged = Submission::new(vec![(BASIS_FIELD.to_owned(), "-seats-billing-".to_owned())]);
    assert_eq!(DetailsBasis::read(&forged).groups, [DetailGroup::Billing].into());
    assert_eq!(DetailsBasis::read(&Submission::default()), DetailsBasis::default());
}

/// The invoice names the organisation of the contact if it has none of its own.
#[test]
fn an_invoice_that_is_written_keeps_its_organisation() {
    let (open, offer, _) = registered(Vec::new(), &[]);
    let invoiced = Registration { invoiced: Some(Timestamp::UNIX_EPOCH), ..open.clone() };
    let change = |registration: &Registration, organisation: &str, function: &str| {
        let mut details = registration.request.details();
        details.contact.organisation = organisation.to_owned();
        details.contact.function = function.to_owned();
        registration.with_details(details, &offer, None, Timestamp::UNIX_EPOCH).unwrap()
    };
    let organisation = |registration: &Registration| registration.request.billing.organisation.clone();
    assert_eq!(organisation(&change(&open, "Autre", "Directrice")), None);
    assert_eq!(organisation(&change(&invoiced, "Office", "Cheffe")), None);
    let renamed = change(&invoiced, "Autre", "Directrice");
    assert_eq!(organisation(&renamed).as_deref(), Some("Office"));
    assert_eq!(renamed.history.last().unwrap().changed, [DetailPart::Contact]);
    assert_eq!(organisation(&change(&renamed, "Encore", "Directrice")).as_deref(), Some("Office"));
}

#[test]
fn an_organisation_that_seats_depend_on_stays_the_same() {
    let (mut registration, _, form) = registered(Vec::new(), &[("siret", "732 829 320 00074")]);
    let form = asked(&registration, &form);
    let with_siret = |registration: &Registration, siret: &str| {
        read(&form, registration, &sent(registration, &form, &[("siret", siret)]))
    };
    assert!(with_siret(&registration, "").is_ok(), "nothing depends on it");
    registration.counted_for = Some(Siren::parse("732829320").unwrap());
    let Err(ReadError::Submission(errors)) = with_siret(&registration, "") else { panic!("it is required") };
    assert_eq!(
        (errors.fields[0].field.as_str(), errors.fields[0].problem),
        ("siret", Problem::OtherOrganisation)
    );
    assert!(with_siret(&registration, "732 829 320 00074").is_ok());
}

/// Two sessions are chosen at a fee for each, of which the first has begun.
#[test]
fn sessions_that_have_begun_stay_and_the_others_change_the_amount() {
    let workshop = workshop(Attends::Choose, FeeBasis::Session);
    let offer = workshop.offer.as_deref().unwrap();
    let whole = form(&workshop);
    let request = read_request(&workshop, offer, &whole, &submission(&[("sessions", "a")])).unwrap();
    let link = "0123456789abcdef0123456789abcdef-fedcba9876543210fedcba9876543210".parse().unwrap();
    let registration = Registration::arriving(link, request, offer, Timestamp::UNIX_EPOCH);
    let begun = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    let asked =
        |ids: &[&str]| details_form(&whole, &[DetailGroup::Sessions].into(), &begun(ids), |_| true).unwrap();
    let sessions =
        |details: &Details| details.sessions.iter().map(|it| it.session.clone()).collect::<Vec<_>>();
    let choose = |form: &Form, chosen: &[&str]| {
        let chosen = chosen.iter().map(|id| ("sessions".to_owned(), (*id).to_owned()));
        let mode = ("attendance-b".to_owned(), "online".to_owned());
        read_details(&workshop, offer, form, &registration, &Submission::new(chosen.chain([mode]).collect()))
    };
    let open = asked(&[]);
    assert_eq!(sessions(&choose(&open, &["b"]).unwrap()), ["b"]);
    assert!(choose(&open, &[]).is_err());
    let after_a = asked(&["a"]);
    assert_eq!(sessions(&choose(&after_a, &[]).unwrap()), ["a"]);
    assert!(choose(&after_a, &["a"]).is_err(), "it is no option any more");
    let both = choose(&after_a, &["b"]).unwrap();
    assert_eq!(sessions(&both), ["a", "b"]);
    let after_b = asked(&["b"]);
    assert!(after_b.field("attendance-b").is_none());
    let Err(ReadError::Submission(errors)) = choose(&after_b, &[]) else { panic!("no session is left") };
    assert_eq!((errors.fields[0].field.as_str(), errors.fields[0].problem), ("sessions", Problem::Missing));
    assert!(
        details_form(&whole, &[DetailGroup::Sessions].into(), &begun(&["a", "b"]), |_| true)
            .unwrap()
            .groups()
            .is_empty()
    );

    let changed = registration.with_details(both, offer, None, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(changed.request.amount().unwrap().minor, 100_000);
    assert_eq!(changed.seats.pools().collect::<Vec<_>>(), [("a", 1), ("b", 1)]);
    let back =
        changed.with_details(registration.request.details(), offer, None, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((&back.request, &back.seats), (&registration.request, &registration.seats));
}

/// The editor charges for each session from now on, or no longer does.
#[test]
fn an_amount_stays_what_it_was_charged_for() {
    for (then, now) in [
        (FeeBasis::Workshop, FeeBasis::Session),
        (FeeBasis::Session, FeeBasis::Workshop),
        (FeeBasis::Session, FeeBasis::Session),
    ] {
        let earlier = workshop(Attends::Choose, then);
        let offer = earlier.offer.as_deref().unwrap();
        let form = form(&earlier);
        let mut values: Vec<_> = ["a", "b"].map(|id| ("sessions".to_owned(), id.to_owned())).into();
        let others = submission(&[]);
        for field in form.fields().filter(|field| field.name != "sessions") {
            values.extend(others.values(&field.name).map(|value| (field.name.clone(), value.to_owned())));
        }
        let request = read_request(&earlier, offer, &form, &Submission::new(values)).unwrap();
        let charged = if then == FeeBasis::Session { 100_000 } else { 50_000 };
        assert_eq!(request.amount().unwrap().minor, charged);
        let link = "0123456789abcdef0123456789abcdef-fedcba9876543210fedcba9876543210".parse().unwrap();
        let registration = Registration::arriving(link, request, offer, Timestamp::UNIX_EPOCH);
        let later = workshop(Attends::Choose, now).offer.unwrap();
        let mut details = registration.request.details();
        details.sessions.truncate(1);
        let changed = registration.with_details(details, &later, None, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(changed.request.amount().unwrap().minor, 50_000, "{then:?}, {now:?}");
    }
}

/// Claire attends the sessions of the registration, Marc only the second session.
#[test]
fn participants_with_sessions_of_their_own_keep_them() {
    let workshop = workshop(Attends::Choose, FeeBasis::Session);
    let mut offer = workshop.offer.as_deref().cloned().unwrap();
    offer.capacity = Capacity::by_session([("a".to_owned(), 9), ("b".to_owned(), 9)]);
    let own = [("sessions", "a"), ("participant-3-sessions", "b"), ("participant-3-attendance-b", "online")];
    let replaced = [&COLLEAGUE[..], &own].concat();
    let request = read_request(&workshop, &offer, &form(&workshop), &submission(&replaced)).unwrap();
    let link = "0123456789abcdef0123456789abcdef-fedcba9876543210fedcba9876543210".parse().unwrap();
    let registration = Registration::arriving(link, request, &offer, Timestamp::UNIX_EPOCH);
    let pools = |it: &Registration| [it.seats.of("a"), it.seats.of("b")];
    assert_eq!(pools(&registration), [1, 1]);
    let choose = |sessions: &[&str]| {
        let attended = |id: &&str| AttendedSession { session: (*id).to_owned(), mode: None };
        let sessions = sessions.iter().map(attended).collect();
        let details = Details { sessions, ..registration.request.details() };
        registration.with_details(details, &offer, None, Timestamp::UNIX_EPOCH).unwrap()
    };
    let marc = registration.request.participants[1].clone();
    let amounts =
        |it: &Registration| it.request.participants.iter().map(|it| it.fee.amount.minor).collect::<Vec<_>>();
    for (chosen, seats, expected) in
        [(&["b"][..], [0, 2], [50_000, 150_000]), (&["a", "b"], [1, 2], [100_000, 150_000])]
    {
        let changed = choose(chosen);
        assert_eq!((pools(&changed), amounts(&changed)), (seats, expected.to_vec()));
        assert_eq!(changed.request.participants[1], marc);
        let alone = changed.of_participant(&marc);
        assert!(alone.attends("b") && !alone.attends("a"));
        let concerns = |it: &Registration| it.history.last().is_some_and(HistoryEntry::concerns_sessions);
        assert!(concerns(&changed) && !concerns(&alone));
    }
    // Nor do they keep a session that is no longer offered: then there are no others to choose either.
    let at = Timestamp::from_second(-1).unwrap();
    let is_open = |offer: &Offer| {
        let confirmed = Registration { status: Status::Confirmed, ..registration.clone() };
        confirmed.changeable_details(offer, at).contains(&DetailGroup::Sessions)
    };
    assert!(is_open(&offer));
    offer.capacity = Capacity::by_session([("a".to_owned(), 9)]);
    assert!(!is_open(&offer), "the seat of Marc could not be kept");
}

/// A form that was read before a change of the sessions carries the former fees; seats and amounts follow what is stored.
#[test]
fn changed_participants_attend_and_pay_what_is_stored() {
    let (mut registration, ..) = registered(Vec::new(), &[]);
    let mut outdated = registration.request.participants.clone();
    outdated[0].function = "Cheffe".to_owned();
    let stored = &mut registration.request.participants[0];
    stored.fee.amount.minor = 7;
    stored.sessions = vec![AttendedSession { session: "b".to_owned(), mode: None }];
    let expected = Participant { function: "Cheffe".to_owned(), ..stored.clone() };
    let mut corrected = registration.clone();
    let shown = ShownParticipants::of(&registration.request);
    assert!(corrected.correct_participant(&outdated[0]));
    assert!(registration.replace_participants(&outdated, &shown));
    assert_eq!(registration.request.participants, corrected.request.participants);
    assert_eq!(corrected.request.participants, [expected]);
}
