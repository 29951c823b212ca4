//! Stable codes of the rules that content and themes must follow.
//!
//! A code never changes its meaning and is never used again, because people and programs refer to it. Those of problems
//! start with `E`, those of warnings with `W`. The first digit is the area: 0 values in YAML, 1 files and `site.yaml`,
//! 2 workshops, sessions, people and pages, 3 forms, 4 translations, 5 texts, 6 images, 7 themes, 8 addresses and links,
//! 9 the site as a whole.

mod definition;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::definition::codes;
use crate::{ToolLanguage, suggestion};

codes! {
    InvalidYaml = "E001": "A text is not YAML.",
    UnsupportedYaml = "E002": "A feature of YAML that content files do not need.",
    OddSpace = "E003": "An odd space where YAML needs an ordinary one.",
    CutText = "E004": "A text that a `#` cuts off.",
    WrongKind = "E005": "A value of the wrong kind, such as a text instead of a list.",
    UnknownKey = "E006": "A key that does not exist.",
    MissingKey = "E007": "A required key that is missing.",
    DuplicateKey = "E008": "A key that is written twice.",
    MissingText = "E009": "A value that is missing after its key.",
    UnknownValue = "E010": "A value that is none of the allowed ones.",
    LongList = "E011": "A list with too many items.",
    InvalidDate = "E012": "A value that is not a date.",
    InvalidTime = "E013": "A value that is not a time of day.",
    YearOutOfRange = "E014": "A year that is out of range.",
    InvalidNumber = "E015": "A value that is not a number, or out of range.",
    InvalidAmount = "E016": "A value that is not an amount.",
    InvalidIdentifier = "E017": "A value that is not an identifier.",
    InvalidEmail = "E018": "A value that is not an e-mail address.",
    InvalidTelephone = "E019": "A value that is not a telephone number.",
    InvalidWebAddress = "E020": "A value that is not a web address.",
    InvalidDuration = "E021": "A value that is not a duration.",

    MissingFile = "E101": "A file that is missing.",
    UnexpectedFile = "E102": "A file that the generator does not expect.",
    UnreadableFile = "E103": "A file that cannot be read.",
    LargeFile = "E104": "A text file that is too large.",
    NotUtf8 = "E105": "A text or file name that is not UTF-8.",
    DuplicateFile = "E106": "Two files with the same name.",
    InvalidFileName = "E107": "A name of a file or folder that cannot be part of an address.",
    MissingFrontMatter = "E108": "A file without front matter.",
    UnresolvedConflict = "E109": "A file with two versions of the same lines, which git left.",
    InvalidOrigin = "E110": "A `base_url` that is not an origin.",
    InvalidTimeZone = "E111": "A value that is not a time zone.",
    InvalidPermalink = "E112": "A value that is not a permalink.",
    ContradictoryLimits = "E113": "Limits that contradict each other.",
    InvalidAbbreviation = "E114": "An abbreviation that is invalid.",
    OwnLanguage = "E115": "A translation into the site's own language.",
    NotRemoved = "E116": "A workshop that is listed as removed but exists.",
    InvalidRepository = "E117": "A repository of the web editor, or a part of it, whose name is not valid.",
    InvalidSiren = "E118": "A number that is not a SIREN.",
    MemberDomain = "E119": "A domain that does not show that a person belongs to a member.",
    PublicationOrder = "E120": "A page that is taken down before it is published.",
    LatePublication = "E121": "A workshop that is published too late.",
    HiddenAgain = "E122": "A workshop that is hidden although people may have registered.",
    ShortMemberCode = "E123": "A member's code that is easy to guess.",
    UnrecognisableMember = "E124": "A member that cannot be recognised.",
    DuplicateMember = "E125": "Two members with the same SIREN, domain or code.",
    NoHistory = "W101": "Git has no history of the content.",
    Uncommitted = "W102": "Workshops that are not committed.",
    UnusedFile = "W103": "A file that nothing links to.",

    UnknownVenue = "E201": "A venue that does not exist.",
    UnknownSpeaker = "E202": "A speaker who does not exist.",
    DuplicateSpeaker = "E203": "A speaker who is named twice.",
    NoVenue = "E204": "A session without a venue.",
    OnlineVenue = "E205": "An online session with a venue.",
    SessionOrder = "E206": "A session that ends before it starts.",
    Overlap = "E207": "Sessions at the same time.",
    DuplicateSession = "E208": "Two sessions with the same identifier.",
    NoSessions = "E209": "A workshop without sessions.",
    NoChange = "E210": "A former announcement that changes nothing.",
    InvalidCountry = "E211": "A code that is not one of a country.",
    InvalidPostalCode = "E212": "A postal code that is invalid in its country.",
    RepeatedPostalCode = "E213": "A postal code that is repeated in the address.",
    EmptyPage = "E214": "A page without a text.",
    EmptyOutcomes = "E215": "Outcomes without a text.",
    EarlyOutcomes = "E216": "Outcomes that are published before the workshop.",
    InvalidTopic = "E217": "A topic that cannot be part of an address.",
    DuplicateTopic = "E218": "A topic that a workshop names twice.",
    TopicSpelling = "E219": "Two topics with the same address.",
    InvalidAlias = "E220": "An alias that cannot be the address of a page.",
    NoAudience = "W201": "A workshop without an audience.",
    NumberedSession = "W202": "Sessions that registrants choose and that have no identifier.",

    FormOrder = "E301": "A form that closes before it opens.",
    LateClosing = "E302": "A form that is open after the workshop.",
    EarlyChanges = "E303": "Changes that end before registration opens.",
    NoFees = "E304": "Registration without fees.",
    DuplicateFee = "E305": "Two fees of the same category.",
    MixedCurrencies = "E306": "Fees in several currencies.",
    FeePerSession = "E307": "A fee per session where sessions are not chosen.",
    ManyParticipants = "E308": "Too many participants in one registration.",
    MisplacedCapacity = "E309": "A capacity that is at the wrong place or missing.",
    LongAnswer = "E310": "An answer that may be too long.",
    EmptyRange = "E311": "A number whose range is empty.",
    ManyQuestions = "E312": "Too many questions.",
    DuplicateQuestion = "E313": "Two questions with the same name.",
    InvalidCondition = "E314": "A condition that can never be met.",
    DuplicateOption = "E315": "Two options with the same value.",
    NoQuestions = "E316": "A form without questions.",
    NoPurpose = "E317": "A questionnaire without a stated purpose.",
    DuplicateMail = "E318": "Two scheduled mails with the same identifier.",
    MailMoment = "E319": "A scheduled mail without a moment, or with two.",
    MailWithoutRegistration = "E320": "Scheduled mails of a workshop without registration.",
    UnknownMailSession = "E321": "A scheduled mail about a session that does not exist.",
    UnknownMailPlaceholder = "E322": "A placeholder that mails do not have.",
    OrganisationLimit = "E330": "A limit for each organisation that contradicts other terms of registration.",
    UnsafeJoinLink = "E331": "A link to a video conference that is not secure.",
    PrivateMode = "E332": "Private information for a way to attend that the session does not offer.",
    EmptyPrivate = "E333": "Private information without content.",
    PublishedJoinLink = "E334": "A private link in a text or a mail for others than its participants.",
    PrivatePlaceholder = "E335": "A placeholder for private information where it cannot be.",
    PrivateWithoutRegistration = "E336": "Private information of a workshop without registration.",
    NoPrivateDocument = "E337": "A document for participants that does not exist.",
    LargePrivateDocument = "E338": "A document for participants that is too large.",
    LargePrivateDocuments = "E339": "Documents for participants that are too large together.",
    AcceptWithin = "E345": "A time to accept seats from the waiting list that cannot be read, or is too long.",
    AbsenceBefore = "E346": "A mail before a session for those who were present or absent.",
    EndedRegistration = "W301": "A registration that ended long before the first session.",
    SpecialCategory = "W302": "A question that invites data of a special category.",
    PartialNotice = "W303": "A page about privacy that lists the data of some forms only.",

    NoTranslatedPage = "E401": "A translation of a part of a workshop whose page is not translated.",
    UnknownOriginal = "E402": "A translation of something that does not exist.",
    MisplacedTopics = "E403": "Topics in the translation of a workshop.",
    UnequalGroups = "E404": "A translation with another number of groups.",
    DuplicateTranslation = "E405": "Two translations of the same session.",
    UnusedTopic = "E406": "A translated topic that no workshop has.",
    NoOriginal = "E407": "A translation of a file that does not exist.",
    UnknownLanguage = "E408": "A translation into a language that the site does not have.",

    LiteralMarkup = "E501": "Markdown in a text that is published as it is written.",
    EmptyHeading = "E502": "A heading without a text.",
    OpenCode = "E503": "Code without an end.",
    FailedEmphasis = "E504": "Emphasis that has no effect.",
    FailedLink = "E505": "A link or an image that has no effect.",
    FailedComment = "E506": "A comment that readers would see.",
    OddSpaceInText = "E507": "An odd space at the mark of a heading or list item.",
    FailedHeading = "E508": "A heading that has no effect.",
    FailedList = "E509": "A list that has no effect.",
    FailedTable = "E510": "A table that has no effect.",
    FailedCallout = "E511": "A callout that has no effect.",
    ForeignMarkup = "E512": "Markup of another program.",
    SpaceBeforeColon = "E513": "A definition with a space before its colon.",
    HtmlInText = "E514": "HTML in a text.",
    UndefinedReference = "E515": "A reference to something that the text does not define.",
    UnusedDefinition = "E516": "A footnote or an abbreviation that the text does not use.",
    SkippedLevel = "E517": "A heading that skips a level.",
    LinkWithoutText = "E518": "A link without a text.",
    LongRow = "E519": "A row that is longer than its table.",
    DeepNesting = "E520": "Quotations, lists or emphasis that are nested too deeply.",
    ForeignToMail = "E521": "Something that mails cannot contain.",
    UnknownDataList = "E522": "A list of personal data that does not exist, or at a wrong place.",
    WrongDate = "W501": "A text with a date that is not that of the session.",
    WrongWeekday = "W502": "A text with a date and a wrong weekday.",
    ImpossibleDate = "W503": "A text with a day that does not exist.",
    WrongHours = "W504": "A text with hours that are not those of the session.",
    WrongCity = "W505": "A text with a city where no session takes place.",
    WrongAmount = "W506": "A text with an amount that is not the fee.",
    WrongSeats = "W507": "A text with a number that is not that of the seats.",
    UnusedMark = "W508": "A mark of an exception that excepts nothing.",
    VisibleComment = "W509": "A comment that readers see.",
    BareAddress = "W510": "An address that is not a link.",

    UnsupportedImage = "E601": "An image in a format that not every browser supports.",
    DamagedImage = "E602": "An image that cannot be read.",
    LargeImage = "E603": "An image that is too large.",
    NoPhotograph = "E604": "A portrait that is not a photograph.",
    TemporaryImage = "E605": "An image that is not published for as long as the page with it.",
    KeptMetadata = "E606": "A photograph whose metadata cannot be removed.",
    NoAlternativeText = "E607": "An image without alternative text.",
    ExternalImage = "E608": "An image on another site.",
    NotAnImage = "E609": "A page instead of an image.",
    FileNameAsText = "W601": "An image that is described by the name of its file.",
    UnknownTheme = "E701": "A theme that does not exist.",
    EndlessTheme = "E702": "A theme that extends itself.",
    IncompleteTheme = "E703": "A theme without a file that it needs.",
    EmptyThemeFile = "E704": "A file of a theme that is empty.",
    InvalidSelection = "E705": "An `only` that selects nothing.",
    UnusedThemeFile = "E706": "A file of a theme that has no effect.",
    UnusedThemePart = "E707": "A text or component of a theme that has no effect.",
    InvalidTemplate = "E708": "A template that cannot be rendered.",
    UnknownTemplate = "E709": "A template, block or component that does not exist.",
    InvalidDrawing = "E710": "A sharing picture that is not an SVG image.",
    NoFont = "E711": "A theme with sharing pictures and without a font.",
    EndlessTemplate = "E712": "A template that extends or includes itself.",
    DuplicateComponent = "E713": "Two components with the same name.",
    NoThemeText = "E714": "A text that the theme lacks.",
    NoOtherForm = "E715": "A plural without the form `other`.",
    UnknownPlaceholder = "E716": "A placeholder that the text does not have.",
    NoThemeLanguage = "E717": "A language that the theme does not have.",
    InvalidStyleSheet = "E718": "A style sheet that cannot be read.",
    UnknownStaticFile = "E719": "A static file that does not exist.",
    UnsupportedImport = "E720": "An `@import` that is not supported.",

    SharedAddress = "E801": "An address that two files would have.",
    ReservedAddress = "E802": "An address that is reserved.",
    EmptyLink = "E803": "A link without an address.",
    BrokenLink = "E804": "A link to a page or file that does not exist.",
    BrokenPath = "E805": "A link to an address that no page has.",
    BrokenFragment = "E806": "A link to a part that the page does not have.",
    DraftLink = "E807": "A link to a draft.",
    UnknownScheme = "E808": "A link whose scheme is not supported.",
    BrokenExternalLink = "E809": "A link to another site that does not work.",
    TemporaryPrivacy = "E810": "A page about privacy that is not always published.",
    UsedAlias = "E811": "An alias that a page has as its name or address.",
    GoneWorkshop = "E901": "A workshop that is gone although people may have registered.",
    LostAlias = "E902": "A former name that leads to the workshop no longer.",
    StoredElsewhere = "E903": "A workshop whose registrations are stored under another name.",
    MergedWorkshops = "E904": "Workshops with registrations that were merged.",
    GoneSession = "E905": "A session that is gone although people may have registered.",
    RenamedSession = "E906": "A session whose identifier changed although people may have registered.",
}

impl Code {
    /// Returns the code that a text stands for, in upper or lower case; `None` if there is none.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(text.trim()))
    }

    /// Returns the code that was probably meant by an unknown one; `None` if none is similar.
    pub fn nearest(text: &str) -> Option<Code> {
        let typed = text.trim().to_ascii_uppercase();
        // Zeros are easily omitted: `E6` is `E006`.
        let padded = typed.split_at_checked(1).and_then(|(letter, number)| {
            let number: u16 = number.parse().ok()?;
            Code::parse(&format!("{letter}{number:03}"))
        });
        padded.or_else(|| {
            let ids = Code::ALL.iter().map(|code| code.id());
            suggestion::nearest(&typed, ids).and_then(Code::parse)
        })
    }

    /// Returns the explanation in Markdown: what the rule is, an example that breaks it, and how to fix that.
    pub fn explanation(self, language: ToolLanguage) -> String {
        let mut parts = self.page(language).split("<!-- ");
        let mut page = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            // A comment that describes an example is above it; any other is part of one.
            match part.split_once("-->\n\n").filter(|(_, after)| after.starts_with("```")) {
                Some((_, after)) => page.push_str(after),
                None => page.extend(["<!-- ", part]),
            }
        }
        page
    }

    /// Returns the title of the explanation, such as "Unknown key".
    pub fn title(self, language: ToolLanguage) -> &'static str {
        let heading = self.page(language).lines().next().unwrap_or_default();
        heading.split_once(':').map_or("", |(_, title)| title.trim())
    }

    /// Returns the first paragraph of the explanation.
    pub fn summary(self, language: ToolLanguage) -> &'static str {
        self.page(language).split("\n\n").nth(1).unwrap_or_default()
    }

    /// Returns whether it is the code of a warning.
    pub fn is_warning(self) -> bool {
        self.id().starts_with('W')
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.id())
    }
}

impl From<Code> for &'static str {
    fn from(code: Code) -> &'static str {
        code.id()
    }
}

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Code, String> {
        Code::parse(&text).ok_or(format!("there is no code {text}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_have_one_form() {
        let ids: BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
        for id in ids {
            let (letter, number) = id.split_at(1);
            assert!(["E", "W"].contains(&letter) && number.len() == 3, "{id}");
            assert!(number.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
        }
    }

    #[test]
    fn a_mistyped_code_has_a_suggestion() {
        assert_eq!(Code::parse("e006"), Some(Code::UnknownKey));
        assert_eq!(Code::parse("E6"), None);
        assert_eq!(Code::nearest("E6"), Some(Code::UnknownKey));
        assert_eq!(Code::nearest("E0066"), Some(Code::UnknownKey));
        assert_eq!(Code::nearest("hello"), None);
    }
}
