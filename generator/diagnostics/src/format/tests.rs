use serde_json::Value;

use super::*;
use crate::{Diagnostic, SourceFile, message, phrase};

const TOOL: Tool<'_> = Tool { name: "generator", version: "1.2.3" };

/// Returns a problem and a warning with a related place.
fn examples() -> Diagnostics {
    let text = SourceFile::new("content/été : a%b,c.md", "un\nété là\n");
    let data = SourceFile::new("content/b.yaml", "date: 2027-05-14\n");
    let start = "un\nété ".len();
    let mut diagnostics = Diagnostics::default();
    let message = message! { UnknownKey, en: "unknown key `là`", fr: "clé inconnue : `là`" };
    let hint = phrase! { en: "100 %:\nremove it", fr: "100 % :\nsupprimez-la" };
    let related = phrase! { en: "the date", fr: "la date" };
    let problem = Diagnostic::new(&text, start..start + 3, message).with_hint(hint);
    diagnostics.push(problem.with_related(Place::new(&data, 6..16), related));
    let message = message! { NoHistory, en: "no history", fr: "pas d’historique" };
    diagnostics.push(Diagnostic::warning_without_place(message));
    diagnostics.push(Diagnostic::of_file(
        "content/c.md",
        message! { MissingFile, en: "this file is missing", fr: "ce fichier manque" },
    ));
    diagnostics
}

fn parsed(format: Format, diagnostics: &Diagnostics) -> Value {
    serde_json::from_str(&diagnostics.formatted(format, ToolLanguage::English, TOOL).unwrap()).unwrap()
}

#[test]
fn json_has_places_in_lines_and_bytes() {
    let report = parsed(Format::Json, &examples());
    assert_eq!(
        (&report["version"], &report["errors"], &report["warnings"]),
        (&1.into(), &2.into(), &1.into())
    );
    let first = &report["diagnostics"][0];
    assert_eq!(first["path"], "content/été : a%b,c.md");
    assert_eq!(
        first["region"],
        serde_json::json!({ "line": 2, "column": 5, "end_line": 2, "end_column": 7, "start": 9, "end": 12 })
    );
    assert_eq!(first["code"], "E006");
    assert_eq!(first["related"][0]["region"]["column"], 7);
    assert_eq!(report["diagnostics"][1]["path"], Value::Null);
    assert_eq!(report["diagnostics"][2]["region"], Value::Null);
}

#[test]
fn github_gets_one_line_for_each_diagnostic() {
    let commands = examples().formatted(Format::Github, ToolLanguage::French, TOOL).unwrap();
    let lines: Vec<_> = commands.lines().collect();
    assert_eq!(
        lines[0],
        "::error file=content/été %3A a%25b%2Cc.md,line=2,endLine=2,col=5,endColumn=6,title=E006::clé inconnue\u{a0}: `là`\
         %0Aaide\u{a0}: 100\u{a0}%25\u{a0}:%0Asupprimez-la%0Acontent/b.yaml:1:7: la date"
    );
    assert_eq!(lines[1], "::warning title=W101::pas d’historique");
    assert_eq!(lines[2], "::error file=content/c.md,title=E101::ce fichier manque");
}

#[test]
fn sarif_refers_to_rules_and_encodes_paths() {
    let log = parsed(Format::Sarif, &examples());
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/%C3%A9t%C3%A9%20%3A%20a%25b%2Cc.md");
    assert_eq!((&place["region"]["startColumn"], &place["region"]["byteLength"]), (&5.into(), &3.into()));
    assert_eq!(results[0]["relatedLocations"][0]["message"]["text"], "the date");
    assert!(results[1].get("locations").is_none());
}

#[test]
fn gitlab_gets_the_fields_that_its_report_requires() {
    let mut examples = examples();
    let again = examples.iter().next().unwrap().clone();
    examples.push(again);
    let report = parsed(Format::Gitlab, &examples);
    let violations = report.as_array().unwrap();
    assert_eq!(violations.len(), 4);
    let mut fingerprints = std::collections::BTreeSet::new();
    for violation in violations {
        for field in ["description", "check_name", "fingerprint", "severity"] {
            assert!(violation[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {violation}");
        }
        assert!(violation["location"]["path"].is_string(), "{violation}");
        assert!(violation["location"]["lines"]["begin"].as_u64() >= Some(1), "{violation}");
        assert!(fingerprints.insert(violation["fingerprint"].as_str().unwrap()), "{violation}");
    }
    let of = |index: usize, field: &str| violations[index][field].as_str().unwrap();
    assert_eq!(of(0, "description"), "unknown key `là`\nhelp: 100 %:\nremove it");
    assert_eq!([of(0, "check_name"), of(0, "severity"), of(1, "severity")], ["E006", "blocker", "minor"]);
    assert_eq!(
        violations[0]["location"],
        serde_json::json!({ "path": "content/été : a%b,c.md", "lines": { "begin": 2, "end": 2 } })
    );
    assert_eq!(violations[1]["location"]["path"], ".");
}

#[test]
fn a_problem_that_moves_down_is_the_same_for_gitlab() {
    let fingerprint = |text: &str, at: usize| {
        let mut diagnostics = Diagnostics::default();
        let message = message! { UnknownKey, en: "unknown key `a`", fr: "clé inconnue : `a`" };
        diagnostics.push(Diagnostic::new(&SourceFile::new("content/a.md", text), at..at + 1, message));
        parsed(Format::Gitlab, &diagnostics)[0]["fingerprint"].clone()
    };
    assert_eq!(fingerprint("a: 1\n", 0), fingerprint("b: 1\na: 1\n", 5));
}

#[test]
fn hostile_input_stays_within_each_format() {
    let path = "content/a\nb\u{1b}[31m::error::c\u{202e}.md";
    let file = SourceFile::new(path, format!("\u{0}{}\r\n", "x".repeat(1_000_000)));
    let quoted = format!("\u{1b}]0;x\u{7}\r\n::error::`{}`", "y".repeat(1_000_000));
    let mut diagnostics = Diagnostics::default();
    let message = message! { UnknownKey, en: "{quoted}", fr: "{quoted}" };
    let hint = phrase! { en: "{quoted}", fr: "{quoted}" };
    diagnostics.push(Diagnostic::new(&file, 0..1_000_000, message).with_hint(hint));
    assert_eq!(parsed(Format::Json, &diagnostics)["diagnostics"][0]["path"], path);
    let uri = &parsed(Format::Sarif, &diagnostics)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        ["artifactLocation"]["uri"];
    assert!(uri.as_str().unwrap().starts_with("content/a%0Ab%1B%5B31m%3A%3Aerror"), "{uri}");
    let commands = diagnostics.formatted(Format::Github, ToolLanguage::English, TOOL).unwrap();
    assert_eq!(commands.lines().count(), 1);
    assert!(commands.len() < 10_000, "{}", commands.len());
    let raw = |character: char| character.is_control() && character != '\n';
    for format in [Format::Json, Format::Github, Format::Gitlab, Format::Sarif] {
        let text = diagnostics.formatted(format, ToolLanguage::English, TOOL).unwrap();
        assert!(!text.contains(raw), "{format}: {text}");
    }
}
