//! Measures how long the organiser's commands take with many registrations, and with five times as many:
//!
//! ```console
//! cargo run --release -p tests --example commands -- 10000
//! cargo run --release -p tests --example commands -- 10000 list     # only commands that begin so
//! ```
//!
//! The registrations are copies of one, with names and addresses of their own, written straight to the database file.
//! Each command runs in this process; the fastest of three runs counts. What takes linear time takes 5 times as long, so
//! the ratio is what matters: seconds depend on the machine.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use clap::Parser;
use desk::{Arguments, Console};
use embedded::Database;
use jiff::Timestamp;
use model::seats::Capacity;
use registry::Deadline;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::catalogue::catalogue_always_open;
use tests::desk::{registration, write_site};

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The factor between the two numbers of registrations.
const FACTOR: u32 = 5;

/// The number of runs per command.
const TIMES: usize = 3;

/// The number of items in a request that writes a batch (AWS limit).
const BATCH: usize = 25;

const WORKSHOP: &str = "groupe";

/// The commands; `{reference}` stands for the reference of a registration, `{file}` for a new file.
const COMMANDS: [&str; 8] = [
    "list",
    "list --workshop groupe --json",
    "show {reference}",
    "export --output {file}.csv",
    "export --output {file}.xlsx",
    "stats --output {file}.html",
    "attendance-sheet --workshop groupe --output {file}.html",
    "verify",
];

/// A site with a filled database.
struct Filled {
    folder: TempDir,
    reference: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let count = std::env::args().nth(1).context("how many registrations?")?.parse()?;
    let beginning = std::env::args().skip(2).collect::<Vec<_>>().join(" ");
    let few = Filled::with(count).await?;
    let many = Filled::with(count * FACTOR).await?;
    println!("{:58} {count:>9} {:>9}  ratio", "", count * FACTOR);
    for command in COMMANDS.into_iter().filter(|command| command.starts_with(&beginning)) {
        let (few, many) = (few.fastest(command).await?, many.fastest(command).await?);
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{command:58} {:6.0} ms {:6.0} ms  × {ratio:.1}", millis(few), millis(many));
    }
    Ok(())
}

impl Filled {
    async fn with(count: u32) -> anyhow::Result<Filled> {
        let folder = TempDir::new()?;
        let mut catalogue = catalogue_always_open();
        let workshop = catalogue.workshops.get_mut(&WORKSHOP.parse()?).context("the workshop exists")?;
        let offer = workshop.offer.as_mut().context("it has an offer")?;
        offer.capacity = Capacity::whole(2 * count);
        let offer = offer.clone();
        write_site(folder.path(), &catalogue);
        let first = registration(WORKSHOP, 0, 2, &offer);
        let filled = Filled { reference: first.id.reference().to_owned(), folder };
        let database = Database::open(&filled.database()).await?;
        database.store.register(&first, &offer, Deadline::default()).await?;
        database.close().await;
        copy_first(&filled.database(), count)?;
        // The counter has only the first registration so far.
        filled.run("verify --repair").await?;
        Ok(filled)
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join(".preview/registrations.sqlite")
    }

    async fn fastest(&self, command: &str) -> anyhow::Result<Duration> {
        let mut fastest = Duration::MAX;
        for _ in 0..TIMES {
            fastest = fastest.min(self.run(command).await?);
        }
        Ok(fastest)
    }

    /// Runs a command and returns how long it took.
    async fn run(&self, command: &str) -> anyhow::Result<Duration> {
        let file = self.folder.path().join("out");
        let file = file.to_str().context("the folder is UTF-8")?;
        let command = command.replace("{reference}", &self.reference).replace("{file}", file);
        let root = self.folder.path().to_str().context("the folder is UTF-8")?;
        let typed = ["registrations", "--root", root].into_iter().chain(command.split(' '));
        let arguments = Arguments::try_parse_from(typed)?;
        let (mut out, mut notes, mut input) = (std::io::sink(), Vec::new(), std::io::empty());
        let mut console = Console {
            out: &mut out,
            notes: &mut notes,
            input: &mut input,
            interactive: false,
            progress: false,
        };
        let began = Instant::now();
        let exit = desk::run(arguments, Timestamp::now(), &mut console).await?;
        let took = began.elapsed();
        if exit != desk::Exit::Done {
            return Err(anyhow!("`{command}`: {}", String::from_utf8_lossy(&notes)));
        }
        Ok(took)
    }
}

/// Copies the only registration of a closed database until there are `count`.
fn copy_first(file: &Path, count: u32) -> anyhow::Result<()> {
    let database = dynoxide::Database::new(file.to_str().context("the folder is UTF-8")?)?;
    let tables = database.list_tables(serde_json::from_value(json!({}))?)?;
    let table = tables.table_names.into_iter().next().context("there is a table")?;
    let query = json!({
        "TableName": table,
        "KeyConditionExpression": "PK = :partition AND begins_with(SK, :prefix)",
        "ExpressionAttributeValues": {
            ":partition": { "S": format!("workshop#{WORKSHOP}") },
            ":prefix": { "S": "registration#" },
        },
    });
    let found = serde_json::to_value(database.query(serde_json::from_value(query)?)?)?;
    let first = &found["Items"][0];
    let numbers: Vec<_> = (1..count).collect();
    for batch in numbers.chunks(BATCH) {
        let puts: Vec<_> =
            batch.iter().map(|number| json!({ "PutRequest": { "Item": copied(first, *number) } })).collect();
        database.batch_write_item(serde_json::from_value(json!({ "RequestItems": { &table: puts } }))?)?;
    }
    Ok(())
}

/// Returns the registration with another identifier, address and names, as stored. The identifiers are spread evenly,
/// and every tenth participant has a namesake.
fn copied(first: &Value, number: u32) -> Value {
    let mut item = first.clone();
    let spread = number.wrapping_mul(0x9e37_79b1);
    item["SK"]["S"] = json!(format!("registration#{spread:08x}{number:08x}{spread:08x}{number:08x}"));
    item["contact"]["M"]["email"]["S"] = json!(format!("person-{number}@office.example"));
    for participant in item["participants"]["L"].as_array_mut().into_iter().flatten() {
        let family = if number.is_multiple_of(10) { number / 20 } else { number };
        participant["M"]["family_name"]["S"] = json!(format!("Person-{family}"));
    }
    item
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
