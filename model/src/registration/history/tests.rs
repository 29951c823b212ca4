use super::*;

/// Builds a history of these events, one per second.
fn of<'a>(events: impl IntoIterator<Item = (&'a str, Status)>) -> Vec<HistoryEntry> {
    let mut history = Vec::new();
    for (second, (event, status)) in events.into_iter().enumerate() {
        let at = Timestamp::from_second(i64::try_from(second).unwrap()).unwrap();
        append(&mut history, HistoryEntry::new(second as u64 + 1, at, event, status));
    }
    history
}

fn shown(history: &[HistoryEntry]) -> Vec<(&str, u64, u32)> {
    history.iter().map(|entry| (entry.event.as_str(), entry.number, entry.times())).collect()
}

const REGISTERED: (&str, Status) = (REGISTER, Status::Confirmed);
const CHANGED: (&str, Status) = ("change-participants", Status::Confirmed);
const LISTED: (&str, Status) = (CHANGE_LISTING, Status::Confirmed);
const CANCELLED: (&str, Status) = ("cancel", Status::Cancelled);

#[test]
fn repeated_changes_are_merged() {
    let history = of([REGISTERED, CHANGED, CHANGED, CHANGED, LISTED, CHANGED]);
    let expected = [
        ("register", 1, 1),
        ("change-participants", 4, 3),
        ("change-listing", 5, 1),
        ("change-participants", 6, 1),
    ];
    assert_eq!(shown(&history), expected);
    assert_eq!((history[1].first().as_second(), history[1].at.as_second()), (1, 3));
    let waiting = ("change-participants", Status::Waiting);
    assert_eq!(of([waiting, CHANGED]).len(), 2, "another status is another entry");
    assert_eq!(of([REGISTERED, REGISTERED]).len(), 2, "each arrival is its own entry");
}

/// A participant is mailed about other sessions, and not again when the contact changes something else.
#[test]
fn changes_of_sessions_are_merged_with_each_other_only() {
    let parts = [
        vec![DetailPart::Contact],
        vec![DetailPart::Billing],
        vec![DetailPart::Contact, DetailPart::Sessions],
        vec![DetailPart::Sessions, DetailPart::Answers],
        vec![DetailPart::Remarks],
    ];
    let mut history = Vec::new();
    for (number, changed) in (1..).zip(parts) {
        let entry = HistoryEntry::new(number, Timestamp::UNIX_EPOCH, "change-details", Status::Confirmed);
        append(&mut history, entry.about(changed));
    }
    let shown: Vec<_> = history.iter().map(|it| (it.number, it.changed.as_slice())).collect();
    let expected = [
        (2, &[DetailPart::Contact, DetailPart::Billing][..]),
        (4, &[DetailPart::Contact, DetailPart::Sessions, DetailPart::Answers]),
        (5, &[DetailPart::Remarks]),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn the_parts_of_omitted_changes_are_kept() {
    let registered = HistoryEntry::new(1, Timestamp::UNIX_EPOCH, REGISTER, Status::Confirmed);
    let mut history = vec![registered.clone()];
    for number in 2..200 {
        let event = if number % 2 == 0 { "change-details" } else { CHANGE_LISTING };
        let parts = if number == 20 { vec![DetailPart::Sessions] } else { Vec::new() };
        append(
            &mut history,
            HistoryEntry { number, event: event.to_owned(), ..registered.clone() }.about(parts),
        );
    }
    assert_eq!((history.len(), history[1].event.as_str()), (MAX_HISTORY, OMITTED));
    assert_eq!(history[1].changed, [DetailPart::Sessions]);
}

#[test]
fn a_long_history_keeps_its_start_and_the_basis_of_the_current_state() {
    let alternating = [CHANGED, LISTED].into_iter().cycle().take(10_000);
    let confirmed = ("confirm-email", Status::Confirmed);
    let history = of([(REGISTER, Status::Unconfirmed), confirmed].into_iter().chain(alternating));
    assert_eq!(history.len(), MAX_HISTORY);
    let events: Vec<_> = history[..3].iter().map(|it| (it.event.as_str(), it.status)).collect();
    let omitted = (OMITTED, Status::Unconfirmed);
    assert_eq!(events, [(REGISTER, Status::Unconfirmed), omitted, confirmed]);
    let all: u32 = history.iter().map(HistoryEntry::times).sum();
    assert_eq!((all, history.last().unwrap().number), (10_002, 10_002));
}

#[test]
fn entries_before_the_last_arrival_are_omitted_first() {
    let lives = [REGISTERED, CANCELLED].into_iter().cycle().take(10_000);
    let history = of(lives.chain([REGISTERED, CHANGED]));
    assert_eq!(history.len(), MAX_HISTORY);
    assert_eq!(history[1].event, OMITTED);
    let before = if history[2].event == REGISTER { Status::Cancelled } else { Status::Confirmed };
    assert_eq!(history[1].status, before, "the status before the next entry");
    assert_eq!(
        shown(&history)[MAX_HISTORY - 2..],
        [("register", 10_001, 1), ("change-participants", 10_002, 1)]
    );
}

#[test]
fn an_entry_fits_its_size_limit() {
    let longest = Event::ALL.iter().map(|event| event.key()).chain([CHANGE_LISTING, REGISTER, OMITTED]);
    assert_eq!(longest.map(str::len).max(), Some(19));
    assert_eq!(Status::ALL.iter().map(|status| status.key().len()).max(), Some(11));
    assert!(Timestamp::MAX.to_string().len() <= 30);
}
