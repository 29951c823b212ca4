//! The function `handler` as Lambda starts it, on stubs of Lambda's Runtime API and DynamoDB: how long it takes until it
//! can answer, and how much memory and space it needs.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;
use tests::catalogue::write_for_functions;
use tests::dynamodb::Table;
use tests::handler::{Event, fields};
use tests::runtime_api::Function;
use walkdir::WalkDir;

use crate::results::{Measurement, Results, Start};

/// A workshop whose form takes the fields of the tests.
const WORKSHOP: &str = "proximite";

/// The address of the site in the recorded requests.
const ADDRESS: &str = "https://club.example";

/// Pages that are requested once everything is loaded.
const PAGES: u32 = 20;

/// Measures starts of the program of the function with the files that a build made for it.
///
/// # Errors
///
/// Returns an error if the function does not answer as expected.
pub(crate) fn measure(
    program: &Path,
    built: &Path,
    starts: usize,
    results: &mut Results,
) -> anyhow::Result<()> {
    let directory = TempDir::new()?;
    let workshops = write_always_open(built, directory.path())?;
    let program_size = fs::metadata(program)?.len();
    let package = compressed(program)? + compressed(directory.path())?;
    let runtime = tokio::runtime::Runtime::new()?;
    for _ in 0..starts {
        let start = runtime.block_on(start(program, directory.path()))?;
        let start = Start { workshops, program: program_size, package, ..start };
        results.add(Measurement::Start(start))?;
    }
    Ok(())
}

/// Writes the files again with registrations open at any time, and returns the number of workshops.
fn write_always_open(built: &Path, directory: &Path) -> anyhow::Result<usize> {
    let (mut catalogue, theme) = registry::load(built)?;
    for offer in catalogue.workshops.values_mut().filter_map(|workshop| workshop.offer.as_mut()) {
        let never: Timestamp = "9999-01-01T00:00:00Z".parse()?;
        (offer.opens, offer.closes, offer.changes_until, offer.keep_until) =
            (Timestamp::UNIX_EPOCH, never, never, never);
    }
    write_for_functions(directory, &catalogue, &theme.at_address(ADDRESS));
    Ok(catalogue.workshops.len())
}

/// Starts the function, and sends a registration and requests for its page.
async fn start(program: &Path, directory: &Path) -> anyhow::Result<Start> {
    let table = Table::new().await;
    let mut function = Function::start_program(program, &table, directory).await;
    let start = function.ready().await.as_secs_f64();
    let (registration, answer) = timed(&mut function, &Event::post(WORKSHOP, &fields())).await;
    ensure!(answer["statusCode"] == 303, "the registration was not accepted: {answer}");
    let own_page = answer["headers"]["location"].as_str().context("the answer leads to a page")?;
    let request = Event::recorded("get-registration").with_path(own_page);
    let (page, answer) = timed(&mut function, &request).await;
    ensure!(answer["statusCode"] == 200, "the page was not found: {answer}");
    let began = Instant::now();
    for _ in 0..PAGES {
        function.invoke(&request).await;
    }
    let next_page = began.elapsed().as_secs_f64() / f64::from(PAGES);
    let memory = function.peak_memory().unwrap_or_default();
    function.stop().await;
    Ok(Start { workshops: 0, start, registration, page, next_page, memory, program: 0, package: 0 })
}

async fn timed(function: &mut Function, event: &Event) -> (f64, Value) {
    let began = Instant::now();
    let answer = function.invoke(event).await;
    (began.elapsed().as_secs_f64(), answer)
}

/// Returns the size of a file, or of all files in a folder, each compressed as in a zip.
fn compressed(path: &Path) -> anyhow::Result<u64> {
    let mut size = 0;
    for entry in WalkDir::new(path) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&fs::read(entry.path())?)?;
            size += encoder.finish()?.len() as u64;
        }
    }
    Ok(size)
}
