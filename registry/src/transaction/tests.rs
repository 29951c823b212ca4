use super::*;

fn meaning_of(codes: [&str; 2]) -> Result<Written, Failure> {
    let reason = |code: &str| CancellationReason::builder().code(code).build();
    meaning(&codes.map(reason), 0)
}

fn unmet(codes: [&str; 2]) -> Vec<usize> {
    match meaning_of(codes).unwrap() {
        Written::Nothing(unmet) => unmet.iter().map(|unmet| unmet.place).collect(),
        Written::Everything => panic!("written"),
    }
}

#[test]
fn unmet_conditions_are_reported_by_index() {
    assert_eq!(unmet([CONDITION_FAILED, "None"]), [0]);
    assert_eq!(unmet(["None", CONDITION_FAILED]), [1]);
    assert_eq!(unmet([CONDITION_FAILED, CONDITION_FAILED]), [0, 1]);
}

#[test]
fn an_existing_registration_comes_before_a_conflict() {
    assert_eq!(unmet(["TransactionConflict", CONDITION_FAILED]), [1]);
}

#[test]
fn a_quota_is_a_counter_and_not_a_registration() {
    let reason = |code: &str| CancellationReason::builder().code(code).build();
    let written = meaning(&["None", CONDITION_FAILED].map(reason), 1).unwrap();
    assert!(written.quota_objects() && written.only_counter_objects());
    assert_eq!(written.objecting_counter().unwrap(), None);
    assert_eq!(written.existing_registration().unwrap(), None);
    let conflict = meaning(&["TransactionConflict", CONDITION_FAILED].map(reason), 1).unwrap_err();
    assert!(conflict.may_work_later);
    assert!(!meaning(&["None", CONDITION_FAILED].map(reason), 0).unwrap().quota_objects());
}

#[test]
fn conflicts_and_throttling_come_before_a_full_counter_and_are_retried() {
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
fn other_reasons_are_not_retried() {
    for codes in [["ValidationError", "None"], ["None", "ItemCollectionSizeLimitExceeded"], ["None", "None"]]
    {
        let failure = meaning_of(codes).unwrap_err();
        assert!(!failure.may_work_later, "{codes:?}");
    }
    assert!(!meaning(&[], 0).unwrap_err().may_work_later);
}

#[test]
fn tokens_are_distinct_and_short_enough() {
    let (one, other) = (token().unwrap(), token().unwrap());
    assert_ne!(one, other);
    assert_eq!(one.len(), 32);
}
