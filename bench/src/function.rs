//! The function `handler` as Lambda starts it, on stubs of Lambda's Runtime API, Secrets Manager and DynamoDB: how long it
//! takes until it can answer, and how much memory and space it needs.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use model::seats::Capacity;
use registry::config::{AwsConfig, Config, KeySource};
use registry::metrics::Metrics;
use serde_json::Value;
use tempfile::TempDir;
use tests::catalogue::write_for_functions;
use tests::dynamodb::Table;
use tests::handler::{Event, fields, fields_with};
use tests::runtime_api::Function;
use tests::secrets::Secrets;
use tests::timed::Timed;
use view::templates::TemplateSet;
use walkdir::WalkDir;

use crate::results::{Measurement, Results, Start, median};

/// A workshop whose form takes the fields of the tests.
const WORKSHOP: &str = "proximite";

/// The address of the site in the recorded requests.
const ADDRESS: &str = "https://club.example";

/// Requests of each kind once everything is loaded. Of those to DynamoDB the median counts.
const REQUESTS: u32 = 50;

/// A function that is measured.
pub(crate) struct Subject<'a> {
    /// The program.
    pub(crate) program: &'a Path,
    /// The files that a build made for it.
    pub(crate) built: &'a Path,
}

impl Subject<'_> {
    /// Measures starts of the function, with DynamoDB and Secrets Manager behind TLS and without.
    ///
    /// # Errors
    ///
    /// Returns an error if the function does not answer as expected.
    pub(crate) fn measure(&self, starts: usize, results: &mut Results) -> anyhow::Result<()> {
        let directory = TempDir::new()?;
        let workshops = write_always_open(self.built, directory.path())?;
        let program = fs::metadata(self.program)?.len();
        // The package of the handler has no templates of mails.
        fs::remove_file(directory.path().join(TemplateSet::Mails.file()))?;
        let package = compressed(self.program)? + compressed(directory.path())?;
        let runtime = tokio::runtime::Runtime::new()?;
        for _ in 0..starts {
            for tls in [true, false] {
                let start = runtime.block_on(start(self.program, directory.path(), tls))?;
                results.add(Measurement::Start(Start { workshops, program, package, ..start }))?;
            }
        }
        Ok(())
    }
}

/// Writes the files again with registrations open at any time and seats for all, and returns the number of workshops.
fn write_always_open(built: &Path, directory: &Path) -> anyhow::Result<usize> {
    let (mut catalogue, theme) = registry::load(built)?;
    for offer in catalogue.workshops.values_mut().filter_map(|workshop| workshop.offer.as_deref_mut()) {
        let never: Timestamp = "9999-01-01T00:00:00Z".parse()?;
        (offer.opens, offer.closes, offer.changes_until, offer.keep_until) =
            (Timestamp::UNIX_EPOCH, never, never, never);
        offer.capacity = Capacity::whole(2 * REQUESTS);
    }
    write_for_functions(directory, &catalogue, &theme.at_address(ADDRESS));
    Ok(catalogue.workshops.len())
}

/// Starts the function, and sends registrations, forms with an error and requests for a page.
async fn start(program: &Path, directory: &Path, tls: bool) -> anyhow::Result<Start> {
    let table = Table::new().await;
    let timed = if tls { Timed::with_tls(&table).await } else { Timed::plain(&table).await };
    note_the_key(&table).await?;
    let secrets = Secrets::new().await;
    let secrets = if tls { secrets.with_tls().await } else { secrets };
    let roots = timed.roots();
    let mut function =
        Function::start_program(program, &timed.table, &secrets.endpoint, roots.as_deref(), directory).await;
    let start = function.ready().await.as_secs_f64();
    let (registration, answer) = seconds(&mut function, &Event::post(WORKSHOP, &fields())).await;
    ensure!(answer["statusCode"] == 303, "the registration was not accepted: {answer}");
    let own_page = answer["headers"]["location"].as_str().context("the answer leads to a page")?;
    let request = Event::recorded("get-registration").with_path(own_page);
    let (page, answer) = seconds(&mut function, &request).await;
    ensure!(answer["statusCode"] == 200, "the page was not found: {answer}");
    let mut next_pages = 0.0;
    for _ in 0..REQUESTS {
        next_pages += seconds(&mut function, &request).await.0;
    }
    let next_page = next_pages / f64::from(REQUESTS);
    let post = beyond_dynamodb(&mut function, &timed, 303, |email| email).await?;
    let refusal = beyond_dynamodb(&mut function, &timed, 422, |email| email.replace('@', "")).await?;
    let memory = function.peak_memory().unwrap_or_default();
    function.stop().await;
    let (workshops, program, package) = Default::default();
    Ok(Start {
        workshops,
        tls,
        start,
        registration,
        page,
        next_page,
        post,
        refusal,
        memory,
        program,
        package,
    })
}

/// Notes the fingerprint of the identifier key in a table, as the first start of all does.
async fn note_the_key(table: &Table) -> anyhow::Result<()> {
    let config = Config {
        table: table.name.clone(),
        identifier_key: KeySource::Given([7; 32].into()),
        directory: PathBuf::new(),
        aws: AwsConfig::emulator(&table.endpoint),
        metrics: Metrics::default(),
    };
    registry::start(&config, Timestamp::now()).await?;
    Ok(())
}

/// Sends forms, each from another person whose address `email` may spoil, and returns the median of the seconds until
/// the answer, without those that DynamoDB took.
async fn beyond_dynamodb(
    function: &mut Function,
    timed: &Timed,
    status: u16,
    email: impl Fn(String) -> String,
) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    for number in 0..REQUESTS {
        let email = email(format!("person-{number}@office.example"));
        let event = Event::post(WORKSHOP, &fields_with("email", &email));
        timed.read();
        let (time, answer) = seconds(function, &event).await;
        ensure!(answer["statusCode"] == status, "the answer is not {status}: {answer}");
        times.push(time - timed.read().as_secs_f64());
    }
    median(times).context("there were requests")
}

async fn seconds(function: &mut Function, event: &Event) -> (f64, Value) {
    let (time, answer) = function.invoke_timed(event.json()).await;
    (time.as_secs_f64(), answer)
}

/// Returns the size of a file, or of all files in a folder, each compressed as in a zip.
fn compressed(path: &Path) -> anyhow::Result<u64> {
    let mut size = 0;
    for entry in WalkDir::new(path) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&fs::read(entry.path())?)?;
            size += encoder.finish()?.len() as u64;
        }
    }
    Ok(size)
}
