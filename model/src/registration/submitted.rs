//! The submission that would result in a registration, from which forms are filled in.

use super::RegistrationRequest;
use crate::field;
use crate::form::{CONSENT_VALUE, FORM_HASH_FIELD};
use crate::submission::{Answer, Submission};

impl RegistrationRequest {
    /// Returns the submission that would result in this request, without the rows of other participants and without
    /// consents that are given each time. `hash` is the hash of the form that is filled in.
    pub fn as_submitted(&self, hash: &str) -> Submission {
        let mut fields = vec![(FORM_HASH_FIELD.to_owned(), hash.to_owned())];
        fields.extend(self.contact_fields());
        fields.extend(self.billing_fields());
        for attended in &self.sessions {
            fields.push((field::SESSIONS.to_owned(), attended.session.clone()));
            let mode = attended.mode.map(|mode| mode.key().to_owned());
            fields.extend(mode.map(|mode| (field::attendance(&attended.session), mode)));
        }
        fields.extend(self.answers.iter().flat_map(|(name, answer)| submitted(name, answer)));
        fields.extend(self.remarks.iter().map(|remarks| (field::REMARKS.to_owned(), remarks.clone())));
        Submission::new(fields)
    }

    fn contact_fields(&self) -> Vec<(String, String)> {
        let contact = &self.contact;
        let own = self.participants.iter().find(|participant| contact.is(participant));
        let takes_part = if own.is_some() { field::YES } else { field::NO };
        let telephone = contact.telephone.as_ref().map(ToString::to_string);
        let fee = own.map(|participant| participant.fee.category.to_string());
        let fields = [
            (field::GIVEN_NAME, Some(contact.given_name.clone())),
            (field::FAMILY_NAME, Some(contact.family_name.clone())),
            (field::FUNCTION, Some(contact.function.clone())),
            (field::ORGANISATION, Some(contact.organisation.clone())),
            (field::EMAIL, Some(contact.email.to_string())),
            (field::TELEPHONE, telephone),
            (field::TAKES_PART, Some(takes_part.to_owned())),
            (field::FEE, fee),
        ];
        given(fields)
    }

    fn billing_fields(&self) -> Vec<(String, String)> {
        let billing = &self.billing;
        given([
            (field::BILLING_ORGANISATION, billing.organisation.clone()),
            (field::BILLING_ADDRESS, Some(billing.address.clone())),
            (field::BILLING_POSTAL_CODE, Some(billing.postal_code.clone())),
            (field::BILLING_CITY, Some(billing.city.clone())),
            (field::SIRET, billing.siret.as_ref().map(ToString::to_string)),
            (field::PURCHASE_ORDER, billing.purchase_order.clone()),
            (field::BILLING_EMAIL, billing.email.as_ref().map(ToString::to_string)),
        ])
    }
}

/// Returns the fields that have a value.
fn given<const N: usize>(fields: [(&str, Option<String>); N]) -> Vec<(String, String)> {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// Returns the field with this name once for each of its values.
fn submitted(name: &str, answer: &Answer) -> Vec<(String, String)> {
    answer.texts(CONSENT_VALUE).into_iter().map(|value| (name.to_owned(), value)).collect()
}
