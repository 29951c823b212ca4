//! Two previews and concurrent commands: neither takes the other's database, address or folder.

use std::fs;
use std::net::TcpListener;

use tests::program::PreviewProcess;
use tests::project::SiteCopy;

use super::{EMAIL, endpoint, register, registrations, text};

const FOUND: &str = "1 registration made by this address";

#[test]
fn a_second_preview_of_a_folder_names_the_first() {
    let site = SiteCopy::new();
    let first = PreviewProcess::start(site.root(), &[]);
    register(&first);
    let before = endpoint(&site);

    for more in [vec![], vec!["--database", text(&site.path("other/registrations.sqlite"))]] {
        let second = PreviewProcess::fail(site.root(), &more);
        let output = String::from_utf8(second.stderr).unwrap();
        assert!(!second.status.success(), "{output}");
        assert!(output.contains(&format!("http://{}/ (process {})", first.address, first.id())), "{output}");
    }
    assert_eq!(endpoint(&site), before, "the first preview is still reachable");
    let (status, output) = registrations(&site, &["extract", "--email", EMAIL]);
    assert!(status == 0 && output.contains(FOUND), "{output}");
    assert!(first.get("/preview/registrations").contains(EMAIL));
}

#[test]
fn a_second_preview_of_a_database_names_the_first() {
    let (one, other) = (SiteCopy::new(), SiteCopy::new());
    let database = one.path(".preview/registrations.sqlite");
    let first = PreviewProcess::start(one.root(), &[]);
    register(&first);
    let second = PreviewProcess::fail(other.root(), &["--database", text(&database)]);
    let output = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && output.contains(&format!("http://{}/", first.address)), "{output}");
    assert!(output.contains("--database"), "{output}");
    assert!(registrations(&one, &["extract", "--email", EMAIL]).1.contains(FOUND));
}

#[test]
fn the_address_of_a_killed_preview_is_not_used() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let (address, _) = endpoint(&site);
    preview.kill();
    // Another program listens there now and must receive neither the token nor the query.
    let listener = TcpListener::bind(&address).unwrap();
    listener.set_nonblocking(true).unwrap();
    let (status, output) = registrations(&site, &["extract", "--email", EMAIL]);
    assert!(status == 0 && output.contains(FOUND), "{output}");
    assert!(listener.accept().is_err(), "no request arrived");
    assert!(site.path(".preview/registrations.endpoint").is_file());

    let again = PreviewProcess::start(site.root(), &[]);
    assert_ne!(endpoint(&site).0, address);
    assert!(again.get("/preview/registrations").contains(EMAIL));
    assert!(registrations(&site, &["extract", "--email", EMAIL]).1.contains(FOUND));
}

#[test]
fn commands_reach_a_preview_only_with_its_token() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let endpoint = site.read(".preview/registrations.endpoint");
    let (_, token) = super::endpoint(&site);
    site.write(".preview/registrations.endpoint", &endpoint.replace(&token, &"0".repeat(64)));
    let (status, output) = registrations(&site, &["extract", "--email", EMAIL]);
    assert!(status == 2 && output.contains("does not answer"), "{output}");
    assert!(output.contains(&preview.address), "{output}");
    fs::write(site.path(".preview/registrations.endpoint"), endpoint).unwrap();
    assert!(registrations(&site, &["extract", "--email", EMAIL]).1.contains(FOUND));
}
