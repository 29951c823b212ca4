//! The data that browsers may fill in.

use serde::{Deserialize, Serialize};

/// The autofill tokens of the HTML Standard that our forms need (WCAG 2.2, criterion 1.3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Autocomplete {
    /// The browser must not fill in the field.
    #[default]
    Off,
    /// `given-name`
    GivenName,
    /// `family-name`
    FamilyName,
    /// `organization-title`
    OrganizationTitle,
    /// `organization`
    Organization,
    /// `email`
    Email,
    /// `tel`
    Tel,
    /// `street-address`
    StreetAddress,
    /// `postal-code`
    PostalCode,
    /// `address-level2`, the city
    AddressLevel2,
}

impl Autocomplete {
    /// Returns the token as written in HTML.
    pub fn token(self) -> &'static str {
        match self {
            Autocomplete::Off => "off",
            Autocomplete::GivenName => "given-name",
            Autocomplete::FamilyName => "family-name",
            Autocomplete::OrganizationTitle => "organization-title",
            Autocomplete::Organization => "organization",
            Autocomplete::Email => "email",
            Autocomplete::Tel => "tel",
            Autocomplete::StreetAddress => "street-address",
            Autocomplete::PostalCode => "postal-code",
            Autocomplete::AddressLevel2 => "address-level2",
        }
    }
}
