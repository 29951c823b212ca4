//! The command `new`: what it creates is valid, it never overwrites, and it never waits without a terminal.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use site::BuildError;
use tests::binary;
use tests::project::SiteCopy;

/// Runs `generator new` without a terminal.
fn new(site: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary::build("generator"));
    command.arg("new").args(arguments).arg("--root").arg(site).stdin(Stdio::null());
    command.output().unwrap()
}

/// Runs `generator new`, which must succeed, and returns what it prints.
fn created(site: &Path, arguments: &[&str]) -> String {
    let output = new(site, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs `generator new`, which must fail, and returns the error.
fn refused(site: &Path, arguments: &[&str]) -> String {
    let output = new(site, &[arguments, &["--lang", "en"]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// Builds a site with its drafts, and returns its problems and warnings in short form.
fn found(site: &SiteCopy) -> Vec<String> {
    let found = match site.build_with_drafts("2026-11-29".parse().unwrap()) {
        Ok(report) => report.warnings,
        Err(BuildError::Content(problems)) => problems,
        Err(BuildError::Other(error)) => panic!("{error:#}"),
    };
    found.to_string().lines().map(str::to_owned).collect()
}

const WORKSHOP: [&str; 15] = [
    "workshop",
    "--title",
    "Entretien : la suite",
    "--summary",
    "Deux journées pour préparer la suite.",
    "--audience",
    "Les directeurs des organismes",
    "--date",
    "2028-03-14",
    "--start",
    "9:30",
    "--end",
    "16:00",
    "--venue",
    "paris",
];

#[test]
fn each_kind_creates_valid_files_with_comments_in_the_sites_language() {
    let copy = SiteCopy::new();
    let site = copy.root();
    let before = found(&copy);
    let with_form: Vec<_> =
        WORKSHOP.iter().copied().chain(["--capacity", "25", "--fee", "500 EUR"]).collect();
    let printed = created(site, &with_form);
    let folder = "content/workshops/entretien-la-suite";
    for name in ["index.md", "sessions.yaml", "registration.yaml"] {
        assert!(printed.contains(&format!("{folder}/{name}\n")), "{printed}");
    }
    assert!(printed.contains("`draft: true`"), "{printed}");
    let index = fs::read_to_string(site.join(folder).join("index.md")).unwrap();
    assert!(
        index.contains("title: \"Entretien : la suite\"\n") && index.contains("\ndraft: true\n"),
        "{index}"
    );
    assert!(index.contains("\n# topics: Thèmes, écrits de la même façon"), "{index}");
    let sessions = fs::read_to_string(site.join(folder).join("sessions.yaml")).unwrap();
    assert!(
        sessions.starts_with("# yaml-language-server: $schema=../../.schemas/sessions.json\n"),
        "{sessions}"
    );
    let session =
        ["session", "--workshop", "entretien-la-suite", "--title", "Conclure", "--date", "2028-03-28"];
    let hours = ["--start", "9:30", "--end", "16:00", "--online"];
    created(site, &session.into_iter().chain(hours).collect::<Vec<_>>());
    created(site, &["speaker", "--name", "Éloïse L’Hôte", "--role", "Sociologue"]);
    assert!(site.join("content/speakers/eloise-l-hote.md").is_file());
    created(site, &["page", "--title", "Plan d’accès", "--description", "Comment venir aux ateliers."]);
    let problems: Vec<_> = found(&copy).into_iter().filter(|it| !before.contains(it)).collect();
    assert_eq!(problems, [""; 0]);
}

#[test]
fn nothing_is_overwritten() {
    let copy = SiteCopy::new();
    let site = copy.root();
    created(site, &WORKSHOP);
    let path = site.join("content/workshops/entretien-la-suite/index.md");
    fs::write(&path, "mine").unwrap();
    let error = refused(site, &WORKSHOP);
    assert!(error.contains("`content/workshops/entretien-la-suite` already exists"), "{error}");
    assert_eq!(fs::read_to_string(path).unwrap(), "mine");
    let error = refused(site, &["speaker", "--name", "Yvette Molina"]);
    assert!(error.contains("`content/speakers/yvette-molina.md` already exists"), "{error}");
    let error = refused(site, &["page", "--title", "A", "--description", "A", "--slug", "a-propos"]);
    assert!(error.contains("`content/pages/a-propos.md` already exists"), "{error}");
    let sessions = site.join("content/workshops/proximite/sessions.yaml");
    fs::write(&sessions, "[{ title: A }]\n").unwrap();
    let session = ["session", "--workshop", "proximite", "--title", "B", "--date", "2028-03-28"];
    let hours = ["--start", "9:30", "--end", "16:00", "--online"];
    let error = refused(site, &session.into_iter().chain(hours).collect::<Vec<_>>());
    assert!(error.contains("add this by hand:\n\n- title: B\n"), "{error}");
    assert_eq!(fs::read_to_string(sessions).unwrap(), "[{ title: A }]\n");
}

#[test]
fn without_a_terminal_a_missing_or_invalid_answer_names_its_option() {
    let copy = SiteCopy::new();
    let site = copy.root();
    for (arguments, message) in [
        (&["workshop"][..], "`--title` is missing"),
        (&["workshop", "--title", "A"], "`--summary` is missing"),
        (&["session"], "`--workshop` is missing"),
        (&["speaker"], "`--name` is missing"),
        (&["page", "--title", "A"], "`--description` is missing"),
        (&["workshop", "--from", "proximite"], "`--date` is missing"),
        (&["workshop", "--from", "proximit", "--date", "2028-01-01"], "cannot read"),
        (&["speaker", "--name", "A", "--venue", "paris"], "`--venue` has no meaning here"),
        (&["page", "--title", "…", "--description", "A"], "give a `--slug`"),
        (&["page", "--title", "A", "--description", "A", "--slug", "../a"], "`--slug`"),
    ] {
        let error = refused(site, arguments);
        assert!(error.contains(message), "{arguments:?}: {error}");
    }
    for (option, value, message) in [
        ("--date", "14/03/2028", "is not a valid date"),
        ("--start", "9h", "is not a time of day"),
        ("--end", "09:30", "give a later `--end`"),
        ("--venue", "lyon", "there is no venue `lyon`; available: `paris`"),
        ("--capacity", "0", "is not a valid number"),
        ("--fee", "500 EUR", "`--fee` needs `--capacity`"),
    ] {
        let mut arguments = WORKSHOP.to_vec();
        match arguments.iter().position(|it| *it == option) {
            Some(place) => arguments[place + 1] = value,
            None => arguments.extend([option, value]),
        }
        let error = refused(site, &arguments);
        assert!(error.contains(message), "{option} {value}: {error}");
    }
    assert!(!site.join("content/workshops/entretien-la-suite").exists());
}

#[test]
fn each_workshop_can_be_copied_to_other_dates() {
    for (workshop, wanted, first, second) in [
        ("proximite", "2028-11-30", "2028-11-30", "2029-01-09"),
        ("exemple-renovation-energetique", "2028-09-11", "2028-09-12", "2028-09-26"),
    ] {
        let copy = SiteCopy::new();
        let site = copy.root();
        let before = found(&copy);
        let title = "Une nouvelle édition";
        let printed = created(site, &["workshop", "--from", workshop, "--date", wanted, "--title", title]);
        assert!(printed.contains(&format!("devient le {first}")), "{printed}");
        assert!(printed.contains("les jours de la semaine restent les mêmes"), "{printed}");
        let folder = site.join("content/workshops/une-nouvelle-edition");
        let sessions = fs::read_to_string(folder.join("sessions.yaml")).unwrap();
        for day in [first, second] {
            assert!(sessions.contains(&format!("date: {day}\n")), "{day}: {sessions}");
        }
        let original = site.join("content/workshops").join(workshop);
        assert_eq!(names(&folder), names(&original));
        // The texts keep the old dates: the command lists them, and the comparison of texts with data reports those
        // that could be meant. Nothing else is wrong.
        let year = if workshop == "proximite" { "2022" } else { "2027" };
        let subtitle = "une-nouvelle-edition/index.md:4: subtitle: Cycle de 2 journées, le ";
        assert!(printed.contains(subtitle) && printed.contains(year), "{printed}");
        let new: Vec<_> = found(&copy).into_iter().filter(|it| !before.contains(it)).collect();
        assert!(new.iter().all(|it| it.contains("/une-nouvelle-edition/") && it.contains(year)), "{new:#?}");
    }
}

#[test]
fn a_published_workshop_is_copied_as_a_draft_with_the_files_in_its_folders() {
    let copy = SiteCopy::new();
    let site = copy.root();
    let original = "content/workshops/proximite";
    let index = copy.read(&format!("{original}/index.md"));
    copy.write(&format!("{original}/index.md"), &index.replacen("---\n", "---\ndraft: false\n", 1));
    fs::create_dir_all(site.join(original).join("plans/old")).unwrap();
    copy.write(&format!("{original}/plans/old/a.txt"), "a");
    copy.write(&format!("{original}/plans/.hidden"), "a");
    created(site, &["workshop", "--from", "proximite", "--date", "2028-11-30", "--slug", "suite"]);
    let folder = site.join("content/workshops/suite");
    assert!(fs::read_to_string(folder.join("index.md")).unwrap().starts_with("---\ndraft: true\n"));
    assert_eq!(fs::read_to_string(folder.join("plans/old/a.txt")).unwrap(), "a");
    assert_eq!(names(&folder.join("plans")), ["old"]);
}

#[test]
fn private_information_is_not_copied() {
    let copy = SiteCopy::new();
    let site = copy.root();
    let original = "content/workshops/exemple-renovation-energetique";
    let private = |indentation: &str| {
        let lines =
            ["private:", "  room: Salle 204", "  documents:", "    - { file: plan.pdf, title: Plan }"];
        lines.map(|line| format!("{indentation}{line}\n")).concat()
    };
    let sessions = copy.read(&format!("{original}/sessions.yaml"));
    let hybrid = "  attendance: hybrid\n";
    copy.write(
        &format!("{original}/sessions.yaml"),
        &sessions.replace(hybrid, &format!("{hybrid}{}", private("  "))),
    );
    let english = copy.read(&format!("{original}/sessions.en.yaml"));
    let title = "- title: Carrying out the works and measuring the results\n";
    let translated = format!("{title}  private:\n    room: Room 204\n");
    copy.write(&format!("{original}/sessions.en.yaml"), &english.replace(title, &translated));
    fs::create_dir_all(site.join(original).join("private")).unwrap();
    copy.write(&format!("{original}/private/plan.pdf"), "%PDF-1.7");
    let from = "exemple-renovation-energetique";
    created(site, &["workshop", "--from", from, "--date", "2028-09-12", "--slug", "suite"]);
    let folder = site.join("content/workshops/suite");
    assert!(!names(&folder).contains(&"private".to_owned()));
    for name in ["sessions.yaml", "sessions.en.yaml"] {
        let before = copy.read(&format!("{original}/{name}"));
        let after = fs::read_to_string(folder.join(name)).unwrap();
        assert!(before.contains("204") && !after.contains("204") && !after.contains("private"), "{after}");
    }
    assert!(!found(&copy).iter().any(|it| it.contains("private")), "{:#?}", found(&copy));
}

#[test]
fn errors_and_comments_are_in_the_language_that_is_asked_for() {
    let copy = SiteCopy::new();
    let site = copy.root();
    let output = new(site, &["session", "--workshop", "proximite", "--title", "A", "--date", "14/03/2028"]);
    let error = String::from_utf8(output.stderr).unwrap().replace(['\u{a0}', '\u{202f}'], " ");
    assert!(error.starts_with("erreur : `--date`") && error.contains("n’est pas une date"), "{error}");
    let printed = created(site, &["speaker", "--name", "Éloïse L’Hôte", "--lang", "en"]);
    assert!(printed.contains("Write the biography"), "{printed}");
    let text = fs::read_to_string(site.join("content/speakers/eloise-l-hote.md")).unwrap();
    assert!(text.contains("[To be completed]"), "{text}");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
