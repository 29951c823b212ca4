//! Names of the fields, and of the groups, that registration forms and questionnaires have.

/// The contact's given name.
pub const GIVEN_NAME: &str = "given-name";
/// The contact's family name.
pub const FAMILY_NAME: &str = "family-name";
/// What the contact does in the organisation.
pub const FUNCTION: &str = "function";
/// The organisation.
pub const ORGANISATION: &str = "organisation";
/// The contact's e-mail address.
pub const EMAIL: &str = "email";
/// The contact's telephone number.
pub const TELEPHONE: &str = "telephone";
/// Whether the contact is a participant, too: [`YES`] or [`NO`].
pub const TAKES_PART: &str = "takes-part";
/// The category of fee.
pub const FEE: &str = "fee";
/// The sessions that are attended, where they are chosen.
pub const SESSIONS: &str = "sessions";
/// Who is invoiced.
pub const BILLING_ORGANISATION: &str = "billing-organisation";
/// The street address of who is invoiced.
pub const BILLING_ADDRESS: &str = "billing-address";
/// The postal code of who is invoiced.
pub const BILLING_POSTAL_CODE: &str = "billing-postal-code";
/// The city of who is invoiced.
pub const BILLING_CITY: &str = "billing-city";
/// The SIRET of who is invoiced.
pub const SIRET: &str = "siret";
/// The number of the purchase order.
pub const PURCHASE_ORDER: &str = "purchase-order";
/// Where the invoice is sent.
pub const BILLING_EMAIL: &str = "billing-email";
/// Remarks.
pub const REMARKS: &str = "remarks";
/// The consent to tell the contact's name and organisation to the other participants.
pub const LISTED: &str = "listed";
/// The acknowledgement of the privacy notice.
pub const PRIVACY: &str = "privacy";

/// The group of the workshop's own questions, and what the names of a questionnaire's groups of them begin with.
pub const QUESTIONS: &str = "questions";

/// The answer yes.
pub const YES: &str = "yes";
/// The answer no.
pub const NO: &str = "no";

/// The name of a participant's field: `participant-2-given-name` is the second participant's given name.
pub fn of_participant(number: u32, name: &str) -> String {
    format!("participant-{number}-{name}")
}

/// The name of the field that asks how a session is attended.
pub fn attendance(session: &str) -> String {
    format!("attendance-{session}")
}
