//! A stub of the Lambda Runtime API, and the real `handler` and `notify` binaries running against it.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>. The stub serves events at `GET
//! …/invocation/next` and receives the responses.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as Segments, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::{get, post};
use model::catalogue::Catalogue;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::time::timeout;
use view::theme::Theme;

use crate::binary::build;
use crate::catalogue::{catalogue_always_open, theme, write_for_functions};
use crate::dynamodb::{Table, listen};
use crate::handler::{ADDRESS_HEADER, Event, ORIGIN_SECRET_HASH};
use crate::notifier::mail_theme;
use crate::secrets::{SECRET_NAME, Secrets};

/// Maximum wait for the binary, far longer than needed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A binary running as a Lambda function.
pub struct Function {
    process: Child,
    events: mpsc::Sender<String>,
    answers: mpsc::Receiver<Answered>,
    started: Instant,
    asked: Arc<Notify>,
    _package: Option<TempDir>,
}

struct RuntimeApi {
    asked: Arc<Notify>,
    events: Mutex<mpsc::Receiver<String>>,
    answers: mpsc::Sender<Answered>,
    /// When the last event was handed out.
    handed_out: Mutex<Instant>,
}

/// The request of a function with its response.
struct Answered {
    kind: String,
    body: Bytes,
    /// Since the event was handed out.
    time: Duration,
}

impl Function {
    /// Starts the handler with the small catalogue, always open, and this table.
    pub async fn start(table: &Table) -> Function {
        Function::start_with("handler", table, package(&theme()), &[]).await
    }

    /// Starts this program of the handler with this table, an identifier key from these secrets and the generator's files in a
    /// directory. `roots` has the root certificates if both are behind TLS. Its log is discarded: a pipe that no one reads
    /// holds the lines of 150 requests.
    pub async fn start_program(
        program: &Path,
        table: &Table,
        secrets: &str,
        roots: Option<&Path>,
        directory: &Path,
    ) -> Function {
        let mut command = command(program, "handler");
        command.envs(secret_variables(secrets));
        command.envs(roots.map(|roots| ("SSL_CERT_FILE", roots))).stdout(Stdio::null());
        Function::start_command(command, table, directory).await
    }

    /// Starts the handler with the small catalogue, always open, this table and an identifier key from these secrets.
    pub async fn start_with_secret(table: &Table, secrets: &Secrets) -> Function {
        Function::start_with("handler", table, package(&theme()), &secret_variables(&secrets.endpoint)).await
    }

    /// Starts the handler with the same, for a site at another address.
    pub async fn start_at(table: &Table, address: &str) -> Function {
        Function::start_with("handler", table, package(&theme().at_address(address)), &[]).await
    }

    /// Starts the handler with the same, but without these files of workshops.
    pub async fn start_without(table: &Table, workshops: &[&str]) -> Function {
        let package = package(&theme());
        for workshop in workshops {
            let file = package.path().join(format!("workshops/{workshop}.json"));
            std::fs::remove_file(file).expect("the workshop has a file");
        }
        Function::start_with("handler", table, package, &[]).await
    }

    /// Starts the notifier with the same, and this address of SES.
    pub async fn start_notifier(table: &Table, ses: &str) -> Function {
        Function::start_with("notify", table, package(&mail_theme()), &mail_variables(ses)).await
    }

    /// Starts the notifier with the same, for a site at another address.
    pub async fn start_notifier_at(table: &Table, ses: &str, address: &str) -> Function {
        let package = package(&mail_theme().at_address(address));
        Function::start_with("notify", table, package, &mail_variables(ses)).await
    }

    async fn start_with(
        name: &'static str,
        table: &Table,
        package: TempDir,
        variables: &[(&str, &str)],
    ) -> Function {
        let mut command = command(&binary(name).await, name);
        command.envs(variables.iter().copied());
        let function = Function::start_command(command, table, package.path()).await;
        Function { _package: Some(package), ..function }
    }

    async fn start_command(mut command: Command, table: &Table, directory: &Path) -> Function {
        let (events, waiting) = mpsc::channel(1);
        let (answering, answers) = mpsc::channel(1);
        let asked = Arc::new(Notify::new());
        let api = RuntimeApi {
            asked: Arc::clone(&asked),
            events: Mutex::new(waiting),
            answers: answering,
            handed_out: Mutex::new(Instant::now()),
        };
        let (listener, address) = listen().await;
        let router = router(api);
        tokio::spawn(async move { axum::serve(listener, router).await });

        command
            .env("AWS_LAMBDA_RUNTIME_API", address.trim_start_matches("http://"))
            .env("ATELIERS_TABLE", &table.name)
            .env("ATELIERS_IDENTIFIER_KEY", "07".repeat(32))
            .env("ATELIERS_DIRECTORY", directory)
            .env("ATELIERS_ADDRESS_HEADER", ADDRESS_HEADER)
            .env("ATELIERS_ORIGIN_SECRET_HASH", ORIGIN_SECRET_HASH)
            .env("AWS_ENDPOINT_URL_DYNAMODB", &table.endpoint);
        let started = Instant::now();
        let process = command.spawn().expect("the binary can be started");
        Function { process, events, answers, started, asked, _package: None }
    }

    /// Waits until the function first asks for an event, and returns how long that took since its start.
    pub async fn ready(&self) -> Duration {
        timeout(PATIENCE, self.asked.notified()).await.expect("the function starts in time");
        self.started.elapsed()
    }

    /// Returns the most memory that the function had at once, in bytes; `None` on systems other than Linux.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok().map(|size: u64| size * 1024)
    }

    /// Sends an event and returns the response for API Gateway.
    pub async fn invoke(&mut self, event: &Event) -> Value {
        self.invoke_with(event.json()).await
    }

    /// Sends any event and returns the response.
    pub async fn invoke_with(&mut self, event: String) -> Value {
        self.invoke_timed(event).await.1
    }

    /// Sends any event and returns the response, with the time from handing out the event to having the response. What the
    /// function does after that, until it asks for the next event, is in neither.
    pub async fn invoke_timed(&mut self, event: String) -> (Duration, Value) {
        let sent = self.events.send(event).await;
        sent.expect("the stub is running");
        let answer = timeout(PATIENCE, self.answers.recv()).await;
        let answer = answer.expect("the function responds in time").expect("the stub is running");
        (answer.time, answer.value())
    }

    /// Stops the function and returns its log.
    pub async fn stop(mut self) -> String {
        self.process.start_kill().expect("the function is running");
        text(self.process.wait_with_output().await.expect("the function can be waited for"))
    }
}

/// Iterates over the lines of a log, each of which is JSON.
pub fn log_lines(log: &str) -> impl Iterator<Item = Value> {
    log.lines().map(|line| serde_json::from_str(line).expect(line))
}

/// Returns the variables of the notifier alone, with this address of SES.
fn mail_variables(ses: &str) -> [(&'static str, &str); 2] {
    [("AWS_ENDPOINT_URL_SESV2", ses), ("ATELIERS_MAIL_FROM", "Le club <ateliers@club.example>")]
}

/// Returns a directory with the generator's files: the small catalogue, always open, and this theme.
fn package(theme: &Theme) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory can be created");
    write_for_functions(directory.path(), &catalogue_always_open(), theme);
    directory
}

/// Starts the handler without this variable; returns whether it succeeded, and its log.
pub async fn run_without(variable: &str) -> (bool, String) {
    run_binary_without("handler", variable).await
}

/// Starts the handler or the notifier (`notify`) with these files; returns whether it succeeded, and its log.
pub async fn run_with(name: &'static str, catalogue: &Catalogue, theme: &Theme) -> (bool, String) {
    let directory = tempfile::tempdir().expect("a directory can be created");
    write_for_functions(directory.path(), catalogue, theme);
    let variables = [
        ("ATELIERS_TABLE", "table"),
        ("ATELIERS_IDENTIFIER_KEY", &"07".repeat(32)),
        ("ATELIERS_MAIL_FROM", "Le club <ateliers@club.example>"),
        ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9"),
    ];
    let mut command = command(&binary(name).await, name);
    ended(command.envs(variables).env("ATELIERS_DIRECTORY", directory.path())).await
}

/// Starts the handler with this table and this value of a variable; returns whether it succeeded, and its log.
pub async fn run_with_value(table: &Table, variable: &str, value: &OsStr) -> (bool, String) {
    let directory = package(&theme());
    let mut command = command(&binary("handler").await, "handler");
    command
        .env("ATELIERS_TABLE", &table.name)
        .env("ATELIERS_IDENTIFIER_KEY", "07".repeat(32))
        .env("AWS_ENDPOINT_URL_DYNAMODB", &table.endpoint)
        .env("ATELIERS_ADDRESS_HEADER", ADDRESS_HEADER)
        .env("ATELIERS_ORIGIN_SECRET_HASH", ORIGIN_SECRET_HASH)
        .env("ATELIERS_DIRECTORY", directory.path())
        .env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9");
    ended(command.env(variable, value)).await
}

/// Starts the handler or the notifier (`notify`) with this table and an identifier key from these secrets; returns whether it
/// succeeded, and its log.
pub async fn run_with_secret(name: &'static str, table: &Table, secrets: &Secrets) -> (bool, String) {
    let directory = package(&mail_theme());
    let mut command = command(&binary(name).await, name);
    command
        .envs(secret_variables(&secrets.endpoint))
        .env("ATELIERS_TABLE", &table.name)
        .env("AWS_ENDPOINT_URL_DYNAMODB", &table.endpoint)
        .env("ATELIERS_MAIL_FROM", "Le club <ateliers@club.example>")
        .env("ATELIERS_DIRECTORY", directory.path())
        .env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9");
    ended(&mut command).await
}

/// Starts the handler or the notifier (`notify`) with this table and a Runtime API that refuses connections; returns its exit code
/// and its log.
pub async fn run_without_runtime_api(name: &'static str, table: &Table) -> (Option<i32>, String) {
    let directory = package(&mail_theme());
    let mut command = command(&binary(name).await, name);
    command
        .envs(mail_variables("http://127.0.0.1:9"))
        .env("ATELIERS_TABLE", &table.name)
        .env("ATELIERS_IDENTIFIER_KEY", "07".repeat(32))
        .env("AWS_ENDPOINT_URL_DYNAMODB", &table.endpoint)
        .env("ATELIERS_DIRECTORY", directory.path())
        .env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9");
    let output = output(&mut command).await;
    (output.status.code(), text(output))
}

/// Returns the variables that name the secret with the identifier key, and the address of the secrets.
fn secret_variables(endpoint: &str) -> [(&'static str, &str); 2] {
    [("ATELIERS_IDENTIFIER_KEY_SECRET", SECRET_NAME), ("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint)]
}

/// Starts the notifier without this variable; returns whether it succeeded, and its log.
pub async fn run_notifier_without(variable: &str) -> (bool, String) {
    run_binary_without("notify", variable).await
}

async fn run_binary_without(name: &'static str, variable: &str) -> (bool, String) {
    let mut command = command(&binary(name).await, name);
    let variables = [
        ("ATELIERS_TABLE", "table".to_owned()),
        ("ATELIERS_IDENTIFIER_KEY", "07".repeat(32)),
        ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9".to_owned()),
    ];
    ended(command.envs(variables).env_remove(variable)).await
}

/// Runs a command until it ends; returns whether it succeeded, and its log.
async fn ended(command: &mut Command) -> (bool, String) {
    let output = output(command).await;
    (output.status.success(), text(output))
}

async fn output(command: &mut Command) -> Output {
    let output = timeout(PATIENCE, command.output()).await;
    output.expect("the function ends").expect("the binary can be started")
}

/// Returns the command of a program with only the environment that Lambda gives to every function.
fn command(program: &Path, name: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("AWS_LAMBDA_FUNCTION_NAME", name)
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_REGION", "eu-west-3")
        // The credentials of `local_client`: DynamoDB Local keeps separate tables for each access key.
        .env("AWS_ACCESS_KEY_ID", "emulator")
        .env("AWS_SECRET_ACCESS_KEY", "emulator")
        .env("AWS_SESSION_TOKEN", "emulator")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Builds the binary if necessary, with the features of `cargo test --workspace`.
async fn binary(name: &'static str) -> PathBuf {
    static BINARIES: std::sync::Mutex<BTreeMap<&str, PathBuf>> = std::sync::Mutex::new(BTreeMap::new());
    tokio::task::block_in_place(|| {
        let mut binaries = BINARIES.lock().expect("the lock is not poisoned");
        binaries.entry(name).or_insert_with(|| build(name)).clone()
    })
}

fn router(api: RuntimeApi) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/{kind}", post(answer))
        .with_state(Arc::new(api))
}

async fn next(State(api): State<Arc<RuntimeApi>>) -> (HeaderMap, String) {
    api.asked.notify_one();
    let Some(event) = api.events.lock().await.recv().await else {
        // The test is over: keep the function waiting, as Lambda does.
        return std::future::pending().await;
    };
    let deadline = SystemTime::now() + Duration::from_secs(10);
    let since_1970 = deadline.duration_since(SystemTime::UNIX_EPOCH);
    let deadline = since_1970.expect("the time is after 1970").as_millis().to_string();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", &deadline),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-3:123456789012:function:handler"),
    ] {
        headers.insert(name, HeaderValue::from_str(value).expect("the value is ASCII"));
    }
    *api.handed_out.lock().await = Instant::now();
    (headers, event)
}

/// Receives a response, or an error.
async fn answer(
    State(api): State<Arc<RuntimeApi>>,
    Segments((_, kind)): Segments<(String, String)>,
    body: Bytes,
) -> StatusCode {
    let time = api.handed_out.lock().await.elapsed();
    // The receiver is gone once the test is over.
    let _ = api.answers.send(Answered { kind, body, time }).await;
    StatusCode::ACCEPTED
}

impl Answered {
    /// Returns the response, or the error as `{"error": …}`.
    fn value(&self) -> Value {
        let value: Value = serde_json::from_slice(&self.body).expect("answers are JSON");
        if self.kind == "response" { value } else { serde_json::json!({ "error": value }) }
    }
}

fn text(output: Output) -> String {
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).expect("the log is UTF-8")
}
