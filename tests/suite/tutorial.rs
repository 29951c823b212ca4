//! Runs the tutorial in `docs/` as written: saves each file, runs each command and compares each output.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tests::program::{PreviewProcess, binary};
use tests::project;

/// The steps of a reader, in the order of the page.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// A block with a file, which is saved.
    Save(PathBuf, String),
    /// A line of a block with commands.
    Run(String),
    /// A hidden comment: a command that replaces a manual change.
    ChangeByHand(String),
    /// The next command exits with this status instead of 0.
    Expect(i32),
    /// The last command printed this.
    Printed(String),
    /// The form is filled in and sent.
    Register,
}

/// Parses a page. Blocks in other languages are ignored.
fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(comment) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            steps.push(match comment.split_once(": ") {
                Some(("run", command)) => Step::ChangeByHand(command.to_owned()),
                Some(("status", status)) => Step::Expect(status.parse().unwrap()),
                None if comment == "register" => Step::Register,
                _ => panic!("unknown comment `{comment}`"),
            });
        } else if let Some(kind) = line.strip_prefix("```") {
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            match kind.split_once(" file=") {
                Some((_, path)) => steps.push(Step::Save(path.into(), block.join("\n") + "\n")),
                None if kind == "console" => steps.extend(block.iter().map(|it| Step::Run((*it).to_owned()))),
                None if kind == "text" => steps.push(Step::Printed(block.join("\n"))),
                None => panic!("a block of `{kind}` is neither saved nor run"),
            }
        }
    }
    steps
}

/// A reader with a terminal.
struct Reader {
    folder: PathBuf,
    expected: i32,
    printed: String,
    preview: Option<PreviewProcess>,
}

impl Reader {
    fn follow(&mut self, step: Step) {
        match step {
            Step::Save(path, text) => fs::write(self.folder.join(path), text).unwrap(),
            Step::Run(command) => self.run(&command),
            Step::ChangeByHand(command) => self.shell(&command, 0),
            Step::Expect(status) => self.expected = status,
            Step::Printed(text) => {
                assert!(self.printed.contains(&text), "{text}\nis not in\n{}", self.printed)
            }
            Step::Register => self.register(),
        }
    }

    fn run(&mut self, command: &str) {
        if let Some(folder) = command.strip_prefix("cd ") {
            self.folder = self.folder.join(folder);
            // Cargo creates the folder when it compiles.
            fs::create_dir_all(self.folder.join("target")).unwrap();
        } else if let Some(options) = command.strip_prefix("cargo run -- ") {
            let options: Vec<_> = options.split(' ').collect();
            self.preview = Some(PreviewProcess::start(&self.folder, &options));
        } else {
            let expected = std::mem::take(&mut self.expected);
            self.shell(command, expected);
        }
    }

    /// Runs a command. Cargo would compile the copy from scratch, so the binaries of this build are used; the URL of
    /// the repository is replaced by this working copy.
    fn shell(&mut self, command: &str, expected: i32) {
        let cargo = r#"
            cargo() {
                case "$*" in
                    'run -p generator -- '*) shift 4; "$GENERATOR" "$@" ;;
                    'run -p desk -- '*) shift 4; "$REGISTRATIONS" "$@" ;;
                    'site '*) shift; "$GENERATOR" build "$@" ;;
                    *) echo "no such command: cargo $*" >&2; return 99 ;;
                esac
            }
        "#;
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &format!("{cargo}\n{command}")])
            .current_dir(&self.folder)
            .env("LC_ALL", "C")
            .env("GENERATOR", binary("generator"))
            .env("REGISTRATIONS", binary("registrations"))
            .env("GIT_CONFIG_COUNT", "2")
            .env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", project::root().display()))
            .env("GIT_CONFIG_VALUE_0", "https://git.example/ateliers.git")
            // The working copy may belong to another user, as in a container.
            .env("GIT_CONFIG_KEY_1", "safe.directory")
            .env("GIT_CONFIG_VALUE_1", "*")
            .output()
            .unwrap();
        self.printed = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
        assert_eq!(output.status.code(), Some(expected), "{command}\n{}", self.printed);
    }

    fn register(&self) {
        let preview = self.preview.as_ref().unwrap();
        // The page may exist a moment before the handler has the workshop.
        let seats = "/api/workshops/first-steps/availability";
        preview.poll(seats, "the handler knows the workshop", |answer| answer.contains("\"state\":\"open\""));
        let fields = [
            ("given-name", "Claire"),
            ("family-name", "Le Gall"),
            ("function", "Directrice"),
            ("organisation", "Office de l’Ouest"),
            ("email", "claire.legall@office.example"),
            ("takes-part", "yes"),
            ("fee", "member"),
            ("billing-address", "1 rue de l’Exemple"),
            ("billing-postal-code", "75013"),
            ("billing-city", "Paris"),
            ("privacy", "yes"),
        ];
        let path = "/api/workshops/first-steps/registrations";
        let without_email: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "email").collect();
        assert_eq!(preview.post(path, &without_email).status, 422);
        assert_eq!(preview.post(path, &fields).status, 303);
        preview.poll("/preview/outbox", "the mail is written", |page| {
            page.contains("claire.legall@office.example")
        });
    }
}

#[test]
fn the_tutorial_works_as_written() {
    let page = fs::read_to_string(project::root().join("docs/tutorial.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut reader =
        Reader { folder: folder.path().to_owned(), expected: 0, printed: String::new(), preview: None };
    for step in steps(&page) {
        reader.follow(step);
    }
    assert!(reader.printed.contains("dist/site"), "{}", reader.printed);
    let exported = fs::read_to_string(reader.folder.join("target/first-steps.csv")).unwrap();
    assert!(exported.contains("Claire"), "{exported}");
    assert!(reader.folder.join("dist/site/ateliers/first-steps/index.html").is_file());
}

#[test]
fn a_page_is_parsed_into_the_steps_of_a_reader() {
    let page = "Do:\n\n```yaml file=a/b.yaml\nx: 1\n```\n\n<!-- status: 1 -->\n\n```console\none\ntwo\n```\n\n```text\nout\n```\n";
    let expected = [
        Step::Save("a/b.yaml".into(), "x: 1\n".to_owned()),
        Step::Expect(1),
        Step::Run("one".to_owned()),
        Step::Run("two".to_owned()),
        Step::Printed("out".to_owned()),
    ];
    assert_eq!(steps(page), expected);
}
