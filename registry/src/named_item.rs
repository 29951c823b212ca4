//! What a key names, for programs that receive keys from the table's stream.

use model::notice::NoticeId;
use model::registration::RegistrationId;
use model::slug::Slug;

use crate::key::workshop_of;
use crate::{item, links, notice};

/// An item whose changes cause mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedItem {
    /// A registration for a workshop.
    Registration(Slug, RegistrationId),
    /// A notice to the registrants of a workshop.
    Notice(Slug, NoticeId),
    /// A request for links, with its [digits](crate::LinkRequest::digits).
    LinkRequest(String),
}

impl NamedItem {
    /// Returns the item with this partition key and sort key, if it is of one of these kinds.
    pub fn of_key(partition: &str, sort_key: &str) -> Option<NamedItem> {
        if let Some(digits) = links::digits_of(sort_key) {
            return Some(NamedItem::LinkRequest(digits.to_owned()));
        }
        let workshop = workshop_of(partition)?;
        if let Some(id) = sort_key.strip_prefix(item::PREFIX) {
            return Some(NamedItem::Registration(workshop, id.parse().ok()?));
        }
        let id = sort_key.strip_prefix(notice::PREFIX)?;
        Some(NamedItem::Notice(workshop, id.parse().ok()?))
    }

    /// Returns the workshop of the item, if it has one.
    pub fn workshop(&self) -> Option<&Slug> {
        match self {
            NamedItem::Registration(workshop, _) | NamedItem::Notice(workshop, _) => Some(workshop),
            NamedItem::LinkRequest(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_name_what_is_mailed() {
        let workshop: Slug = "proximite".parse().unwrap();
        let (id, notice) = (RegistrationId::from_bytes([1; 16]), NoticeId::from_bytes([2; 8]));
        let of_workshop = |sort_key: &str| NamedItem::of_key("workshop#proximite", sort_key);
        let registration = NamedItem::Registration(workshop.clone(), id.clone());
        assert_eq!(of_workshop(&item::sort_key(&id)), Some(registration));
        let named = NamedItem::Notice(workshop.clone(), notice.clone());
        assert_eq!(of_workshop(&format!("notice#{}", notice.as_str())), Some(named));
        assert_eq!(NamedItem::of_key("links", "links#0a"), Some(NamedItem::LinkRequest("0a".to_owned())));
        for other in
            ["seats", "promotion", "registration#1", "registration", "mail#1#2", "form#f#1", "notice#"]
        {
            assert_eq!(of_workshop(other), None, "{other}");
        }
        assert_eq!(NamedItem::of_key("workshop#Proximite", &item::sort_key(&id)), None);
    }
}
