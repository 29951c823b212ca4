//! `DeskTest`: runs the real `registrations` binary against a fresh table.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::catalogue::Catalogue;
use model::contact::{Email, Telephone};
use model::form::{Autocomplete, ChoiceOption, Field, FieldErrors, FieldKind};
use model::offer::Offer;
use model::registration::{Billing, Contact, FeeSnapshot, Participant, Registration, RegistrationRequest};
use model::seats::Capacity;
use model::siret::Siret;
use model::slug::Slug;
use registry::identifier::{IdentifierKey, Occasion};
use registry::{Deadline, Store};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;
use view::theme::Theme;

use crate::binary::build;
use crate::catalogue::{NOW, catalogue, theme, write_for_functions};
use crate::dynamodb::Table;
use crate::meter::Meter;

/// Maximum wait for the binary, far longer than needed.
const PATIENCE: Duration = Duration::from_secs(60);

/// An organiser's desk.
pub struct DeskTest {
    table: Table,
    folder: TempDir,
    /// The workshops; call [`DeskTest::write_catalogue`] after a change.
    pub catalogue: Catalogue,
}

/// The output of a command.
#[derive(Debug)]
pub struct Output {
    /// The exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub notes: String,
}

impl DeskTest {
    /// Creates a desk with an empty table and the workshops of [`catalogue`]; `groupe` asks two additional questions.
    pub async fn new() -> DeskTest {
        DeskTest::on(Table::new().await)
    }

    /// Creates the same desk with a table whose reads are counted.
    pub async fn metered() -> (DeskTest, Meter) {
        let (table, meter) = Meter::of(&Table::new().await).await;
        (DeskTest::on(table), meter)
    }

    fn on(table: Table) -> DeskTest {
        let mut catalogue = catalogue();
        let group =
            catalogue.workshops.get_mut(&slug("groupe")).and_then(|workshop| workshop.offer.as_deref_mut());
        let group = group.expect("the workshop has an offer");
        group.questions = questions();
        let folder = TempDir::new().expect("a temporary folder can be created");
        let test = DeskTest { table, folder, catalogue };
        write_site(test.folder.path(), &test.catalogue);
        test
    }

    /// Writes the catalogue again.
    pub fn write_catalogue(&self) {
        write_site(self.folder.path(), &self.catalogue);
    }

    /// Returns the store.
    pub fn store(&self) -> Store {
        self.table.store()
    }

    /// Returns the table.
    pub fn table(&self) -> Table {
        self.table.clone()
    }

    /// Returns the endpoint of DynamoDB.
    pub fn endpoint(&self) -> String {
        self.table.endpoint.clone()
    }

    /// Returns the path of a file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the text of a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the file was written")
    }

    /// Returns the offer of a workshop.
    pub fn offer(&self, workshop: &str) -> &Offer {
        let workshop = &self.catalogue.workshops[&slug(workshop)];
        workshop.offer.as_deref().expect("the workshop has an offer")
    }

    /// Returns the offer of a workshop for changes.
    pub fn offer_mut(&mut self, workshop: &str) -> &mut Offer {
        let workshop = self.catalogue.workshops.get_mut(&slug(workshop)).expect("the workshop exists");
        workshop.offer.as_deref_mut().expect("the workshop has an offer")
    }

    /// Stores a registration as the handler does.
    pub async fn register(&self, registration: &Registration) {
        let offer = self.offer(registration.request.workshop.as_str());
        let registered = self.store().register(registration, offer, Deadline::default()).await;
        registered.expect("the store responds");
    }

    /// Returns the stored registration.
    pub async fn stored(&self, registration: &Registration) -> Option<Registration> {
        let workshop = &registration.request.workshop;
        let stored = self.store().get(workshop, &registration.id, Deadline::default()).await;
        stored.expect("the store responds")
    }

    /// Writes an arbitrary item: its keys and further text attributes.
    pub async fn put(&self, partition: &str, sort_key: &str, attributes: &[(&str, AttributeValue)]) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let keys = [("PK", text(partition)), ("SK", text(sort_key))];
        let item = keys.into_iter().chain(attributes.iter().cloned());
        self.table.put(item.map(|(name, value)| (name.to_owned(), value)).collect()).await;
    }

    /// Deletes an item, as DynamoDB does with an expired one.
    pub async fn delete(&self, partition: &str, sort_key: &str) {
        self.table.delete(partition, sort_key).await;
    }

    /// Returns the keys of all items in the table.
    pub async fn keys(&self) -> Vec<String> {
        let key = |item: &std::collections::HashMap<String, AttributeValue>| {
            let part = |name: &str| item[name].as_s().cloned().unwrap_or_default();
            format!("{} {}", part("PK"), part("SK"))
        };
        let mut keys: Vec<_> = self.table.items().await.iter().map(key).collect();
        keys.sort();
        keys
    }

    /// Runs a command against the table, with `--aws` and environment variables.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let environment = [
            ("AWS_REGION", "eu-west-3"),
            // The credentials of `local_client`: DynamoDB Local keeps separate tables for each access key.
            ("AWS_ACCESS_KEY_ID", "emulator"),
            ("AWS_SECRET_ACCESS_KEY", "emulator"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.table.endpoint),
            ("ATELIERS_TABLE", &self.table.name),
        ];
        let root = self.folder.path().to_str().expect("the path is UTF-8");
        let mut all = vec!["--aws", "--root", root];
        all.extend(arguments);
        run(&all, &environment).await
    }

    /// Runs a command that must succeed, and returns its standard output.
    pub async fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).await;
        assert_eq!(output.status, 0, "{arguments:?}: {output:?}");
        output.out
    }

    /// Runs a command that must fail, and returns its error.
    pub async fn error(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).await;
        assert_eq!(output.status, 2, "{arguments:?}: {output:?}");
        output.notes
    }
}

/// Runs a command in an otherwise empty environment.
pub async fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let binary = tokio::task::block_in_place(|| BINARY.get_or_init(|| build("registrations")));
    let output = Command::new(binary)
        .args(arguments)
        .env_clear()
        // Do not look for credentials on the network.
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output =
        timeout(PATIENCE, output).await.expect("the process exits").expect("the binary can be started");
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    Output {
        status: output.status.code().expect("the process was killed"),
        out: text(output.stdout),
        notes: text(output.stderr),
    }
}

/// Returns a registration by person `number` for this many people, arriving at [`NOW`].
pub fn registration(workshop: &str, number: usize, people: usize, offer: &Offer) -> Registration {
    let email = Email::parse(&format!("person-{number}@office.example")).expect("the address is valid");
    let fee = FeeSnapshot::from(&offer.fees[0]);
    let participant = |place: usize| Participant {
        number: u32::try_from(place + 1).expect("the number is small"),
        given_name: if place == 0 { "Zoé" } else { "Marc" }.to_owned(),
        family_name: if place == 0 { format!("Person-{number}") } else { format!("Colleague-{number}") },
        function: "Directrice".to_owned(),
        email: None,
        answers: Default::default(),
        sessions: Vec::new(),
        fee: fee.clone(),
    };
    let request = RegistrationRequest {
        workshop: slug(workshop),
        participants: (0..people).map(participant).collect(),
        sessions: Vec::new(),
        contact: Contact {
            given_name: "Zoé".to_owned(),
            family_name: format!("Person-{number}"),
            function: "Directrice".to_owned(),
            organisation: "Office de l’Ouest".to_owned(),
            email,
            telephone: Telephone::parse("+33 1 23 45 67 89").ok(),
        },
        billing: Billing {
            organisation: None,
            address: "1 rue de la Paix".to_owned(),
            postal_code: "01000".to_owned(),
            city: "Bourg-en-Bresse".to_owned(),
            siret: Siret::parse("73282932000074").ok(),
            purchase_order: None,
            email: None,
        },
        answers: Default::default(),
        remarks: None,
        listed: false,
        form_hash: "0123456789abcdef".to_owned(),
        language: None,
        membership: None,
    };
    let key = IdentifierKey::from([7; 32]);
    let now: Timestamp = NOW.parse().expect("the timestamp is valid");
    // Arrivals are one minute apart, so that their order is known.
    let at = now + jiff::SignedDuration::from_mins(i64::try_from(number).expect("the number is small"));
    let link = key.link(&request, Occasion::first(None, at), at);
    Registration::arriving(link, request, offer, at)
}

/// Returns the capacity of a workshop without optional sessions.
pub fn seats(count: u32) -> Capacity {
    Capacity::whole(count)
}

/// Writes the generator's output for the handler below a root.
pub fn write_site(root: &Path, catalogue: &Catalogue) {
    write_for_functions(&root.join("dist/handler"), catalogue, &french_theme());
}

/// Returns the small theme with the formats of the real one.
fn french_theme() -> Theme {
    let mut theme = theme();
    for (key, text) in [
        ("format.hour", "{hour}\u{a0}h"),
        ("format.hour_minute", "{hour}\u{a0}h\u{a0}{minute}"),
        ("format.date_time", "{date} à {time}"),
        ("format.last_day", "{date} inclus"),
    ] {
        theme.words.insert(key.to_owned(), text.to_owned());
    }
    theme
}

/// Returns questions of a workshop's own.
fn questions() -> Vec<Field> {
    let question = |name: &str, label: &str, kind| Field {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: None,
        kind,
        required: false,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: "missing".to_owned(), invalid: "invalid".to_owned() },
        show_if: None,
        language: None,
    };
    let option = |value: &str, label: &str| ChoiceOption {
        value: value.to_owned(),
        label: label.to_owned(),
        hint: None,
        language: None,
    };
    let options = vec![option("oui", "Oui, volontiers"), option("non", "Non merci")];
    vec![
        question("repas", "Déjeunerez-vous avec nous ?", FieldKind::Choice { options }),
        question("annees", "Années d’expérience", FieldKind::Number { min: 0, max: 60 }),
    ]
}

fn slug(text: &str) -> Slug {
    text.parse().expect("the slug is valid")
}
