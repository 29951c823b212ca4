//! Diagnostics about tables, links to pages without a file, and file names.

use tests::site::SiteTest;

use super::{WORKSHOP, with_text};

#[test]
fn a_cell_without_a_column_is_reported() {
    let table = "| Jour | Lieu |\n| --- | --- |\n| 14 \\| 15 | `a \\| b` |\n| 28 | Paris | salle 2 |\n| 29 | Lyon | |";
    insta::assert_snapshot!(with_text(table).diagnostics(), @r"
     × this row has more cells than the head of its table [E519]
      ╭─[content/workshops/a/index.md:8:16]
    7 │ | 14 \| 15 | `a \| b` |
    8 │ | 28 | Paris | salle 2 |
      ·                ───────
    9 │ | 29 | Lyon | |
      ╰────
     help: give the head a cell for each column; write `\|` for a bar inside a cell
    ");
    let without_bars = "> Jour | Lieu\n> --- | ---\n> 28 | Paris | salle | 2\n";
    insta::assert_snapshot!(with_text(without_bars).short_diagnostics(), @"content/workshops/a/index.md:7:16: this row has more cells than the head of its table");
}

#[test]
fn a_link_to_an_index_file_is_reported_with_its_address() {
    let site = SiteTest::new(WORKSHOP).on(jiff::civil::date(2028, 1, 1));
    site.edit("content/workshops/a/index.md", "summary:", "topics: [Énergie]\nsummary:");
    site.edit("content/site.yaml", "navigation: []", "navigation: [{ label: Thèmes, to: /topics/ }]");
    site.edit("content/site.yaml", "  page: /:slug/", "  page: /:slug/\n  topic: /themes/:slug/");
    let report = site.diagnostics();
    let hint = "help: name a content file, such as `../pages/contact.md`, or write `/themes/`, `/archive/`";
    assert!(report.contains("no page has the address `/topics/`") && report.contains(hint), "{report}");
}

#[test]
fn the_language_in_a_file_name_is_lower_case() {
    let site = SiteTest::new(WORKSHOP);
    site.write("content/speakers/zoe-durand.EN.md", "Text");
    site.write("content/workshops/a/index.EN.md", "Text");
    // Without translations, it is an ordinary name.
    site.write("content/speakers/m.li.FR.md", "Text");
    let report = site.diagnostics();
    for hint in [
        "rename it to `content/speakers/zoe-durand.en.md`",
        "rename it to `content/workshops/a/index.en.md`",
        "rename it to `m-li-fr`",
    ] {
        assert!(report.contains(hint), "{hint}\n{report}");
    }
}
