use super::*;

const AUTOMATIC: Requirements =
    Requirements { approval: Approval::Automatic, confirmation: Confirmation::None };

#[test]
fn the_whole_table() {
    use Event::*;
    use Status::*;
    let table = [
        (
            Unconfirmed,
            vec![
                (ConfirmEmail, Confirmed),
                (Lapse, Cancelled),
                (Refuse, Refused),
                (Cancel, Cancelled),
                (ChangeParticipants, Unconfirmed),
                (AddParticipants, Unconfirmed),
                (ChangeDetails, Unconfirmed),
                (CorrectAddress, Unconfirmed),
            ],
        ),
        (
            Requested,
            vec![
                (ConfirmEmail, Waiting),
                (Lapse, Cancelled),
                (Refuse, Refused),
                (Cancel, Cancelled),
                (ChangeParticipants, Requested),
                (ChangeDetails, Requested),
                (CorrectAddress, Requested),
            ],
        ),
        (
            Pending,
            vec![
                (Approve, Confirmed),
                (Refuse, Refused),
                (Cancel, Cancelled),
                (ChangeParticipants, Pending),
                (AddParticipants, Pending),
                (ChangeDetails, Pending),
                (CorrectAddress, Pending),
                (Invoice, Pending),
                (ReopenInvoice, Pending),
            ],
        ),
        (
            Confirmed,
            vec![
                (Cancel, Cancelled),
                (ChangeParticipants, Confirmed),
                (AddParticipants, Confirmed),
                (ChangeDetails, Confirmed),
                (CorrectAddress, Confirmed),
                (Invoice, Confirmed),
                (ReopenInvoice, Confirmed),
                (RecordAbsences, Confirmed),
            ],
        ),
        (
            Waiting,
            vec![
                (Refuse, Refused),
                (Cancel, Cancelled),
                (Promote, Confirmed),
                (OfferSeats, Offered),
                (ChangeParticipants, Waiting),
                (ChangeDetails, Waiting),
                (CorrectAddress, Waiting),
            ],
        ),
        (
            Offered,
            vec![
                (Approve, Confirmed),
                (Refuse, Refused),
                (Cancel, Cancelled),
                (AcceptSeats, Confirmed),
                (DeclineSeats, Cancelled),
                (LapseSeatOffer, Cancelled),
                (ChangeParticipants, Offered),
                (ChangeDetails, Offered),
                (CorrectAddress, Offered),
            ],
        ),
        (Cancelled, vec![(ReopenInvoice, Cancelled)]),
        (Refused, vec![(ReopenInvoice, Refused)]),
        (
            Quarantined,
            vec![
                (Release, Waiting),
                (Refuse, Refused),
                (Cancel, Cancelled),
                (ChangeParticipants, Quarantined),
                (ChangeDetails, Quarantined),
                (CorrectAddress, Quarantined),
            ],
        ),
    ];
    assert_eq!(table.each_ref().map(|(status, _)| *status), Status::ALL);
    for (status, expected) in table {
        let after = |event: Event| Some((event, status.after(event, AUTOMATIC)?));
        assert_eq!(Event::ALL.iter().copied().filter_map(after).collect::<Vec<_>>(), expected, "{status:?}");
    }
}

#[test]
fn seats_need_confirmation_by_mail_before_approval() {
    let manual = Requirements { approval: Approval::Manual, ..AUTOMATIC };
    let both = Requirements { confirmation: Confirmation::Email, ..manual };
    assert_eq!(Status::Waiting.after(Event::Promote, manual), Some(Status::Pending));
    assert_eq!(Status::Waiting.after(Event::Promote, both), Some(Status::Pending));
    assert_eq!(Status::Unconfirmed.after(Event::ConfirmEmail, both), Some(Status::Pending));
    assert_eq!(Status::Offered.after(Event::AcceptSeats, manual), Some(Status::Pending));
    assert_eq!(Status::Unconfirmed.after(Event::ConfirmEmail, AUTOMATIC), Some(Status::Confirmed));
}

#[test]
fn unconfirmed_registrations_are_not_promoted() {
    let asked = Requirements { confirmation: Confirmation::Email, ..AUTOMATIC };
    assert_eq!(Status::queued(asked), Status::Requested);
    assert_eq!(Status::Quarantined.after(Event::Release, asked), Some(Status::Requested));
    for status in Status::ALL.iter().copied().filter(|status| status.needs_proof()) {
        assert_eq!(status.after(Event::Promote, asked), None);
    }
    assert_eq!(Status::Requested.after(Event::ConfirmEmail, asked), Some(Status::Waiting));
}

#[test]
fn keys_can_be_parsed() {
    for &status in Status::ALL {
        assert_eq!(Status::from_key(status.key()), Some(status));
    }
    assert_eq!(Status::from_key("lost"), None);
    for &event in Event::ALL {
        assert_eq!(Event::from_key(event.key()), Some(event));
    }
    assert_eq!(Event::from_key(REGISTER), None);
}
