//! `registrations attendance-sheet`: the sheets that participants sign.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use model::announcement::SessionStatus;
use model::registration::Registration;
use model::status::Status;

use crate::Exit;
use crate::console::Console;
use crate::desk::Desk;
use crate::export::Output;
use crate::lookup::session_of;
use crate::output;
use crate::report::attendance;

/// Write an attendance sheet (feuille d’émargement) for each session, to be printed on A4 and signed
///
/// Lists confirmed registrations only, and those who were recorded as absent as such. Open the file in a browser to print it.
#[derive(Args, Debug)]
pub(crate) struct AttendanceSheet {
    /// The workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: String,

    /// Only this session [default: all sessions that take place]
    #[arg(long, short, value_name = "ID")]
    session: Option<String>,

    /// Number of empty lines for participants who did not register
    #[arg(long, value_name = "N", default_value_t = 5)]
    blank_lines: u32,

    /// The output file, such as emargement.html
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

impl AttendanceSheet {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let workshop = desk.workshop(&self.workshop)?;
        let sessions: Vec<_> = match &self.session {
            Some(id) => vec![session_of(workshop, id)?],
            None => workshop
                .sessions
                .iter()
                .filter(|session| session.status == SessionStatus::Scheduled)
                .collect(),
        };
        if sessions.is_empty() {
            bail!("no session of `{}` takes place as announced; name one with `--session`", workshop.slug);
        }
        let mut confirmed: Vec<Registration> = Vec::new();
        let mut batches = desk.registrations(&workshop.slug);
        while let Some(batch) = batches.next().await? {
            confirmed.extend(batch.into_iter().filter(|it| it.status == Status::Confirmed));
        }
        let page = attendance::page(workshop, &sessions, &confirmed, self.blank_lines, desk)?;
        output::file(&self.output, async |out: &mut Output<'_>| Ok(out.write_all(page.as_bytes())?)).await?;
        writeln!(
            console.notes,
            "{} in `{}`; open it in a browser and print it",
            if sessions.len() == 1 { "1 sheet".to_owned() } else { format!("{} sheets", sessions.len()) },
            self.output.display()
        )?;
        Ok(Exit::Done)
    }
}
