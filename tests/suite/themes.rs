//! Themes that extend another: each kind of file is overridden by itself, and what is wrong is told in its layer.

use tests::site::SiteTest;

/// A theme that overrides nothing yet, in use.
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

/// The published file whose name begins so, as text.
fn asset(site: &SiteTest, beginning: &str) -> String {
    let paths = site.output_paths();
    let path = paths.iter().find(|path| path.starts_with(beginning)).unwrap();
    site.file(path)
}

#[test]
fn a_theme_that_changes_nothing_gives_the_same_site() {
    let (extended, plain) = (extended(), SiteTest::new(""));
    extended.build();
    plain.build();
    assert_eq!(extended.output(), plain.output());
}

#[test]
fn a_template_is_overridden_for_the_site_and_the_handler() {
    let site = extended();
    site.write("themes/club/templates/404.html", "<p>Ours: {{ head.title }}</p>\n");
    site.build();
    assert!(site.file("site/404.html").starts_with("<p>Ours: "));
    assert!(site.file("site/index.html").contains("<main>"));
    let theme: serde_json::Value = serde_json::from_str(&site.file("handler/theme.json")).unwrap();
    assert_eq!(theme["templates"]["404.html"], "<p>Ours: {{ head.title }}</p>\n");
    assert!(theme["templates"].get("plain/404.html").is_none(), "nothing asks for it");
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
}

#[test]
fn a_word_is_overridden_and_forms_of_a_plural_together() {
    let site = extended();
    site.write("themes/club/i18n/fr.yaml", "title: { not_found: Perdu }\n");
    site.build();
    assert!(site.file("site/404.html").contains("Perdu"));

    site.write("themes/plain/i18n/en.yaml", "a: a\n");
    site.write("themes/club/i18n/fr.yaml", "title: { not_found: 'Perdu {x}' }\n");
    let told = site.short_diagnostics();
    assert!(told.contains("themes/club/i18n/fr.yaml:1:10: nothing fills in `{x}`"), "{told}");
    assert!(
        told.contains("themes/plain/i18n/en.yaml:1:1: `a` has no text in `themes/club/i18n/fr.yaml`"),
        "{told}"
    );
}

#[test]
fn a_style_sheet_adds_to_the_one_below_or_replaces_it() {
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
    let told = site.short_diagnostics();
    assert!(told.starts_with("themes/club/static/style.css:2:"), "{told}");

    site.write("themes/club/static/style.css", "@import \"other/style.css\";\n");
    assert!(site.short_diagnostics().contains("is not supported"));
}

#[test]
fn a_static_file_is_overridden_by_its_name() {
    let site = extended();
    site.write("themes/club/static/icon.svg", "<svg/>");
    site.build();
    assert_eq!(asset(&site, "site/assets/icon."), "<svg/>");
}

#[test]
fn a_theme_that_extends_itself_is_told() {
    let site = extended();
    site.edit("themes/plain/theme.yaml", "name: Plain", "name: Plain\nextends: club");
    insta::assert_snapshot!(site.diagnostics(), @"");
}

#[test]
fn an_unknown_theme_is_told_where_it_is_named() {
    let site = extended();
    site.edit("themes/club/theme.yaml", "extends: plain", "extends: plian");
    insta::assert_snapshot!(site.diagnostics(), @"");
}

#[test]
fn a_template_with_a_mistyped_name_is_told() {
    let site = extended();
    site.write("themes/club/templates/workshp.html", "<p>Ours</p>");
    insta::assert_snapshot!(site.diagnostics(), @"");
}

#[test]
fn a_mistake_is_told_in_the_layer_that_it_stands_in() {
    let site = extended();
    site.write("themes/club/templates/404.html", "\n{{ nothing }}\n");
    let told = site.short_diagnostics();
    assert!(told.starts_with("themes/club/templates/404.html:2:"), "{told}");
    site.write("themes/club/templates/404.html", "{% extends \"plain/404.html\" %}");
    site.write("themes/plain/templates/404.html", "\n\n{{ nothing }}\n");
    let told = site.short_diagnostics();
    assert!(told.starts_with("themes/plain/templates/404.html:3:"), "{told}");
}

#[test]
fn a_theme_may_take_only_the_words_of_another() {
    let site = extended();
    site.edit("themes/club/theme.yaml", "extends: plain", "words: plain");
    let told = site.short_diagnostics();
    assert!(told.contains("themes/club/templates/base.html: the theme lacks this template"), "{told}");
    assert!(!told.contains("has no text"), "{told}");
    assert!(told.contains("themes/club/static/style.css"), "{told}");
}
