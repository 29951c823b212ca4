//! `generator init`: a repository with content alone builds, is shown by the preview and takes a registration, with a theme
//! that is part of the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use tests::program::{PreviewProcess, binary, run};

/// The day on which the repository is created.
const CREATED: &str = "2030-03-01";
/// A day on which registration for its workshop is open.
const OPEN: &str = "2030-03-15";

/// A language of the first content, with the addresses and words of that content.
struct Starter {
    language: &'static str,
    workshop: &'static str,
    home: &'static str,
    category: &'static str,
    question: &'static str,
    answer: &'static str,
}

const FRENCH: Starter = Starter {
    language: "fr",
    workshop: "premier-atelier",
    home: "Notre premier atelier",
    category: "adherent",
    question: "dejeuner",
    answer: "oui",
};

const ENGLISH: Starter = Starter {
    language: "en",
    workshop: "first-workshop",
    home: "Our first workshop",
    category: "member",
    question: "lunch",
    answer: "yes",
};

/// Runs the generator, which has to succeed, and returns what it printed.
fn generator(arguments: &[&str]) -> String {
    let output = run("generator", arguments);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{arguments:?}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    printed
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]).args(arguments);
    let output = git.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Creates a repository in an empty folder and commits it.
fn created(language: &str, more: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    generator(&[&["init", path, "--today", CREATED, "--lang", language], more].concat());
    git(folder.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "a"]);
    folder
}

#[test]
fn a_new_repository_builds_and_takes_a_registration() {
    for starter in [FRENCH, ENGLISH] {
        let folder = created(starter.language, &[]);
        let root = folder.path().to_str().unwrap();
        assert!(!folder.path().join("themes").exists(), "the theme is that of the program");
        let checked = generator(&["check", "--root", root, "--today", OPEN, "--deny-warnings"]);
        assert!(checked.contains("no problems"), "{checked}");
        generator(&["build", "--root", root, "--today", OPEN]);
        let home = fs::read_to_string(folder.path().join("dist/site/index.html")).unwrap();
        assert!(home.contains(starter.home) && home.contains("/assets/style."), "{home}");
        // Nothing that was built is committed.
        let status =
            Command::new("git").arg("-C").arg(root).args(["status", "--porcelain"]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&status.stdout), "");

        let preview = PreviewProcess::start(folder.path(), &["--today", OPEN]);
        assert!(preview.get("/").contains(starter.home));
        let path = format!("/api/workshops/{}/registrations", starter.workshop);
        let seats = format!("/api/workshops/{}/availability", starter.workshop);
        preview
            .poll(&seats, "the handler knows the workshop", |answer| answer.contains("\"state\":\"open\""));
        let fields = [
            ("email", "claire.legall@office.example"),
            ("given-name", "Claire"),
            ("family-name", "Le Gall"),
            ("function", "Directrice"),
            ("organisation", "Office de l’Ouest"),
            ("takes-part", "yes"),
            ("fee", starter.category),
            ("attendance-session-2", "online"),
            (starter.question, starter.answer),
            ("billing-address", "1 rue de l’Exemple"),
            ("billing-postal-code", "75013"),
            ("billing-city", "Paris"),
            ("privacy", "yes"),
        ];
        assert_eq!(preview.post(&path, &fields[1..]).status, 422);
        let answer = preview.post(&path, &fields);
        assert_eq!(answer.status, 303, "{}", answer.body);
        preview.poll("/preview/outbox", "the mail is written", |page| {
            page.contains("claire.legall@office.example")
        });
    }
}

#[test]
fn a_change_of_a_new_repository_can_be_reviewed() {
    let folder = created("fr", &[]);
    let registration = folder.path().join("content/workshops/premier-atelier/registration.yaml");
    let text = fs::read_to_string(&registration).unwrap();
    fs::write(&registration, text.replace("capacity: 30", "capacity: 40")).unwrap();
    let printed = generator(&["diff", "--root", folder.path().to_str().unwrap(), "--today", OPEN]);
    assert!(printed.contains("Le nombre de places passe de 30 à 40"), "{printed}");
}

#[test]
fn the_other_built_in_theme_and_an_own_theme_above_one_work() {
    let folder = created("fr", &[]);
    let root = folder.path().to_str().unwrap();
    let site = folder.path().join("content/site.yaml");
    let text = fs::read_to_string(&site).unwrap();
    fs::write(&site, text.replace("theme: default", "theme: sober  ")).unwrap();
    generator(&["build", "--root", root, "--today", OPEN]);

    let theme = folder.path().join("themes/ours");
    fs::create_dir_all(theme.join("static")).unwrap();
    fs::write(theme.join("theme.yaml"), "name: Ours\ndescription: Our colours\nextends: default\n").unwrap();
    fs::write(theme.join("static/style.css"), "@import \"default/style.css\";\nbody { color: #123456 }\n")
        .unwrap();
    fs::write(&site, text.replace("theme: default", "theme: ours   ")).unwrap();
    generator(&["build", "--root", root, "--today", OPEN]);
    let assets = folder.path().join("dist/site/assets");
    let sheets = fs::read_dir(assets).unwrap().map(|entry| entry.unwrap().path());
    let sheet = sheets.into_iter().find(|path| path.extension().is_some_and(|it| it == "css")).unwrap();
    let sheet = fs::read_to_string(sheet).unwrap();
    assert!(sheet.contains("#123456") && sheet.len() > 10_000, "both layers are in it");

    fs::write(&site, text.replace("theme: default", "theme: defaut ")).unwrap();
    let output = run("generator", &["check", "--root", root, "--today", OPEN]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("there is no theme `defaut`") && message.contains("`default`"), "{message}");
}

#[test]
fn nothing_is_overwritten() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    for file in ["README.md", ".gitignore", "content/site.yaml"] {
        fs::write(folder.path().join(file), "mine").unwrap();
    }
    let printed = generator(&["init", path, "--today", CREATED]);
    assert!(plain(&printed).contains("Déjà là, inchangés :"), "{printed}");
    assert!(printed.contains("lignes à `.gitignore`") && printed.contains("\n  /.preview/\n"), "{printed}");
    assert!(!printed.contains("git add ."), "{printed}");
    for file in ["README.md", ".gitignore", "content/site.yaml"] {
        assert_eq!(fs::read_to_string(folder.path().join(file)).unwrap(), "mine", "{file}");
    }
    assert_eq!(
        fs::read_dir(folder.path().join("content")).unwrap().count(),
        1,
        "nothing was added to the content"
    );
    assert!(folder.path().join(".github/workflows/check.yml").exists());

    // Once more, everything is there.
    let created: Vec<_> = files(folder.path());
    let again = generator(&["init", path, "--today", "2031-01-01"]);
    assert!(plain(&again).contains(" : 0\n"), "{again}");
    assert_eq!(files(folder.path()), created);

    let file = folder.path().join("README.md");
    let output = run("generator", &["init", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2), "a file is no folder");
}

/// Every use of an action names a commit, no text that others choose is part of a script, and no marker is left.
#[test]
fn workflows_are_complete_and_safe() {
    for (language, ci) in [("fr", "github"), ("en", "github"), ("fr", "gitlab"), ("en", "gitlab")] {
        let folder = created(language, &["--ci", ci]);
        for (path, text) in files(folder.path()) {
            assert!(!text.contains("__"), "{}: a marker is left", path.display());
        }
        let workflows: Vec<_> = match ci {
            "github" => ["actions/programs/action.yml", "workflows/check.yml", "workflows/publish.yml"]
                .map(|name| folder.path().join(".github").join(name))
                .to_vec(),
            _ => vec![folder.path().join(".gitlab-ci.yml")],
        };
        assert_eq!(folder.path().join(".github").exists(), ci == "github");
        for path in workflows {
            let text = fs::read_to_string(&path).unwrap();
            let document: Value = serde_yaml::from_str(&text).unwrap();
            if let Some(name) = document["check"]["artifacts"]["expose_as"].as_str() {
                // The form that GitLab requires.
                let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_ ".contains(c);
                assert!(name.chars().all(is_allowed) && !name.starts_with(['-', ' ']), "{name}");
            }
            let commands = text.lines().filter(|line| !line.contains("--root"));
            let mut commands = commands
                .filter(|line| line.contains("generator build") || line.contains("generator\" build"));
            assert!(commands.all(|line| line.contains(&format!("--lang {language}"))), "{}", path.display());
            examine(&document, &path);
        }
    }
}

/// A machine of GitHub, as far as the scripts of the workflows know one.
struct Runner {
    temporary: TempDir,
    base: String,
}

impl Runner {
    /// Prepares a machine for the review of changes since the current commit of a repository.
    fn new(repository: &Path) -> Runner {
        let temporary = TempDir::new().unwrap();
        fs::create_dir(temporary.path().join("ateliers")).unwrap();
        fs::copy(binary("generator"), temporary.path().join("ateliers/generator")).unwrap();
        let head =
            Command::new("git").arg("-C").arg(repository).args(["rev-parse", "HEAD"]).output().unwrap();
        Runner { temporary, base: String::from_utf8(head.stdout).unwrap().trim().to_owned() }
    }

    /// Runs the scripts of a job in order until one fails. Returns what they printed, and whether all succeeded.
    fn run(&self, repository: &Path, workflow: &str, job: &str) -> (String, bool) {
        let path = repository.join(".github/workflows").join(workflow);
        let document: Value = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let steps = document["jobs"][job]["steps"].as_array().unwrap();
        let scripts: Vec<_> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
        assert!(!scripts.is_empty(), "{workflow} has a job `{job}`");
        let mut printed = String::new();
        for script in scripts {
            // As GitHub runs a script.
            let mut bash = Command::new("bash");
            bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script])
                .current_dir(repository);
            bash.env("RUNNER_TEMP", self.temporary.path()).env("BASE", &self.base);
            let output =
                bash.env("GITHUB_STEP_SUMMARY", self.temporary.path().join("summary")).output().unwrap();
            printed.push_str(&String::from_utf8_lossy(&output.stdout));
            printed.push_str(&String::from_utf8_lossy(&output.stderr));
            if !output.status.success() {
                return (printed, false);
            }
        }
        (printed, true)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.temporary.path().join(path)).unwrap()
    }
}

#[test]
fn the_scripts_of_the_workflows_check_a_change() {
    let folder = created("fr", &[]);
    let runner = Runner::new(folder.path());
    let workshop = folder.path().join("content/workshops/premier-atelier");
    let registration = workshop.join("registration.yaml");
    let text = fs::read_to_string(&registration).unwrap();
    fs::write(&registration, text.replace("capacity: 30", "capacity: 40")).unwrap();
    let index = fs::read_to_string(workshop.join("index.md")).unwrap();
    fs::create_dir(folder.path().join("content/workshops/suite")).unwrap();
    for (file, text) in
        [("index.md", index.replace("# draft: true", "draft: true #").as_str()), ("sessions.yaml", SESSION)]
    {
        fs::write(folder.path().join("content/workshops/suite").join(file), text).unwrap();
    }
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "b"]);
    let (printed, succeeded) = runner.run(folder.path(), "check.yml", "content");
    assert!(succeeded, "{printed}");
    assert!(
        runner.read("summary").contains("- Le nombre de places passe de 30 à 40"),
        "{}",
        runner.read("summary")
    );
    assert_eq!(runner.read("summary"), fs::read_to_string(folder.path().join("report/diff.md")).unwrap());
    assert!(
        runner.read("preview/site/ateliers/suite/index.html").contains("Notre premier atelier"),
        "with drafts"
    );
}

/// A session of a workshop that is a draft.
const SESSION: &str =
    "- { title: Suite, date: 2030-07-01, start: \"10:00\", end: \"12:00\", attendance: online }\n";

#[test]
fn the_scripts_of_the_workflows_refuse_to_lose_a_workshop() {
    let folder = created("fr", &[]);
    let runner = Runner::new(folder.path());
    fs::remove_dir_all(folder.path().join("content/workshops/premier-atelier")).unwrap();
    let (printed, succeeded) = runner.run(folder.path(), "check.yml", "content");
    assert!(!succeeded && printed.contains("écrivez `removed: [premier-atelier]`"), "{printed}");
}

/// What the web editor saved may be broken by hand or by a merge.
#[test]
fn the_scripts_of_the_workflows_refuse_a_commit_that_breaks_the_yaml() {
    let path = "content/workshops/premier-atelier/sessions.yaml";
    let by_hand: fn(&str) -> String = |text| text.replacen("date: ", "date:", 1);
    let merged: fn(&str) -> String = |text| format!("<<<<<<< cms\n{text}=======\n{text}>>>>>>> main\n");
    for (broken, line, message) in
        [(by_hand, 4, "il manque un deux-points"), (merged, 1, "deux versions de quelques lignes")]
    {
        let folder = created("fr", &[]);
        let runner = Runner::new(folder.path());
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        fs::write(folder.path().join(path), broken(&text)).unwrap();
        git(folder.path(), &["commit", "--quiet", "--all", "--message", "b"]);
        let (printed, succeeded) = runner.run(folder.path(), "check.yml", "content");
        let annotation = format!("::error file={path},line={line}");
        assert!(!succeeded && printed.contains(&annotation) && printed.contains(message), "{printed}");
    }
}

#[test]
fn a_host_of_files_publishes_no_forms() {
    let folder = created("fr", &[]);
    let runner = Runner::new(folder.path());
    let (printed, succeeded) = runner.run(folder.path(), "publish.yml", "build");
    assert!(!succeeded && printed.contains("::error::Cet hébergement"), "{printed}");
    assert!(folder.path().join("dist/site/index.html").exists());
    fs::remove_file(folder.path().join("content/workshops/premier-atelier/registration.yaml")).unwrap();
    fs::remove_dir_all(folder.path().join("dist")).unwrap();
    let (printed, succeeded) = runner.run(folder.path(), "publish.yml", "build");
    assert!(succeeded, "{printed}");
}

/// Examines every `uses` and `run` in a workflow.
fn examine(value: &Value, path: &Path) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member.as_str()) {
                    ("uses", Some(action)) => {
                        let commit = action.split_once('@').map(|(_, commit)| commit);
                        let is_pinned = commit
                            .is_some_and(|it| it.len() == 40 && it.bytes().all(|b| b.is_ascii_hexdigit()));
                        assert!(is_pinned || action.starts_with("./"), "{}: {action}", path.display());
                    }
                    ("run", Some(script)) => assert!(!script.contains("${{"), "{}: {script}", path.display()),
                    _ => examine(member, path),
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| examine(member, path)),
        _ => {}
    }
}

/// Returns every file with its text, except those of git and of builds.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with(".git") {
                open.push(path);
            } else if path.is_file() {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
