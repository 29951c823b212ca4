//! The names of fields and groups in registration forms and questionnaires.

/// The contact's given name.
pub const GIVEN_NAME: &str = "given-name";
/// The contact's family name.
pub const FAMILY_NAME: &str = "family-name";
/// The contact's function in the organisation.
pub const FUNCTION: &str = "function";
/// The organisation.
pub const ORGANISATION: &str = "organisation";
/// The contact's e-mail address.
pub const EMAIL: &str = "email";
/// The contact's telephone number.
pub const TELEPHONE: &str = "telephone";
/// Whether the contact takes part too: [`YES`] or [`NO`].
pub const TAKES_PART: &str = "takes-part";
/// The fee category.
pub const FEE: &str = "fee";
/// The code that proves the membership of an organisation.
pub const MEMBER_CODE: &str = "member-code";
/// The chosen sessions, if participants choose them.
pub const SESSIONS: &str = "sessions";
/// The invoiced organisation.
pub const BILLING_ORGANISATION: &str = "billing-organisation";
/// The street address on the invoice.
pub const BILLING_ADDRESS: &str = "billing-address";
/// The postal code on the invoice.
pub const BILLING_POSTAL_CODE: &str = "billing-postal-code";
/// The city on the invoice.
pub const BILLING_CITY: &str = "billing-city";
/// The SIRET of the invoiced organisation.
pub const SIRET: &str = "siret";
/// The purchase order number.
pub const PURCHASE_ORDER: &str = "purchase-order";
/// The e-mail address to which the invoice is sent.
pub const BILLING_EMAIL: &str = "billing-email";
/// The registrant's remarks.
pub const REMARKS: &str = "remarks";
/// The consent to share the contact's name and organisation with the other participants.
pub const LISTED: &str = "listed";
/// The acknowledgement of the privacy notice.
pub const PRIVACY: &str = "privacy";

/// The group of the workshop's own questions. In a questionnaire, the names of such groups start with it.
pub const QUESTIONS: &str = "questions";

/// The answer yes.
pub const YES: &str = "yes";
/// The answer no.
pub const NO: &str = "no";

/// The standard fields of a participant's row, apart from those for sessions.
const OF_ROW: [&str; 5] = [GIVEN_NAME, FAMILY_NAME, FUNCTION, EMAIL, FEE];

/// The beginning of the names of fields for the attendance modes of sessions.
const ATTENDANCE: &str = "attendance-";

/// Returns whether a name is that of a standard field of a participant's row, which no question about participants may have.
pub fn is_of_row(name: &str) -> bool {
    OF_ROW.contains(&name) || is_of_sessions(name)
}

/// Returns the name of a participant's group of fields: `participant-2`.
pub fn participant_group(number: u32) -> String {
    format!("participant-{number}")
}

/// Returns the name of a participant's field: `participant-2-given-name` is the second participant's given name.
pub fn of_participant(number: u32, name: &str) -> String {
    format!("participant-{number}-{name}")
}

/// Returns whether a field is the one of this name for some participant.
pub fn is_of_participant(field: &str, name: &str) -> bool {
    let rest = field.strip_prefix("participant-").and_then(|rest| rest.strip_suffix(name));
    rest.and_then(|rest| rest.strip_suffix('-')).is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Returns whether a name is that of a field for sessions or their attendance modes.
pub fn is_of_sessions(name: &str) -> bool {
    name == SESSIONS || name.starts_with(ATTENDANCE)
}

/// Returns the name of the field for the attendance mode of a session.
pub fn attendance(session: &str) -> String {
    format!("{ATTENDANCE}{session}")
}
