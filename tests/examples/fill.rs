//! Fills a database with registrations, to measure the organiser's commands on large data:
//!
//! ```console
//! cargo run -p tests --example fill -- DATABASE WORKSHOP COUNT
//! ```
//!
//! The registrations are invented but realistic: one to three people, accents, purchase orders, remarks. Each is stored
//! through the handler's code, so the counter is right; the capacity is raised to fit all but a few, which wait.

#![allow(clippy::too_many_lines, reason = "a list of cases may be long")]
#![expect(clippy::print_stderr, reason = "this is a program that speaks to its user")]

use std::path::Path;

use anyhow::{Context, ensure};
use embedded::Database;
use jiff::{SignedDuration, Timestamp};
use model::contact::{Email, Telephone};
use model::offer::{Attends, Offer};
use model::registration::{
    AttendedSession, Billing, Contact, FeeSnapshot, Participant, Registration, RegistrationRequest,
};
use model::seats::{Capacity, WaitingList};
use model::siret::Siret;
use model::slug::Slug;
use registry::identifier::Occasion;
use registry::{Deadline, Store};
use tests::project::root;

/// Number of concurrent writes.
const AT_ONCE: usize = 8;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [database, workshop, count] = arguments.as_slice() else {
        anyhow::bail!("name the database, the workshop and how many registrations");
    };
    let count: u32 = count.parse().context("how many registrations?")?;
    let workshop: Slug = workshop.parse()?;
    let (catalogue, _) = registry::load(&root().join("dist/handler"))?;
    let known = catalogue.workshops.get(&workshop).context("there is no such workshop")?;
    let offer = known.offer.as_deref().context("it has no offer")?;
    let pools = offer.capacity.pools().map(|(pool, _)| (pool.to_owned(), 2 * count)).collect::<Vec<_>>();
    let offer = Offer {
        capacity: Capacity::by_session(pools),
        waiting_list: WaitingList::Open,
        seat_offers: None,
        keep_until: Timestamp::now().saturating_add(SignedDuration::from_hours(24 * 365))?,
        ..offer.clone()
    };
    let database = Database::open(Path::new(database)).await?;
    let (store, key) = (database.store.clone(), database.identifier_key.clone());
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..count {
        let request = request(&workshop, &offer, number)?;
        let at = offer.opens.saturating_add(SignedDuration::from_mins(i64::from(number) * 7 % 80_000))?;
        let link = key.link(&request, Occasion::first(None, at), at);
        let registration = Registration::arriving(link, request, &offer, at);
        tasks.spawn(store_one(store.clone(), registration, offer.clone()));
        if tasks.len() >= AT_ONCE {
            tasks.join_next().await.context("there is one")???;
        }
    }
    while let Some(stored) = tasks.join_next().await {
        stored??;
    }
    drop(store);
    database.close().await;
    eprintln!("{count} registrations for `{workshop}`");
    Ok(())
}

async fn store_one(store: Store, registration: Registration, offer: Offer) -> anyhow::Result<()> {
    store.register(&registration, &offer, Deadline::default()).await?;
    Ok(())
}

fn request(workshop: &Slug, offer: &Offer, number: u32) -> anyhow::Result<RegistrationRequest> {
    let given = ["Claire", "Zoé", "Hélène", "Mehdi", "Loïc", "Ana"];
    let family = ["Le Gall", "N’Diaye", "Müller", "d’Ormesson", "García", "Lefèvre"];
    let pick = |names: &[&str; 6], salt: u32| names[((number / 3 + salt) % 6) as usize].to_owned();
    let people = 1 + number % 3;
    let participant = |index: u32| {
        let fee = &offer.fees[(number + index) as usize % offer.fees.len()];
        Participant {
            number: index + 1,
            given_name: pick(&given, index),
            family_name: pick(&family, number + index),
            function: "Directrice de la proximité".to_owned(),
            email: None,
            answers: Default::default(),
            sessions: Vec::new(),
            fee: FeeSnapshot::from(fee),
        }
    };
    let participants: Vec<_> = (0..people).map(participant).collect();
    let first = participants.first().context("there is at least one")?.clone();
    let email = Email::parse(&format!("personne-{number}@office-{}.example", number % 200))?;
    let sessions = match offer.attends {
        Attends::All => Vec::new(),
        Attends::Choose => {
            let (pool, _) = offer.capacity.pools().next().context("there is a session")?;
            vec![AttendedSession { session: pool.to_owned(), mode: None }]
        }
    };
    ensure!(!participants.is_empty());
    Ok(RegistrationRequest {
        workshop: workshop.clone(),
        participants,
        sessions,
        contact: Contact {
            given_name: first.given_name,
            family_name: first.family_name,
            function: first.function,
            organisation: format!("Office public de l’habitat nº {}", number % 200),
            email,
            telephone: Telephone::parse(&format!(
                "+33 1 23 45 {:02} {:02}",
                number / 100 % 100,
                number % 100
            ))
            .ok(),
        },
        billing: Billing {
            organisation: None,
            address: format!("{} rue de l’Exemple", 1 + number % 90),
            postal_code: format!("{:05}", 1_000 + number % 95_000),
            city: "Bourg-en-Bresse".to_owned(),
            siret: Siret::parse("73282932000074").ok(),
            // Give some of them values that a spreadsheet would change.
            purchase_order: Some(match number % 4 {
                0 => format!("{number:06}"),
                1 => format!("{number}/2"),
                2 => format!("{number}E5"),
                _ => format!("BC-{number:06}"),
            }),
            email: None,
        },
        answers: Default::default(),
        remarks: number.is_multiple_of(5).then(|| "Régime végétarien ; arrive à 10 h".to_owned()),
        listed: number.is_multiple_of(2),
        form_hash: "0123456789abcdef".to_owned(),
        language: None,
        membership: None,
    })
}
