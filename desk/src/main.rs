//! The program: reads its arguments and the clock. Exit status: 0 success, 1 problems found, 2 failure.

#![expect(clippy::print_stderr, reason = "this is the program that speaks to the user")]

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::Parser;
use desk::{Arguments, Console, Exit};
use jiff::Timestamp;
use registry::explained;

// A third of the time of a command on many registrations goes into small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (mut out, mut notes) = (io::BufWriter::new(io::stdout()), io::stderr());
    let mut input = io::stdin().lock();
    let mut console = Console {
        out: &mut out,
        notes: &mut notes,
        input: &mut input,
        interactive: io::stdin().is_terminal(),
        progress: io::stderr().is_terminal(),
    };
    match desk::run(arguments, Timestamp::now(), &mut console).await {
        Ok(Exit::Done) => ExitCode::SUCCESS,
        Ok(Exit::Found) => ExitCode::from(1),
        // A closed pipe is not an error: its reader, such as `head`, has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", explained(error.as_ref()));
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let mut errors = error.chain().filter_map(|error| error.downcast_ref::<io::Error>());
    errors.any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
