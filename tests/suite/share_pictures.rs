//! Sharing pictures show their text completely: every character has a glyph, and no word crosses the edge.

use image::RgbImage;
use jiff::civil::date;
use site::BuildError;
use tests::project::SiteCopy;

/// Returns a copy of the real site in one language, shared between titles so that drawn pictures are cached.
fn site() -> SiteCopy {
    let site = SiteCopy::new();
    site.remove_translation("proximite", "en");
    site
}

/// Returns the picture of the workshop of 2022 with another title; `None` if it uses that of the site.
fn picture(site: &SiteCopy, title: &str) -> Option<RgbImage> {
    let path = "content/workshops/proximite/index.md";
    let text = site.read(path);
    let (_, rest) = text.split_once("\ntitle: ").unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    site.write(path, &format!("---\ntitle: {title}\n{rest}"));
    if let Err(BuildError::Content(problems)) = site.build(date(2022, 11, 15)) {
        panic!("{}", problems.to_plain_text());
    }
    let pictures = tests::site::files(&site.path("dist/site/assets/open-graph"));
    let (_, bytes) = pictures.into_iter().find(|(path, _)| path.starts_with("proximite."))?;
    Some(image::load_from_memory(&bytes).unwrap().into_rgb8())
}

/// Returns whether the margins around the text are empty: the theme writes from 80 to 822, the house starts at 868.
fn is_within(picture: &RgbImage) -> bool {
    let paper = *picture.get_pixel(10, 10);
    let columns = (0..78).chain(846..866);
    columns.into_iter().all(|x| (0..630).all(|y| *picture.get_pixel(x, y) == paper))
        && (0..800).all(|x| (0..60).chain(590..630).all(|y| *picture.get_pixel(x, y) == paper))
}

#[test]
fn characters_without_a_glyph_are_never_drawn_as_boxes() {
    let site = site();
    let picture = |title| picture(&site, title);
    let plain = picture("Rénover – habiter >= 2030").unwrap();
    assert!(plain == picture("Rénover → habiter ≥ 2030 ✓ ☕").unwrap());
    assert!(plain == picture("🏗️ Rénover ➜ habiter ≥ 2030 👩‍🔧").unwrap());
    // Combining accents, and a hyphen where no line may break.
    assert!(
        picture("L’été, avant-projet").unwrap()
            == picture("L’e\u{301}te\u{301}, avant\u{2011}projet").unwrap()
    );
}

#[test]
fn undrawable_titles_use_the_picture_of_the_site() {
    let site = site();
    let picture = |title| picture(&site, title);
    assert!(picture("Программа и 計画").is_none());
    assert!(picture("✓ ☕").is_none());
}

#[test]
fn no_text_crosses_the_edge() {
    let site = site();
    for title in [
        "Anticonstitutionnellementissimementhyperbolique",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "https://www.club.example/ateliers/renovation-energetique/2030/inscription?origine=lettre",
        "ŒÆ@%ŒÆ@%ŒÆ@%ŒÆ@% MMMMMMMMMMMMMMMMMMMMMM ½½½½½½½½½½½½½½½½½½½½½½½½",
        "Réhabiliter, surélever, densifier, végétaliser, mutualiser, accompagner, concerter, expérimenter, évaluer et transmettre",
    ] {
        assert!(is_within(&picture(&site, &format!("\"{title}\"")).unwrap()), "{title}");
    }
}
