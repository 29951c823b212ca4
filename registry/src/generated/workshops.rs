//! The workshops of the catalogue, each read when it is first asked for and then kept: the start of a function does not
//! depend on how many workshops there are. Their questionnaires, scheduled mails and private information are in files of
//! their own, which few requests need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use model::catalogue::{Catalogue, CatalogueWorkshop, Index, PrivateSessions};
use model::limits::Limits;
use model::membership::Members;
use model::slug::Slug;

use super::UnusableFile;

/// The workshops of a site. A copy shares those that were read.
#[derive(Clone, Debug)]
pub struct Workshops {
    index: Index,
    /// The directory of the generator's files.
    directory: PathBuf,
    /// A place for each workshop, by identifier.
    kept: BTreeMap<Slug, Kept>,
    /// Whether workshops are read with their scheduled mails.
    reads_mails: bool,
    /// The members, once they were read.
    members: OnceLock<Arc<Members>>,
}

/// What was read of a workshop.
#[derive(Clone, Debug, Default)]
struct Kept {
    /// The workshop.
    workshop: OnceLock<Arc<CatalogueWorkshop>>,
    /// The workshop with its questionnaires.
    complete: OnceLock<Arc<CatalogueWorkshop>>,
    /// The private information about its sessions.
    private: OnceLock<Arc<PrivateSessions>>,
}

impl Workshops {
    /// Returns the workshops of an index, whose data is in a directory.
    pub(crate) fn in_directory(index: Index, directory: &Path) -> Workshops {
        let kept = index.workshops.iter().map(|identifier| (identifier.clone(), Kept::default())).collect();
        let (directory, members) = (directory.to_owned(), OnceLock::new());
        Workshops { index, directory, kept, reads_mails: false, members }
    }

    /// Returns the workshops with their scheduled mails, which only the program that sends them needs.
    #[must_use]
    pub fn with_scheduled_mails(self) -> Workshops {
        Workshops { reads_mails: true, ..self }
    }

    /// Returns the workshops with any number of mails per mailbox.
    #[must_use]
    pub fn without_mail_limits(self) -> Workshops {
        let index = Index { limits: self.index.limits.without_mail_limits(), ..self.index };
        Workshops { index, ..self }
    }

    /// Returns the limits on requests per network address and on mails per mailbox.
    pub fn limits(&self) -> &Limits {
        &self.index.limits
    }

    /// Returns the index of the catalogue.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Returns the identifiers of all workshops.
    pub fn identifiers(&self) -> impl Iterator<Item = &Slug> {
        self.index.workshops.iter()
    }

    /// Returns the workshop with this identifier without its questionnaires, and keeps it; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if the file of the workshop cannot be read. The next call tries again.
    pub fn workshop(&self, identifier: &Slug) -> Result<Option<Arc<CatalogueWorkshop>>, UnusableFile> {
        let Some(Kept { workshop, .. }) = self.kept.get(identifier) else { return Ok(None) };
        if let Some(workshop) = workshop.get() {
            return Ok(Some(Arc::clone(workshop)));
        }
        let read = self.read(identifier)?;
        Ok(Some(Arc::clone(workshop.get_or_init(|| read))))
    }

    /// Returns the workshop with this identifier and its questionnaires, and keeps it; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if a file of the workshop cannot be read. The next call tries again.
    pub fn with_questionnaires(
        &self,
        identifier: &Slug,
    ) -> Result<Option<Arc<CatalogueWorkshop>>, UnusableFile> {
        let Some(Kept { complete, .. }) = self.kept.get(identifier) else { return Ok(None) };
        if let Some(workshop) = complete.get() {
            return Ok(Some(Arc::clone(workshop)));
        }
        let Some(workshop) = self.workshop(identifier)? else { return Ok(None) };
        let read = Arc::new(super::with_questionnaires(Arc::unwrap_or_clone(workshop), &self.directory)?);
        Ok(Some(Arc::clone(complete.get_or_init(|| read))))
    }

    /// Returns the private information about the sessions of a workshop, and keeps it; `None` if the workshop has none.
    ///
    /// # Errors
    ///
    /// Fails if its file cannot be read. The next call tries again.
    pub fn private(
        &self,
        workshop: &CatalogueWorkshop,
    ) -> Result<Option<Arc<PrivateSessions>>, UnusableFile> {
        let Some(Kept { private, .. }) = self.kept.get(&workshop.slug).filter(|_| workshop.has_private)
        else {
            return Ok(None);
        };
        if let Some(private) = private.get() {
            return Ok(Some(Arc::clone(private)));
        }
        let read = Arc::new(super::read_private(&self.directory, &workshop.slug)?);
        Ok(Some(Arc::clone(private.get_or_init(|| read))))
    }

    /// Reads a document for participants, by the name of its file, which must be one of its workshop.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read.
    pub fn document(&self, workshop: &Slug, file: &str) -> Result<Vec<u8>, UnusableFile> {
        super::read_bytes(&self.directory.join(format!("private-documents/{workshop}/{file}")))
    }

    /// Returns the workshops with the directory of the generator's files, from which documents are read even if everything else is
    /// in memory.
    #[must_use]
    pub fn with_documents_in(self, directory: &Path) -> Workshops {
        Workshops { directory: directory.to_owned(), ..self }
    }

    /// Returns the workshop with this identifier like [`Workshops::workshop`], but does not keep it, so that a walk
    /// through all workshops does not hold them all in memory.
    ///
    /// # Errors
    ///
    /// Fails if the file of the workshop cannot be read.
    pub fn visit(&self, identifier: &Slug) -> Result<Option<Arc<CatalogueWorkshop>>, UnusableFile> {
        let Some(Kept { workshop, .. }) = self.kept.get(identifier) else { return Ok(None) };
        match workshop.get() {
            Some(workshop) => Ok(Some(Arc::clone(workshop))),
            None => Ok(Some(self.read(identifier)?)),
        }
    }

    fn read(&self, identifier: &Slug) -> Result<Arc<CatalogueWorkshop>, UnusableFile> {
        let workshop = super::read_workshop(&self.directory, identifier)?;
        Ok(Arc::new(match self.reads_mails {
            true => super::with_scheduled_mails(workshop, &self.directory)?,
            false => workshop,
        }))
    }

    /// Returns the members, and keeps them.
    ///
    /// # Errors
    ///
    /// Fails if their file cannot be read. The next call tries again.
    pub fn members(&self) -> Result<Arc<Members>, UnusableFile> {
        if let Some(members) = self.members.get() {
            return Ok(Arc::clone(members));
        }
        let read = Arc::new(super::read_members(&self.directory)?);
        Ok(Arc::clone(self.members.get_or_init(|| read)))
    }

    /// Returns the whole catalogue.
    pub(crate) fn read_all(&self) -> Result<Catalogue, UnusableFile> {
        let read = |identifier: &Slug| {
            let workshop = super::read_workshop(&self.directory, identifier)?;
            let workshop = super::with_scheduled_mails(workshop, &self.directory)?;
            Ok((identifier.clone(), super::with_questionnaires(workshop, &self.directory)?))
        };
        let Index { limits, ref renamed, .. } = self.index;
        let workshops: BTreeMap<Slug, CatalogueWorkshop> =
            self.identifiers().map(read).collect::<Result<_, _>>()?;
        let with_private = workshops.values().filter(|workshop| workshop.has_private);
        let private = with_private.map(|workshop| {
            let identifier = &workshop.slug;
            Ok((identifier.clone(), super::read_private(&self.directory, identifier)?))
        });
        let private = private.collect::<Result<_, _>>()?;
        let members = super::read_members(&self.directory)?;
        Ok(Catalogue { limits, workshops, renamed: renamed.clone(), private, members })
    }
}

impl From<Catalogue> for Workshops {
    /// Returns the workshops of a catalogue in memory.
    fn from(catalogue: Catalogue) -> Workshops {
        let index = catalogue.index();
        let members = OnceLock::from(Arc::new(catalogue.members));
        let mut private = catalogue.private;
        let workshops = catalogue.workshops.into_iter();
        let kept = workshops.map(|(identifier, workshop)| {
            let workshop = Arc::new(workshop);
            let complete = OnceLock::from(Arc::clone(&workshop));
            let private = private.remove(&identifier).map(|it| OnceLock::from(Arc::new(it)));
            let private = private.unwrap_or_default();
            (identifier, Kept { workshop: OnceLock::from(workshop), complete, private })
        });
        let (directory, kept) = (PathBuf::new(), kept.collect());
        Workshops { index, directory, kept, reads_mails: true, members }
    }
}
