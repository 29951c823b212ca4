//! JSON Schemas of content files: the committed ones are current, the content names them, and they reject what the
//! generator rejects. `tests/readers/schemas.py` validates the files that are written here with an independent validator.

mod mutations;

use std::path::{Path, PathBuf};
use std::{env, fs};

use schema::{FILE_KINDS, FileKind, json_schema};
use serde_json::Value;
use site::ToolLanguage;
use tests::project::{SiteCopy, root};

use self::mutations::{MUTATIONS, Mutation, Verdict};

#[test]
fn the_committed_schemas_are_current() {
    let folder = root().join("content").join(schema::FOLDER);
    let mut expected: Vec<_> = FILE_KINDS.iter().map(FileKind::schema_file).collect();
    for kind in FILE_KINDS {
        let (path, text) = (folder.join(kind.schema_file()), json_schema(kind, ToolLanguage::French));
        if env::var_os("UPDATE_EXPECTED").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let is_current = fs::read_to_string(&path).unwrap_or_default() == text;
        assert!(
            is_current,
            "{} is not current; run with UPDATE_EXPECTED=1, or `generator schema`",
            path.display()
        );
    }
    let mut found: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn each_yaml_file_of_the_content_names_its_schema() {
    let content = root().join("content");
    let mut checked = 0;
    for path in yaml_files(&content) {
        let text = fs::read_to_string(&path).unwrap();
        let line = text.lines().next().unwrap();
        let named = line
            .strip_prefix("# yaml-language-server: $schema=")
            .unwrap_or_else(|| panic!("{}: {line}", path.display()));
        let schema = path.parent().unwrap().join(named).canonicalize().unwrap();
        let kind = kind_of(path.strip_prefix(root()).unwrap());
        assert_eq!(schema, content.join(".schemas").join(kind.schema_file()).canonicalize().unwrap());
        checked += 1;
    }
    assert!(checked >= 10, "{checked}");
}

#[test]
fn schemas_have_descriptions_in_both_languages() {
    for kind in FILE_KINDS {
        let schemas = ToolLanguage::ALL
            .map(|language| serde_json::from_str::<Value>(&json_schema(kind, language)).unwrap());
        let [english, french] = schemas;
        assert_ne!(english, french, "{}", kind.name);
        for schema in [english, french] {
            let mut described = 0;
            assert_described(&schema, &mut described);
            assert!(described > 0, "{}", kind.name);
        }
    }
}

/// Asserts that every property of a schema has a title and a description.
fn assert_described(schema: &Value, described: &mut usize) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        assert!(property["title"].is_string() && property["description"].is_string(), "{name}: {property}");
        *described += 1;
        assert_described(property, described);
    }
    for below in ["items", "additionalProperties"] {
        if schema[below].is_object() {
            assert_described(&schema[below], described);
        }
    }
}

#[test]
fn the_generator_rejects_every_mutation() {
    let expressible = MUTATIONS.iter().filter(|mutation| mutation.verdict == Verdict::Rejected).count();
    assert!(expressible >= 30, "{expressible}");
    let site = SiteCopy::new();
    assert_eq!(problems(site.root()), [""; 0]);
    let mut accepted = Vec::new();
    let written = env::var_os("ATELIERS_SCHEMAS").map(PathBuf::from);
    for (number, mutation) in MUTATIONS.iter().enumerate() {
        let path = site.path(mutation.file);
        let original = fs::read_to_string(&path).unwrap();
        let text = mutation.apply(&original);
        fs::write(&path, &text).unwrap();
        if problems(site.root()).is_empty() {
            accepted.push(format!("{}: {:?} in place of {:?}", mutation.file, mutation.to, mutation.from));
        }
        fs::write(&path, original).unwrap();
        if let Some(folder) = &written {
            let name = mutation.verdict.folder();
            write_value(folder, name, &format!("mistake-{number:02}"), mutation.file, &text);
        }
    }
    assert!(accepted.is_empty(), "the generator accepts\n{}", accepted.join("\n"));
    if let Some(folder) = &written {
        write_content(folder);
    }
}

/// Returns the problems of a site in short form.
fn problems(site: &Path) -> Vec<String> {
    match site::check(site, "2026-11-29".parse().unwrap()) {
        Ok(_) => Vec::new(),
        Err(site::BuildError::Content(problems)) => problems.to_string().lines().map(str::to_owned).collect(),
        Err(site::BuildError::Other(error)) => panic!("{error:#}"),
    }
}

/// Writes the schemas and all files of the content for other programs.
fn write_content(folder: &Path) {
    let schemas = folder.join("schemas");
    fs::create_dir_all(&schemas).unwrap();
    for kind in FILE_KINDS {
        fs::write(schemas.join(kind.schema_file()), json_schema(kind, ToolLanguage::English)).unwrap();
    }
    for (number, path) in content_files(&root()).into_iter().enumerate() {
        let text = fs::read_to_string(root().join(&path)).unwrap();
        let path = path.to_str().unwrap();
        if !path.ends_with(".md") || text.starts_with("---") {
            write_value(folder, "accepted", &format!("{number:02}"), path, &text);
        }
    }
}

/// Writes the YAML of a file, which is below the front matter of a file in Markdown, into `FOLDER/VERDICT/KIND/`.
fn write_value(folder: &Path, verdict: &str, name: &str, file: &str, text: &str) {
    let kind = kind_of(Path::new(file));
    let yaml = match kind.is_front_matter() {
        true => text.split("---\n").nth(1).unwrap(),
        false => text,
    };
    let folder = folder.join(verdict).join(kind.name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.yaml")), yaml).unwrap();
}

/// Returns the kind of a file by its path below the site's root.
fn kind_of(path: &Path) -> &'static FileKind {
    let path = path.to_str().unwrap();
    let kind = FILE_KINDS.iter().find(|kind| kind.is_kind_of(path));
    kind.unwrap_or_else(|| panic!("no kind of file has the path {path}"))
}

/// Returns the paths of the files that editors write, below the site's root.
fn content_files(root: &Path) -> Vec<PathBuf> {
    let themes = ["default", "sober"].map(|name| root.join("themes").join(name).join("theme.yaml"));
    let files = files(&root.join("content")).into_iter().chain(themes);
    let mut files: Vec<_> = files.map(|path| path.strip_prefix(root).unwrap().to_owned()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md" || extension == "yaml"));
    files.sort();
    files
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| path.extension().is_some_and(|it| it == "yaml")).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path())),
            false => found.push(entry.path()),
        }
    }
    found
}

impl Mutation {
    fn apply(&self, text: &str) -> String {
        assert!(text.contains(self.from), "{} does not contain {:?}", self.file, self.from);
        text.replacen(self.from, self.to, 1)
    }
}
