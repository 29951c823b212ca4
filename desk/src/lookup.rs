//! Finds workshops by name and registrations by reference.

use anyhow::{anyhow, bail};
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::offer::Offer;
use model::registration::Registration;

use crate::desk::Desk;

/// Maximum number of names in an error message: about two lines.
const MOST_LISTED: usize = 8;

impl Desk {
    /// Returns the workshop with this current or former name, or all workshops if there is no name.
    ///
    /// # Errors
    ///
    /// Returns an error that suggests a similar name if there is no such workshop.
    pub(crate) fn workshops(&self, named: Option<&str>) -> anyhow::Result<Vec<&CatalogueWorkshop>> {
        match named {
            None => Ok(self.catalogue.workshops.values().collect()),
            Some(name) => Ok(vec![self.workshop(name)?]),
        }
    }

    /// Returns the workshop with this current or former name.
    ///
    /// # Errors
    ///
    /// Returns an error if no workshop has the name, with the names that there are.
    pub(crate) fn workshop(&self, name: &str) -> anyhow::Result<&CatalogueWorkshop> {
        let workshops = &self.catalogue.workshops;
        let found = name.parse().ok().and_then(|name| self.catalogue.workshop(&name));
        found.ok_or_else(|| {
            let names = workshops.keys().map(|slug| self.catalogue.name(slug).as_str());
            anyhow!("there is no workshop `{name}`; {}", suggestion(name, names))
        })
    }

    /// Returns the workshop with this identifier and its offer.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such workshop or it takes no registrations.
    pub(crate) fn offered(&self, name: &str) -> anyhow::Result<(&CatalogueWorkshop, &Offer)> {
        let workshop = self.workshop(name)?;
        let offer = workshop.offer.as_deref();
        Ok((workshop, offer.ok_or_else(|| anyhow!("the workshop `{name}` takes no registrations"))?))
    }

    /// Finds a registration by its reference in any workshop. A prefix of the reference or the whole identifier also
    /// works.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no match, or more than one.
    pub(crate) async fn registration(&self, reference: &str) -> anyhow::Result<Registration> {
        // Exports prefix the reference with `#`, so that spreadsheets do not read it as a number.
        let digits = reference.trim().trim_start_matches('#').to_lowercase();
        if !(4..=32).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            bail!("`{reference}` is not a reference (8 digits from 0 to f); `registrations list` shows them");
        }
        let mut found = Vec::new();
        for workshop in self.catalogue.workshops.keys() {
            found.extend(self.store().registrations_with_reference(workshop, &digits).await?);
        }
        if found.is_empty() {
            let unknown = self.unknown().await?.into_values().flat_map(|unknown| unknown.registrations);
            found.extend(unknown.filter(|it| it.id.is_named_by(&digits)));
        }
        match found.len() {
            0 if !self.store().unreadable().is_empty() => {
                let unreadable = self.store().unreadable();
                let names: Vec<_> = unreadable.iter().map(ToString::to_string).collect();
                bail!("no readable registration has the reference `{reference}`; {}", names.join("; "))
            }
            0 => bail!("no registration has the reference `{reference}`; `registrations list` shows all"),
            1 => Ok(found.swap_remove(0)),
            _ => {
                let full: Vec<_> = found
                    .iter()
                    .map(|it| format!("`{}` ({})", &it.id.own_half()[..12], it.request.workshop))
                    .collect();
                bail!("several registrations start with `{reference}`: {}", full.join(", "))
            }
        }
    }
}

/// Returns the session of a workshop with this identifier.
///
/// # Errors
///
/// Returns an error that suggests a similar identifier if there is no such session.
pub(crate) fn session_of<'a>(
    workshop: &'a CatalogueWorkshop,
    id: &str,
) -> anyhow::Result<&'a CatalogueSession> {
    workshop.sessions.iter().find(|session| session.id == id).ok_or_else(|| {
        let ids = workshop.sessions.iter().map(|session| session.id.as_str());
        anyhow!("`{}` has no session `{id}`; {}", workshop.slug, suggestion(id, ids))
    })
}

/// Suggests a similar name, or lists the known ones.
pub(crate) fn suggestion<'a>(typed: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    // A name shorter than the maximum edit distance would match anything.
    let allowed = (typed.chars().count() / 3).clamp(1, 4);
    let distances = names.clone().map(|name| (strsim::damerau_levenshtein(typed, name), name));
    if let Some((_, name)) = distances.filter(|(distance, _)| *distance <= allowed).min() {
        return format!("did you mean `{name}`?");
    }
    available(names.take(MOST_LISTED))
}

/// Lists valid values, for a hint.
pub(crate) fn available<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<_> = values.map(|value| format!("`{value}`")).collect();
    if values.is_empty() { "available: none".to_owned() } else { format!("available: {}", values.join(", ")) }
}
