//! The reference in `themes/README.md`: it is generated from the views' Rust types and tested against real templates.
//!
//! `UPDATE_EXPECTED=1 cargo test -p tests --test suite theme_reference` updates it; review the difference.

mod kind;
mod markdown;
mod probe;
mod reference;
mod source;

use std::collections::BTreeSet;
use std::{env, fs};

use jiff::civil::{Date, date};
use site::BuildError;
use tests::project::{SiteCopy, root};

use self::markdown::anchor;
use self::reference::Reference;

/// The day on which the complete site shows every feature, as in `tests/gates`.
const TODAY: Date = date(2027, 1, 15);

/// The markers around the reference.
const BEGIN: &str = "<!-- views: begin -->\n";
const END: &str = "<!-- views: end -->";

/// The file that contains it.
const README: &str = "themes/README.md";

/// A note for people who would edit the reference.
const NOTE: &str = "<!-- Written from the doc comments of the views in Rust: \
    `UPDATE_EXPECTED=1 cargo test -p tests --test suite theme_reference`. -->\n\n";

#[test]
fn the_reference_is_generated_from_the_views() {
    let written =
        markdown::reference(&reference()).unwrap_or_else(|problems| panic!("{}", problems.join("\n")));
    let readme = readme();
    let (before, rest) = readme.split_once(BEGIN).expect("the start marker exists");
    let (current, after) = rest.split_once(END).expect("the end marker exists");
    let expected = format!("{NOTE}{written}\n");
    if env::var_os("UPDATE_EXPECTED").is_some() {
        return fs::write(root().join(README), format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
    }
    let differs = current.lines().zip(expected.lines()).find(|(current, expected)| current != expected);
    assert!(
        current == expected,
        "{README} does not match the views. Run with UPDATE_EXPECTED=1 and review the difference. \
         The first line that differs, actual and expected:\n{}\n{}",
        differs.map_or("", |(current, _)| current),
        differs.map_or("", |(_, expected)| expected)
    );
}

#[test]
fn templates_get_the_data_in_the_reference() {
    build(&probed(&reference())).unwrap_or_else(|problems| panic!("{problems}"));
}

/// Tests a static page, a page of the handler and a mail separately: a template reports its first problem only.
#[test]
fn gaps_in_the_reference_are_found() {
    let missing = [("TopicLinkView", "path"), ("OptionView", "selected"), ("ConfirmView", "until")];
    let less = missing.iter().fold(reference(), |reference, (view, field)| reference.without(view, field));
    let problems = build(&probed(&less)).expect_err("the reference is incomplete");
    for (view, field) in missing {
        let expected = format!("{view} has `{field}`, which the reference lacks");
        assert!(problems.contains(&expected), "{problems}");
    }
}

#[test]
fn its_links_resolve() {
    let readme = readme();
    let headings = readme.lines().filter(|line| line.starts_with('#'));
    let anchors: Vec<_> = headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect();
    let once: BTreeSet<_> = anchors.iter().collect();
    assert_eq!(once.len(), anchors.len(), "two headings have the same anchor: {anchors:#?}");
    for link in readme.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(anchors.iter().any(|anchor| anchor == link), "there is no heading for `#{link}`");
    }
}

#[test]
fn rust_terms_in_the_reference_are_a_problem() {
    let problems = |source: &str| {
        let mut problems = Vec::new();
        source::views("view/src/any.rs", source, &mut problems);
        problems.join("\n")
    };
    let view = |attribute: &str, field: &str| {
        problems(&format!("/// A view.\n#[derive(Serialize)]\n{attribute}\npub struct AnyView {{ {field} }}"))
    };
    assert_eq!(view("", "/// Its name.\npub name: String"), "");
    assert!(view("", "pub name: String").contains("`AnyView.name` needs a doc comment"));
    assert!(view("", "/// Its name\npub name: String").contains("a full stop"));
    assert!(view("", "/// It.\n#[serde(flatten)]\npub it: OtherView").contains("serde's `flatten`"));
    assert!(view("#[serde(rename_all = \"camelCase\")]", "").contains("`camelCase`"));
    assert!(view("", "/// Both.\npub both: (u8, u8)").contains("no description for theme authors"));
    assert_eq!(view("", "#[serde(skip)]\npub hidden: (u8, u8)"), "");
}

fn reference() -> Reference {
    Reference::read(&root()).unwrap_or_else(|problems| panic!("{}", problems.join("\n")))
}

fn readme() -> String {
    fs::read_to_string(root().join(README)).unwrap()
}

/// Creates the complete site; its templates are replaced by ones that check the reference.
fn probed(reference: &Reference) -> SiteCopy {
    let site = SiteCopy::new();
    site.add_made_up();
    let templates = site.path("themes/default/templates");
    fs::remove_dir_all(&templates).unwrap();
    for (name, text) in probe::templates(reference) {
        let path = templates.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    site
}

fn build(site: &SiteCopy) -> Result<(), String> {
    match site.build(TODAY) {
        Ok(_) => Ok(()),
        Err(BuildError::Content(diagnostics)) => Err(diagnostics.to_plain_text()),
        Err(BuildError::Other(error)) => panic!("{error:#}"),
    }
}
