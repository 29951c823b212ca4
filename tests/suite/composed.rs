//! Accented letters are equal whether composed, as keyboards produce them, or decomposed, as macOS writes file names.

use tests::site::SiteTest;

/// `règlement`, decomposed as on macOS.
const DECOMPOSED: &str = "re\u{300}glement";

const PAGE: &str = "---\ntitle: Page\ndescription: Une page\n---\n";

/// Returns a site with a page and a file whose names are decomposed.
fn site(text: &str) -> SiteTest {
    let site = SiteTest::new("");
    site.write("content/pages/page.md", format!("{PAGE}{text}"));
    site.write(&format!("content/pages/{DECOMPOSED}.pdf"), "%PDF-1.7");
    site
}

#[test]
fn a_file_is_found_in_any_unicode_form_of_its_name_and_link() {
    for target in ["règlement.pdf", &format!("{DECOMPOSED}.pdf"), "r%C3%A8glement.pdf", "re%CC%80glement.pdf"]
    {
        let site = site(&format!("Le [texte]({target}).\n"));
        site.build();
        let published = site.output_paths();
        assert!(published.iter().any(|path| path.ends_with("/règlement.pdf")), "{target}: {published:?}");
        assert!(site.file("site/page/index.html").contains("r%C3%A8glement.pdf\""), "{target}");
    }
    let site = SiteTest::new("");
    site.write("content/pages/page.md", format!("{PAGE}Le [texte]({DECOMPOSED}.pdf).\n"));
    site.write("content/pages/règlement.pdf", "%PDF-1.7");
    site.build();
}

#[test]
fn two_files_whose_names_look_the_same_are_reported() {
    let site = site("Le [texte](règlement.pdf).\n");
    site.write("content/pages/règlement.pdf", "%PDF-1.7 another");
    let problems = site.short_diagnostics();
    assert!(
        problems.contains("content/pages/règlement.pdf") && problems.contains("two files have this name"),
        "{problems}"
    );
}

#[test]
fn texts_keys_and_abbreviations_are_compared_after_normalisation() {
    let site = site(
        "Le règlement et le re\u{300}glement, l’E\u{301}TAT.\n\n[a](règlement.pdf)\n\n*[ÉTAT]: expliqué\n",
    );
    site.edit(
        "content/site.yaml",
        "navigation: []",
        "navigation: []\nabbreviations: { \"re\\u0300glement\": Les règles }",
    );
    site.build();
    let page = site.file("site/page/index.html");
    assert!(page.contains("<abbr title=\"Les règles\">règlement</abbr> et le règlement"), "{page}");
    assert!(page.contains("<abbr title=\"expliqué\">ÉTAT</abbr>"), "{page}");
    assert!(!page.contains('\u{300}') && !page.contains('\u{301}'));
}
