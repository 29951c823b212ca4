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

/// The beginning of the names of groups and fields for a participant. The group of the first one has the contact's own answers.
pub const PARTICIPANT: &str = "participant-";

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
    format!("{PARTICIPANT}{number}")
}

/// Returns the name of a participant's field: `participant-2-given-name` is the second participant's given name.
pub fn of_participant(number: u32, name: &str) -> String {
    format!("{PARTICIPANT}{number}-{name}")
}

/// Returns the name of a participant's field without the participant: `given-name` for `participant-2-given-name`. Returns
/// `None` for all other fields.
pub fn name_in_row(field: &str) -> Option<&str> {
    let (number, name) = field.strip_prefix(PARTICIPANT)?.split_once('-')?;
    number.parse::<u32>().is_ok().then_some(name)
}

/// Returns whether a name is that of a field for sessions or their attendance modes.
pub fn is_of_sessions(name: &str) -> bool {
    name == SESSIONS || name.starts_with(ATTENDANCE)
}

/// Returns the name of the field for the attendance mode of a session.
pub fn attendance(session: &str) -> String {
    format!("{ATTENDANCE}{session}")
}

/// Returns the session whose attendance mode the field of this name asks for.
pub fn session_of_attendance(name: &str) -> Option<&str> {
    name.strip_prefix(ATTENDANCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_participants_have_the_names_of_others_within_their_row() {
        for number in [2, 10] {
            assert_eq!(name_in_row(&of_participant(number, GIVEN_NAME)), Some(GIVEN_NAME));
        }
        for other in [GIVEN_NAME, "participant-2", "participant-email", "participant-two-fee"] {
            assert_eq!(name_in_row(other), None, "{other}");
        }
    }
}
