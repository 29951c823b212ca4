//! The database that commands use: the preview's, whether the preview is running or not; a table on AWS; or none, with
//! an error that explains the fix.

use std::fs;

use axum::body::Body;
use desk::{Arguments, Console, Exit};
use embedded::Database;
use http::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use model::status::Status;
use registry::Deadline;
use tempfile::TempDir;
use tests::catalogue::catalogue;
use tests::desk::{DeskTest, registration, run, write_site};
use tests::handler::fields;
use tests::project::SiteCopy;

#[tokio::test(flavor = "multi_thread")]
async fn the_previews_database_is_usable_while_it_runs_and_afterwards() {
    let site = SiteCopy::new();
    let preview = preview::start(site.preview(), |_| ()).await.unwrap();
    let address = format!("http://{}", preview.address());
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields()).finish();
    let request = Request::post(format!("{address}/api/workshops/proximite/registrations"))
        .header("origin", &address)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    let answer = Client::builder(TokioExecutor::new()).build_http().request(request).await.unwrap();
    assert_eq!(answer.status(), 303);

    let root = site.root().to_str().unwrap();
    // The registration of 2022 has expired by the binary's clock: `list` omits it, `extract` includes it.
    let extract = ["--root", root, "extract", "--email", "claire.legall@office.example"];
    // The number of mails depends on the preview's progress, so compare the first line only.
    let assert_found = async |case: &str| {
        let output = run(&extract, &[]).await;
        assert_eq!(
            output.out.lines().next(),
            Some("1 registration made by this address"),
            "{case}: {output:?}"
        );
    };
    assert_found("while it runs").await;
    assert!(site.path(".preview/registrations.endpoint").is_file());

    preview.stop().await;
    assert!(!site.path(".preview/registrations.endpoint").exists());
    assert_found("afterwards").await;
    // A killed preview leaves its address behind, and another program may listen there now.
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    for stale in [listener.local_addr().unwrap().to_string(), "127.0.0.1:1".to_owned(), "nonsense".to_owned()]
    {
        fs::write(site.path(".preview/registrations.endpoint"), format!("http://{stale}")).unwrap();
        assert_found(&stale).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_suggest_a_fix() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().to_str().unwrap();
    let error = |arguments: Vec<&str>, environment: Vec<(&str, &str)>| {
        let (arguments, environment) = (
            [
                vec!["--root".to_owned(), root.to_owned()],
                arguments.iter().map(|it| (*it).to_owned()).collect(),
            ]
            .concat(),
            environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<Vec<_>>(),
        );
        async move {
            let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
            let environment: Vec<_> =
                environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let output = run(&arguments, &environment).await;
            assert_eq!(output.status, 2, "{output:?}");
            output.notes
        }
    };
    let no_catalogue = error(vec!["list"], vec![]).await;
    assert!(no_catalogue.contains("write it with `cargo site`"), "{no_catalogue}");
    write_site(folder.path(), &catalogue());
    let no_database = error(vec!["list"], vec![]).await;
    assert!(no_database.contains("`cargo run`") && no_database.contains("--aws"), "{no_database}");
    let no_table = error(vec!["--aws", "list"], vec![]).await;
    assert!(no_table.contains("ATELIERS_TABLE"), "{no_table}");
    let aws = ["--aws", "--table", "ateliers", "list"];
    let no_region = error(aws.to_vec(), vec![]).await;
    assert!(no_region.contains("--region"), "{no_region}");
    let no_credentials = error(aws.to_vec(), vec![("AWS_REGION", "eu-west-3")]).await;
    assert!(no_credentials.contains("aws sso login"), "{no_credentials}");
    let mixed = error(vec!["--region", "eu-west-3", "list"], vec![]).await;
    assert!(mixed.contains("goes with `--aws`"), "{mixed}");
    // The catalogue of an older generator.
    fs::write(folder.path().join("dist/handler/catalogue.json"), r#"{ "version": 1 }"#).unwrap();
    let version = error(vec!["list"], vec![]).await;
    assert!(version.contains("has version 1"), "{version}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_provides_region_and_credentials() {
    let test = DeskTest::new().await;
    let home = TempDir::new().unwrap();
    let config = home.path().join("config");
    let profile = "[profile club]\nregion = eu-west-3\naws_access_key_id = emulator\naws_secret_access_key = emulator\n";
    fs::write(&config, profile).unwrap();
    let root = test.path("");
    let error = run(
        &["--aws", "--table", "no-such-table", "--profile", "club", "--root", root.to_str().unwrap(), "list"],
        &[
            ("AWS_CONFIG_FILE", config.to_str().unwrap()),
            ("AWS_ENDPOINT_URL_DYNAMODB", &test.endpoint()),
            ("HOME", home.path().to_str().unwrap()),
        ],
    )
    .await;
    assert!(error.notes.contains("there is no table `no-such-table`"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn completions_exist_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell], &[]).await;
        assert!(output.status == 0 && output.out.contains("attendance-sheet"), "{output:?}");
    }
}

/// Calls the library, which allows answering prompts and setting the time.
#[tokio::test]
async fn the_user_is_prompted_and_may_decline() {
    let folder = TempDir::new().unwrap();
    write_site(folder.path(), &catalogue());
    let file = folder.path().join(".preview/registrations.sqlite");
    let (database, _changes) = Database::open_for_commands(&file, "http://127.0.0.1:1/").await.unwrap();
    let offer = catalogue().workshops[&"groupe".parse().unwrap()].offer.clone().unwrap();
    let one = registration("groupe", 1, 1, &offer);
    database.store.register(&one, &offer, Deadline::default()).await.unwrap();

    let root = folder.path().to_str().unwrap();
    let typed = ["registrations", "--root", root, "cancel", one.id.reference()];
    for (answer, expected) in
        [("n\n", Status::Confirmed), ("\n", Status::Confirmed), ("oui\n", Status::Cancelled)]
    {
        let (mut out, mut notes, mut input) = (Vec::new(), Vec::new(), answer.as_bytes());
        let mut console = Console {
            out: &mut out,
            notes: &mut notes,
            input: &mut input,
            interactive: true,
            progress: false,
        };
        let arguments = <Arguments as clap::Parser>::try_parse_from(typed).unwrap();
        let now = one.created;
        assert_eq!(desk::run(arguments, now, &mut console).await.unwrap(), Exit::Done);
        assert!(String::from_utf8(notes).unwrap().starts_with("Cancel it? [y/N] "));
        let workshop = &one.request.workshop;
        let stored = database.store.get(workshop, &one.id, Deadline::default()).await.unwrap().unwrap();
        assert_eq!(stored.status, expected, "{answer:?}");
    }
    database.close().await;
}
