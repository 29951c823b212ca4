use super::*;
use crate::catalogue::CatalogueWorkshop;
use crate::membership::{CodeHash, Member, ShortCode};
use crate::offer::{Attends, FeeBasis};
use crate::reading::read_request;
use crate::registration::tests::{form, submission, workshop};
use crate::siren::Siren;

const MEMBER: &str = "732 829 320 00074";
const STRANGER: &str = "356 000 000 00048";

fn members() -> Members {
    let one = Member {
        siren: Siren::parse("732829320").ok(),
        domains: vec!["habitat.example".to_owned()],
        code: CodeHash::of_secret("Nord-2027-x7").ok(),
    };
    let other = Member { siren: None, domains: Vec::new(), code: CodeHash::of_secret("sud 8888 xx").ok() };
    Members { members: vec![one, other] }
}

/// A workshop whose fee `member` has this rule.
fn ruled(rule: MembersOnly, confirmation: Confirmation) -> CatalogueWorkshop {
    let mut workshop = workshop(Attends::All, FeeBasis::Workshop);
    let offer = workshop.offer.as_deref_mut().unwrap();
    offer.fees[0].members_only = Some(rule);
    offer.confirmation = confirmation;
    workshop
}

fn decided(
    workshop: &CatalogueWorkshop,
    answers: &[(&str, &str)],
) -> Result<Option<Membership>, Vec<(String, Problem)>> {
    let (offer, form, submission) = (workshop.offer.as_deref().unwrap(), form(workshop), submission(answers));
    let request = read_request(workshop, offer, &form, &submission).unwrap();
    let found = read_membership(&request, offer, &form, &submission, &members());
    found.map_err(|errors| errors.fields.into_iter().map(|error| (error.field, error.problem)).collect())
}

fn rejected(fields: &[&str], problem: Problem) -> Result<Option<Membership>, Vec<(String, Problem)>> {
    Err(fields.iter().map(|field| ((*field).to_owned(), problem)).collect())
}

#[test]
fn another_address_is_judged_again() {
    let at = |rule, known, siret: &str, email: &str| {
        let workshop = ruled(rule, Confirmation::Email);
        let offer = workshop.offer.as_deref().unwrap();
        let answers = submission(&[("siret", siret)]);
        let request = read_request(&workshop, offer, &form(&workshop), &answers).unwrap();
        let request = RegistrationRequest { membership: Some(known), ..request };
        membership_at(&Email::parse(email).unwrap(), &request, offer, &members())
    };
    use Membership::{Code, Domain, Inform, Review, Siren};
    let (inside, outside) = ("a@habitat.example", "a@elsewhere.example");
    for rule in [MembersOnly::Reject, MembersOnly::Review] {
        assert_eq!(at(rule, Domain, STRANGER, inside), Ok(Some(Domain)), "{rule:?}");
        assert_eq!(at(rule, Domain, STRANGER, outside), Err(NotAMembersAddress), "{rule:?}");
        assert_eq!(at(rule, Domain, MEMBER, outside), Ok(Some(Siren)), "{rule:?}");
        assert_eq!(at(rule, Review, STRANGER, inside), Ok(Some(Domain)), "{rule:?}");
        assert_eq!(at(rule, Review, STRANGER, outside), Ok(Some(Review)), "{rule:?}");
        for known in [Siren, Code] {
            assert_eq!(at(rule, known, STRANGER, outside), Ok(Some(known)), "{rule:?}");
        }
    }
    assert_eq!(at(MembersOnly::Inform, Domain, STRANGER, outside), Ok(Some(Inform)));
}

#[test]
fn a_fee_for_anyone_asks_nothing() {
    let reject = ruled(MembersOnly::Reject, Confirmation::None);
    assert_eq!(decided(&reject, &[("fee", "other")]), Ok(None));
    // A code is not even looked up, so that nothing can be found out with it.
    assert_eq!(decided(&reject, &[("fee", "other"), ("member-code", "wrong")]), Ok(None));
    assert!(form(&reject).field("member-code").is_some());
    assert!(form(&workshop(Attends::All, FeeBasis::Workshop)).field("member-code").is_none());
}

#[test]
fn members_are_recognised_by_siren_and_code() {
    for rule in [MembersOnly::Reject, MembersOnly::Review, MembersOnly::Inform] {
        let workshop = ruled(rule, Confirmation::None);
        assert_eq!(decided(&workshop, &[("siret", MEMBER)]), Ok(Some(Membership::Siren)), "{rule:?}");
        for code in ["Nord-2027-x7", " nord 2027 X7 ", "NORD2027X7", "sud8888xx"] {
            assert_eq!(decided(&workshop, &[("member-code", code)]), Ok(Some(Membership::Code)), "{code}");
        }
        for code in ["nord-2027-x8", "nord", "habitat.example", "732829320"] {
            let wrong = rejected(&["member-code"], Problem::UnknownCode);
            assert_eq!(decided(&workshop, &[("member-code", code), ("siret", MEMBER)]), wrong, "{code}");
        }
    }
}

#[test]
fn strangers_are_rejected_reviewed_or_noted() {
    let of = |rule| decided(&ruled(rule, Confirmation::None), &[("siret", STRANGER)]);
    assert_eq!(of(MembersOnly::Reject), rejected(&["fee"], Problem::MembersOnly));
    assert_eq!(of(MembersOnly::Review), Ok(Some(Membership::Review)));
    assert_eq!(of(MembersOnly::Inform), Ok(Some(Membership::Inform)));
}

#[test]
fn a_domain_counts_only_if_the_address_will_be_confirmed() {
    let at_member = [("email", "claire@Habitat.example")];
    let of = |rule, confirmation| decided(&ruled(rule, confirmation), &at_member);
    for rule in [MembersOnly::Reject, MembersOnly::Review, MembersOnly::Inform] {
        assert_eq!(of(rule, Confirmation::Email), Ok(Some(Membership::Domain)), "{rule:?}");
    }
    assert_eq!(of(MembersOnly::Reject, Confirmation::None), Ok(Some(Membership::Review)));
    assert_eq!(of(MembersOnly::Review, Confirmation::None), Ok(Some(Membership::Review)));
    assert_eq!(of(MembersOnly::Inform, Confirmation::None), Ok(Some(Membership::Inform)));
    for other in ["claire@mail.habitat.example", "claire@nothabitat.example"] {
        let stranger = decided(&ruled(MembersOnly::Reject, Confirmation::Email), &[("email", other)]);
        assert_eq!(stranger, rejected(&["fee"], Problem::MembersOnly), "{other}");
    }
}

#[test]
fn every_fee_for_members_is_named_and_the_strictest_rule_applies() {
    let mut workshop = ruled(MembersOnly::Reject, Confirmation::None);
    let colleague = [
        ("participant-2-given-name", "Zoé"),
        ("participant-2-family-name", "Martin"),
        ("participant-2-function", "Adjointe"),
        ("participant-2-fee", "member"),
    ];
    let both = rejected(&["fee", "participant-2-fee"], Problem::MembersOnly);
    assert_eq!(decided(&workshop, &colleague), both);
    let only_colleague = [colleague.as_slice(), &[("fee", "other")]].concat();
    assert_eq!(decided(&workshop, &only_colleague), rejected(&["participant-2-fee"], Problem::MembersOnly));
    workshop.offer.as_deref_mut().unwrap().fees[1].members_only = Some(MembersOnly::Inform);
    assert_eq!(decided(&workshop, &[("fee", "other")]), Ok(Some(Membership::Inform)));
    assert!(decided(&workshop, &only_colleague).is_err());
}

#[test]
fn a_code_is_kept_as_a_hash_and_never_shown() {
    let json = serde_json::to_string(&members()).unwrap();
    assert!(!json.to_lowercase().contains("2027") && !json.contains("x7"), "{json}");
    assert_eq!(serde_json::from_str::<Members>(&json).unwrap(), members());
    assert!(!format!("{:?}", members()).contains("[1"), "a hash is not printed either");
    assert_eq!(CodeHash::of_secret("abc-123 d"), Err(ShortCode));
    assert!(CodeHash::of_secret("abc-1234").is_err() && CodeHash::of_secret("abcd-1234").is_ok());
}
