//! How a report of the mail service names the mail that it is about: by tags that are sent along with the mail.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::mail::Mailing;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;
use registry::identifier::IdentifierKey;

use crate::mail::Tag;

const WORKSHOP: &str = "workshop";
const REGISTRATION: &str = "registration";
const MAIL: &str = "mail";
const TOKEN: &str = "token";

/// One mail about one registration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MailIdentity {
    pub(crate) workshop: Slug,
    pub(crate) registration: RegistrationId,
    pub(crate) mailing: Mailing,
    /// A keyed hash of the mail and the time of its event, which is also part of the message's identifier. A report is
    /// recorded only if it has the right one, so no report can be made up, or reach a registration that was erased and
    /// made again.
    pub(crate) token: String,
}

impl MailIdentity {
    /// Returns the identity of the mail about an event that happened at this time.
    pub(crate) fn new(
        key: &IdentifierKey,
        registration: &Registration,
        mailing: &Mailing,
        happened: Timestamp,
    ) -> MailIdentity {
        MailIdentity {
            workshop: registration.request.workshop.clone(),
            registration: registration.id.clone(),
            mailing: mailing.clone(),
            token: token(key, &registration.id, mailing, happened),
        }
    }

    /// Returns whether the mail is the one about an event that happened at this time.
    pub(crate) fn is_about(&self, key: &IdentifierKey, happened: Timestamp) -> bool {
        self.token == token(key, &self.registration, &self.mailing, happened)
    }

    /// Returns the tags from which [`MailIdentity::from_tags`] restores it.
    pub(crate) fn tags(&self) -> Vec<Tag> {
        // SES does not take the `#` in the keys of notices and scheduled mails; none of its parts has an underscore.
        let mail = self.mailing.key().replace('#', "_");
        let tag = |name, value| Tag { name, value };
        vec![
            tag(WORKSHOP, self.workshop.as_str().to_owned()),
            tag(REGISTRATION, self.registration.as_str().to_owned()),
            tag(MAIL, mail),
            tag(TOKEN, self.token.clone()),
        ]
    }

    /// Reads the tags of a report. SES lists the values of each tag. Returns `None` if they name no mail.
    pub(crate) fn from_tags(tags: &BTreeMap<String, Vec<String>>) -> Option<MailIdentity> {
        let value = |name| tags.get(name).and_then(|values| values.first());
        Some(MailIdentity {
            workshop: value(WORKSHOP)?.parse().ok()?,
            registration: value(REGISTRATION)?.parse().ok()?,
            mailing: Mailing::from_key(&value(MAIL)?.replace('_', "#"))?,
            token: value(TOKEN)?.clone(),
        })
    }
}

fn token(
    key: &IdentifierKey,
    registration: &RegistrationId,
    mailing: &Mailing,
    happened: Timestamp,
) -> String {
    key.mail_token(registration, &mailing.key(), &happened.to_string())
}

#[cfg(test)]
mod tests {
    use model::mail::{MailCause, Recipient};

    use super::*;

    #[test]
    fn tags_are_read_as_they_were_written() {
        let registration = RegistrationId::from_bytes([1; 16]);
        let notice = model::notice::NoticeId::from_bytes([2; 8]);
        let (mail, session) = ("rappel-j-1".parse().unwrap(), "session-2".to_owned());
        let scheduled = MailCause::Scheduled { mail, session };
        let private = MailCause::PrivateInformation(2);
        let causes =
            [MailCause::Transition(3), MailCause::Notice(notice), scheduled, private, MailCause::Departure];
        let of = |cause: &MailCause| {
            let to = |recipient| Mailing { recipient, cause: cause.clone() };
            [Recipient::Contact, Recipient::Participant(20)].map(to)
        };
        for mailing in causes.iter().flat_map(of) {
            let identity = MailIdentity {
                workshop: "petit-atelier".parse().unwrap(),
                registration: registration.clone(),
                mailing,
                token: "0a".repeat(16),
            };
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
            assert!(identity.tags().iter().all(|tag| tag.value.bytes().all(is_allowed)), "{identity:?}");
            let mut tags: BTreeMap<_, _> =
                identity.tags().into_iter().map(|tag| (tag.name.to_owned(), vec![tag.value])).collect();
            tags.insert("ses:configuration-set".to_owned(), vec!["ateliers".to_owned()]);
            assert_eq!(MailIdentity::from_tags(&tags), Some(identity));
            for name in [WORKSHOP, REGISTRATION, MAIL, TOKEN] {
                let mut fewer = tags.clone();
                fewer.remove(name);
                assert_eq!(MailIdentity::from_tags(&fewer), None, "{name}");
            }
        }
    }
}
