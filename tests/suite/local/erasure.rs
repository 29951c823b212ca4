//! Erased data is in no file of the preview, neither in the database nor among the mails.

use tests::handler::fields_with;
use tests::program::PreviewProcess;
use tests::project::SiteCopy;

use super::{EMAIL, POST, files_with, register, registrations};

/// Personal data that could remain.
const WORDS: [&str; 4] = [EMAIL, "Le Gall", "Régime végétarien", "01 23 45 67 89"];

#[test]
fn erased_data_is_in_no_file_while_the_preview_runs_and_afterwards() {
    let site = SiteCopy::new();
    let folder = site.path(".preview");
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let mut others = fields_with("email", "marc@office.example");
    others.retain(|(name, _)| !["given-name", "family-name", "remarks", "telephone"].contains(name));
    others.extend([("given-name", "Marc"), ("family-name", "Petit"), ("telephone", "+33 1 98 76 54 32")]);
    let answer = preview.post(POST, &others);
    assert_eq!(answer.status, 303, "{answer:?}");
    preview
        .poll(preview::OUTBOX_PATH, "the other mail is written", |list| list.contains("marc@office.example"));
    assert!(files_with(&folder, &WORDS).len() > 1, "the data is found before the erasure");

    let (status, output) = registrations(&site, &["erase", "--email", EMAIL, "--yes"]);
    assert_eq!(status, 0, "{output}");
    assert!(output.contains("in the preview's outbox") && output.contains("nothing is stored"), "{output}");
    assert_eq!(files_with(&folder, &WORDS), [""; 0], "while it runs");
    let list = preview.get(preview::OUTBOX_PATH);
    assert!(!list.contains(EMAIL) && list.contains("marc@office.example"), "{list}");
    let (_, output) = registrations(&site, &["extract", "--email", EMAIL]);
    assert!(output.contains("Nothing is stored about this address."), "{output}");

    // The other registration is deleted while no preview is running.
    preview.kill();
    assert!(!files_with(&folder, &["marc@office.example"]).is_empty());
    let (status, output) = registrations(&site, &["erase", "--email", "marc@office.example", "--yes"]);
    assert_eq!(status, 0, "{output}");
    let words = [&WORDS[..], &["marc@office.example", "+33 1 98 76 54 32"]].concat();
    assert_eq!(files_with(&folder, &words), [""; 0], "afterwards");
    let preview = PreviewProcess::start(site.root(), &[]);
    assert!(preview.get(preview::REGISTRATIONS_PATH).contains("There are none yet"));
    assert_eq!(files_with(&folder, &words), [""; 0], "after another start");
}

/// An earlier version left the bytes of deleted registrations; the registrations of 2022 have expired by now.
#[test]
fn purged_data_is_in_no_file() {
    let site = SiteCopy::new();
    let folder = site.path(".preview");
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let (status, output) = registrations(&site, &["purge", "--yes"]);
    assert!(status == 0 && output.contains("1 registration"), "{output}");
    assert_eq!(files_with(&folder, &WORDS), [""; 0]);
}
