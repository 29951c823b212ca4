//! What every command works with: the catalogue, the site's words, the store and the time.

use std::path::PathBuf;

use anyhow::{Context, anyhow};
use jiff::Timestamp;
use model::announcement::AttendanceMode;
use model::catalogue::{Catalogue, CatalogueSession};
use model::money::Money;
use model::offer::Offer;
use model::questionnaire::FormAnswer;
use model::registration::{AttendedSession, Registration};
use model::slug::Slug;
use registry::{Pages, Store, StoreError, StoredItem, StoredKind};
use view::format::{DateStyle, Formats};
use view::site::SiteView;
use view::words::Words;

use crate::connection::{Connection, ConnectionArguments};
use crate::words::words;

/// An organiser's desk.
pub(crate) struct Desk {
    pub(crate) catalogue: Catalogue,
    pub(crate) site: SiteView,
    /// The words of documents that are handed on, in the site's language.
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
    /// What is missing, and what to do about it.
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

    /// The language in which somebody registered, as a tag.
    pub(crate) fn language_of<'a>(&'a self, registration: &'a Registration) -> &'a str {
        registration.request.language.as_deref().unwrap_or(&self.site.language)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.connection.store
    }

    /// As [`Connection::mails_with`].
    pub(crate) fn mails_with(&self, is_meant: impl Fn(&str) -> bool) -> anyhow::Result<Vec<PathBuf>> {
        self.connection.mails_with(is_meant)
    }

    /// As [`Connection::scrub`].
    pub(crate) async fn scrub(&self) -> anyhow::Result<()> {
        self.connection.scrub().await
    }

    /// The registrations for a workshop that are to be kept still, in pages.
    pub(crate) fn registrations(&self, workshop: &Slug) -> Kept {
        Kept { pages: self.store().registrations(workshop), now: self.now }
    }

    /// The answers to the questionnaires of a workshop that are to be kept still, by questionnaire and organisation.
    /// All at once, to be put in order: each organisation answers once or a few times, so there are hundreds.
    pub(crate) async fn answers(&self, workshop: &Slug) -> anyhow::Result<Vec<FormAnswer>> {
        let mut answers = Vec::new();
        let mut pages = self.store().answers_to_forms(workshop);
        while let Some(page) = pages.next().await.context("cannot read the answers")? {
            // Other notes about a form may stand beside its answers.
            let is_answer = |item: &&StoredItem| matches!(item.kind(), StoredKind::FormAnswer { .. });
            let kept = page.iter().filter(|item| item.expires().is_none_or(|at| at > self.now));
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

    /// The offer of a workshop, if it is announced and has one.
    pub(crate) fn offer(&self, workshop: &Slug) -> Option<&Offer> {
        self.catalogue.workshops.get(workshop)?.offer.as_ref()
    }

    /// The title of a workshop, or its identifier where it is no longer announced.
    pub(crate) fn title<'a>(&'a self, workshop: &'a Slug) -> &'a str {
        self.catalogue.workshops.get(workshop).map_or(workshop.as_str(), |workshop| &workshop.title)
    }

    /// A word of the documents, in the site's language.
    pub(crate) fn word(&self, key: &str) -> anyhow::Result<String> {
        Ok(self.words.text(key, &[])?)
    }

    /// An instant for the terminal, in the site's time zone: `2027-05-01 14:00`.
    pub(crate) fn time(&self, instant: Timestamp) -> String {
        self.time_zone.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// An amount for reading, in the site's language.
    pub(crate) fn money(&self, amount: Money) -> anyhow::Result<String> {
        Ok(self.formats.money(amount, &self.words)?)
    }

    /// A session's day and title, in the site's language.
    pub(crate) fn session(&self, session: &CatalogueSession) -> String {
        format!("{} ({})", session.title, self.formats.date(session.date, DateStyle::Long))
    }

    /// The sessions that a registration is for, each with the way in which it is attended, where the registrant chose.
    pub(crate) fn sessions(&self, registration: &Registration) -> Vec<(String, Option<AttendanceMode>)> {
        let Some(workshop) = self.catalogue.workshops.get(&registration.request.workshop) else {
            let unknown = |attended: &AttendedSession| (attended.session.clone(), attended.mode);
            return registration.request.sessions.iter().map(unknown).collect();
        };
        let attended = workshop.sessions.iter().filter(|session| registration.attends(&session.id));
        attended.map(|session| (self.session(session), registration.mode(&session.id))).collect()
    }
}

/// Registrations in pages, without those that have expired but that DynamoDB has not deleted yet.
pub(crate) struct Kept {
    pages: Pages<Registration>,
    now: Timestamp,
}

impl Kept {
    /// The next page; `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Registration>>, StoreError> {
        let mut page = self.pages.next().await?;
        if let Some(page) = &mut page {
            page.retain(|registration| registration.expires > self.now);
        }
        Ok(page)
    }
}
