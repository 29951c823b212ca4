//! Scheduled mails: `messages.yaml` of a workshop, or of the site for workshops without one.

mod text;
mod timing;

use std::ops::Range;
use std::sync::Arc;

use content::load::WorkshopSources;
use diagnostics::{Diagnostic, Diagnostics, Place, SourceFile, message, phrase, suggestion};
use jiff::tz::TimeZone;
use markdown::Typography;
use model::announcement::{AttendanceMode, SessionStatus};
use model::programme::Session;
use model::scheduled_mail::{MailText, Occasion, Recipients, ScheduledMail, Sessions, is_private};
use model::shared::Shared;
use model::slug::Slug;
use model::status::Status;
use yaml::shape::Shape;
use yaml::{Node, Reader, Spanned};

pub(super) use self::text::mail_text;
use self::timing::Timing;
use super::Context;
use super::session::Sessions as WorkshopSessions;
use crate::limits;

/// The values of `to`.
pub(super) const RECIPIENTS: &[(&str, Recipients)] = &[
    ("confirmed", Recipients::Confirmed),
    ("pending", Recipients::Pending),
    ("waiting", Recipients::Waiting),
    ("all", Recipients::All),
    ("present", Recipients::Present),
    ("absent", Recipients::Absent),
];

/// The values of `attendance`.
const MODES: &[(&str, AttendanceMode)] =
    &[("in-person", AttendanceMode::InPerson), ("online", AttendanceMode::Online)];

/// The values of `session`, besides the identifiers of sessions.
const SESSIONS: &[(&str, Sessions)] =
    &[("first", Sessions::First), ("last", Sessions::Last), ("each", Sessions::Each)];

/// A mail as it was read, which does not depend on the sessions of a workshop.
pub(super) struct MailTerms {
    file: Arc<SourceFile>,
    id: Spanned<Slug>,
    timing: Timing,
    about: About,
    recipients: Recipients,
    mode: Option<AttendanceMode>,
    late: bool,
    text: Shared<MailText>,
}

/// The sessions that a mail is about.
enum About {
    Theirs(Sessions),
    /// The session with this identifier.
    One(Spanned<Slug>),
}

/// Reads the mails of all workshops that have none of their own.
pub(super) fn of_site(
    file: Option<&Arc<SourceFile>>,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Vec<MailTerms> {
    let mails = file.map(|file| mails(file, typography, diagnostics)).unwrap_or_default();
    // Workshops have different sessions.
    check_sessions(&mails, &[], diagnostics);
    mails
}

/// Returns the mails of a workshop: its own ones, or those of the site. `sessions` is missing if it has a problem.
pub(super) fn of_workshop(
    files: &WorkshopSources,
    sessions: Option<&WorkshopSessions>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<ScheduledMail> {
    let own = files.messages.as_ref().map(|file| mails(file, context.typography, diagnostics));
    let has_own = own.as_ref().is_some_and(|mails| !mails.is_empty());
    if let Some(file) = files.messages.as_ref().filter(|_| has_own && files.registration.is_none()) {
        refuse_without_registration(file, diagnostics);
    }
    let Some(sessions) = sessions.filter(|sessions| sessions.are_sound && files.registration.is_some())
    else {
        return Vec::new();
    };
    check_sessions(own.as_deref().unwrap_or_default(), &sessions.list, diagnostics);
    let mails = own.as_deref().unwrap_or(context.mails);
    mails.iter().map(|mail| mail.for_sessions(&sessions.list, context.time_zone)).collect()
}

/// Reads the mails of a file. Unreadable ones are reported and omitted.
fn mails(file: &Arc<SourceFile>, typography: Typography, diagnostics: &mut Diagnostics) -> Vec<MailTerms> {
    let Some(node) = yaml::parse_file(file, diagnostics) else { return Vec::new() };
    let mails = entries(typography)(&mut Reader::new(file, diagnostics), &node).unwrap_or_default();
    for (index, mail) in mails.iter().enumerate() {
        let Some(earlier) = mails[..index].iter().find(|it| it.id.value == mail.id.value) else { continue };
        let id = &mail.id.value;
        let message = message! {
            DuplicateMail,
            en: "two mails have the identifier `{id}`",
            fr: "deux courriels ont l’identifiant `{id}`"
        };
        let hint = phrase! { en: "give each a different `id`", fr: "donnez à chacun son propre `id`" };
        let other = phrase! { en: "the other mail", fr: "l’autre courriel" };
        let problem = Diagnostic::new(file, mail.id.span.clone(), message).with_hint(hint);
        diagnostics.push(problem.with_related(Place::new(file, earlier.id.span.clone()), other));
    }
    mails
}

/// Describes the file.
pub(super) fn shape(typography: Typography) -> Shape {
    yaml::describe(entries(typography))
}

fn entries(typography: Typography) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Vec<MailTerms>> {
    yaml::list_up_to(limits::MAX_MAILS, move |reader: &mut Reader<'_>, node: &Node| {
        mail(reader, node, typography)
    })
}

fn mail(reader: &mut Reader<'_>, node: &Node, typography: Typography) -> Option<MailTerms> {
    let mut fields = reader.fields(node)?;
    let id = fields.required(reader, "id", yaml::spanned(yaml::slug));
    let timing = timing::read(reader, &mut fields);
    let about = fields.optional(reader, "session", yaml::spanned(yaml::slug));
    let recipients = fields.optional(reader, "to", yaml::one_of(RECIPIENTS));
    let mode = fields.optional(reader, "attendance", yaml::one_of(MODES));
    let late = fields.optional(reader, "late", yaml::boolean);
    let text = mail_text(reader, &mut fields, typography);
    if let (Some(recipients), Some(text)) = (recipients, &text) {
        refuse_private(reader, &fields.span_of("to"), recipients, text);
    }
    if let (Some(recipients), Some(timing)) = (recipients, timing) {
        refuse_before(reader, &fields.span_of("to"), recipients, timing);
    }
    fields.finish(reader);
    let timing = timing?;
    let about = match about {
        Some(named) => match SESSIONS.iter().find(|(word, _)| *word == named.value.as_str()) {
            Some((_, sessions)) => About::Theirs(*sessions),
            None => About::One(named),
        },
        None if timing.is_before() => About::Theirs(Sessions::First),
        None => About::Theirs(Sessions::Last),
    };
    Some(MailTerms {
        file: Arc::clone(reader.file),
        id: id?,
        timing,
        about,
        recipients: recipients.unwrap_or(Recipients::Confirmed),
        mode,
        late: late.unwrap_or(true),
        text: text?.into(),
    })
}

/// Reports a mail with private information for recipients none of whom may see it.
fn refuse_private(reader: &mut Reader<'_>, to: &Range<usize>, recipients: Recipients, text: &MailText) {
    if recipients.include(Status::Confirmed) || !text.body.iter().any(is_private) {
        return;
    }
    let message = message! {
        PrivatePlaceholder,
        en: "none of these recipients may see `{{private}}`",
        fr: "aucun de ces destinataires ne doit voir `{{private}}`"
    };
    let hint = phrase! {
        en: "write `to: confirmed`, or remove `{{private}}` from the text",
        fr: "écrivez `to: confirmed`, ou retirez `{{private}}` du texte"
    };
    reader.refuse(to, message, hint);
}

/// Reports a mail before a session for those who were present or absent.
fn refuse_before(reader: &mut Reader<'_>, to: &Range<usize>, recipients: Recipients, timing: Timing) {
    if !recipients.depend_on_absences() || !timing.is_before() {
        return;
    }
    let word: &str = recipients.into();
    let message = message! {
        AbsenceBefore,
        en: "before a session, it is not known who is `{word}`",
        fr: "avant une séance, on ne sait pas qui est `{word}`"
    };
    let hint = phrase! {
        en: "write `after` in place of `before`, or `to: confirmed`",
        fr: "écrivez `after` au lieu de `before`, ou `to: confirmed`"
    };
    reader.refuse(to, message, hint);
}

/// Reports mails about a session that is none of these.
fn check_sessions(mails: &[MailTerms], sessions: &[Session], diagnostics: &mut Diagnostics) {
    for mail in mails {
        if let About::One(id) = &mail.about
            && sessions.iter().all(|session| session.id != id.value)
        {
            diagnostics.push(unknown_session(&mail.file, id, sessions));
        }
    }
}

impl MailTerms {
    pub(super) fn id(&self) -> &Slug {
        &self.id.value
    }

    /// Returns the mail of a workshop with these sessions, without cancelled ones: registrants learn of those from the
    /// organiser.
    fn for_sessions(&self, sessions: &[Session], zone: &TimeZone) -> ScheduledMail {
        let is_meant = |session: &&Session| match &self.about {
            About::Theirs(_) => true,
            About::One(id) => session.id == id.value,
        };
        let sessions: Vec<_> = sessions.iter().filter(is_meant).collect();
        ScheduledMail {
            id: self.id.value.clone(),
            recipients: self.recipients,
            mode: self.mode,
            late: self.late,
            about: match self.about {
                About::Theirs(sessions) => sessions,
                About::One(_) => Sessions::Each,
            },
            occasions: self.occasions(&sessions, zone),
            text: self.text.clone(),
        }
    }

    /// Returns an occasion for each of the sessions, which are in chronological order, that takes place. A mail after the
    /// last one waits as if a cancelled one had taken place.
    fn occasions(&self, sessions: &[&Session], zone: &TimeZone) -> Vec<Occasion> {
        let is_after_last = !self.timing.is_before() && matches!(self.about, About::Theirs(Sessions::Last));
        let mut occasions: Vec<Occasion> = Vec::new();
        for session in sessions {
            let Some(occasion) = self.timing.occasion(session, zone) else { continue };
            if session.announced.status != SessionStatus::Cancelled {
                occasions.push(occasion);
            } else if let Some(last) = occasions.last_mut().filter(|_| is_after_last) {
                timing::wait_for_cancelled(last, &occasion);
            }
        }
        occasions
    }
}

fn unknown_session(file: &Arc<SourceFile>, id: &Spanned<Slug>, sessions: &[Session]) -> Diagnostic {
    let name = &id.value;
    let message = message! {
        UnknownMailSession,
        en: "there is no session `{name}`",
        fr: "il n’y a pas de séance `{name}`"
    };
    let words = SESSIONS.iter().map(|(word, _)| *word);
    let names = words.chain(sessions.iter().map(|session| session.id.as_str()));
    let otherwise = phrase! {
        en: "write `first`, `last`, `each` or the `id` of a session",
        fr: "écrivez `first`, `last`, `each` ou l’`id` d’une séance"
    };
    let hint = suggestion::hint(name.as_str(), names, otherwise);
    Diagnostic::new(file, id.span.clone(), message).with_hint(hint)
}

/// Reports the mails of a workshop without registration, which has no registrants.
fn refuse_without_registration(file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) {
    let message = message! {
        MailWithoutRegistration,
        en: "this workshop has no registration, so no one receives its mails",
        fr: "cet atelier n’a pas d’inscription, donc personne ne reçoit ses courriels"
    };
    let hint = phrase! {
        en: "write `registration.yaml`, or remove this file",
        fr: "écrivez `registration.yaml`, ou supprimez ce fichier"
    };
    diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint));
}
