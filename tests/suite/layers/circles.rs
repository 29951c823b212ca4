//! The modules of a crate depend on each other in one direction: the modules of a folder, each with its descendants,
//! form no cycle. A module and its parent may refer to each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{folders, is_test};

/// Crates whose modules form no cycle.
const ACYCLIC: &[&str] = &[
    "model",
    "view",
    "diagnostics",
    "addresses",
    "yaml",
    "markdown",
    "content",
    "resolve",
    "images",
    "theme",
    "site",
    "registry",
    "handler",
    "notifier",
    "embedded",
    "desk",
    "preview",
];

/// The path of a module from the root of its crate; empty for the root.
type Module = Vec<String>;

/// The modules of a crate, with the paths that each of them uses and re-exports.
#[derive(Default)]
struct Modules(BTreeMap<Module, Vec<Import>>);

/// A path used by a module, from the root of the crate, and the name of its re-export.
struct Import {
    path: Vec<String>,
    name: String,
}

#[test]
fn modules_form_no_cycles() {
    for krate in ACYCLIC {
        let modules = Modules::of(&folders()[*krate].join("src"));
        assert!(modules.0.len() > 1, "`{krate}` has modules");
        let cycle = modules.cycle();
        assert!(cycle.is_none(), "`{krate}` has a cycle: {}", cycle.unwrap().join(" → "));
    }
}

/// Verifies that the check can fail: a bug in parsing modules would otherwise go unnoticed.
#[test]
fn cycles_are_found() {
    let sources = [
        (vec![], "mod a;\nmod b;\nmod c;\npub use self::b::{inner::{X, Y as Z}};"),
        (vec!["a"], "use crate::Z;\nmod d;"),
        (vec!["b"], "use super::c::*;"),
        (vec!["b", "inner"], "fn f() { crate::c::g() }"),
        (vec!["c"], "// use crate::a;\nfn h() { 1 }"),
    ];
    let modules = |last: &str| {
        let owned = |path: &[&str]| -> Module { path.iter().map(|name| (*name).to_owned()).collect() };
        let paths = sources.iter().map(|(path, source)| (owned(path), (*source).to_owned()));
        Modules::read(paths.chain([(owned(&["c"]), last.to_owned())]).collect())
    };
    assert_eq!(modules("use crate::Unknown;").cycle(), None);
    assert_eq!(modules("use super::a::d;").cycle().unwrap(), ["a", "b", "c", "a"]);
}

impl Modules {
    /// Returns the modules whose files are below a folder.
    fn of(folder: &Path) -> Modules {
        let mut sources = BTreeMap::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder_or_file) = open.pop() {
            if folder_or_file.is_dir() {
                open.extend(fs::read_dir(&folder_or_file).unwrap().map(|entry| entry.unwrap().path()));
            } else if folder_or_file.extension().is_some_and(|it| it == "rs") && !is_test(&folder_or_file) {
                let text = fs::read_to_string(&folder_or_file).unwrap();
                sources.insert(module(folder, &folder_or_file), text);
            }
        }
        Modules::read(sources)
    }

    fn read(sources: BTreeMap<Module, String>) -> Modules {
        Modules(
            sources.into_iter().map(|(module, source)| (module.clone(), imports(&module, &source))).collect(),
        )
    }

    /// Returns a cycle, if there is one: its modules, with the first repeated at the end.
    fn cycle(&self) -> Option<Vec<String>> {
        let mut edges: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (from, imports) in &self.0 {
            for import in imports {
                let to = self.home(&import.path, 0);
                let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
                if from.len() > shared && to.len() > shared {
                    edges.entry(from[..=shared].to_vec()).or_default().insert(to[..=shared].to_vec());
                }
            }
        }
        let mut done = BTreeSet::new();
        edges.keys().find_map(|start| visit(start, &edges, &mut Vec::new(), &mut done))
    }

    /// Returns the module that a path refers to, following re-exports.
    fn home(&self, path: &[String], depth: usize) -> Module {
        let length = (0..=path.len()).rev().find(|length| self.0.contains_key(&path[..*length])).unwrap_or(0);
        let module = path[..length].to_vec();
        let Some(name) = path.get(length).filter(|_| depth < 8) else { return module };
        let exported = self.0.get(&module).and_then(|imports| imports.iter().find(|it| it.name == *name));
        match exported {
            Some(import) if import.path.len() > length && import.path != path => {
                self.home(&import.path, depth + 1)
            }
            _ => module,
        }
    }
}

fn visit(
    module: &Module,
    edges: &BTreeMap<Module, BTreeSet<Module>>,
    way: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<String>> {
    if let Some(start) = way.iter().position(|known| known == module) {
        let names = way[start..].iter().chain([module]);
        return Some(names.map(|module| module.join("::")).collect());
    }
    if done.contains(module) {
        return None;
    }
    way.push(module.clone());
    let found = edges.get(module).into_iter().flatten().find_map(|next| visit(next, edges, way, done));
    way.pop();
    done.insert(module.clone());
    found
}

/// Returns the module of a file in the crate's source folder.
fn module(folder: &Path, file: &Path) -> Module {
    let path: PathBuf = file.strip_prefix(folder).unwrap().with_extension("");
    let names: Module = path.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
    if names == ["lib"] || names == ["main"] { Vec::new() } else { names }
}

/// Returns every path into its own crate that a module uses outside its tests.
fn imports(module: &Module, source: &str) -> Vec<Import> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String =
        code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut imports = Vec::new();
    for root in ["crate::", "self::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') {
                tree(&code[at..], &[], &mut imports);
            }
        }
    }
    imports.into_iter().map(|import| absolute(module, import)).collect()
}

/// Parses the tree of a `use`, such as `a::{b, c::d}`, and returns the rest of the text.
fn tree<'c>(code: &'c str, before: &[String], imports: &mut Vec<Import>) -> &'c str {
    let code = code.trim_start();
    if let Some(mut rest) = code.strip_prefix('{') {
        loop {
            rest = tree(rest, before, imports).trim_start();
            match rest.strip_prefix(',') {
                Some(after) if !after.trim_start().starts_with('}') => rest = after,
                after => return after.unwrap_or(rest).trim_start().trim_start_matches('}'),
            }
        }
    }
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len());
    let (name, rest) = code.split_at(end);
    let path: Vec<_> =
        before.iter().cloned().chain([name.to_owned()].into_iter().filter(|it| !it.is_empty())).collect();
    if let Some(rest) = rest.strip_prefix("::") {
        return tree(rest, &path, imports);
    }
    let renamed = rest.strip_prefix(" as ");
    let rest = renamed.unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (name, rest) = if renamed.is_some() { rest.split_at(end) } else { (name, rest) };
    imports.push(Import { path, name: name.to_owned() });
    rest
}

/// Resolves a path from the root of the crate.
fn absolute(module: &Module, import: Import) -> Import {
    let mut here = module.clone();
    let mut rest = import.path.into_iter().peekable();
    while let Some(step) = rest.next_if(|step| ["crate", "self", "super"].contains(&step.as_str())) {
        match step.as_str() {
            "crate" => here.clear(),
            "super" => drop(here.pop()),
            _ => {}
        }
    }
    here.extend(rest);
    here.retain(|step| step != "self");
    Import { path: here, ..import }
}
