//! The codes of problems and warnings: their pages, the examples in these, and what the program prints in each language
//! and format.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use site::{Code, ToolLanguage};
use tests::program;
use tests::project::root;
use tests::site::files;

use crate::samples::{Site, pages, samples};

/// Codes whose examples are not a part of a file, such as those that compare two builds.
const NOT_RUN: [&str; 39] = [
    "E011", "E103", "E104", "E105", "E106", "E116", "E122", "E312", "E317", "E338", "E339", "E404", "E405",
    "E520", "E601", "E603", "E605", "E606", "E703", "E704", "E707", "E710", "E711", "E713", "E715", "E716",
    "E809", "E901", "E902", "E903", "E904", "E905", "E906", "W101", "W102", "W201", "W202", "W505", "W601",
];

#[test]
fn every_code_has_a_page_in_each_language() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    for language in ["en", "fr"] {
        let mut found: BTreeSet<String> = pages(&format!("problems/{language}")).into_keys().collect();
        assert!(found.remove("index.md"));
        assert_eq!(found, codes, "{language}");
        let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
        let index = fs::read_to_string(root().join(format!("docs/problems/{language}/index.md"))).unwrap();
        for page in &codes {
            assert!(
                summary.contains(&format!("(problems/{language}/{page})")),
                "SUMMARY.md lacks {language}/{page}"
            );
            assert!(index.contains(&format!("({page})")), "the list lacks {language}/{page}");
        }
    }
    for code in Code::ALL {
        for language in ToolLanguage::ALL {
            let page = code.explanation(language);
            assert!(page.starts_with(&format!("# {code}")) && !page.contains("-->\n\n```"), "{page}");
            assert!(
                !code.title(language).is_empty() && code.summary(language).ends_with(['.', '!']),
                "{page}"
            );
        }
    }
}

#[test]
fn examples_break_the_rule_of_their_page() {
    let mut wrong = Vec::new();
    for (name, page) in pages("problems/en") {
        let (code, samples) = (name.trim_end_matches(".md"), samples(&page));
        assert_eq!(
            samples.is_empty(),
            code == "index" || NOT_RUN.contains(&code),
            "{name}: examples are run, or listed as not run"
        );
        if samples.is_empty() {
            continue;
        }
        let site = Site::new();
        samples.iter().for_each(|sample| site.apply(sample));
        let reported: BTreeSet<_> = site.diagnostics().iter().map(|found| found.code().id()).collect();
        if !reported.contains(code) {
            wrong.push(format!("{code}: {reported:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pages_have_the_same_examples_in_both_languages() {
    for (name, page) in pages("problems/en") {
        let french = fs::read_to_string(root().join("docs/problems/fr").join(&name)).unwrap();
        let blocks =
            |page: &str| -> Vec<String> { page.split("```").skip(1).step_by(2).map(str::to_owned).collect() };
        assert_eq!(blocks(&french), blocks(&page), "{name}");
    }
}

#[test]
fn every_code_is_used() {
    let mut sources = String::new();
    for (path, source) in files(&root().join("generator")) {
        if path.ends_with(".rs") && path != "diagnostics/src/code.rs" {
            sources.push_str(&String::from_utf8(source).unwrap());
        }
    }
    let sources: String = sources.split_whitespace().collect::<Vec<_>>().join(" ");
    let unused: Vec<_> =
        Code::ALL.iter().filter(|code| !sources.contains(&format!("message! {{ {code:?},"))).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn french_texts_have_french_punctuation() {
    let mut wrong = Vec::new();
    for (path, source) in files(&root().join("generator")) {
        if !path.ends_with(".rs") {
            continue;
        }
        let source = String::from_utf8(source).unwrap();
        for text in source.split("fr: \"").skip(1) {
            let text = text.split("\"").next().unwrap_or_default().trim_end_matches('\\');
            let prose: String = text.split('`').step_by(2).collect();
            if prose.contains('\'') || prose.contains("...") {
                wrong.push(format!("{path}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Runs `check` in a site with a mistake in each of several crates.
fn check(arguments: &[&str]) -> (i32, String, String) {
    let site = Site::new();
    for page in ["E006", "E020", "E113", "E201", "E304", "E602", "E804"] {
        let text = fs::read_to_string(root().join(format!("docs/problems/en/{page}.md"))).unwrap();
        samples(&text).iter().for_each(|sample| site.apply(sample));
    }
    let folder = site.path().to_string_lossy().into_owned();
    let all = [&["check", "--today", "2027-01-15", "--root", &folder], arguments].concat();
    let output = program::run("generator", &all);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_french_run_is_french() {
    let (status, stdout, stderr) = check(&["--lang", "fr"]);
    assert_eq!((status, stdout.as_str()), (1, ""), "{stderr}");
    let stderr = stderr.replace("\n  │ ", " ");
    for text in [
        "clé inconnue\u{a0}: `titel` [E006]",
        "aide\u{a0}: vouliez-vous écrire `title`\u{202f}?",
        "`quarantine_after` (50) dépasse `refuse_after` (10)",
        "il n’y a pas de lieu `pari`",
        "il n’y a pas de tarif",
        "cette image est illisible",
        "il n’y a ni page ni fichier `programe.pdf`",
        "`askoria.eu` n’est pas une adresse de site",
        "problèmes",
    ] {
        assert!(stderr.contains(text), "{text}:\n{stderr}");
    }
    for english in ["help:", "nothing was written", "Advice:", "there is no"] {
        assert!(!stderr.contains(english), "{english}:\n{stderr}");
    }
}

#[test]
fn programs_get_only_the_report() {
    let (status, stdout, stderr) = check(&["--format", "json"]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((status, report["version"].as_u64()), (1, Some(1)), "{stderr}");
    assert_eq!(report["errors"].as_u64().unwrap() as usize, report["diagnostics"].as_array().unwrap().len());
    assert!(stderr.ends_with(" problems\n"), "{stderr}");
    let (_, stdout, _) = check(&["--format", "github"]);
    assert!(stdout.lines().all(|line| line.starts_with("::error file=content/")), "{stdout}");
    let (_, stdout, _) = check(&["--format", "gitlab"]);
    let violations: Vec<Value> = serde_json::from_str(&stdout).unwrap();
    let is_file =
        |it: &Value| it["location"]["path"].as_str().is_some_and(|path| path.starts_with("content/"));
    assert!(violations.len() > 3 && violations.iter().all(is_file), "{stdout}");
    let (_, stdout, _) = check(&["--format", "sarif", "--lang", "fr"]);
    let log: Value = serde_json::from_str(&stdout).unwrap();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["shortDescription"]["text"] == "Clé inconnue"), "{rules:#?}");
}

#[test]
fn codes_are_explained() {
    let explain = |arguments: &[&str]| {
        let output = program::run("generator", &[&["explain"], arguments].concat());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (status, page, _) = explain(&["e006"]);
    assert!(status == 0 && page.starts_with("# E006: Unknown key\n"), "{page}");
    let (_, page, _) = explain(&["E006", "--lang", "fr"]);
    assert!(page.starts_with("# E006\u{a0}: Clé inconnue\n"), "{page}");
    let (status, page, error) = explain(&["E6"]);
    assert_eq!((status, page.as_str()), (2, ""));
    assert_eq!(error, "error: there is no code `E6`; did you mean `E006`?\n");
}
