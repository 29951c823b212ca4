//! Theme inheritance: each kind of file is overridden separately, and problems are reported in their layer.

use std::fs;

use jiff::civil::date;
use tests::project::{SiteCopy, root};
use tests::site::SiteTest;

/// Returns a site whose theme extends another and overrides nothing yet.
fn extended() -> SiteTest {
    let site = SiteTest::new(
        "
//- themes/club/theme.yaml
name: Club
description: The colours of the club
extends: plain
",
    );
    site.edit("content/site.yaml", "theme: plain", "theme: club");
    site
}

/// Returns the text of the published file whose name starts like this.
fn asset(site: &SiteTest, beginning: &str) -> String {
    let paths = site.output_paths();
    let path = paths.iter().find(|path| path.starts_with(beginning)).unwrap();
    site.file(path)
}

#[test]
fn a_theme_without_changes_builds_the_same_site() {
    let (extended, plain) = (extended(), SiteTest::new(""));
    extended.build();
    plain.build();
    let site = |test: &SiteTest| {
        let mut files = test.output();
        for file in ["theme.json", "pages.json", "mails.json"] {
            files.remove(&format!("handler/{file}"));
        }
        files
    };
    assert!(site(&extended) == site(&plain));
}

#[test]
fn a_template_is_overridden_for_the_site_and_the_handler() {
    let site = extended();
    for template in ["404", "message"] {
        site.write(&format!("themes/club/templates/{template}.html"), "<p>Ours: {{ head.title }}</p>\n");
    }
    site.build();
    assert!(site.file("site/404.html").starts_with("<p>Ours: "));
    assert!(site.file("site/index.html").contains("<main>"));
    let (_, theme) = registry::load(&site.root().join("dist/handler")).unwrap();
    assert_eq!(theme.templates["message.html"], "<p>Ours: {{ head.title }}</p>\n");
    assert!(theme.templates.contains_key("plain/registration.html"));
    assert!(!theme.templates.keys().any(|name| name.ends_with("404.html")), "the handler does not render it");
    assert!(!theme.templates.contains_key("plain/message.html"), "it is never used");
    assert_eq!(theme.extends, ["plain"]);
}

#[test]
fn an_overriding_template_may_extend_the_overridden_one() {
    let site = extended();
    let text =
        "{% extends \"plain/base.html\" %}{% block main %}<p>Before</p>{{ super() }}{% endblock main %}";
    site.write("themes/club/templates/base.html", text);
    site.build();
    let html = site.file("site/index.html");
    assert!(html.contains("<nav>") && html.contains("<footer>"), "{html}");
    assert!(html.contains("<h1>Accueil</h1>"), "{html}");
}

#[test]
fn a_component_is_overridden_alone_or_with_its_file() {
    let site = extended();
    site.write(
        "themes/plain/templates/components.html",
        "{% component sign() %}Theirs{% endcomponent sign %}{% component dot() %}.{% endcomponent dot %}",
    );
    site.edit("themes/plain/templates/base.html", "<footer>", "<footer>{{ <sign /> }}{{ <dot /> }}");
    site.build();
    assert!(site.file("site/index.html").contains("<footer>Theirs.</footer>"));

    for name in ["components.html", "footer.html"] {
        let path = format!("themes/club/templates/{name}");
        site.write(&path, "{% component sign() %}Ours{% endcomponent sign %}");
        site.build();
        assert!(site.file("site/index.html").contains("<footer>Ours.</footer>"), "{name}");
        site.remove(&path);
    }

    site.write("themes/club/templates/footer.html", "{% component sing() %}Ours{% endcomponent sing %}");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × the component `sing` is unused and does not replace another [E707]
      ╭─[themes/club/templates/footer.html:1:14]
    1 │ {% component sing() %}Ours{% endcomponent sing %}
      ·              ────
      ╰────
     help: did you mean `sign`?
    ");
}

#[test]
fn the_highest_of_three_themes_wins() {
    let site = extended();
    site.write("themes/house/theme.yaml", "name: House\ndescription: Of all our clubs\nextends: plain\n");
    site.edit("themes/club/theme.yaml", "extends: plain", "extends: house");
    site.write("themes/house/templates/404.html", "House {% include \"plain/404.html\" %}");
    site.write("themes/house/templates/page.html", "House");
    site.write("themes/club/templates/404.html", "Club {% include \"house/404.html\" %}");
    site.write("themes/house/i18n/fr.yaml", "title: { not_found: House }\n");
    site.write("themes/house/static/style.css", "@import 'plain/style.css'; a { color: red }");
    site.write("themes/club/static/style.css", "@import 'house/style.css'; b { color: red }");
    site.build();
    let html = site.file("site/404.html");
    assert_eq!(html, "Club House \n<h1>House</h1>\n");
    assert_eq!(asset(&site, "site/assets/style."), "body{color:#000}a{color:red}b{color:red}");
}

#[test]
fn texts_are_overridden_one_by_one_and_plurals_as_a_whole() {
    let site = extended();
    site.write("themes/club/i18n/fr.yaml", "title: { not_found: Perdu }\n");
    site.build();
    assert!(site.file("site/404.html").contains("Perdu"));

    site.write("themes/plain/i18n/en.yaml", "a: a\n");
    site.write("themes/club/i18n/fr.yaml", "title: { not_found: 'Perdu {x}' }\n");
    let report = site.short_diagnostics();
    assert!(report.contains("themes/club/i18n/fr.yaml:1:10: unknown placeholder `{x}`"), "{report}");
    assert!(
        report.contains("themes/plain/i18n/en.yaml:1:1: `a` has no text in `themes/plain/i18n/fr.yaml`"),
        "{report}"
    );
}

#[test]
fn a_style_sheet_extends_or_replaces_the_one_below() {
    let site = extended();
    site.write("themes/club/static/style.css", "@import \"plain/style.css\";\nbody { color: red }\n");
    site.build();
    assert_eq!(asset(&site, "site/assets/style."), "body{color:#000}body{color:red}");

    site.write("themes/club/static/style.css", "body { color: red }\n");
    site.build();
    assert_eq!(asset(&site, "site/assets/style."), "body{color:red}");

    site.write(
        "themes/club/static/style.css",
        "@import \"plain/style.css\";\na { background: url(x.svg) }\n",
    );
    let report = site.short_diagnostics();
    assert!(report.starts_with("themes/club/static/style.css:2:"), "{report}");

    let text = "/* Our colours; */\n@import url('plain/style.css');\nbody { color: red }\n";
    site.write("themes/club/static/style.css", text);
    site.build();
    assert_eq!(asset(&site, "site/assets/style."), "body{color:#000}body{color:red}");

    site.write("themes/club/static/style.css", "@import \"other/style.css\";\n");
    insta::assert_snapshot!(site.diagnostics(), @r#"
     × `@import "other/style.css"` is not supported [E720]
      ╭─[themes/club/static/style.css:1:9]
    1 │ @import "other/style.css";
      ·         ─────────────────
      ╰────
     help: import only the style sheet of the same name from an extended theme, as in `@import
           "default/style.css";`, at the top; write other rules into this file
    "#);
}

#[test]
fn a_static_file_is_overridden_by_its_name() {
    let site = extended();
    site.write("themes/club/static/icon.svg", "<svg/>");
    site.build();
    assert_eq!(asset(&site, "site/assets/icon."), "<svg/>");
}

#[test]
fn a_theme_that_extends_itself_is_reported() {
    let site = extended();
    site.edit("themes/plain/theme.yaml", "name: Plain", "name: Plain\nextends: club");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × the theme `club` would extend itself [E702]
      ╭─[themes/plain/theme.yaml:2:10]
    1 │ name: Plain
    2 │ extends: club
      ·          ────
    3 │ description: Shows what templates see, for tests
      ╰────
     help: name another theme, or remove this line: the lowest theme must not extend another
    ");
}

#[test]
fn an_unknown_theme_is_reported_where_it_is_named() {
    let site = extended();
    site.edit("themes/club/theme.yaml", "extends: plain", "extends: plian");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × there is no theme `plian` [E701]
      ╭─[themes/club/theme.yaml:3:10]
    2 │ description: The colours of the club
    3 │ extends: plian
      ·          ─────
      ╰────
     help: did you mean `plain`? If not, create a folder of that name in `themes`
    ");
}

#[test]
fn an_invalid_theme_name_is_reported_as_such() {
    let site = SiteTest::new("");
    site.write("themes/club-2.0/theme.yaml", "name: Club\ndescription: Ours\nextends: plain\n");
    site.edit("content/site.yaml", "theme: plain", "theme: club-2.0");
    let report = site.diagnostics();
    assert!(report.contains("× `club-2.0` cannot be the name of a theme"), "{report}");
    assert!(report.contains("help: a theme's name has no `.`, `/` or `\\`"), "{report}");
}

#[test]
fn editor_files_are_ignored_and_other_dead_links_are_reported() {
    let site = extended();
    site.write("themes/club/static/.git/config", "[core]");
    site.write("themes/club/templates/.idea/y.html", "{% nonsense");
    let link = |to: &str, path: &str| std::os::unix::fs::symlink(to, site.root().join(path)).unwrap();
    link("anne@desk.1234", "content/.#index.md");
    link("anne@desk.1234", "themes/club/templates/.#404.html");
    site.build();
    assert!(!site.output_paths().iter().any(|path| path.contains(".git")), "{:?}", site.output_paths());

    link("../../elsewhere.html", "themes/club/templates/404.html");
    link("nowhere.md", "content/pages.md");
    link("../static", "themes/club/static/again");
    insta::assert_snapshot!(site.short_diagnostics(), @r"
    content/pages.md:1:1: this symbolic link points to a missing file
    themes/club/static/again:1:1: this symbolic link points to a folder that contains it
    themes/club/templates/404.html:1:1: this symbolic link points to a missing file
    ");
}

#[test]
fn a_prefix_of_another_name_has_no_effect() {
    let site = extended();
    site.write(
        "themes/plain/templates/components.html",
        "{% component contact() %}Theirs{% endcomponent contact %}",
    );
    site.edit("themes/plain/templates/base.html", "<footer>", "<footer>{{ <contact /> }}");
    site.write("themes/club/templates/ours.html", "{% component contac() %}Ours{% endcomponent contac %}");
    site.write("themes/club/static/style.cs", "a { color: red }");
    site.write("themes/club/static/style.css", "@import \"plain/style.css\";");
    insta::assert_snapshot!(site.short_diagnostics(), @r"
    themes/club/static/style.cs:1:1: this file is unused and does not replace one of the extended theme
    themes/club/templates/ours.html:1:14: the component `contac` is unused and does not replace another
    ");
}

#[test]
fn texts_of_a_country_override_those_of_the_language() {
    let site = extended();
    site.edit("content/site.yaml", "language: fr", "language: fr-CA");
    site.write("themes/club/i18n/fr-CA.yaml", "title: { not_found: Perdu }\n");
    site.build();
    let lost = site.file("site/404.html");
    assert!(lost.contains("Perdu") && lost.contains("lang=\"fr-CA\""), "{lost}");
    site.write("themes/club/i18n/fr-CA.yaml", "title: { not_fuond: Perdu }\n");
    let report = site.short_diagnostics();
    assert!(report.starts_with("themes/club/i18n/fr-CA.yaml:1:10: `title.not_fuond` is unused"), "{report}");
    assert_eq!(report.lines().count(), 1, "{report}");
}

#[test]
fn a_plural_without_its_general_form_is_reported_as_such() {
    let site = extended();
    site.write("themes/club/templates/404.html", "{{ t(key=\"ours.seats\", count=2) }}");
    site.write("themes/club/i18n/fr.yaml", "ours: { seats: { one: Une place } }\n");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × `ours.seats` lacks the form `other` [E715]
      ╭─[themes/club/i18n/fr.yaml:1:18]
    1 │ ours: { seats: { one: Une place } }
      ·                  ───
      ╰────
     help: add `ours.seats.other`, the text for all numbers without their own form
    ");
}

#[test]
fn an_unreadable_language_is_not_reported_as_incomplete() {
    let site = extended();
    site.write("themes/club/i18n/en.yaml", "ours: Ours\n");
    site.write("themes/club/templates/404.html", "{{ t(key=\"ours\") }}");
    for text in ["ours: 'À nous\n", "title:\n\tnot_found: Perdu\nours: À nous\n", "ours:\n", "À nous\n"] {
        site.write("themes/club/i18n/fr.yaml", text);
        let report = site.short_diagnostics();
        assert_eq!(report.lines().count(), 1, "{report}");
        assert!(report.starts_with("themes/club/i18n/fr.yaml:"), "{report}");
    }
    site.write("themes/club/i18n/fr.yaml", b"ours: \xc0 nous\n");
    assert_eq!(site.short_diagnostics(), "themes/club/i18n/fr.yaml:1:7: this file is not UTF-8 text");
}

#[test]
fn a_mistyped_key_is_reported_once() {
    let site = extended();
    site.write("themes/club/i18n/en.yaml", "home: { partners: Partners }\n");
    site.write("themes/club/i18n/fr.yaml", "home: { partnres: Partenaires }\n");
    site.write("themes/club/templates/404.html", "{{ t(key=\"home.partners\") }}");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × `home.partnres` is unused and does not replace a text of the extended theme [E707]
      ╭─[themes/club/i18n/fr.yaml:1:9]
    1 │ home: { partnres: Partenaires }
      ·         ────────
      ╰────
     help: did you mean `home.partners`?
    ");
}

#[test]
fn a_mistyped_part_of_a_composed_key_is_reported() {
    let site = extended();
    site.write(
        "themes/club/templates/404.html",
        "{{ t(key=\"mail.\" ~ \"confirmed.text\", workshop=\"A\") }}",
    );
    site.write(
        "themes/club/i18n/fr.yaml",
        "mail: { confirmd: { text: Bravo }, confirmed: { ours: Bravo } }\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × `mail.confirmd.text` is unused and does not replace a text of the extended theme [E707]
      ╭─[themes/club/i18n/fr.yaml:1:21]
    1 │ mail: { confirmd: { text: Bravo }, confirmed: { ours: Bravo } }
      ·                     ────
      ╰────
     help: did you mean `mail.confirmed.text`?
    ");
}

#[test]
fn a_template_shows_a_picture_of_its_theme() {
    let site = extended();
    site.write("themes/club/static/pictures/logo.svg", "<svg/>");
    site.write(
        "themes/club/templates/404.html",
        "<img src=\"{{ site.assets[\"pictures/logo.svg\"] }}\" alt=\"\">",
    );
    site.build();
    let html = site.file("site/404.html");
    let path = html.split('"').nth(1).unwrap();
    assert!(path.starts_with("/assets/pictures/logo."), "{html}");
    assert_eq!(site.file(&format!("site{path}")), "<svg/>");
}

#[test]
fn an_empty_template_is_reported() {
    let site = extended();
    site.write("themes/club/templates/404.html", "\n  \n");
    assert_eq!(site.short_diagnostics(), "themes/club/templates/404.html:1:1: this template is empty");
}

#[test]
fn an_unknown_block_is_reported_with_the_known_ones() {
    let site = extended();
    site.write("themes/club/templates/base.html", "{% extends \"plain/base.html\" %}");
    site.write(
        "themes/club/templates/404.html",
        "{% extends \"base.html\" %}{% block sidebar %}{% endblock sidebar %}",
    );
    let report = site.diagnostics();
    assert!(report.contains("× `themes/plain/templates/base.html` has no block `sidebar`"), "{report}");
    assert!(
        report.contains("themes/club/templates/404.html:1:35") && report.contains("help: it has `main`"),
        "{report}"
    );
}

#[test]
fn a_style_sheet_may_declare_its_encoding_before_imports() {
    let site = extended();
    let text = "@charset \"utf-8\";\n@import \"plain/style.css\";\nbody { color: red }\n";
    site.write("themes/club/static/style.css", text);
    site.build();
    assert_eq!(asset(&site, "site/assets/style."), "body{color:#000}body{color:red}");
}

#[test]
fn unused_files_are_reported_and_those_for_people_are_not() {
    let site = extended();
    for path in [
        ".gitignore",
        "LICENSE-MIT",
        "README.md",
        "assets/logo.png",
        "css/style.css",
        "de.yaml",
        "i18n/README.md",
        "i18n/de.YAML",
        "i18n/french.yaml",
        "logo.png",
        "theme.yml",
    ] {
        site.write(&format!("themes/club/{path}"), "a: b\n");
    }
    insta::assert_snapshot!(site.diagnostics(), @r"
     × themes/club/assets: this is unused [E706]
     help: files belong in `templates`, `i18n`, `static` and `fonts`

     × themes/club/css: this is unused [E706]
     help: files belong in `templates`, `i18n`, `static` and `fonts`

     × themes/club/de.yaml: this is unused [E706]
     help: move it to `themes/club/i18n/de.yaml`

     × themes/club/i18n/de.YAML: this file is unused [E706]
     help: rename it to `de.yaml`

     × themes/club/i18n/french.yaml: this file is unused [E706]
     help: name it after its language tag, such as `fr.yaml` or `en-US.yaml`

     × themes/club/logo.png: this is unused [E706]
     help: move it into `themes/club/static` to publish it, or remove it

     × themes/club/theme.yml: this is unused [E706]
     help: the theme's metadata belongs in `theme.yaml`
    ");
}

#[test]
fn files_without_effect_are_reported() {
    let site = extended();
    for (path, text) in [
        ("templates/workshp.html", "<p>Ours</p>"),
        ("templates/plain/404.html", "<p>Ours</p>"),
        ("template/404.html", "<p>Ours</p>"),
        ("static/style.ccs", "a { color: red }"),
        ("style.css", "a { color: red }"),
        ("i18n/fr.yaml", "title: { not_fuond: Perdu }\nours: Autre chose\n"),
        ("i18n/en.yml", "title: { not_found: Lost }\n"),
    ] {
        site.write(&format!("themes/club/{path}"), text);
    }
    insta::assert_snapshot!(site.diagnostics(), @r"
     × themes/club/i18n/en.yml: this file is unused [E706]
     help: rename it to `en.yaml`

     × `title.not_fuond` is unused and does not replace a text of the extended theme [E707]
      ╭─[themes/club/i18n/fr.yaml:1:10]
    1 │ title: { not_fuond: Perdu }
      ·          ─────────
    2 │ ours: Autre chose
      ╰────
     help: did you mean `title.not_found`?

     × `ours` is unused and does not replace a text of the extended theme [E707]
      ╭─[themes/club/i18n/fr.yaml:2:1]
    1 │ title: { not_fuond: Perdu }
    2 │ ours: Autre chose
      · ────
      ╰────
     help: write the key of the text that it should replace, or remove it

     × themes/club/static/style.ccs: this file is unused and does not replace one of the extended
     │ theme [E706]
     help: did you mean `style.css`?

     × themes/club/style.css: this is unused [E706]
     help: move it into `themes/club/static` to publish it, or remove it

     × themes/club/template: this is unused [E706]
     help: did you mean `templates`?

     × themes/club/templates/plain/404.html: this folder has the name of the extended theme [E706]
     help: move templates that replace those of the extended theme out of this folder

     × themes/club/templates/workshp.html: this template is unused and does not replace one of the
     │ extended theme [E706]
     help: did you mean `workshop.html`?
    ");
}

#[test]
fn a_theme_may_add_templates_texts_and_files() {
    let site = extended();
    site.write("themes/club/i18n/fr.yaml", "ours: { a: 'Autre chose' }\nmore: { a: A }\n");
    site.write(
        "themes/club/templates/404.html",
        "{% include \"ours.html\" %}{{ t(key=\"ours.a\") }}{{ t(key=\"more.\" ~ \"a\") }}",
    );
    site.write("themes/club/templates/ours.html", "Ours: ");
    site.write("themes/club/static/style.css", "a { background: url(icons.svg) }");
    site.write("themes/club/static/icons.svg", "<svg/>");
    site.build();
    assert_eq!(site.file("site/404.html"), "Ours: Autre choseA");
}

#[test]
fn a_mistake_is_reported_in_its_layer() {
    let site = extended();
    site.write("themes/club/templates/404.html", "\n{{ nothing }}\n");
    let report = site.short_diagnostics();
    assert!(report.starts_with("themes/club/templates/404.html:2:"), "{report}");
    site.write("themes/club/templates/404.html", "{% extends \"plain/404.html\" %}");
    site.write("themes/plain/templates/404.html", "\n\n{{ nothing }}\n");
    let report = site.short_diagnostics();
    assert!(report.starts_with("themes/plain/templates/404.html:3:"), "{report}");
}

#[test]
fn incompatible_templates_are_reported() {
    let site = extended();
    let report = |text: &str| {
        site.write("themes/club/templates/404.html", text);
        site.diagnostics()
    };
    insta::assert_snapshot!(report("{% extends \"plian/404.html\" %}"), @r#"
     × there is no template `plian/404.html` [E709]
      ╭─[themes/club/templates/404.html:1:13]
    1 │ {% extends "plian/404.html" %}
      ·             ──────────────
      ╰────
     help: did you mean `plain/404.html`? If not, write it into `templates`
    "#);
    insta::assert_snapshot!(
        report("{% extends \"base.html\" %}\n{% block mian %}{% endblock mian %}\n{% block nain %}{% endblock nain %}"),
        @r#"
     × `themes/plain/templates/base.html` has no block `mian` [E709]
      ╭─[themes/club/templates/404.html:2:10]
    1 │ {% extends "base.html" %}
    2 │ {% block mian %}{% endblock mian %}
      ·          ────
    3 │ {% block nain %}{% endblock nain %}
      ╰────
     help: did you mean `main`?

     × `themes/plain/templates/base.html` has no block `nain` [E709]
      ╭─[themes/club/templates/404.html:3:10]
    2 │ {% block mian %}{% endblock mian %}
    3 │ {% block nain %}{% endblock nain %}
      ·          ────
      ╰────
     help: did you mean `main`?
    "#
    );
    insta::assert_snapshot!(report("<p>\n{{ <sing /> }} {{ 1 | shout }}"), @r"
     × Unknown component `sing` [E708]
      ╭─[themes/club/templates/404.html:2:4]
    1 │ <p>
    2 │ {{ <sing /> }} {{ 1 | shout }}
      ·    ────────
      ╰────

     × Unknown filter `shout` [E708]
      ╭─[themes/club/templates/404.html:2:23]
    1 │ <p>
    2 │ {{ <sing /> }} {{ 1 | shout }}
      ·                       ─────
      ╰────
    ");
    insta::assert_snapshot!(report("{% extends \"404.html\" %}"), @r#"
     × this template would extend itself [E712]
      ╭─[themes/club/templates/404.html:1:13]
    1 │ {% extends "404.html" %}
      ·             ────────
      ╰────
     help: write `plain/404.html` for the one of the extended theme
    "#);
    insta::assert_snapshot!(
        report("{% component a() %}{% endcomponent a %}\n{% component a() %}{% endcomponent a %}"),
        @r"
     × Template already contains a component named `a` [E708]
      ╭─[themes/club/templates/404.html:2:14]
    1 │ {% component a() %}{% endcomponent a %}
    2 │ {% component a() %}{% endcomponent a %}
      ·              ─
      ╰────
    "
    );
    site.write("themes/club/templates/a.html", "{% component a() %}{% endcomponent a %}");
    insta::assert_snapshot!(report("{% component a() %}{% endcomponent a %}"), @r"
     × the component `a` is also defined in `themes/club/templates/404.html` [E713]
      ╭─[themes/club/templates/a.html:1:14]
    1 │ {% component a() %}{% endcomponent a %}
      ·              ─
      ╰────
     help: give one of them another name, or remove it
    ");
}

#[test]
fn a_mistake_in_a_bilingual_theme_is_reported_once() {
    let site = extended();
    site.edit(
        "content/site.yaml",
        "navigation: []",
        "navigation: []\ntranslations:\n  en: { title: Club, tagline: Workshops, navigation: [], footer: [] }",
    );
    site.write("themes/club/i18n/fr.yaml", "ours: A\n");
    site.write("themes/club/templates/workshp.html", "<p>Ours</p>");
    site.write("themes/club/static/style.css", "@import \"other/style.css\";\n");
    insta::assert_snapshot!(site.short_diagnostics(), @r#"
    content/site.yaml:15:3: the theme has no `en` translation
    themes/club/i18n/fr.yaml:1:1: `ours` is unused and does not replace a text of the extended theme
    themes/club/static/style.css:1:9: `@import "other/style.css"` is not supported
    themes/club/templates/workshp.html:1:1: this template is unused and does not replace one of the extended theme
    "#);
}

#[test]
fn a_theme_may_extend_only_some_files() {
    let site = extended();
    site.edit(
        "themes/club/theme.yaml",
        "extends: plain",
        "extends: plain\nonly: [i18n, templates/mail/, static]",
    );
    for (path, bytes) in tests::site::files(&site.root().join("themes/plain/templates")) {
        if !path.starts_with("mail/") && path != "404.html" {
            site.write(&format!("themes/club/templates/{path}"), bytes);
        }
    }
    assert_eq!(site.short_diagnostics(), "themes/club/templates/404.html:1:1: the theme lacks this template");
    site.write("themes/club/templates/404.html", "Ours");
    site.build();

    site.edit("themes/club/theme.yaml", "templates/mail/, static", "templates/mails, static/../i18n");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × `templates/mails` is not a file or folder of the extended theme [E705]
      ╭─[themes/club/theme.yaml:4:14]
    3 │ extends: plain
    4 │ only: [i18n, templates/mails, static/../i18n]
      ·              ───────────────
      ╰────
     help: write a path such as `i18n`, `templates/mail` or `static/form.js`

     × `static/../i18n` is not a file or folder of the extended theme [E705]
      ╭─[themes/club/theme.yaml:4:31]
    3 │ extends: plain
    4 │ only: [i18n, templates/mails, static/../i18n]
      ·                               ──────────────
      ╰────
     help: write a path such as `i18n`, `templates/mail` or `static/form.js`
    ");

    site.edit("themes/club/theme.yaml", "extends: plain\n", "");
    let report = site.short_diagnostics();
    assert!(report.starts_with("themes/club/theme.yaml:3:8: `only` requires"), "{report}");
    assert_eq!(report.lines().count(), 1, "{report}");
}

#[test]
fn a_mistake_in_theme_yaml_hides_later_problems() {
    let site = extended();
    let beginning = "name: Club\ndescription: The colours of the club\n";
    for (text, expected) in [
        ("extend: plain\n", "3:1: unknown key `extend`"),
        ("extend: plain\nonly: [i18n]\n", "3:1: unknown key `extend`"),
        ("extends: [plain]\n", "3:11: expected a text, found a list"),
        ("  extends: plain\n", "3:"),
        ("only: [i18n]\n", "3:8: `only` requires `extends`, which is missing"),
    ] {
        site.write("themes/club/theme.yaml", format!("{beginning}{text}"));
        let report = site.short_diagnostics();
        assert!(report.starts_with(&format!("themes/club/theme.yaml:{expected}")), "{report}");
        assert_eq!(report.lines().count(), 1, "{report}");
    }
    site.write("themes/club/theme.yaml", "");
    assert_eq!(site.short_diagnostics(), "themes/club/theme.yaml:1:1: this file is empty");
    site.remove("themes/club/theme.yaml");
    let report = site.diagnostics();
    assert!(report.contains("themes/club/theme.yaml: the theme lacks this file"), "{report}");
    assert!(report.contains("add lines `name: …`") && report.matches('×').count() == 1, "{report}");
    site.write("themes/club/theme.yml", beginning);
    let report = site.diagnostics();
    assert!(
        report.contains("help: rename `theme.yml` to `theme.yaml`") && report.matches('×').count() == 1,
        "{report}"
    );
}

/// Returns the files in a text, each in a code block after a line with its path.
fn files_in(text: &str) -> Vec<(&str, &str)> {
    let blocks = text.split("\n\n```").zip(text.split("\n\n```").skip(1));
    let named = blocks.filter_map(|(before, block)| {
        let path = before.lines().last()?.strip_prefix('`')?.strip_suffix('`')?;
        let (_, text) = block.split_once('\n')?;
        Some((path, text.split("```").next()?))
    });
    named.collect()
}

#[test]
fn the_theme_in_the_readme_works() {
    let site = SiteCopy::new().with_theme("club");
    let readme = fs::read_to_string(root().join("themes/README.md")).unwrap();
    let files = files_in(&readme);
    assert_eq!(files.len(), 7, "{files:?}");
    for (path, text) in files {
        fs::create_dir_all(site.path(path).parent().unwrap()).unwrap();
        site.write(path, text);
    }
    let dist = site.path("dist");
    site.build(date(2022, 11, 15)).unwrap();

    let page = |path: &str| fs::read_to_string(dist.join("site").join(path)).unwrap();
    let home = page("index.html");
    assert!(home.contains("<h2 id=\"page-past\">Nos archives</h2>"), "{home}");
    assert!(home.contains("<h2>Avec le soutien de nos partenaires</h2>"), "{home}");
    let lost = page("404.html");
    assert!(lost.contains("<p class=\"wrap\">Avec le soutien de nos partenaires</p>"), "{lost}");
    assert!(lost.contains("<footer class=\"colophon\">"), "`super()` renders the overridden block");
    let contact = lost.split("</main>").next().unwrap();
    assert!(contact.contains("<strong>"), "{contact}");
    assert!(contact.contains("</strong>, <a href=\"mailto:"), "the contact address is missing: {contact}");
    assert!(page("en/index.html").contains("<p class=\"wrap\">With the support"));

    let sheets = fs::read_dir(dist.join("site/assets")).unwrap().map(|entry| entry.unwrap().path());
    let sheet = sheets.into_iter().find(|path| path.to_string_lossy().ends_with(".css")).unwrap();
    let css = fs::read_to_string(sheet).unwrap();
    let (before, after) = css.split_once("--brand:#6a2c70").expect("the style sheet has the colour");
    assert!(
        before.contains("--brand:#17405a") && after.contains("--brand:#e3b5e8"),
        "the theme's rule comes last"
    );
}
