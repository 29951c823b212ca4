use strum::VariantArray as _;

use super::*;
use crate::{Kind, Value};

#[test]
fn texts_of_the_site_are_no_markdown() {
    let hostile = "<img src=x> [a](b) **c** @everyone `d`\n# e";
    let expected = "&lt;img src=x\\> \\[a\\]\\(b\\) \\*\\*c\\*\\* @\u{200b}everyone \\`d\\` \\# e";
    assert_eq!(escaped(hostile), expected);
}

fn difference(kind: Kind, before: Option<Value>, after: Option<Value>) -> Difference {
    let (subject, name, language) = (Subject::Site, None, None);
    Difference { subject, hidden: false, session: None, language, kind, name, before, after }
}

#[test]
fn a_report_for_a_comment_has_a_limit() {
    let text = |number| Some(Value::Text(format!("{number} {}", "é".repeat(70))));
    let differences: Vec<_> = (0..2_000).map(|number| difference(Kind::Topics, None, text(number))).collect();
    let report = Report::new(&differences, ToolLanguage::English, "Europe/Paris").unwrap();
    let markdown = report.markdown().unwrap();
    let length = markdown.chars().count();
    assert!((59_000..=LONGEST_COMMENT + 100).contains(&length), "{length}");
    let shown = markdown.matches("\n- ").count();
    assert!(markdown.ends_with(&format!("\n\nand {} more changes\n", 2_000 - shown)));
    assert_eq!(report.text().unwrap().matches("\n  - ").count(), 2_000);
}

/// Every sentence that `compare` needs is there in both languages, and no other one.
#[test]
fn every_form_of_a_kind_has_a_sentence() {
    const EXISTENCE: [&str; 8] = [
        "workshop.added",
        "workshop.removed",
        "page.added",
        "page.removed",
        "speaker.added",
        "speaker.removed",
        "session.added",
        "session.removed",
    ];
    for language in [ToolLanguage::French, ToolLanguage::English] {
        let wording = Wording::new(language, "Europe/Paris").unwrap();
        let parameters = [("name", ""), ("before", ""), ("after", "")];
        let mut known = 0;
        for kind in Kind::VARIANTS {
            let forms = if *kind == Kind::Existence { &EXISTENCE[..] } else { forms(*kind) };
            for form in forms {
                let key = format!("{}.{form}", kind.key());
                assert!(wording.words.text(&key, &parameters).is_ok(), "{language:?}: {key}");
            }
            known += forms.len();
        }
        let is_sentence = |key: &&String| {
            let kind = key.split_once('.').map(|(kind, _)| kind);
            Kind::VARIANTS.iter().any(|known| Some(known.key()) == kind)
        };
        let keys = crate::words::keys(language);
        assert_eq!(keys.iter().filter(is_sentence).count(), known, "{language:?}: no other sentences");
    }
}

/// Returns the forms of a kind of difference that `compare` makes.
#[expect(clippy::too_many_lines, reason = "a table with every kind")]
fn forms(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Existence => &[],
        Kind::Draft => &["new", "published", "again"],
        Kind::Address => &["changed", "removed"],
        Kind::PublishAt
        | Kind::UnpublishAt
        | Kind::Subtitle
        | Kind::Series
        | Kind::Ordinal
        | Kind::Audience
        | Kind::Venue
        | Kind::Fee
        | Kind::FeeNote
        | Kind::QuestionOption
        | Kind::QuestionnaireOpens
        | Kind::Role
        | Kind::Organisation
        | Kind::Portrait
        | Kind::PostalAddress
        | Kind::Access
        | Kind::File
        | Kind::OrganiserTelephone
        | Kind::Navigation
        | Kind::Footer => &["added", "changed", "removed"],
        Kind::Topics | Kind::SessionSpeaker | Kind::Link | Kind::SiteLanguage => &["added", "removed"],
        Kind::Example
        | Kind::Registration
        | Kind::WaitingList
        | Kind::QuestionRequired
        | Kind::Questionnaire => &["yes", "no"],
        Kind::Unannounced | Kind::QuestionDetails => &["yes"],
        Kind::Status => &["cancelled", "postponed", "scheduled"],
        Kind::AttendanceNote
        | Kind::Private
        | Kind::QuestionnaireText
        | Kind::Summary
        | Kind::Text
        | Kind::Outcomes => &["added", "edited", "removed"],
        Kind::Privacy => &["edited"],
        Kind::Opens | Kind::Closes => &["added", "changed"],
        Kind::BillingUntil | Kind::AcceptWithin | Kind::MaxPerOrganisation => {
            &["added", "changed", "removed"]
        }
        Kind::MembersOnly => &["none", "reject", "review", "inform"],
        Kind::Capacity => &["added", "raised", "lowered", "removed"],
        Kind::Attends => &["all", "choose"],
        Kind::Approval => &["automatic", "manual"],
        Kind::Confirmation => &["none", "email"],
        Kind::ParticipantEmail => &["none", "optional", "required"],
        Kind::QuestionPer => &["participant", "registration"],
        Kind::Question => &["new", "new-required", "gone"],
        Kind::QuestionnaireQuestion => &["new", "new-required", "gone", "yes"],
        Kind::Title
        | Kind::Tagline
        | Kind::Date
        | Kind::Hours
        | Kind::Attendance
        | Kind::ChangesUntil
        | Kind::ContactUntil
        | Kind::AnswersUntil
        | Kind::MaxParticipants
        | Kind::FeeLabel
        | Kind::FeeBasis
        | Kind::QuestionLabel
        | Kind::QuestionnaireCloses
        | Kind::OutcomesFrom
        | Kind::PrivateDocument
        | Kind::BaseUrl
        | Kind::Organiser
        | Kind::OrganiserEmail
        | Kind::Theme
        | Kind::PrivacyPage
        | Kind::Retention
        | Kind::QuestionnaireRetention => &["changed"],
    }
}
