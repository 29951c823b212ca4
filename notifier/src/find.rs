//! Mails the links of registrations and participants on request: claims the request, sends the mail and removes the address.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::contact::Email;
use model::limits::MailClass;
use model::registration::Registration;
use model::slug::Slug;
use model::status::Status;
use registry::{Deadline, LinkRequest, StoreError};
use view::mail::{FindMailView, FoundRegistrationView};
use view::registration::{own_path, participation_path};
use view::renderer::RenderError;

use crate::Notifier;
use crate::budget::{self, Mailbox};
use crate::compose::{tidied, wrapped};
use crate::mail::Mail;
use crate::tally::{Tally, TimeLimit};
use crate::transport::SendError;

/// The most links in a mail.
const MOST_LINKS: usize = 50;

/// The most other registrations that a mail about a registration lists.
const MOST_OTHERS: usize = 20;

/// An own page with its workshop.
struct Found {
    workshop: Arc<CatalogueWorkshop>,
    page: OwnPage,
}

/// The own page of a registrant, or of a participant of another person's registration.
struct OwnPage {
    registration: Registration,
    path: String,
}

/// Mails the links of the request with this key, if it is still pending. An address without registrations gets no mail.
pub(crate) async fn mail_links(
    notifier: &Notifier,
    digits: &str,
    limit: TimeLimit,
) -> Result<Tally, StoreError> {
    if limit.is_over() {
        return Ok(Tally { postponed: 1, ..Tally::default() });
    }
    let now = (notifier.clock)();
    let claimed = notifier.store.claim_links(digits, now, Deadline::default()).await?;
    let Some(LinkRequest { email: Some(email), since, .. }) = claimed else {
        return Ok(Tally::default());
    };
    let found = match found(notifier, &email, now).await {
        Ok(Some(found)) => found,
        // A sweep mails once the function is deployed again.
        Ok(None) => {
            notifier.store.settle_links(digits, false, Deadline::default()).await?;
            return Ok(Tally { held: 1, ..Tally::default() });
        }
        Err(error) => {
            notifier.store.settle_links(digits, false, Deadline::default()).await?;
            return Err(error);
        }
    };
    if found.is_empty() {
        notifier.store.settle_links(digits, true, Deadline::default()).await?;
        return Ok(Tally::default());
    }
    let place = match budget::take(notifier, &Mailbox::of_address(&email), MailClass::Links, now).await {
        Ok(Some(place)) => place,
        // The mailbox already got its links today, under another spelling of its address.
        Ok(None) => {
            notifier.store.settle_links(digits, true, Deadline::default()).await?;
            return Ok(Tally::default());
        }
        Err(error) => {
            notifier.store.settle_links(digits, false, Deadline::default()).await?;
            return Err(error);
        }
    };
    let sent = match compose(notifier, &found, email, digits, since) {
        Ok(mail) => notifier.transport.send(&mail).await,
        Err(_) => Err(SendError::Unavailable(
            "the theme cannot render it; build the site with it to see why".into(),
        )),
    };
    if matches!(sent, Err(SendError::Unavailable(_))) {
        budget::give_back(notifier, place).await;
    }
    settle(notifier, digits, sent).await
}

/// Mails the links that the stream missed, and deletes expired requests.
pub(crate) async fn sweep_links(notifier: &Notifier, limit: TimeLimit) -> Result<Tally, StoreError> {
    let now = (notifier.clock)();
    let mut tally = Tally::default();
    for request in notifier.store.link_requests(Deadline::default()).await? {
        if request.has_expired(now) {
            notifier.store.delete_links(&request, now, Deadline::default()).await?;
        } else if request.email.is_some() {
            tally.add(mail_links(notifier, &request.digits, limit).await?);
        }
    }
    Ok(tally)
}

/// Returns the own pages of an address, newest registration first; `None` if one is for a workshop that cannot be read,
/// which is logged.
async fn found(notifier: &Notifier, email: &Email, now: Timestamp) -> Result<Option<Vec<Found>>, StoreError> {
    let mut found = Vec::new();
    for identifier in notifier.workshops.identifiers() {
        let theirs = own_pages(notifier, identifier, email, now).await?;
        if theirs.is_empty() {
            continue;
        }
        match notifier.workshops.visit(identifier) {
            Ok(Some(workshop)) => {
                let with_workshop = |page| Found { workshop: Arc::clone(&workshop), page };
                found.extend(theirs.into_iter().map(with_workshop));
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(workshop = identifier.as_str(), %error, "the workshop cannot be read");
                return Ok(None);
            }
        }
    }
    found.sort_by(|one, other| newest_first(&one.page.registration, &other.page.registration));
    found.truncate(MOST_LINKS);
    Ok(Some(found))
}

/// Returns the own pages of an address for a workshop.
async fn own_pages(
    notifier: &Notifier,
    workshop: &Slug,
    email: &Email,
    now: Timestamp,
) -> Result<Vec<OwnPage>, StoreError> {
    let (store, digits) = (&notifier.store, notifier.identifier_key.address_digits(workshop, email));
    let (registrations, participations) = tokio::try_join!(
        active(notifier, workshop, email, now),
        store.participations(workshop, &digits, Deadline::default()),
    )?;
    let page = |registration| OwnPage { path: own_path(&registration), registration };
    let mut pages: Vec<_> = registrations.into_iter().map(page).collect();
    for id in participations {
        if pages.iter().any(|page| page.registration.id == id) {
            continue;
        }
        match store.get(workshop, &id, Deadline::default()).await {
            Ok(registration) => pages.extend(registration.and_then(|it| noted(notifier, it, email, now))),
            Err(error) if error.is_about_a_record() => {
                tracing::error!(%error, workshop = workshop.as_str(), "a registration cannot be read");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(pages)
}

/// Returns the page that an address has in an active registration which was noted for it: that of the contact, if it replaced
/// the one with which the registration was made, or of a participant.
fn noted(notifier: &Notifier, registration: Registration, email: &Email, now: Timestamp) -> Option<OwnPage> {
    if !registration.is_active(now) {
        return None;
    }
    if registration.request.contact.email.has_same_identity(email) {
        return Some(OwnPage { path: own_path(&registration), registration });
    }
    let mut participants = registration.mailed_participants();
    let (participant, _) = participants.find(|(_, own)| own.has_same_identity(email))?;
    let capability = notifier.identifier_key.participation(&registration, participant);
    drop(participants);
    Some(OwnPage { path: participation_path(&registration, capability), registration })
}

/// Returns the other registrations of the same address for a workshop, newest first. Quarantined ones are left out:
/// they occupy no seats and may be a stranger's.
pub(crate) async fn others(
    notifier: &Notifier,
    workshop: &CatalogueWorkshop,
    registration: &Registration,
) -> Result<Vec<Registration>, StoreError> {
    let email = &registration.request.contact.email;
    let mut others = active(notifier, &workshop.slug, email, (notifier.clock)()).await?;
    others.retain(|other| other.id != registration.id && other.status != Status::Quarantined);
    others.sort_by(newest_first);
    others.truncate(MOST_OTHERS);
    Ok(others)
}

/// Returns the registrations of an address for a workshop that may still take part.
async fn active(
    notifier: &Notifier,
    workshop: &Slug,
    email: &Email,
    now: Timestamp,
) -> Result<Vec<Registration>, StoreError> {
    let digits = notifier.identifier_key.address_digits(workshop, email);
    let mut registrations = notifier.store.registrations_of_address(workshop, &digits).all().await?;
    registrations.retain(|it| it.request.contact.email.has_same_identity(email) && it.is_active(now));
    Ok(registrations)
}

fn newest_first(one: &Registration, other: &Registration) -> Ordering {
    (other.created, &other.id).cmp(&(one.created, &one.id))
}

/// Composes the mail in the language of the newest registration.
fn compose(
    notifier: &Notifier,
    found: &[Found],
    to: Email,
    digits: &str,
    since: Timestamp,
) -> Result<Mail, RenderError> {
    let of_newest =
        |newest: &Found| notifier.editions.of_registration(&newest.workshop, &newest.page.registration);
    let edition = found.first().map_or_else(|| notifier.editions.main(), of_newest);
    let base_url = notifier.editions.main().site.base_url.as_str();
    let view = |Found { workshop, page }: &Found| {
        let own_url = format!("{base_url}{}", page.path);
        FoundRegistrationView::new(edition.workshop(workshop), &page.registration, own_url)
    };
    let mail = FindMailView { registrations: found.iter().map(view).collect() };
    let mail = mail.render(&edition.renderer)?;
    let token = notifier.identifier_key.links_token(digits, since);
    Ok(Mail {
        // No report is recorded: the mail is about an address, not about one registration.
        tags: Vec::new(),
        thread: token.clone(),
        token,
        date: (notifier.clock)(),
        from: notifier.from.clone(),
        to,
        reply_to: notifier.reply_to.clone(),
        language: edition.site.language.clone(),
        subject: mail.subject,
        html: tidied(&mail.html),
        text: wrapped(&mail.text),
        attachments: Vec::new(),
    })
}

/// Records the result of the mail. The log names neither the address nor a registration.
async fn settle(
    notifier: &Notifier,
    digits: &str,
    sent: Result<Option<String>, SendError>,
) -> Result<Tally, StoreError> {
    let kind = "find";
    let (settled, tally) = match &sent {
        Ok(message_id) => {
            tracing::info!(kind, result = "sent", message_id = message_id.as_deref(), "mail");
            (true, Tally { sent: 1, ..Tally::default() })
        }
        Err(error @ SendError::Refused(_)) => {
            tracing::error!(kind, result = "not sent", %error, "mail");
            (true, Tally { refused: 1, ..Tally::default() })
        }
        Err(error @ SendError::Unavailable(_)) => {
            tracing::error!(kind, result = "not sent", %error, "mail");
            (false, Tally { failed: 1, ..Tally::default() })
        }
        Err(error @ SendError::Unknown(_)) => {
            // The claim remains, so no attempt sends the mail again before the lease expires.
            tracing::error!(kind, result = "not known to be sent", %error, "mail");
            return Ok(Tally { failed: 1, ..Tally::default() });
        }
    };
    notifier.store.settle_links(digits, settled, Deadline::default()).await?;
    Ok(tally)
}
