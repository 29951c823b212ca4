//! SARIF 2.1.0 (Static Analysis Results Interchange Format, OASIS, 2020).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Region, Tool, message_and_hint, pretty};
use crate::{Code, Diagnostic, Diagnostics, Place, ToolLanguage};

/// The schema that the log follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns a log with one run.
pub(super) fn log(diagnostics: &Diagnostics, language: ToolLanguage, tool: Tool<'_>) -> String {
    let codes: BTreeSet<Code> = diagnostics.iter().map(Diagnostic::code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code, language)).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let results = diagnostics.iter().map(|diagnostic| result(diagnostic, &codes, language));
    pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": tool.name,
                    "version": tool.version,
                    "rules": rules,
                },
            },
            "language": language.tag(),
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    }))
}

fn rule(code: Code, language: ToolLanguage) -> Value {
    let help = code.explanation(language);
    json!({
        "id": code,
        "shortDescription": { "text": code.title(language) },
        "fullDescription": { "text": code.summary(language) },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": if code.is_warning() { "warning" } else { "error" } },
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], language: ToolLanguage) -> Value {
    let related = diagnostic.related.iter().enumerate().map(|(id, related)| {
        let mut location = location(&related.place);
        location["id"] = json!(id);
        location["message"] = json!({ "text": related.message.text(language) });
        location
    });
    let related: Vec<Value> = related.collect();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": diagnostic.severity.name(),
        "message": { "text": message_and_hint(diagnostic, language) },
    });
    if !diagnostic.path().is_empty() {
        result["locations"] = json!([location(&diagnostic.place)]);
    }
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

fn location(place: &Place) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(&place.file.path) } });
    if let Some(Region { line, column, end_line, end_column, start, end }) = Region::of(place) {
        location["region"] = json!({
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
            "byteOffset": start,
            "byteLength": end - start,
        });
    }
    json!({ "physicalLocation": location })
}

/// Returns a path as a relative reference (RFC 3986, section 4.2): every byte except unreserved characters and slashes
/// is percent-encoded, so that a colon in the first segment is no scheme.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                // Writing to a text cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
