//! The organiser's notices: PK `workshop#<slug>`, SK `notice#<id>`, with `subject`, `text`, `created` and `expires_at`.
//! A notice is published once and never changed; `notify` mails it.

use jiff::Timestamp;
use model::notice::{Notice, NoticeId, NoticeText};
use model::slug::Slug;
use model::subject::Subject;
use serde::{Deserialize, Serialize};

use crate::attributes::{Item, expiry, from_item, key, string, to_item, usable};
use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{PK, SK, partition, workshop_of};
use crate::size;
use crate::store::Store;

/// The prefix of the sort keys of notices.
pub(crate) const PREFIX: &str = "notice#";

impl Store {
    /// Publishes a notice. Publishing it again has no effect and sends no second mail.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the notice is not known to be published by the deadline.
    pub async fn publish_notice(&self, notice: &Notice, deadline: Deadline) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(size::checked(from_notice(notice)?)?))
            .condition_expression("attribute_not_exists(PK)");
        // An existing notice with this identifier is the same one.
        met(deadline, || put.clone().send()).await.map(|_| ())
    }

    /// Returns the notice with this identifier.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn notice(
        &self,
        workshop: &Slug,
        id: &NoticeId,
        deadline: Deadline,
    ) -> Result<Option<Notice>, StoreError> {
        let item = self.item(partition(workshop), format!("{PREFIX}{}", id.as_str()), deadline).await?;
        item.as_ref().map(to_notice).transpose()
    }

    /// Returns all notices of a workshop, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn notices(&self, workshop: &Slug, deadline: Deadline) -> Result<Vec<Notice>, StoreError> {
        let mut notices = self.query(self.items_of(workshop, PREFIX), to_notice, deadline).await?;
        notices.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        Ok(notices)
    }
}

/// The attributes of a notice besides its key.
#[derive(Serialize, Deserialize)]
struct StoredNotice {
    subject: String,
    text: String,
    created: Timestamp,
    #[serde(with = "expiry")]
    expires_at: Timestamp,
}

fn from_notice(notice: &Notice) -> Result<Item, StoreError> {
    let stored = StoredNotice {
        subject: notice.subject.as_str().to_owned(),
        text: notice.text.as_str().to_owned(),
        created: notice.created,
        expires_at: notice.expires,
    };
    to_item(key(partition(&notice.workshop), format!("{PREFIX}{}", notice.id.as_str())), &stored)
}

fn to_notice(item: &Item) -> Result<Notice, StoreError> {
    let id = string(item, SK)?.strip_prefix(PREFIX);
    let stored: StoredNotice = from_item(item)?;
    Ok(Notice {
        id: usable(id.and_then(|id| id.parse().ok()), SK)?,
        workshop: usable(workshop_of(string(item, PK)?), PK)?,
        subject: usable(Subject::parse(&stored.subject).ok(), "subject")?,
        text: usable(NoticeText::parse(&stored.text).ok(), "text")?,
        created: stored.created,
        expires: stored.expires_at,
    })
}
