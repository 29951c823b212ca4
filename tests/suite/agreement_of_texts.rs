//! Texts that contradict the data of their workshop, and texts that do not: the corpus in `fixtures/agreement`.
//!
//! Each text is placed in a workshop of its own, all workshops of a corpus in one site, which is checked as by
//! `generator check`.

use std::fs;
use std::process::Command;

use jiff::civil::{Date, date};
use site::Diagnostic;
use tests::binary;
use tests::project::root;
use tests::site::SiteTest;

/// The day of the checks.
const TODAY: Date = date(2027, 6, 1);

/// A text of the corpus.
struct Case {
    /// The words that warnings quote.
    expected: Vec<String>,
    text: String,
}

/// Returns the texts of a file.
fn cases(file: &str) -> Vec<Case> {
    let text = fs::read_to_string(root().join("tests/fixtures/agreement").join(file)).unwrap();
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("==="), cases.last_mut()) {
            (Some(expected), _) => {
                let expected = expected.split(" | ").map(str::trim).filter(|words| !words.is_empty());
                cases.push(Case { expected: expected.map(str::to_owned).collect(), text: String::new() });
            }
            (None, Some(case)) => case.text.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    cases
}

/// Returns a site in a language with a workshop for each text.
fn site(language: &str, texts: impl IntoIterator<Item = String>) -> SiteTest {
    let site = SiteTest::new("").on(TODAY);
    let base = fs::read_to_string(root().join("tests/fixtures/agreement/workshop.txt")).unwrap();
    let files: Vec<_> = base.split("//- ").skip(1).filter_map(|file| file.split_once('\n')).collect();
    for (index, text) in texts.into_iter().enumerate() {
        let folder = format!("content/workshops/case-{index:03}");
        for (name, content) in &files {
            let path = if *name == "venues.yaml" {
                "content/venues.yaml".into()
            } else {
                format!("{folder}/{name}")
            };
            // The names of fees are in the language of the site.
            let labels = [("Adhérent", "Member"), ("Non-adhérent", "Non-member")];
            let content = match language {
                "en" => {
                    labels.iter().rev().fold((*content).to_owned(), |text, (fr, en)| text.replace(fr, en))
                }
                _ => (*content).to_owned(),
            };
            site.write(&path, content);
        }
        place(&site, &folder, &text);
    }
    site.edit("content/site.yaml", "language: fr", &format!("language: {language}"));
    // The words of the theme do not matter here.
    let words = fs::read_to_string(site.root().join("themes/plain/i18n/fr.yaml")).unwrap();
    site.write(&format!("themes/plain/i18n/{language}.yaml"), words);
    site
}

/// Writes a text to where its first line says.
fn place(site: &SiteTest, folder: &str, text: &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let index = |head: &str, text: &str| {
        let head =
            if head.contains("summary: ") { head.to_owned() } else { format!("summary: Un atelier\n{head}") };
        let head = format!("title: Un atelier\naudience: Des cadres\n{head}");
        site.write(&format!("{folder}/index.md"), format!("---\n{head}---\n{text}"));
    };
    match first.split_once(':') {
        Some(("subtitle" | "summary", _)) => index(&format!("{first}\n"), rest),
        Some(("outcomes", "")) => {
            index("", "");
            site.write(&format!("{folder}/outcomes.md"), rest);
        }
        Some(("session", number)) => {
            index("", "");
            let path = format!("{folder}/sessions.yaml");
            let sessions = fs::read_to_string(site.root().join(&path)).unwrap();
            let description: String = rest.lines().map(|line| format!("    {line}\n")).collect();
            let end = match number.trim() {
                "1" => sessions.find("- title: Le travail").unwrap(),
                _ => sessions.trim_end().len() + 1,
            };
            let (before, after) = sessions.split_at(end);
            site.write(&path, format!("{before}  description: |\n{description}{after}"));
        }
        _ => index("", text),
    }
}

/// Returns the warnings about the content of a site, each with the index of its workshop, in one line with related places.
fn warnings(site: &SiteTest) -> Vec<(usize, String)> {
    let report = site::check(site.root(), TODAY).unwrap_or_else(|error| panic!("{error}"));
    let placed = |warning: &Diagnostic| {
        let index = warning.path().split("/case-").nth(1)?.get(..3)?.parse().ok()?;
        Some((index, warning.to_short_text()))
    };
    report.warnings.iter().filter_map(placed).collect()
}

/// Prints the result for a corpus, which `--nocapture` shows.
#[expect(clippy::print_stderr, reason = "recall is reported, not only asserted")]
fn report(line: &str) {
    eprintln!("{line}");
}

/// Asserts that at least 95 % of the expected contradictions are found, and that nothing else is reported.
fn assert_found(language: &str, file: &str) {
    let cases = cases(file);
    let found = warnings(&site(language, cases.iter().map(|case| case.text.clone())));
    let expected =
        || cases.iter().enumerate().flat_map(|(index, case)| case.expected.iter().map(move |it| (index, it)));
    let quotes = |warning: &(usize, String), (index, words): (usize, &String)| {
        warning.0 == index && warning.1.contains(&format!("`{words}`"))
    };
    let missed: Vec<_> =
        expected().filter(|case| !found.iter().any(|warning| quotes(warning, *case))).collect();
    let unexpected: Vec<_> =
        found.iter().filter(|warning| !expected().any(|case| quotes(warning, case))).collect();
    let total = expected().count();
    report(&format!(
        "{file}: {} texts, {} of {total} contradictions found, {} false alarms, missed: {missed:?}",
        cases.len(),
        total - missed.len(),
        unexpected.len()
    ));
    assert!(unexpected.is_empty(), "false alarms in {file}: {unexpected:#?}");
    assert!(missed.len() * 20 <= total, "{} of {total} are missed: {missed:#?}", missed.len());
}

#[test]
fn seeded_contradictions_are_found() {
    assert!(cases("contradictions.fr.txt").len() >= 40);
    assert_found("fr", "contradictions.fr.txt");
    assert_found("en", "contradictions.en.txt");
}

#[test]
fn texts_without_contradictions_raise_no_alarm() {
    assert!(cases("agreeing.fr.txt").len() >= 100);
    assert_found("fr", "agreeing.fr.txt");
    assert_found("en", "agreeing.en.txt");
}

#[test]
fn the_real_content_raises_no_alarm() {
    let report = site::check(&root(), TODAY).unwrap();
    let placed: Vec<_> =
        report.warnings.iter().filter(|warning| warning.path().starts_with("content/")).collect();
    assert!(placed.is_empty(), "{placed:#?}");
}

#[test]
fn a_warning_shows_both_places_and_the_fix() {
    let site = site("fr", ["La première séance aura lieu le jeudi 14 octobre 2027.\n".to_owned()]);
    insta::assert_snapshot!(site.build().warnings.to_plain_text());
}

#[test]
fn a_mark_excepts_a_contradiction_and_reaches_no_page() {
    let texts = [
        "La première séance aura lieu le 15 septembre 2027<!-- intended: 15 septembre 2027 -->.\n",
        "La première séance aura lieu le 14 septembre 2027.\n\n<!-- intended: 15 septembre -->\n",
        "La première séance aura lieu le 15 septembre 2027.\n\n<!-- intended -->\n",
        "subtitle: Les 14 et 29 septembre 2027\n<!-- intended: 29 septembre 2027 -->\n",
        "Un texte. <!-- un commentaire -->\n",
        "Comptez 15 € <!-- intended: 15 € --> par personne pour la séance.\n",
        "La première séance aura lieu le 15 septembre 2027 <!-- intended: 15 septembre 2027 -->.\n\n\
         Le 15 septembre 2027 <!-- intended: 15 septembre 2027 -->, nous ferons un état des lieux.\n",
    ];
    let site = site("fr", texts.map(str::to_owned));
    let found = warnings(&site);
    let found: Vec<_> =
        found.iter().map(|(index, text)| format!("{index} {}", text.split(": ").nth(2).unwrap())).collect();
    assert_eq!(
        found,
        [
            "1 this mark excepts nothing",
            "2 no session is on `15 septembre 2027`",
            "2 this mark excepts nothing"
        ]
    );
    site.build();
    for index in 0..texts.len() {
        let page = site.file(&format!("site/ateliers/case-{index:03}/index.html"));
        assert!(!page.contains("intended"), "{page}");
    }
}

#[test]
fn a_comment_in_yaml_excepts_a_contradiction() {
    let site = site("fr", ["Un texte.\n".to_owned(), "Un texte.\n".to_owned()]);
    let sessions = |index: usize| format!("content/workshops/case-00{index}/sessions.yaml");
    for index in 0..2 {
        site.edit(&sessions(index), "La proximité aujourd’hui", "Journée du 14 octobre 2027");
    }
    let hint = site.build().warnings.to_plain_text();
    assert!(hint.contains("if it is intended, add a line `# intended: 14 octobre"), "{hint}");
    let text = fs::read_to_string(site.root().join(sessions(0))).unwrap();
    site.write(&sessions(0), format!("# intended: 14 octobre 2027\n{text}"));
    // In a text, the same line is a heading, and after the last value a comment that excepts nothing.
    let text = fs::read_to_string(site.root().join(sessions(1))).unwrap();
    let description = "  description: |\n    # intended: 14 octobre 2027\n";
    site.write(&sessions(1), format!("{}\n{description}  # intended: 30 octobre\n", text.trim_end()));
    let found: Vec<_> = warnings(&site).into_iter().map(|(index, text)| format!("{index} {text}")).collect();
    assert_eq!(
        found,
        [
            "1 content/workshops/case-001/sessions.yaml:1:21: warning: no session is on `14 octobre 2027`",
            "1 content/workshops/case-001/sessions.yaml:13:3: warning: this mark excepts nothing"
        ],
        "{found:#?}"
    );
}

#[test]
fn a_mark_in_a_title_is_reported_because_readers_see_it() {
    let site = site("fr", ["subtitle: Journée à Lyon <!-- intended - Lyon -->\n".to_owned()]);
    let found = warnings(&site);
    let has = |words: &str| found.iter().any(|(_, text)| text.contains(words));
    assert!(has("no session takes place in `Lyon`") && has("readers see this comment"), "{found:?}");
    let whole = site.build().warnings.to_plain_text().replace("\n        ", " ");
    assert!(whole.contains("to the text below the front matter"), "{whole}");
}

#[test]
fn denied_warnings_stop_a_build_before_it_writes() {
    let site = site("fr", ["La première séance aura lieu le 15 septembre 2027.\n".to_owned()]);
    let run = |arguments: &[&str]| {
        let mut generator = Command::new(binary::build("generator"));
        generator.args(arguments).args(["--today", "2027-06-01", "--root"]).arg(site.root());
        let output = generator.env("LC_ALL", "C").output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    for command in ["build", "check"] {
        let (status, _, problems) = run(&[command, "--deny-warnings"]);
        assert_eq!(status, 1, "{problems}");
        assert!(problems.contains("no session is on `15 septembre 2027`"), "{problems}");
        // A check never writes anything.
        assert_eq!(problems.contains("nothing was written"), command == "build", "{problems}");
    }
    assert!(!site.root().join("dist/site").exists());
    let (status, summary, problems) = run(&["check"]);
    assert!(status == 0 && summary.contains("no problems, "), "{summary}");
    assert!(problems.contains("no session is on") && problems.contains("sessions.yaml"), "{problems}");
    assert_eq!(run(&["build"]).0, 0);
}

#[test]
fn problems_and_warnings_are_reported_in_one_run() {
    let site = site("fr", ["La première séance aura lieu le 15 septembre 2027.\n\n[a](b.md)\n".to_owned()]);
    let problems = site.problems();
    assert!(problems.count().english().contains("1 problem and 1 warning"), "{problems}");
}

#[test]
fn odd_dates_are_read_or_left_alone() {
    let texts = [
        "La première séance aura lieu le 14/09/0022.",
        "La première séance aura lieu le 14 septembre 22.",
        "La première séance aura lieu le 31 février 2027, le 99/99/9999, le 14/09/99999999999999999999.",
        "La première séance aura lieu le 99999999999999999999 septembre 14 14 14 h h h € € 1.1.1.1 /////.",
        "Tarif : 99999999999999999999 €, 1.000.000.000.000 €, € 5,,5 €.",
        "Limité à 99999999999 participants. De 25 h à 99 h 99. Jeudi. Septembre. 14. À.",
    ];
    let found = warnings(&site("fr", texts.map(|text| format!("{text}\n"))));
    let found: Vec<_> =
        found.iter().map(|(index, text)| format!("{index} {}", text.rsplit(": ").next().unwrap())).collect();
    assert_eq!(found[0], "0 no session is on `14/09/0022`", "{found:#?}");
}

#[test]
fn a_text_with_ten_thousand_dates_is_compared() {
    let dates: String = (0..10_000).map(|day| format!("le {} septembre, ", day % 28 + 1)).collect();
    let lines: String =
        (0..10_000).map(|day| format!("- Séance du {} septembre 2027\n", day % 28 + 1)).collect();
    let numbers = "1, ".repeat(10_000);
    let texts = [format!("Dates : {dates}\n"), lines, format!("{numbers}\n")];
    let found = warnings(&site("fr", texts));
    let of = |index: usize| found.iter().filter(|(found, _)| *found == index).count();
    // The first are reported; more would scroll them away.
    assert_eq!((of(0), of(1), of(2)), (500, 500, 0));
}

#[test]
fn a_city_may_have_its_short_name() {
    for (venue, claim, agrees) in [
        ("Aix", "Aix-en-Provence", true),
        ("Aix-en-Provence", "Aix", true),
        ("Clermont Ferrand", "Clermont-Ferrand", true),
        ("Boulogne", "Boulogne-sur-Mer", true),
        ("Saint-Étienne", "Saint-Étienne", true),
        ("Saint-Étienne", "Saint-Denis", false),
        ("Saint-Denis", "Saint-Étienne", false),
        ("Boulogne-Billancourt", "Boulogne-sur-Mer", false),
        ("Aix", "Lyon", false),
    ] {
        let site = site("fr", [format!("La première séance se tient à {claim}.\n")]);
        // A street that has a part of the name of another city.
        site.edit("content/venues.yaml", "3 rue des Lilas", "3 rue Denis Papin");
        site.edit("content/venues.yaml", "city: Paris", &format!("city: {venue}"));
        let found = warnings(&site);
        assert_eq!(found.is_empty(), agrees, "{claim} at a venue in {venue}: {found:?}");
    }
}
