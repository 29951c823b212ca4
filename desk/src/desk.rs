//! The context that every command needs: the catalogue, the site's words, the store and the time.

use std::path::PathBuf;

use anyhow::{Context, anyhow};
use jiff::Timestamp;
use model::announcement::AttendanceMode;
use model::catalogue::{Catalogue, CatalogueSession};
use model::membership::Members;
use model::money::Money;
use model::offer::Offer;
use model::questionnaire::FormAnswer;
use model::registration::{Participant, Registration};
use model::slug::Slug;
use registry::{Batches, Store, StoreError, StoredItem, StoredKind};
use view::format::{DateStyle, Formats};
use view::site::SiteView;
use view::words::Words;

use crate::connection::{Connection, ConnectionArguments};
use crate::words::words;

/// An organiser's desk.
pub(crate) struct Desk {
    pub(crate) catalogue: Catalogue,
    pub(crate) site: SiteView,
    /// The words for exported documents, in the site's language.
    pub(crate) words: Words,
    pub(crate) formats: Formats,
    pub(crate) time_zone: jiff::tz::TimeZone,
    pub(crate) now: Timestamp,
    connection: Connection,
}

impl Desk {
    /// Reads the catalogue and opens the database.
    ///
    /// # Errors
    ///
    /// Returns an error that names what is missing and how to provide it.
    pub(crate) async fn open(arguments: &ConnectionArguments, now: Timestamp) -> anyhow::Result<Desk> {
        let directory = arguments.directory();
        let (catalogue, theme) = registry::load(&directory).with_context(|| {
            format!(
                "there is no catalogue of the workshops in `{}`; write it with `cargo site`, or name its folder \
                 with `--directory`",
                directory.display()
            )
        })?;
        let language = theme.site.language.clone();
        let formats = Formats::new(&language, &theme.time_zone)?;
        let time_zone = jiff::tz::TimeZone::get(&theme.time_zone)
            .map_err(|_| anyhow!("`{}` is not a time zone", theme.time_zone))?;
        let words = words(&language, theme.words)?;
        let connection = arguments.open().await?;
        Ok(Desk { catalogue, site: theme.site, words, formats, time_zone, now, connection })
    }

    pub(crate) async fn close(self) {
        self.connection.close().await;
    }

    /// Returns the language in which a registration was made, as a tag.
    pub(crate) fn language_of<'a>(&'a self, registration: &'a Registration) -> &'a str {
        registration.request.language.as_deref().unwrap_or(&self.site.language)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.connection.store
    }

    /// Returns the same mails as [`Connection::mails_with`].
    pub(crate) fn mails_with(&self, matches: impl Fn(&str) -> bool) -> anyhow::Result<Vec<PathBuf>> {
        self.connection.mails_with(matches)
    }

    /// Does the same as [`Connection::scrub`].
    pub(crate) async fn scrub(&self) -> anyhow::Result<()> {
        self.connection.scrub().await
    }

    /// Returns the unexpired registrations of a workshop, in pages.
    pub(crate) fn registrations(&self, workshop: &Slug) -> Kept {
        Kept { batches: self.store().registrations(workshop), now: self.now }
    }

    /// Returns the unexpired answers to a workshop's questionnaires, ordered by questionnaire and organisation. They
    /// are read all at once to be sorted: there are hundreds, as each organisation answers once or a few times.
    pub(crate) async fn answers(&self, workshop: &Slug) -> anyhow::Result<Vec<FormAnswer>> {
        let mut answers = Vec::new();
        let mut batches = self.store().answers_to_forms(workshop);
        while let Some(batch) = batches.next().await.context("cannot read the answers")? {
            // A form's partition may contain other notes beside its answers.
            let is_answer = |item: &&StoredItem| matches!(item.kind(), StoredKind::FormAnswer { .. });
            let kept = batch.iter().filter(|item| !item.has_expired(self.now));
            for item in kept.filter(is_answer) {
                match item.form_answer() {
                    Ok(answer) => answers.push(answer),
                    Err(error) => self.store().report_unreadable(item, &error),
                }
            }
        }
        answers.sort_by_cached_key(|answer| {
            let form = answer.request.form.clone();
            (form, answer.organisation_key(), answer.created, answer.id.clone())
        });
        Ok(answers)
    }

    /// Returns a workshop's offer, if the workshop is in the catalogue and has one.
    pub(crate) fn offer(&self, workshop: &Slug) -> Option<&Offer> {
        self.catalogue.workshops.get(workshop)?.offer.as_deref()
    }

    /// Returns the members of the club.
    pub(crate) fn members(&self) -> &Members {
        &self.catalogue.members
    }

    /// Returns a workshop's title, or its identifier if it is no longer in the catalogue.
    pub(crate) fn title<'a>(&'a self, workshop: &'a Slug) -> &'a str {
        self.catalogue.workshops.get(workshop).map_or(workshop.as_str(), |workshop| &workshop.title)
    }

    /// Looks up a word for documents, in the site's language.
    pub(crate) fn word(&self, key: &str) -> anyhow::Result<String> {
        Ok(self.words.text(key, &[])?)
    }

    /// Formats an instant for the terminal, in the site's time zone: `2027-05-01 14:00`.
    pub(crate) fn time(&self, instant: Timestamp) -> String {
        self.time_zone.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Formats an amount in the site's language.
    pub(crate) fn money(&self, amount: Money) -> anyhow::Result<String> {
        Ok(self.formats.money(amount, &self.words)?)
    }

    /// Formats a session's date and title in the site's language.
    pub(crate) fn session(&self, session: &CatalogueSession) -> String {
        format!("{} ({})", session.title, self.formats.date(session.date, DateStyle::Long))
    }

    /// Returns when a session begins; `None` if that is not within the years of the calendar.
    pub(crate) fn beginning(&self, session: &CatalogueSession) -> Option<Timestamp> {
        self.time_zone.to_timestamp(session.date.to_datetime(session.start)).ok()
    }

    /// Returns the sessions from which a participant was absent with their dates and titles, or their identifiers if they are
    /// no longer in the catalogue.
    pub(crate) fn missed_sessions(
        &self,
        registration: &Registration,
        participant: &Participant,
    ) -> Vec<String> {
        let workshop = self.catalogue.workshops.get(&registration.request.workshop);
        let described = |id: &str| {
            let session = workshop.and_then(|it| it.sessions.iter().find(|session| session.id == id));
            session.map_or_else(|| id.to_owned(), |session| self.session(session))
        };
        registration.absences.of(participant.number).map(described).collect()
    }

    /// Returns the sessions of a registration with their dates and titles, or as they were stored if the workshop is no
    /// longer in the catalogue.
    pub(crate) fn sessions(&self, registration: &Registration) -> Vec<DescribedSession> {
        let request = &registration.request;
        let Some(workshop) = self.catalogue.workshops.get(&request.workshop) else {
            let stored = request.sessions.iter();
            return stored.map(|it| DescribedSession { text: it.session.clone(), mode: it.mode }).collect();
        };
        let attended = workshop.sessions.iter().filter(|session| registration.attends(&session.id));
        let described = |session: &CatalogueSession| DescribedSession {
            text: self.session(session),
            mode: registration.mode(&session.id),
        };
        attended.map(described).collect()
    }
}

/// A session that a registration attends, in words.
pub(crate) struct DescribedSession {
    /// The title and the date, or the identifier of a session that the catalogue does not have.
    pub(crate) text: String,
    /// The mode that was chosen, if there was a choice.
    pub(crate) mode: Option<AttendanceMode>,
}

/// Registrations in pages, without expired ones that DynamoDB has not deleted yet.
pub(crate) struct Kept {
    batches: Batches<Registration>,
    now: Timestamp,
}

impl Kept {
    /// Returns the next page, or `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Registration>>, StoreError> {
        let mut batch = self.batches.next().await?;
        if let Some(batch) = &mut batch {
            batch.retain(|registration| !registration.has_expired(self.now));
        }
        Ok(batch)
    }
}
