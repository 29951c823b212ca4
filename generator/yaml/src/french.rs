//! The keys that editors write in French, because their site is, and those that were meant.

use model::slug::Slug;

/// Each French key as a slug, and the keys that it may stand for.
const KEYS: [(&str, &[&str]); 53] = [
    ("accroche", &["tagline", "summary"]),
    ("adresse", &["address", "url"]),
    ("aide", &["hint"]),
    ("animateurs", &["speakers"]),
    ("annonce-precedente", &["previously"]),
    ("capacite", &["capacity"]),
    ("categorie", &["category"]),
    ("choix", &["options"]),
    ("cloture", &["closes"]),
    ("code-d-acces", &["door_code"]),
    ("code-postal", &["postal_code"]),
    ("courriel", &["email"]),
    ("date-de-debut", &["date", "opens"]),
    ("debut", &["start", "opens"]),
    ("fermeture", &["closes"]),
    ("fin", &["end", "closes"]),
    ("fonction", &["role"]),
    ("heure", &["start", "at"]),
    ("heure-de-debut", &["start"]),
    ("heure-de-fin", &["end"]),
    ("identifiant", &["id", "category"]),
    ("intervenant", &["speakers", "speaker"]),
    ("intervenants", &["speakers"]),
    ("intitule", &["title", "label"]),
    ("jour", &["date"]),
    ("langue", &["language"]),
    ("libelle", &["label"]),
    ("lien", &["join_link", "url"]),
    ("liens", &["links"]),
    ("lieu", &["venue"]),
    ("liste-d-attente", &["waiting_list"]),
    ("montant", &["amount"]),
    ("nom", &["name", "title", "label"]),
    ("objet", &["subject"]),
    ("organisateur", &["organiser"]),
    ("ouverture", &["opens"]),
    ("pays", &["country"]),
    ("places", &["capacity"]),
    ("pour", &["audience", "to"]),
    ("prix", &["amount", "fees"]),
    ("public", &["audience"]),
    ("resume", &["summary"]),
    ("salle", &["room", "venue"]),
    ("seance", &["session"]),
    ("sous-titre", &["subtitle"]),
    ("statut", &["status"]),
    ("tarif", &["amount", "fees"]),
    ("tarifs", &["fees"]),
    ("texte", &["text"]),
    ("theme", &["topics", "theme"]),
    ("themes", &["topics"]),
    ("titre", &["title"]),
    ("ville", &["city"]),
];

/// Returns which of the known keys a French key stands for; `None` if it is no such word.
pub(super) fn meant(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let slug = Slug::from_text(key)?;
    let (_, meant) = KEYS.iter().find(|(french, _)| *french == slug.as_str())?;
    meant.iter().find_map(|meant| known.iter().copied().find(|known| known == meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_french_key_stands_for_one_that_is_known_there() {
        let of_session = ["date", "start", "end", "venue", "speakers", "title"];
        for (written, expected) in [
            ("jour", "date"),
            ("Début", "start"),
            ("lieu", "venue"),
            ("intitulé", "title"),
            ("Heure de fin", "end"),
        ] {
            assert_eq!(meant(written, &of_session), Some(expected), "{written}");
        }
        assert_eq!(meant("début", &["opens", "closes"]), Some("opens"));
        assert_eq!(meant("jour", &["title"]), None);
        assert_eq!(meant("couleur", &of_session), None);
    }

    #[test]
    fn each_word_is_listed_once_as_a_slug() {
        assert!(KEYS.iter().map(|(french, _)| french).is_sorted_by(|one, other| one < other));
        assert!(KEYS.iter().all(|(french, _)| Slug::from_text(french).unwrap().as_str() == *french));
    }
}
