//! Venues and their postal addresses.

use std::fmt;
use std::str::FromStr;

use crate::slug::Slug;
use crate::text::has_words;

/// A place where sessions take place.
#[derive(Clone, Debug)]
pub struct Venue {
    /// The identifier in content files.
    pub slug: Slug,
    /// The name of the venue.
    pub name: String,
    /// The lines of the postal address before the city; empty if the address is not public yet.
    pub address: Vec<String>,
    /// The postal code, in the format of its country.
    pub postal_code: Option<String>,
    /// The city.
    pub city: String,
    /// The country of the city.
    pub country: Country,
    /// Directions.
    pub access: Option<String>,
}

/// A country, identified by its ISO 3166-1 alpha-2 code such as `FR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(&'static str);

/// The error for a text that is not a country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country code (ISO 3166-1 alpha-2)")]
pub struct NotACountry;

/// The assigned codes: 249 in 2026.
const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL \
    BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV \
    CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD \
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM \
    IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK \
    LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW \
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR \
    PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS \
    ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY \
    UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// The longest postal code, in characters; no country has longer ones (UPU, "Addressing solutions").
pub const MAX_POSTAL_CODE: usize = 12;

impl Venue {
    /// Returns the lines of the postal address without the name. The last line has the postal code and the city in
    /// the French format (NF Z10-011), followed by the country code if the venue is not in France. Without a postal
    /// code, that line is omitted if the name or address already contains the city.
    pub fn lines(&self) -> Vec<String> {
        let is_in_address = self.postal_code.is_none()
            && self.country == Country::FRANCE
            && std::iter::once(&self.name).chain(&self.address).any(|line| has_words(line, &self.city));
        let city = (!is_in_address).then(|| self.city_line());
        self.address.iter().cloned().chain(city).collect()
    }

    /// Returns name and address in one line.
    pub fn in_one_line(&self) -> String {
        std::iter::once(self.name.clone()).chain(self.lines()).collect::<Vec<_>>().join(", ")
    }

    fn city_line(&self) -> String {
        let code = self.postal_code.iter().map(|code| format!("{code} ")).collect::<String>();
        match self.country {
            Country::FRANCE => format!("{code}{}", self.city),
            country => format!("{code}{} ({country})", self.city),
        }
    }
}

impl Country {
    /// France.
    pub const FRANCE: Country = Country("FR");

    /// Returns the two-letter code.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Returns whether a text can be a postal code in this country: five digits in France; up to
    /// [`MAX_POSTAL_CODE`] letters, digits, spaces and hyphens elsewhere.
    pub fn has_postal_code(self, code: &str) -> bool {
        match self {
            Country::FRANCE => code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()),
            _ => {
                let fits = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '-';
                (1..=MAX_POSTAL_CODE).contains(&code.len()) && code.chars().all(fits)
            }
        }
    }
}

impl FromStr for Country {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Country, NotACountry> {
        CODES.split(' ').find(|code| *code == text).map(Country).ok_or(NotACountry)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn venue(name: &str, address: &[&str], postal_code: Option<&str>, country: &str) -> Venue {
        Venue {
            slug: "a".parse().unwrap(),
            name: name.to_owned(),
            address: address.iter().map(|line| (*line).to_owned()).collect(),
            postal_code: postal_code.map(str::to_owned),
            city: "Paris".to_owned(),
            country: country.parse().unwrap(),
            access: None,
        }
    }

    #[test]
    fn the_city_appears_once_and_after_its_postal_code() {
        let street = ["1 rue Haute"];
        for (venue, lines) in [
            (venue("Maison", &street, Some("75013"), "FR"), vec!["1 rue Haute", "75013 Paris"]),
            (venue("Maison de Paris", &street, Some("75013"), "FR"), vec!["1 rue Haute", "75013 Paris"]),
            (venue("Maison", &street, None, "FR"), vec!["1 rue Haute", "Paris"]),
            (venue("Maison", &["1 rue Haute, Paris"], None, "FR"), vec!["1 rue Haute, Paris"]),
            (venue("Maison Parisienne", &street, None, "FR"), vec!["1 rue Haute", "Paris"]),
            (venue("Gare de Paris-Est", &street, None, "FR"), vec!["1 rue Haute", "Paris"]),
            (venue("Paris", &[], None, "FR"), vec![]),
            (venue("Paris", &[], Some("1000"), "BE"), vec!["1000 Paris (BE)"]),
        ] {
            assert_eq!(venue.lines(), lines, "{venue:?}");
        }
        assert_eq!(
            venue("Maison", &street, Some("75013"), "FR").in_one_line(),
            "Maison, 1 rue Haute, 75013 Paris"
        );
        assert_eq!(venue("Paris", &[], None, "FR").in_one_line(), "Paris");
    }

    #[test]
    fn only_assigned_codes_are_countries() {
        assert_eq!(CODES.split(' ').count(), 249);
        assert!(
            CODES
                .split(' ')
                .all(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
        );
        for text in ["", "fr", "UK", "FRA", "XX", " ", "FR BE", "R B"] {
            assert_eq!(text.parse::<Country>(), Err(NotACountry), "{text}");
        }
        assert_eq!("BE".parse::<Country>().unwrap().code(), "BE");
    }

    #[test]
    fn postal_codes_follow_the_format_of_their_country() {
        let belgium: Country = "BE".parse().unwrap();
        assert!(Country::FRANCE.has_postal_code("01000") && belgium.has_postal_code("1000"));
        for wrong in ["1000", "750130", "7501A", "75 013", ""] {
            assert!(!Country::FRANCE.has_postal_code(wrong), "{wrong}");
        }
        for wrong in ["", "1000, Bruxelles", "1234567890123"] {
            assert!(!belgium.has_postal_code(wrong), "{wrong}");
        }
    }
}
