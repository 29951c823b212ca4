//! `Kind`: what there can be a difference in. The order is that of the report.

use serde::Serialize;
use strum::{IntoStaticStr, VariantArray};

/// What differs. Each kind has its sentences in `words/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray, Serialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// The workshop, page, speaker, venue or session itself is new or gone.
    Existence,
    /// A draft is new, was published, or is one again.
    Draft,
    /// The instant of publication.
    PublishAt,
    /// The instant at which the page is taken down.
    UnpublishAt,
    /// The address of a page.
    Address,
    /// The title of a workshop, a session, a page or the site; the name of a speaker or a venue.
    Title,
    /// The line below the title of the site.
    Tagline,
    /// The subtitle of a workshop.
    Subtitle,
    /// The series of a workshop.
    Series,
    /// The place of a workshop in its series.
    Ordinal,
    /// The audience of a workshop.
    Audience,
    /// The topics of a workshop.
    Topics,
    /// Whether a workshop is an example.
    Example,
    /// The date of a session.
    Date,
    /// The start and end of a session.
    Hours,
    /// How a session can be attended.
    Attendance,
    /// The venue of a session.
    Venue,
    /// Whether a session takes place.
    Status,
    /// A change of a session that its page does not announce.
    Unannounced,
    /// A speaker of a session.
    SessionSpeaker,
    /// The sentence about the attendance of a session.
    AttendanceNote,
    /// The private information about a session, of which only participants learn.
    Private,
    /// A document that is part of it.
    PrivateDocument,
    /// Whether there is a registration form.
    Registration,
    /// The opening of registration.
    Opens,
    /// The end of registration.
    Closes,
    /// The deadline for changes by registrants.
    ChangesUntil,
    /// The deadline for changes of the contact.
    ContactUntil,
    /// The deadline for changes of answers and remarks.
    AnswersUntil,
    /// The deadline for changes of the invoice.
    BillingUntil,
    /// The number of seats of a workshop or a session.
    Capacity,
    /// Whether participants attend all sessions.
    Attends,
    /// Whether there is a waiting list.
    WaitingList,
    /// The time to accept offered seats.
    AcceptWithin,
    /// Whether the organiser approves registrations.
    Approval,
    /// Whether registrants confirm their address.
    Confirmation,
    /// The largest number of participants of a registration.
    MaxParticipants,
    /// Whether the form asks for the e-mail address of each participant.
    ParticipantEmail,
    /// The largest number of seats of an organisation.
    MaxPerOrganisation,
    /// A fee, with its amount.
    Fee,
    /// The name of a fee.
    FeeLabel,
    /// What a fee covers.
    FeeNote,
    /// Whether a fee is for the workshop or for each session.
    FeeBasis,
    /// What happens to registrants who choose a fee for members and are not known as members.
    MembersOnly,
    /// A question of the registration form.
    Question,
    /// The wording of a question.
    QuestionLabel,
    /// Whether a question is asked once or about each participant.
    QuestionPer,
    /// Whether a question requires an answer.
    QuestionRequired,
    /// An option of a question.
    QuestionOption,
    /// Anything else about a question.
    QuestionDetails,
    /// A questionnaire.
    Questionnaire,
    /// The opening of a questionnaire.
    QuestionnaireOpens,
    /// The end of a questionnaire.
    QuestionnaireCloses,
    /// A question of a questionnaire.
    QuestionnaireQuestion,
    /// Any other text of a questionnaire.
    QuestionnaireText,
    /// The profession of a speaker.
    Role,
    /// The organisation of a speaker.
    Organisation,
    /// A link to a page about a speaker.
    Link,
    /// The portrait of a speaker.
    Portrait,
    /// The postal address of a venue.
    PostalAddress,
    /// Directions to a venue.
    Access,
    /// The summary of a workshop or the description of a page.
    Summary,
    /// The text of a workshop, a session, a page or a speaker.
    Text,
    /// The outcomes of a workshop.
    Outcomes,
    /// The day on which outcomes are shown.
    OutcomesFrom,
    /// A file beside a text.
    File,
    /// The address of the whole site.
    BaseUrl,
    /// A language of the site.
    SiteLanguage,
    /// The name of the organiser.
    Organiser,
    /// The e-mail address of the organiser.
    OrganiserEmail,
    /// The telephone number of the organiser.
    OrganiserTelephone,
    /// A link of the navigation.
    Navigation,
    /// A link of the footer.
    Footer,
    /// The theme.
    Theme,
    /// The privacy notice below forms.
    Privacy,
    /// The page with the whole privacy policy.
    PrivacyPage,
    /// The months after which registrations are deleted.
    Retention,
    /// The months after which answers to questionnaires are deleted.
    QuestionnaireRetention,
}

impl Kind {
    /// Returns the key of the kind in the words and in JSON.
    pub fn key(self) -> &'static str {
        self.into()
    }
}
