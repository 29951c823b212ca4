//! Code Quality reports of GitLab (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>), which
//! GitLab shows in a merge request, compared with the report of its target branch.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Region, message_and_hint, pretty};
use crate::{Code, Diagnostic, Diagnostics, Severity, ToolLanguage};

/// The path of a diagnostic without one, because the report requires it: the root of the site.
const ROOT: &str = ".";

#[derive(Serialize)]
struct Violation {
    description: String,
    check_name: Code,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Returns the report of all diagnostics.
pub(super) fn report(diagnostics: &Diagnostics, language: ToolLanguage) -> String {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let violations = diagnostics.iter().map(|diagnostic| {
        let location = location(diagnostic);
        let text = [diagnostic.code.id(), &location.path, diagnostic.message.text(language)].join("\n");
        let number = numbers.entry(text.clone()).or_default();
        *number += 1;
        Violation {
            description: message_and_hint(diagnostic, language),
            check_name: diagnostic.code,
            fingerprint: fingerprint(&text, *number),
            severity: severity(diagnostic.severity),
            location,
        }
    });
    pretty(&violations.collect::<Vec<_>>())
}

fn location(diagnostic: &Diagnostic) -> Location {
    let path = Some(diagnostic.path()).filter(|path| !path.is_empty()).unwrap_or(ROOT).to_owned();
    let lines = Region::of(&diagnostic.place).map_or(
        Lines { begin: 1, end: 1 },
        |Region { line, end_line, .. }| Lines { begin: line, end: end_line },
    );
    Location { path, lines }
}

/// Returns what identifies a diagnostic in two reports. It does not depend on the line, so that a problem below an added
/// line is not a new one. `number` counts those with the same text, of which GitLab would show only the first otherwise.
fn fingerprint(text: &str, number: usize) -> String {
    let hash = Sha256::new().chain_update(text).chain_update(number.to_be_bytes()).finalize();
    HEXLOWER.encode(&hash[..16])
}

/// Returns the severity in GitLab's words: a problem blocks a build.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Problem => "blocker",
        Severity::Warning => "minor",
    }
}
