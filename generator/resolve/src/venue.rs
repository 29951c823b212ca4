//! Venues: `content/venues.yaml`.

use std::collections::{BTreeMap, BTreeSet};

use content::load::Sources;
use diagnostics::suggestion::write;
use diagnostics::{Diagnostics, message, phrase};
use markdown::Typography;
use model::slug::Slug;
use model::text::has_words;
use model::venue::{Country, Venue};
use yaml::shape::TextKind;
use yaml::{Form, KeyValue, Node, Reader, Spanned};

use super::prose;

/// The form of a country's code. Which codes exist is not part of it.
const COUNTRY: Form = Form { name: "country", pattern: "[A-Z]{2}" };

/// The venues, and the identifiers of all venues, including unreadable ones.
#[derive(Debug, Default)]
pub(super) struct Venues {
    pub(super) venues: BTreeMap<Slug, Venue>,
    /// `None` if the list itself is unreadable.
    names: Option<BTreeSet<Slug>>,
}

impl Venues {
    /// Returns whether a venue of this name may exist. Returns true if the list is unreadable, so that sessions are not
    /// reported as well.
    pub(super) fn may_contain(&self, name: &Slug) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(name))
    }

    /// Returns whether some venues are missing because they are unreadable, which was reported.
    pub(super) fn are_incomplete(&self) -> bool {
        self.names.as_ref().is_none_or(|names| names.len() != self.venues.len())
    }
}

/// Reads the venues. A site with only online sessions needs no file.
pub(super) fn venues(sources: &Sources, typography: Typography, diagnostics: &mut Diagnostics) -> Venues {
    let Some(file) = &sources.venues else {
        let unreadable = sources.unreadable.contains("content/venues.yaml");
        return Venues { names: (!unreadable).then(BTreeSet::new), ..Venues::default() };
    };
    let Some(node) = yaml::parse_file(file, diagnostics) else {
        return Venues::default();
    };
    let mut reader = Reader::new(file, diagnostics);
    entries(&mut reader, &node, typography).unwrap_or_default()
}

/// Reads the entries of the file.
pub(super) fn entries(reader: &mut Reader<'_>, node: &Node, typography: Typography) -> Option<Venues> {
    let mut names = BTreeSet::new();
    let venues = reader.entries(node, TextKind::Slug, |reader, pair| {
        names.extend(pair.key.parse::<Slug>());
        venue(reader, pair, typography)
    })?;
    let venues = venues.into_iter().map(|venue| (venue.slug.clone(), venue)).collect();
    Some(Venues { venues, names: Some(names) })
}

fn venue(reader: &mut Reader<'_>, pair: &KeyValue, typography: Typography) -> Option<Venue> {
    let slug = yaml::slug_of(reader, &pair.key, &pair.key_span);
    let mut fields = reader.fields(&pair.node)?;
    let name = fields.required(reader, "name", prose(typography));
    let lines = yaml::list(yaml::spanned(yaml::text));
    let address = fields.optional(reader, "address", lines).unwrap_or_default();
    let postal_code = fields.optional(reader, "postal_code", yaml::spanned(yaml::text));
    let city = fields.required(reader, "city", yaml::text);
    let country = fields.optional(reader, "country", |reader, node| Some(country(reader, node)));
    // `None` if the code is invalid, so that the postal code is not checked.
    let country = country.unwrap_or(Some(Country::FRANCE));
    let access = fields.optional(reader, "access", prose(typography));
    fields.finish(reader);
    if let (Some(code), Some(country)) = (&postal_code, country) {
        check_postal_code(reader, code, country, city.as_deref(), &address);
    }
    Some(Venue {
        slug: slug?,
        name: name?,
        address: address.iter().map(|line| typography.text(&line.value)).collect(),
        postal_code: postal_code.map(|code| code.value),
        city: city?,
        country: country?,
        access,
    })
}

fn country(reader: &mut Reader<'_>, node: &Node) -> Option<Country> {
    let text = yaml::text_as(reader, node, TextKind::Form(&COUNTRY))?;
    let country = text.parse();
    if country.is_err() {
        let upper = text.to_ascii_uppercase();
        let hint = match upper.parse::<Country>() {
            Ok(country) => write(country),
            Err(_) => phrase! {
                en: "write the two letters of ISO 3166-1, such as `FR`, `BE` or `CH`; for France, you can remove the line",
                fr: "écrivez les deux lettres de la norme ISO 3166-1, comme `FR`, `BE` ou `CH` ; pour la France, vous \
                     pouvez supprimer la ligne"
            },
        };
        let message = message! {
            InvalidCountry,
            en: "`{text}` is not the code of a country",
            fr: "`{text}` n’est pas le code d’un pays"
        };
        reader.refuse(&node.span, message, hint);
    }
    country.ok()
}

/// Reports a postal code that is invalid in its country, and one that is repeated in the address with its city,
/// because both would be shown. A number alone may be a house number.
fn check_postal_code(
    reader: &mut Reader<'_>,
    code: &Spanned<String>,
    country: Country,
    city: Option<&str>,
    address: &[Spanned<String>],
) {
    if !country.has_postal_code(&code.value) {
        let hint = match country {
            Country::FRANCE => phrase! {
                en: "write five digits, such as `75013`; the city belongs in `city`",
                fr: "écrivez cinq chiffres, comme `75013` ; la ville va sous `city`"
            },
            _ => phrase! {
                en: "write the code alone, without country and city",
                fr: "écrivez le code seul, sans le pays ni la ville"
            },
        };
        let code_text = &code.value;
        let message = message! {
            InvalidPostalCode,
            en: "`{code_text}` is not a postal code in {country}",
            fr: "`{code_text}` n’est pas un code postal du pays {country}"
        };
        reader.refuse(&code.span, message, hint);
        return;
    }
    let city = city.unwrap_or_default().to_lowercase();
    for line in address.iter().filter(|line| repeats_postal_code(&line.value, &code.value, &city)) {
        let code = &code.value;
        let message = message! {
            RepeatedPostalCode,
            en: "this line repeats the postal code `{code}`",
            fr: "cette ligne répète le code postal `{code}`"
        };
        let hint = phrase! {
            en: "remove the postal code and city from `address`; the site adds them",
            fr: "supprimez d’`address` le code postal et la ville ; le site les ajoute"
        };
        reader.refuse(&line.span, message, hint);
    }
}

/// Returns whether a line of an address contains a postal code, alone or with its city. `city` is in lower case.
fn repeats_postal_code(line: &str, code: &str, city: &str) -> bool {
    // The letters of the country may precede it: `B-1000 Bruxelles`.
    let is_code = has_words(&line.replace('-', " "), &code.replace('-', " "));
    is_code && (line.trim() == code || has_words(&line.to_lowercase(), city))
}

#[cfg(test)]
mod tests {
    use super::repeats_postal_code;

    #[test]
    fn a_postal_code_is_not_a_house_number() {
        for line in ["1000", "1000 BRUXELLES", "B-1000 Bruxelles", "chaussée de Mons, 1000 Bruxelles"] {
            assert!(repeats_postal_code(line, "1000", "bruxelles"), "{line}");
        }
        for line in
            ["1000 chaussée de Mons", "11000 Bruxelles", "100 rue de Bruxelles", "rue Bruxelloise 1000"]
        {
            assert!(!repeats_postal_code(line, "1000", "bruxelles"), "{line}");
        }
    }
}
