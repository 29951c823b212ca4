//! Edits of texts, facts and files of the content.

use std::io::Cursor;
use std::{fs, iter};

use image::{ImageFormat, Rgb, RgbImage};

use super::{Edit, EditedSite};

/// The edits, each with its name.
pub(super) const EDITS: &[(&str, Edit)] = &[
    ("title", title),
    ("session", session),
    ("capacity", capacity),
    ("fee", fee),
    ("question", question),
    ("venue", venue),
    ("speaker", speaker),
    ("add page", add_page),
    ("rename page", rename_page),
    ("remove page", remove_page),
    ("add workshop", add_workshop),
    ("rename workshop", rename_workshop),
    ("remove workshop", remove_workshop),
    ("lose workshop", lose_workshop),
    ("add file", add_file),
    ("change file", change_file),
    ("rename file", rename_file),
    ("remove file", remove_file),
    ("add image", add_image),
    ("change image", change_image),
    ("translate", translate),
    ("translate sessions", translate_sessions),
    ("remove translation", remove_translation),
    ("site", site),
    ("navigation", navigation),
    ("permalink", permalink),
    ("misspell", misspell),
    ("break YAML", break_yaml),
];

fn is_text(path: &str) -> bool {
    path.starts_with("content/") && path.ends_with(".md")
}

fn is_attachment(path: &str) -> bool {
    path.starts_with("content/workshops/") && [".txt", ".svg", ".png"].iter().any(|end| path.ends_with(end))
}

fn title(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_text)?;
    it.set(&path, "title: ", &format!("Titre {}", it.number))
}

fn session(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with("/sessions.yaml"))?;
    let text = it.read(&path);
    let at = text.find("2027-09-")? + "2027-09-".len();
    let day = 10 + it.below(18);
    it.site.write(&path, format!("{}{day}{}", &text[..at], &text[at + 2..]));
    Some(format!("{path}: on the {day}th"))
}

fn capacity(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with("/registration.yaml"))?;
    it.set(&path, "capacity: ", &it.number.to_string())
}

fn fee(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with("/registration.yaml"))?;
    it.set(&path, "amount: ", &format!("{}.00 EUR }}", it.number))
}

fn question(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with("/registration.yaml"))?;
    let label = format!("Question {} ?", it.number);
    let question = format!("questions:\n  - {{ name: repas, kind: text, max_length: 80, label: {label} }}\n");
    let text = it.read(&path);
    let before = text.split("questions:").next().unwrap_or_default();
    it.site.write(&path, format!("{}\n{question}", before.trim_end()));
    Some(format!("{path}: {label}"))
}

fn venue(it: &mut EditedSite) -> Option<String> {
    it.set("content/venues.yaml", "city: Paris, access: ", &format!("\"Métro {}\" }}", it.number))
}

fn speaker(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.starts_with("content/speakers/"))?;
    it.set(&path, "role: ", &format!("Rôle {}", it.number))
}

fn add_page(it: &mut EditedSite) -> Option<String> {
    let path = format!("content/pages/page-{}.md", it.number);
    it.site.write(&path, format!("---\ntitle: Page {}\ndescription: Une page\n---\nTexte\n", it.number));
    Some(format!("{path} is new"))
}

fn page(it: &mut EditedSite) -> Option<String> {
    it.source(|path| path.starts_with("content/pages/"))
}

fn rename_page(it: &mut EditedSite) -> Option<String> {
    let path = page(it)?;
    rename(it, &path, &format!("content/pages/renamed-{}.md", it.number))
}

fn remove_page(it: &mut EditedSite) -> Option<String> {
    let path = page(it)?;
    remove(it, &path)
}

fn remove(it: &EditedSite, path: &str) -> Option<String> {
    it.site.remove(path);
    Some(format!("{path} is removed"))
}

fn rename(it: &EditedSite, from: &str, to: &str) -> Option<String> {
    fs::rename(it.site.root().join(from), it.site.root().join(to)).ok()?;
    Some(format!("{from} is now {to}"))
}

fn add_workshop(it: &mut EditedSite) -> Option<String> {
    let from = format!("content/workshops/{}/", it.workshop()?);
    let to = format!("content/workshops/w{}/", it.number);
    for (path, bytes) in it.sources() {
        if let Some(rest) = path.strip_prefix(&from) {
            it.site.write(&format!("{to}{rest}"), bytes);
        }
    }
    it.set(&format!("{to}index.md"), "title: ", &format!("Atelier {}", it.number))?;
    Some(format!("{from} is copied to {to}"))
}

fn rename_workshop(it: &mut EditedSite) -> Option<String> {
    let (name, new) = (it.workshop()?, format!("n{}", it.number));
    let done = rename(it, &format!("content/workshops/{name}"), &format!("content/workshops/{new}"))?;
    let path = format!("content/workshops/{new}/index.md");
    let text = it.read(&path);
    let aliases = text.split_once("aliases: [").map(|(_, rest)| rest.split(']').next().unwrap_or_default());
    let aliases: Vec<_> = aliases.into_iter().chain(iter::once(name.as_str())).collect();
    let aliases = format!("[{}]", aliases.join(", "));
    it.set(&path, "aliases: ", &aliases).or_else(|| {
        it.site.write(&path, text.replacen("---\n", &format!("---\naliases: {aliases}\n"), 1));
        Some(String::new())
    })?;
    Some(done)
}

fn remove_workshop(it: &mut EditedSite) -> Option<String> {
    let name = it.workshop()?;
    let done = lose(it, &name)?;
    let facts = it.read("content/site.yaml");
    let before = facts.split_once("removed: [").map(|(_, rest)| rest.split(']').next().unwrap_or_default());
    let removed: Vec<_> = before.into_iter().chain(iter::once(name.as_str())).collect();
    let removed = format!("[{}]", removed.join(", "));
    let set = it.set("content/site.yaml", "removed: ", &removed);
    set.or_else(|| it.append("content/site.yaml", &format!("removed: {removed}\n")))?;
    Some(done)
}

/// Without an entry in `site.yaml`, which is a problem if people may have registered.
fn lose_workshop(it: &mut EditedSite) -> Option<String> {
    let name = it.workshop()?;
    lose(it, &name)
}

fn lose(it: &EditedSite, name: &str) -> Option<String> {
    remove(it, &format!("content/workshops/{name}"))
}

fn add_file(it: &mut EditedSite) -> Option<String> {
    let path = format!("content/workshops/{}/file-{}.txt", it.workshop()?, it.number);
    it.site.write(&path, format!("Fichier {}", it.number));
    let name = path.rsplit('/').next().unwrap_or_default();
    it.append(&path.replace(name, "index.md"), &format!("\n\n[Fichier]({name})\n"))
}

fn change_file(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| is_attachment(path) && path.ends_with(".txt"))?;
    it.append(&path, "x")
}

fn rename_file(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_attachment)?;
    let (folder, name) = path.rsplit_once('/')?;
    rename(it, &path, &format!("{folder}/{}-{name}", it.number))
}

fn remove_file(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_attachment)?;
    remove(it, &path)
}

fn image(number: usize) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let colour = Rgb([(number % 256) as u8, (number / 256) as u8, 99]);
    let image = RgbImage::from_pixel(16, 16, colour);
    image.write_to(&mut bytes, ImageFormat::Png).expect("a small image can be encoded");
    bytes.into_inner()
}

fn add_image(it: &mut EditedSite) -> Option<String> {
    let path = format!("content/workshops/{}/image-{}.png", it.workshop()?, it.number);
    it.site.write(&path, image(it.number));
    let name = path.rsplit('/').next().unwrap_or_default();
    it.append(&path.replace(name, "index.md"), &format!("\n\n![Une image]({name})\n"))
}

fn change_image(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with(".png"))?;
    it.site.write(&path, image(it.number));
    Some(format!("{path} has another colour"))
}

fn translate(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| is_text(path) && !path.contains("speakers") && !path.contains(".en."))?;
    let keys = if path.contains("workshops") { "summary: A workshop" } else { "description: A page" };
    let translated = path.replace(".md", ".en.md");
    it.site.write(&translated, format!("---\ntitle: Title {}\n{keys}\n---\nText\n", it.number));
    Some(format!("{translated} is written"))
}

fn translate_sessions(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.ends_with("/sessions.yaml"))?;
    let count = it.read(&path).matches("title:").count();
    let number = it.number;
    let sessions: String =
        (0..count).map(|place| format!("- {{ title: Session {number}.{place} }}\n")).collect();
    let translated = path.replace(".yaml", ".en.yaml");
    it.site.write(&translated, sessions);
    Some(format!("{translated} is written"))
}

fn remove_translation(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.contains(".en."))?;
    remove(it, &path)
}

fn site(it: &mut EditedSite) -> Option<String> {
    let key = it.random.one_of(&["title: ", "tagline: ", "  controller: "])?;
    it.set("content/site.yaml", key, &format!("Texte {}", it.number))
}

fn navigation(it: &mut EditedSite) -> Option<String> {
    let entries = ["[]".to_owned(), format!("[{{ label: Accueil {}, to: index.md }}]", it.number)];
    let entries = it.random.one_of(&entries)?;
    it.set("content/site.yaml", "navigation: ", &entries)
}

fn permalink(it: &mut EditedSite) -> Option<String> {
    let page = it.random.one_of(&["/:slug/", "/infos/:slug/", "/pages/:slug/"])?;
    it.set("content/site.yaml", "  page: ", page)
}

fn misspell(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_text)?;
    let text = it.read(&path);
    it.site.write(&path, text.replacen("title:", "titel:", 1));
    Some(format!("{path}: titel"))
}

fn break_yaml(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.starts_with("content/") && path.ends_with(".yaml"))?;
    it.append(&path, "\n[")
}
