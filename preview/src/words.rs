//! The words of the preview's own pages. What a registration can be has the words of the documents that organisers hand on.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use model::membership::Membership;
use model::scheduled_mail::Recipients;
use model::status::Status;
use site::{Phrase, ToolLanguage, phrase};

/// The words of documents, by key.
type Words = BTreeMap<String, String>;

static ENGLISH: LazyLock<Words> = LazyLock::new(|| words(include_str!("../../desk/words/en.json")));
static FRENCH: LazyLock<Words> = LazyLock::new(|| words(include_str!("../../desk/words/fr.json")));

fn words(json: &str) -> Words {
    serde_json::from_str(json).expect("the words are compiled in, and the tests read each")
}

/// Returns the word for a state of a registration.
pub(crate) fn status(status: Status, language: ToolLanguage) -> &'static str {
    of_documents("status", status.key(), language)
}

/// Returns the word for what is known about a membership.
pub(crate) fn membership(membership: Membership, language: ToolLanguage) -> &'static str {
    of_documents("membership", membership.key(), language)
}

fn of_documents(kind: &str, key: &str, language: ToolLanguage) -> &'static str {
    let words = match language {
        ToolLanguage::English => &*ENGLISH,
        ToolLanguage::French => &*FRENCH,
    };
    words.get(&format!("{kind}.{key}")).map_or("", String::as_str)
}

/// Returns the words for those who receive a scheduled mail.
pub(crate) fn recipients(recipients: Recipients) -> Phrase {
    match recipients {
        Recipients::Confirmed => phrase! { en: "confirmed", fr: "inscriptions confirmées" },
        Recipients::Pending => phrase! { en: "to be approved", fr: "inscriptions à valider" },
        Recipients::Waiting => phrase! { en: "waiting list", fr: "liste d’attente" },
        Recipients::All => phrase! { en: "all", fr: "toutes les inscriptions" },
        Recipients::Present => phrase! { en: "present", fr: "présents" },
        Recipients::Absent => phrase! { en: "absent", fr: "absents" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_in_each_language() {
        for language in ToolLanguage::ALL {
            for it in Status::ALL {
                assert!(!status(*it, language).is_empty(), "{it:?} in {language:?}");
            }
            use Membership::{Code, Domain, Inform, Review, Siren};
            for it in [Siren, Code, Domain, Review, Inform] {
                assert!(!membership(it, language).is_empty(), "{it:?} in {language:?}");
            }
        }
    }
}
