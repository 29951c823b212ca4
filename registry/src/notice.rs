//! The organiser's notices: PK `workshop#<slug>`, SK `notice#<id>`, with `subject`, `text`, `created` and
//! `expires_at`. Published once, never changed; `notify` mails them.

use jiff::Timestamp;
use model::mail::Subject;
use model::notice::{Notice, NoticeId, NoticeText};
use model::slug::Slug;

use crate::attributes::{Item, map, number, parsed, string, text, usable, whole};
use crate::deadline::Deadline;
use crate::failure::{StoreError, met};
use crate::key::{PK, SK, partition};
use crate::size;
use crate::store::Store;

/// What the sort keys of notices start with.
const PREFIX: &str = "notice#";

impl Store {
    /// Publishes a notice. One that is published is not changed: to publish it again is no mistake and mails nobody
    /// a second time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be published.
    pub async fn publish_notice(&self, notice: &Notice, deadline: Deadline) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(size::checked(from_notice(notice))?))
            .condition_expression("attribute_not_exists(PK)");
        // If there is one, it is this one.
        met(deadline, || put.clone().send()).await.map(|_| ())
    }

    /// The notice of an identifier.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
    pub async fn notice(
        &self,
        workshop: &Slug,
        id: &NoticeId,
        deadline: Deadline,
    ) -> Result<Option<Notice>, StoreError> {
        let item = self.item(partition(workshop), format!("{PREFIX}{}", id.as_str()), deadline).await?;
        item.as_ref().map(to_notice).transpose()
    }

    /// All notices of a workshop, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
    pub async fn notices(&self, workshop: &Slug, deadline: Deadline) -> Result<Vec<Notice>, StoreError> {
        let mut notices = self.query(self.items_of(workshop, PREFIX), to_notice, deadline).await?;
        notices.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        Ok(notices)
    }
}

fn from_notice(notice: &Notice) -> Item {
    map([
        (PK, text(partition(&notice.workshop))),
        (SK, text(format!("{PREFIX}{}", notice.id.as_str()))),
        ("subject", text(notice.subject.as_str())),
        ("text", text(notice.text.as_str())),
        ("created", text(notice.created.to_string())),
        ("expires_at", whole(notice.expires.as_second())),
    ])
}

fn to_notice(item: &Item) -> Result<Notice, StoreError> {
    let id = string(item, SK)?.strip_prefix(PREFIX);
    let workshop = string(item, PK)?.strip_prefix("workshop#");
    let expires = Timestamp::from_second(number(item, "expires_at")?);
    Ok(Notice {
        id: usable(id.and_then(|id| id.parse().ok()), SK)?,
        workshop: usable(workshop.and_then(|slug| slug.parse().ok()), PK)?,
        subject: usable(Subject::parse(string(item, "subject")?).ok(), "subject")?,
        text: usable(NoticeText::parse(string(item, "text")?).ok(), "text")?,
        created: parsed(item, "created")?,
        expires: usable(expires.ok(), "expires_at")?,
    })
}
