//! Generates a large content tree for timing builds: `cargo run --release -p generator --example make_site -- 1000
//! DIR`.
//!
//! Writes `DIR/content` with the given number of workshops, each with two sessions, and one speaker for every ten
//! workshops. It includes no theme: link or copy the project's `themes` beside `content`. With `--photographs 20`,
//! time the second build, which finds every image in `.cache`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser;
use image::{Rgb, RgbImage};

/// Generate a large content tree
#[derive(Parser)]
struct Arguments {
    /// Number of workshops
    workshops: usize,
    /// Folder to write to
    folder: PathBuf,
    /// Number of workshops that show a photograph of 12 megapixels
    #[arg(long, default_value_t = 0)]
    photographs: usize,
}

fn main() -> anyhow::Result<()> {
    let Arguments { workshops, folder, photographs } = Arguments::parse();
    let content = folder.join("content");
    write(&content, "site.yaml", SITE)?;
    write(&content, "venues.yaml", "paris: { name: Salle Haute, address: [1 rue Haute], city: Paris }\n")?;
    write(&content, "index.md", "---\ntitle: Ateliers\ndescription: Tous les ateliers\n---\nBienvenue !\n")?;
    write(&content, "pages/confidentialite.md", "---\ntitle: A\ndescription: B\n---\nC\n")?;
    for number in 0..workshops.div_ceil(10) {
        let text = format!("---\nname: Zoé Durand {number}\nrole: Sociologue\n---\n{PARAGRAPH}");
        write(&content, &format!("speakers/speaker-{number}.md"), &text)?;
    }
    for number in 0..workshops {
        let folder = format!("workshops/workshop-{number}");
        let image = if number < photographs { "\n![Une salle](salle.jpg \"La salle\")\n" } else { "" };
        write(&content, &format!("{folder}/index.md"), &format!("{}{image}", index(number)))?;
        if number < photographs {
            photograph(number).save(content.join(&folder).join("salle.jpg"))?;
        }
        write(&content, &format!("{folder}/sessions.yaml"), &sessions(number))?;
        write(&content, &format!("{folder}/registration.yaml"), &registration(number))?;
    }
    Ok(())
}

fn write(content: &Path, path: &str, text: &str) -> anyhow::Result<()> {
    let path = content.join(path);
    let folder = path.parent().unwrap_or(content);
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Returns a photograph of the size that telephones take, different for each number so that none is a duplicate.
fn photograph(number: usize) -> RgbImage {
    RgbImage::from_fn(4000, 3000, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 27;
        Rgb([(x / 16) as u8, (y / 12) as u8, (noise + number as u32) as u8])
    })
}

fn index(number: usize) -> String {
    let speaker = number / 10;
    format!(
        "---\ntitle: L'atelier n° {number}\nsummary: Pourquoi ? Parce que.\ntopics: [un, deux]\n---\n\
         ## Déroulé\n\n{PARAGRAPH}\n- Un\n- Deux\n- Trois\n\n### Détail\n\n{PARAGRAPH}\n\
         Avec [Zoé](../../speakers/speaker-{speaker}.md).\n\n| Quoi | Combien |\n|---|--:|\n| Un | 1 500 € |\n"
    )
}

fn sessions(number: usize) -> String {
    let (year, month, speaker) = (2020 + number % 10, number % 12 + 1, number / 10);
    let session = |day: usize| {
        format!(
            "- title: Séance du {day}\n  date: {year}-{month:02}-{day:02}\n  start: \"10:00\"\n  end: \"16:30\"\n  \
             venue: paris\n  speakers: [speaker-{speaker}]\n  description: |\n    {}\n",
            PARAGRAPH.trim_end().replace('\n', "\n    ")
        )
    };
    format!("{}{}", session(7), session(21))
}

fn registration(number: usize) -> String {
    let (year, month) = (2020 + number % 10, number % 12 + 1);
    format!(
        "opens: {}-01-01\ncloses: {year}-{month:02}-01\ncapacity: 30\nfees:\n\
         - {{ category: adherent, label: Adhérent, amount: 500 EUR }}\n",
        year - 1
    )
}

const PARAGRAPH: &str = "\
Depuis plusieurs années, les relations de *proximité* entre organismes et locataires ont évolué : « plus
d'accompagnement », disent-ils... Les équipes **cherchent** à ajuster leur organisation, de 10h à 16h30 ; est-ce
possible ? La notion même de proximité vient à être réinterrogée.
";

const SITE: &str = "\
title: Les ateliers du club
tagline: Des journées de travail
base_url: https://ateliers.example
language: fr
time_zone: Europe/Paris
theme: default
organiser: { name: Le club, email: club@club.example }
permalinks:
  workshop: /ateliers/:slug/
  registration: /ateliers/:slug/inscription/
  speaker: /intervenants/:slug/
  page: /:slug/
navigation: [{ label: Ateliers, to: index.md }]
footer: []
privacy:
  controller: Le club
  purpose: Organiser
  legal_basis: Le contrat
  recipients: Le club
  retention: { registrations: 36, questionnaires: 12 }
  contact: club@club.example
  page: pages/confidentialite.md
";
