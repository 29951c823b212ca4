//! The schedule of a site's mails, and specimens of them and of those about other private information, to a made-up registrant, for
//! the preview. Nothing is stored or sent.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::contact::Email;
use model::mail::{MailCause, Mailing};
use model::registration::{
    Absences, AttendedSession, Billing, Capability, ChangeCount, Contact, Registration, RegistrationId,
    RegistrationRequest,
};
use model::scheduled_mail::{Occasion, Recipients, ScheduledMail};
use model::seats::{Seats, WHOLE_WORKSHOP};
use model::slug::Slug;
use model::status::Status;
use registry::UnusableFile;

use crate::Notifier;
use crate::about::About;
use crate::compose::{Subject, compose};
use crate::mail::Mail;
use crate::recipient::Person;

/// A time at which a mail is sent.
#[derive(Debug)]
pub struct ScheduledDelivery {
    /// The identifier of the workshop.
    pub workshop: Slug,
    /// The title of the workshop.
    pub workshop_title: String,
    /// The identifier of the mail.
    pub mail: Slug,
    /// The identifier of the session that it is about.
    pub session: String,
    /// The title of that session.
    pub session_title: String,
    /// When it is sent.
    pub due: Timestamp,
    /// Who receives it.
    pub recipients: Recipients,
    /// The languages in which it is sent, main language first.
    pub languages: Vec<String>,
}

/// Returns all scheduled mails of a site for registrants who attend every session, in chronological order.
///
/// # Errors
///
/// Fails if the file of a workshop cannot be read.
pub fn schedule(notifier: &Notifier) -> Result<Vec<ScheduledDelivery>, UnusableFile> {
    let mut deliveries = Vec::new();
    for identifier in notifier.workshops.identifiers() {
        let Some(workshop) = notifier.workshops.visit(identifier)? else { continue };
        for mail in workshop.mails.iter() {
            let delivery = |occasion: &Occasion| delivery(notifier, &workshop, mail, occasion);
            let occasions = mail.about.among(mail.occasions.iter().collect()).into_iter();
            deliveries.extend(occasions.filter(|occasion| occasion.due < occasion.until).map(delivery));
        }
    }
    deliveries.sort_by(|one, other| {
        (one.due, &one.workshop, &one.mail).cmp(&(other.due, &other.workshop, &other.mail))
    });
    Ok(deliveries)
}

fn delivery(
    notifier: &Notifier,
    workshop: &CatalogueWorkshop,
    mail: &ScheduledMail,
    occasion: &Occasion,
) -> ScheduledDelivery {
    let session = workshop.sessions.iter().find(|session| session.id == occasion.session);
    ScheduledDelivery {
        workshop: workshop.slug.clone(),
        workshop_title: workshop.title.clone(),
        mail: mail.id.clone(),
        session: occasion.session.clone(),
        session_title: session.map(|session| session.title.clone()).unwrap_or_default(),
        due: occasion.due,
        recipients: mail.recipients,
        languages: languages(notifier, workshop),
    }
}

/// Returns a scheduled mail about a session as a registrant receives it; `None` if there is no such mail.
///
/// # Errors
///
/// Fails if the file of the workshop cannot be read or the theme cannot render the mail.
pub fn specimen(
    notifier: &Notifier,
    workshop: &Slug,
    mail: &Slug,
    session: &str,
    language: &str,
) -> anyhow::Result<Option<Mail>> {
    let Some(workshop) = notifier.workshops.visit(workshop)? else { return Ok(None) };
    let Some(mail) = workshop.mails.iter().find(|it| it.id == *mail) else { return Ok(None) };
    let Some(occasion) = mail.occasions.iter().find(|it| it.session == session) else { return Ok(None) };
    let attended = AttendedSession { session: occasion.session.clone(), mode: mail.mode };
    let registration =
        registrant(&workshop, vec![attended], status_among(mail.recipients), occasion.due, language);
    let private = notifier.workshops.private(&workshop)?;
    let subject = Subject {
        workshop: &workshop,
        registration: &registration,
        private: private.as_deref(),
        person: Person::Contact,
        now: occasion.due,
    };
    let cause = MailCause::Scheduled { mail: mail.id.clone(), session: session.to_owned() };
    let about = About::Scheduled { mail, session };
    let mailing = Mailing::to_contact(cause);
    Ok(Some(compose(notifier, &subject, &about, &mailing, occasion.about)?))
}

/// A workshop whose participants are mailed when its private information changes.
#[derive(Debug)]
pub struct InformedWorkshop {
    /// The identifier of the workshop.
    pub workshop: Slug,
    /// The title of the workshop.
    pub title: String,
    /// The languages in which they are mailed, main language first.
    pub languages: Vec<String>,
}

/// Returns the workshops with private information.
///
/// # Errors
///
/// Fails if the file of a workshop cannot be read.
pub fn informed_workshops(notifier: &Notifier) -> Result<Vec<InformedWorkshop>, UnusableFile> {
    let mut informed = Vec::new();
    for identifier in notifier.workshops.identifiers() {
        let Some(workshop) = notifier.workshops.visit(identifier)?.filter(|it| it.has_private) else {
            continue;
        };
        let languages = languages(notifier, &workshop);
        informed.push(InformedWorkshop {
            workshop: identifier.clone(),
            title: workshop.title.clone(),
            languages,
        });
    }
    Ok(informed)
}

/// Returns the mail about other private information, with all that the workshop has, to a registrant who attends every session;
/// `None` if there is none.
///
/// # Errors
///
/// Fails if a file of the workshop cannot be read or the theme cannot render the mail.
pub fn private_change(notifier: &Notifier, workshop: &Slug, language: &str) -> anyhow::Result<Option<Mail>> {
    let Some(workshop) = notifier.workshops.visit(workshop)? else { return Ok(None) };
    let Some(private) = notifier.workshops.private(&workshop)? else { return Ok(None) };
    let now = (notifier.clock)();
    let registration = registrant(&workshop, Vec::new(), Status::Confirmed, now, language);
    let known = private.of_sessions(&workshop.sessions, &registration, None);
    let sessions: Vec<_> = known.into_iter().map(|(session, _)| session.id.clone()).collect();
    if sessions.is_empty() {
        return Ok(None);
    }
    let (private, person) = (Some(&*private), Person::Contact);
    let subject = Subject { workshop: &workshop, registration: &registration, private, person, now };
    let mailing = Mailing::to_contact(MailCause::PrivateInformation(1));
    let about = About::PrivateChange { sessions: &sessions };
    Ok(Some(compose(notifier, &subject, &about, &mailing, now)?))
}

/// Returns the languages of the mails to registrants for a workshop, main language first.
fn languages(notifier: &Notifier, workshop: &CatalogueWorkshop) -> Vec<String> {
    let main = notifier.editions.main().site.language.clone();
    [main].into_iter().chain(workshop.translations.keys().cloned()).collect()
}

/// Returns the status of a recipient.
fn status_among(recipients: Recipients) -> Status {
    match recipients {
        Recipients::Pending => Status::Pending,
        Recipients::Waiting => Status::Waiting,
        Recipients::Confirmed | Recipients::All | Recipients::Present | Recipients::Absent => {
            Status::Confirmed
        }
    }
}

/// Returns a made-up registrant of the workshop, registered at this time.
fn registrant(
    workshop: &CatalogueWorkshop,
    sessions: Vec<AttendedSession>,
    status: Status,
    created: Timestamp,
    language: &str,
) -> Registration {
    Registration {
        id: RegistrationId::from_bytes([0; 16]),
        capability: Capability::from_bytes([0; 16]),
        request: RegistrationRequest { sessions, ..request(workshop, language) },
        named: 0,
        departures: Vec::new(),
        proposed_address: None,
        former_addresses: Vec::new(),
        seats: Seats::in_pools([WHOLE_WORKSHOP], 1),
        counted_for: None,
        status,
        proven: None,
        confirm_until: None,
        accept_until: None,
        suspicion: None,
        created,
        expires: Timestamp::MAX,
        invoiced: None,
        change_count: ChangeCount::default(),
        corrections: BTreeMap::new(),
        absences: Absences::default(),
        joined: BTreeMap::new(),
        revision: 0,
        history: Vec::new(),
    }
}

/// Returns what the registrant typed into the form.
fn request(workshop: &CatalogueWorkshop, language: &str) -> RegistrationRequest {
    let contact = Contact {
        given_name: "Camille".to_owned(),
        family_name: "Exemple".to_owned(),
        function: "Directrice".to_owned(),
        organisation: "Office de l’Exemple".to_owned(),
        email: Email::parse("camille@office.example").expect("the address is valid"),
        telephone: None,
    };
    RegistrationRequest {
        workshop: workshop.slug.clone(),
        participants: Vec::new(),
        sessions: Vec::new(),
        contact,
        billing: Billing {
            organisation: None,
            address: String::new(),
            postal_code: String::new(),
            city: String::new(),
            siret: None,
            purchase_order: None,
            email: None,
        },
        answers: Default::default(),
        remarks: None,
        listed: false,
        form_hash: String::new(),
        language: Some(language.to_owned()),
        membership: None,
    }
}
