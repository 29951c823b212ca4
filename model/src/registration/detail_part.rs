//! The parts of the details of a registration, as histories name them, and the groups that they are changed in.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A group of details with a common deadline.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, EnumString, VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum DetailGroup {
    /// The contact, without the e-mail address.
    Contact,
    /// The sessions, and how they are attended.
    Sessions,
    /// The invoice, with the purchase order.
    Billing,
    /// The answers to the workshop's own questions, and the remarks.
    Answers,
}

/// A part of the details that a change concerned, as a history names it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    IntoStaticStr,
    EnumString,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DetailPart {
    /// The contact.
    Contact,
    /// The sessions, and how they are attended.
    Sessions,
    /// The invoice, apart from the purchase order.
    Billing,
    /// The purchase order number.
    PurchaseOrder,
    /// The answers to the workshop's own questions.
    Answers,
    /// The remarks.
    Remarks,
}

impl DetailGroup {
    /// Every group.
    pub const ALL: &[DetailGroup] = DetailGroup::VARIANTS;

    /// Returns the key of the group in a form.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl DetailPart {
    /// Every part.
    pub const ALL: &[DetailPart] = DetailPart::VARIANTS;

    /// Returns the key of the part in a history and in theme translations.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the part with this key.
    pub fn from_key(key: &str) -> Option<DetailPart> {
        key.parse().ok()
    }

    /// Returns the group that the part belongs to.
    pub fn group(self) -> DetailGroup {
        match self {
            DetailPart::Contact => DetailGroup::Contact,
            DetailPart::Sessions => DetailGroup::Sessions,
            DetailPart::Billing | DetailPart::PurchaseOrder => DetailGroup::Billing,
            DetailPart::Answers | DetailPart::Remarks => DetailGroup::Answers,
        }
    }
}
