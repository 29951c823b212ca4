use super::*;

fn meaning_of(codes: [&str; 2]) -> Result<Registered, Failure> {
    let reason = |code: &str| CancellationReason::builder().code(code).build();
    meaning(&codes.map(reason))
}

#[test]
fn a_workshop_is_full_when_only_the_counter_objects() {
    assert_eq!(meaning_of([CONDITION_FAILED, "None"]).unwrap(), Registered::Full);
}

#[test]
fn conflicts_and_throttling_come_before_full_and_are_tried_again() {
    for codes in [
        ["TransactionConflict", "None"],
        ["None", "TransactionConflict"],
        [CONDITION_FAILED, "TransactionConflict"],
        ["ThrottlingError", "None"],
        ["None", "ProvisionedThroughputExceeded"],
    ] {
        let failure = meaning_of(codes).unwrap_err();
        assert!(failure.may_work_later && !failure.may_have_worked, "{codes:?}");
    }
}

#[test]
fn other_reasons_are_not_tried_again() {
    for codes in [
        ["ValidationError", "None"],
        ["None", "ItemCollectionSizeLimitExceeded"],
        ["None", "None"],
    ] {
        let failure = meaning_of(codes).unwrap_err();
        assert!(!failure.may_work_later, "{codes:?}");
    }
    assert!(!meaning(&[]).unwrap_err().may_work_later);
}

#[test]
fn tokens_are_distinct_and_short_enough() {
    let (one, other) = (token().unwrap(), token().unwrap());
    assert_ne!(one, other);
    assert_eq!(one.len(), 32);
}
