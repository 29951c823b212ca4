//! The scheduled mails of a workshop, as they are stored: only the program that sends them needs them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CatalogueSession, CatalogueWorkshop};
use crate::announcement::SessionStatus;
use crate::registration::Registration;
use crate::scheduled_mail::{MailText, ScheduledMail};
use crate::shared::Shared;

/// The scheduled mails of a workshop in all languages of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduledMails {
    /// Those in the main language.
    mails: Shared<Vec<ScheduledMail>>,
    /// Their texts in the same order, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    translations: BTreeMap<String, Vec<Shared<MailText>>>,
}

impl CatalogueWorkshop {
    /// Returns the scheduled mails in all languages; `None` if the workshop has none.
    pub fn scheduled_mails(&self) -> Option<ScheduledMails> {
        let translations = self.translations.iter();
        let translations = translations.map(|(language, texts)| (language.clone(), texts.mails.clone()));
        self.has_mails
            .then(|| ScheduledMails { mails: self.mails.clone(), translations: translations.collect() })
    }

    /// Returns whether the people of a registration, if it is confirmed at `now`, will be mailed before the first session that they
    /// attend. Needs no mails.
    pub fn will_mail_before(&self, registration: &Registration, now: Timestamp) -> bool {
        let registration = registration.of_contact();
        let takes_place = |it: &&CatalogueSession| it.status != SessionStatus::Cancelled;
        let mut attended = self.sessions.iter().filter(takes_place).filter(|it| registration.attends(&it.id));
        attended.next().and_then(|first| first.last_mail_before).is_some_and(|due| now < due)
    }

    /// Returns the workshop with these mails. Texts in a language that the workshop lacks are dropped.
    #[must_use]
    pub fn with_scheduled_mails(mut self, stored: ScheduledMails) -> CatalogueWorkshop {
        let ScheduledMails { mails, mut translations } = stored;
        for (language, texts) in &mut self.translations {
            texts.mails = translations.remove(language).unwrap_or_default();
        }
        CatalogueWorkshop { mails, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::WorkshopTexts;
    use crate::offer::{Attends, FeeBasis};
    use crate::registration::tests::{arriving_at, workshop};
    use crate::scheduled_mail::{Recipients, Sessions};
    use crate::seats::{Seats, WHOLE_WORKSHOP};

    #[test]
    fn a_mail_is_still_to_come_before_the_first_session_that_takes_place() {
        let mut workshop = workshop(Attends::All, FeeBasis::Workshop);
        let now = Timestamp::UNIX_EPOCH;
        let of = |pool: &str| Registration { seats: Seats::in_pools([pool], 1), ..arriving_at(now) };
        let [all, only_b] = [WHOLE_WORKSHOP, "b"].map(of);
        assert!(!workshop.will_mail_before(&all, now));
        let due = now + jiff::SignedDuration::from_hours(1);
        workshop.sessions[0].last_mail_before = Some(due);
        assert!(workshop.will_mail_before(&all, now));
        assert!(!workshop.will_mail_before(&all, due), "it is sent");
        assert!(!workshop.will_mail_before(&only_b, now), "it is about another session");
        workshop.sessions[0].status = SessionStatus::Cancelled;
        assert!(!workshop.will_mail_before(&all, now));
        workshop.sessions[1].last_mail_before = Some(due);
        assert!(workshop.will_mail_before(&all, now) && workshop.will_mail_before(&only_b, now));
    }

    #[test]
    fn a_workshop_and_its_mails_are_stored_apart() {
        let mut workshop = workshop(Attends::All, FeeBasis::Workshop);
        assert_eq!(workshop.scheduled_mails(), None);
        let text = MailText { subject: "Demain".to_owned(), body: Vec::new(), language: None };
        let mail = ScheduledMail {
            id: "rappel".parse().unwrap(),
            recipients: Recipients::Confirmed,
            mode: None,
            late: true,
            about: Sessions::First,
            occasions: Vec::new(),
            text: text.into(),
        };
        workshop.has_mails = true;
        workshop.mails = vec![mail].into();
        let mut english = workshop.clone();
        english.mails[0].text.subject = "Tomorrow".to_owned();
        workshop.translations.insert("en".to_owned(), WorkshopTexts::of(&english));

        let json = serde_json::to_string(&workshop).unwrap();
        assert!(!json.contains("Demain") && !json.contains("Tomorrow"), "{json}");
        let read: CatalogueWorkshop = serde_json::from_str(&json).unwrap();
        assert!(read.has_mails && read.mails.is_empty());
        let json = serde_json::to_string(&workshop.scheduled_mails().unwrap()).unwrap();
        let read = read.with_scheduled_mails(serde_json::from_str(&json).unwrap());
        assert_eq!(read, workshop);
        assert_eq!(read.in_language("en").unwrap().mails, english.mails);
    }
}
