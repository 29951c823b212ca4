//! `registrations notice`: a message to everyone registered for a workshop.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use model::catalogue::CatalogueWorkshop;
use model::limits::MailClass;
use model::mail::Recipient;
use model::notice::{Notice, NoticeId, NoticeText};
use model::offer::Offer;
use model::slug::Slug;
use model::subject::Subject;
use registry::{Deadline, are_withheld};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::Exit;
use crate::console::{Console, counted};
use crate::decision::people;
use crate::desk::Desk;

/// Mail a notice to everyone registered for a workshop, for example about a change of room
///
/// The recipients are all registrations made before now that are still active, except those with an unconfirmed address
/// or in quarantine. The notifier sends the mails within minutes. A notice is identified by its workshop, subject and
/// text, and is never sent to the same recipient twice.
#[derive(Args, Debug)]
pub(crate) struct NoticeCommand {
    /// The workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: String,

    /// The subject, on one line
    #[arg(long, short, value_name = "TEXT", value_parser = Subject::parse)]
    subject: Subject,

    /// The file with the text, in paragraphs separated by empty lines; `-` reads standard input
    #[arg(long, short, value_name = "FILE")]
    text: PathBuf,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

/// The recipients of a notice, counted.
#[derive(Default)]
struct Recipients {
    registrations: usize,
    people: usize,
    /// Participants who get it at addresses of their own.
    participants: usize,
    /// The number of registrations by the key of their status.
    statuses: BTreeMap<&'static str, usize>,
    /// Registrations whose contact gets no mail, because an earlier one was refused or reported as spam.
    withheld: usize,
    /// Participants who get none for that reason.
    withheld_participants: usize,
}

impl NoticeCommand {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let (workshop, offer) = desk.offered(&self.workshop)?;
        let notice = self.notice(workshop, offer, desk, console)?;
        let store = desk.store();
        if let Some(earlier) = store.notice(&workshop.slug, &notice.id, Deadline::default()).await? {
            bail!(
                "this notice was already published on {} and is not sent twice; change its text to send another",
                desk.time(earlier.created)
            );
        }
        let recipients = recipients(&notice, desk, console).await?;
        if !self.json {
            preview(&notice, &recipients, console)?;
        }
        let publish = recipients.registrations > 0 && console.confirm("Send it?", self.yes)?;
        if publish {
            store.publish_notice(&notice, Deadline::default()).await?;
        }
        if self.json {
            let value = json!({
                "workshop": notice.workshop,
                "notice": notice.id.as_str(),
                "subject": notice.subject.as_str(),
                "text": notice.text.as_str(),
                "expires": notice.expires,
                "registrations": recipients.registrations,
                "people": recipients.people,
                "participants": recipients.participants,
                "statuses": recipients.statuses,
                "withheld": recipients.withheld,
                "withheld_participants": recipients.withheld_participants,
                "published": publish,
            });
            writeln!(console.out, "{value:#}")?;
        } else if publish {
            writeln!(console.out, "Published. It is mailed within minutes if mails are set up.")?;
        }
        Ok(Exit::Done)
    }

    fn notice(
        &self,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
        desk: &Desk,
        console: &mut Console<'_>,
    ) -> anyhow::Result<Notice> {
        let (place, text) = read(&self.text, console)?;
        let text = NoticeText::parse(&text).map_err(|error| anyhow!("{place}: {error}"))?;
        Ok(Notice {
            id: identifier(&workshop.slug, &self.subject, &text),
            workshop: workshop.slug.clone(),
            subject: self.subject.clone(),
            text,
            created: desk.now,
            expires: offer.keep_until,
        })
    }
}

/// Derives the notice's identifier from its content, so that running the same command again, for example after a lost
/// connection, does not send the mail twice.
fn identifier(workshop: &Slug, subject: &Subject, text: &NoticeText) -> NoticeId {
    // Line breaks separate the parts unambiguously: neither a slug nor a subject contains one.
    let whole = format!("{workshop}\n{}\n{}", subject.as_str(), text.as_str());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&Sha256::digest(whole)[..8]);
    NoticeId::from_bytes(bytes)
}

/// Returns the text read from a file or from standard input, and the name of its source.
fn read(path: &Path, console: &mut Console<'_>) -> anyhow::Result<(String, String)> {
    let (place, bytes) = if path == Path::new("-") {
        if console.interactive {
            writeln!(console.notes, "Type the text, then press Ctrl+D on an empty line.")?;
        }
        let mut bytes = Vec::new();
        console.input.read_to_end(&mut bytes).context("cannot read the text")?;
        ("the text".to_owned(), bytes)
    } else {
        let place = format!("`{}`", path.display());
        let bytes = fs::read(path).with_context(|| format!("cannot read {place}"))?;
        (place, bytes)
    };
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{place} is not UTF-8 text"))?;
    // Windows Notepad starts files with a byte order mark.
    Ok((place, text.trim_start_matches('\u{feff}').to_owned()))
}

async fn recipients(notice: &Notice, desk: &Desk, console: &Console<'_>) -> anyhow::Result<Recipients> {
    let count = console.count("registrations read");
    let mut recipients = Recipients::default();
    let mut batches = desk.registrations(&notice.workshop);
    while let Some(batch) = batches.next().await? {
        count.inc(batch.len() as u64);
        let mails = desk.store().mails_of(&notice.workshop, &batch, Deadline::default()).await?;
        for registration in batch.iter().filter(|registration| notice.is_for(registration)) {
            recipients.registrations += 1;
            recipients.people += registration.request.participants.len();
            *recipients.statuses.entry(registration.status.key()).or_default() += 1;
            let is_withheld = |to| are_withheld(registration, to, mails.of(registration), MailClass::Notice);
            recipients.withheld += usize::from(is_withheld(Recipient::Contact));
            for (participant, _) in registration.mailed_participants() {
                recipients.participants += 1;
                let withheld = is_withheld(Recipient::Participant(participant.number));
                recipients.withheld_participants += usize::from(withheld);
            }
        }
    }
    count.finish_and_clear();
    Ok(recipients)
}

fn preview(notice: &Notice, recipients: &Recipients, console: &mut Console<'_>) -> anyhow::Result<()> {
    let Recipients { registrations, people: count, participants, statuses, .. } = recipients;
    if *registrations == 0 {
        writeln!(console.out, "No registration for `{}` would receive it.", notice.workshop)?;
        return Ok(());
    }
    let statuses: Vec<_> = statuses.iter().map(|(status, count)| format!("{count} {status}")).collect();
    writeln!(
        console.out,
        "To the contacts of {} for `{}` ({}; {}){}:\n",
        counted(*registrations, "registration", "registrations"),
        notice.workshop,
        people(*count),
        statuses.join(", "),
        match participants {
            0 => String::new(),
            _ => format!(
                ", and to {} at their own address",
                counted(*participants, "participant", "participants")
            ),
        }
    )?;
    writeln!(console.out, "  {}\n", notice.subject.as_str())?;
    for line in notice.text.as_str().lines() {
        writeln!(console.out, "{}", format!("  {line}").trim_end())?;
    }
    writeln!(console.out)?;
    write_withheld(notice, recipients, console)
}

/// Prints how many recipients get no mail, if there are any.
fn write_withheld(notice: &Notice, recipients: &Recipients, console: &mut Console<'_>) -> anyhow::Result<()> {
    let Recipients { withheld, withheld_participants, .. } = recipients;
    let contacts = counted(*withheld, "registration gets", "registrations get");
    let participants = counted(*withheld_participants, "participant gets", "participants get");
    for (count, those) in [(withheld, contacts), (withheld_participants, participants)] {
        if *count == 0 {
            continue;
        }
        writeln!(
            console.out,
            "{those} no mail, because earlier ones were refused; `registrations list --workshop {} --mail refused` shows \
             them.\n",
            notice.workshop
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_piped() {
        let (mut out, mut notes, mut input) =
            (Vec::new(), Vec::new(), "\u{feff}Bonjour,\r\n\nSalle 2".as_bytes());
        let mut console = Console {
            out: &mut out,
            notes: &mut notes,
            input: &mut input,
            interactive: false,
            progress: false,
        };
        let (_, text) = read(Path::new("-"), &mut console).unwrap();
        assert_eq!(text, "Bonjour,\r\n\nSalle 2");
        assert_eq!(notes, b"", "the prompt must not appear");
    }

    #[test]
    fn another_text_is_another_notice() {
        let id = |workshop: &str, subject: &str, text: &str| {
            let (subject, text) = (Subject::parse(subject).unwrap(), NoticeText::parse(text).unwrap());
            identifier(&workshop.parse().unwrap(), &subject, &text)
        };
        assert_eq!(id("a", "Salle", "La salle change.\n"), id("a", " Salle ", "La salle change."));
        for other in
            [id("b", "Salle", "Change"), id("a", "Salles", "Change"), id("a", "Salle", "Ne change pas")]
        {
            assert_ne!(other, id("a", "Salle", "Change"));
        }
    }
}
