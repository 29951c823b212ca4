//! Illustrated texts: resized images, captions, callouts, attachments, tables of contents, abbreviations.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Rgb, RgbImage,
    Rgba, RgbaImage,
};
use jiff::civil::date;
use site::BuildError;
use tests::site::SiteTest;

/// Creates a home page with this text.
fn home(text: &str) -> SiteTest {
    SiteTest::new(&format!(
        "\n//- content/index.md\n---\ntitle: Accueil\ndescription: Le site du club\n---\n{text}\n"
    ))
}

/// Returns a picture whose columns all differ.
fn gradient(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90]))
}

/// Returns a photograph taken by a phone held upright, with its location.
fn photograph(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif()).unwrap();
    encoder.encode_image(&gradient(width, height)).unwrap();
    bytes
}

/// TIFF, big-endian: orientation 6 (rotate right), and a GPS latitude reference.
fn exif() -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPSSECRET");
    exif
}

fn png(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

/// Returns the published images: name without fingerprint, width and height.
fn published(site: &SiteTest) -> Vec<(String, u32, u32)> {
    let output = site.output();
    let images = output.iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix("site/assets/")?;
        let parts: Vec<_> = name.split('.').collect();
        let image = image::load_from_memory(bytes).ok()?;
        Some((format!("{}.{}", parts[0], parts[2]), image.width(), image.height()))
    });
    images.collect()
}

fn cached(site: &SiteTest) -> Vec<PathBuf> {
    let entries = fs::read_dir(site.root().join(".cache/images")).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_photograph_is_published_upright_in_several_sizes_and_without_its_location() {
    let site = home("![La salle](la-salle.jpg)");
    site.write("content/la-salle.jpg", photograph(1500, 1000));
    site.build();

    let expected = [("la-salle-1000.webp", 1000, 1500), ("la-salle-480.webp", 480, 720)];
    let expected =
        expected.into_iter().chain([("la-salle-960.jpg", 960, 1440), ("la-salle-960.webp", 960, 1440)]);
    let expected: Vec<_> = expected.map(|(name, width, height)| (name.to_owned(), width, height)).collect();
    assert_eq!(published(&site), expected);
    let page = site.file("site/index.html");
    assert!(page.contains("width=\"1000\" height=\"1500\">"), "{page}");
    assert!(page.contains(" 480w, /assets/la-salle-960."), "{page}");
    for (path, bytes) in site.output() {
        assert!(!bytes.windows(9).any(|part| part == b"GPSSECRET"), "{path}");
    }
    assert!(!site.output_paths().contains(&"site/la-salle.jpg".to_owned()));
    // The red right side of the sensor is the bottom of the upright picture.
    let output = site.output();
    let (_, fallback) = output.iter().find(|(path, _)| path.ends_with(".jpg")).expect("a fallback exists");
    let fallback = image::load_from_memory(fallback).unwrap().into_rgb8();
    let (top, bottom) = (fallback.get_pixel(400, 20), fallback.get_pixel(400, fallback.height() - 20));
    assert!(bottom[0] > 200 && top[0] < 50, "{top:?} {bottom:?}");
}

#[test]
fn a_warm_cache_is_sufficient() {
    let site = home("![La salle](salle.jpg)");
    site.write("content/salle.jpg", photograph(600, 400));
    site.build();
    let first = site.output();
    // Re-encoding would have written other bytes than these.
    for file in cached(&site) {
        fs::write(file, "kept").unwrap();
    }
    site.remove("dist");
    site.build();
    let images: Vec<_> = site.output().into_iter().filter(|(path, _)| path.contains("/salle-")).collect();
    assert!(!images.is_empty() && images.iter().all(|(_, bytes)| bytes == b"kept"));
    // The same picture under another name is not converted again; another picture is.
    site.remove(".cache");
    site.remove("dist");
    site.build();
    assert_eq!(site.output(), first, "a second build produces the same files");
    site.write("content/salle.jpg", photograph(602, 400));
    site.build();
    let paths = |output: Vec<String>| -> Vec<_> {
        output.into_iter().filter(|path| path.contains("/salle-")).collect()
    };
    let old = paths(first.into_keys().collect());
    assert!(
        paths(site.output_paths()).iter().all(|path| !old.contains(path)),
        "file names depend on the content"
    );
}

#[test]
fn drawings_keep_transparency_and_small_images_their_size() {
    let site = home("![Un plan](plan.png \"Le plan\")\n\n![Une icône](icone.svg)");
    let drawing =
        RgbaImage::from_fn(300, 100, |x, _| if x < 150 { Rgba([0; 4]) } else { Rgba([200, 0, 0, 255]) });
    site.write("content/plan.png", png(&DynamicImage::ImageRgba8(drawing)));
    site.write("content/icone.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    site.build();
    assert_eq!(
        published(&site),
        [("plan-300.png".to_owned(), 300, 100), ("plan-300.webp".to_owned(), 300, 100)]
    );
    for (path, bytes) in site.output().iter().filter(|(path, _)| path.contains("/plan-300")) {
        let image = image::load_from_memory(bytes).unwrap().into_rgba8();
        assert_eq!((image.get_pixel(10, 10)[3], image.get_pixel(290, 10)[3]), (0, 255), "{path}");
    }
    let page = site.file("site/index.html");
    assert!(page.contains("<figcaption>Le plan</figcaption>"), "{page}");
    assert!(
        page.contains("<img src=\"/icone.svg\" alt=\"Une icône\" loading=\"lazy\" decoding=\"async\">"),
        "{page}"
    );
    assert!(site.output_paths().contains(&"site/icone.svg".to_owned()));
}

#[test]
fn unusable_images_are_reported_where_they_are_used() {
    let site = home("![a](casse.jpg) ![b](tronque.png) ![c](plan.pdf) ![d](immense.png)");
    site.write("content/casse.jpg", "no image");
    let whole = png(&DynamicImage::ImageRgb8(gradient(200, 200)));
    site.write("content/tronque.png", &whole[..whole.len() / 2]);
    site.write("content/inutile.jpg", "not an image either, but unused");
    site.write("content/plan.pdf", "%PDF");
    let mut huge = png(&DynamicImage::ImageRgb8(gradient(1, 1)));
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    site.write("content/immense.png", &huge);
    let problems = site.short_diagnostics();
    let lines: Vec<_> = problems.lines().collect();
    assert_eq!(lines.len(), 4, "{problems}");
    for (line, start) in lines.iter().zip([
        "content/index.md:5:6: this image cannot be read",
        "content/index.md:5:22: this image cannot be read",
        "content/index.md:5:40: this file is not an image",
        "content/index.md:5:55: this image ",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    assert!(!site.root().join("dist").exists(), "nothing was written");
}

#[test]
fn a_check_decodes_images_and_writes_nothing() {
    let site = home("![a](salle.jpg)");
    site.write("content/salle.jpg", photograph(600, 400));
    site::check(site.root(), date(2027, 1, 15)).unwrap();
    assert!(!site.root().join(".cache").exists() && !site.root().join("dist").exists());
    let bytes = png(&DynamicImage::ImageRgb8(gradient(200, 200)));
    site.write("content/salle.jpg", &bytes[..bytes.len() / 2]);
    let checked = site::check(site.root(), date(2027, 1, 15));
    assert!(matches!(checked, Err(BuildError::Content(problems)) if problems.len() == 1));
}

#[test]
fn files_are_published_beside_their_pages_with_type_and_size() {
    let site = SiteTest::new(
        "
//- content/index.md
---
title: Accueil
description: Le site du club
---
[Le programme](programme.pdf), [les actes](pages/actes.PDF)
//- content/pages/a-propos.md
---
title: À propos
description: Le club
---
[Les actes](actes.PDF)
",
    );
    site.write("content/programme.pdf", vec![b'x'; 244_600]);
    site.write("content/pages/actes.PDF", vec![b'x'; 1_250_000]);
    site.build();
    let page = site.file("site/index.html");
    assert!(page.contains("<a href=\"/programme.pdf\">Le programme</a> <span class=\"attachment\">(PDF, 245\u{a0}Ko)</span>, "), "{page}");
    assert!(
        page.contains(
            "<a href=\"/actes.PDF\">les actes</a> <span class=\"attachment\">(PDF, 1,3\u{a0}Mo)</span>"
        ),
        "{page}"
    );
    assert!(site.output_paths().contains(&"site/actes.PDF".to_owned()));
    site.write("content/notes.txt", "a");
    assert_eq!(site.short_diagnostics(), "content/notes.txt:1:1: unexpected file");
}

#[test]
fn long_pages_have_a_table_of_contents_by_default() {
    let section =
        |number: usize| format!("## Partie {number} ?\n\n{}\n\n", "Un mot après l’autre. ".repeat(60));
    let long: String = (1..=4).map(section).collect();
    let page = |toc: &str, text: &str| {
        let page = format!("---\ntitle: A\ndescription: B\n{toc}---\n{text}");
        let site = SiteTest::new("");
        site.write("content/pages/a.md", page);
        site.remove("themes/plain/templates/page.html");
        site.write("themes/plain/templates/page.html", "{% extends \"base.html\" %}{% block main %}{% for link in page.contents %}[{{ link.href }} {{ link.label }}]{% endfor %}{{ page.body | safe }}{% endblock %}");
        site.build();
        site.file("site/a/index.html")
    };
    assert!(page("", &long).contains("[#partie-4 Partie 4\u{202f}?]"));
    assert!(!page("toc: false\n", &long).contains("[#"));
    assert!(!page("", &section(1)).contains("[#"));
    assert!(page("toc: true\n", "## Une\n").contains("[#une Une]"));
}

#[test]
fn abbreviations_of_the_site_apply_to_every_text() {
    let site = home("Les HLM et l’Union, les HLM");
    site.edit(
        "content/site.yaml",
        "footer: []",
        "footer: []\nabbreviations:\n  HLM: Habitation à loyer modéré\n  ABC: jamais là\n",
    );
    site.build();
    let page = site.file("site/index.html");
    assert!(
        page.contains("Les <abbr title=\"Habitation à loyer modéré\">HLM</abbr> et l’Union, les HLM"),
        "{page}"
    );
}

#[test]
fn portraits_are_photographs_beside_the_speakers() {
    let site = SiteTest::new(
        "
//- content/speakers/zoe-durand.md
---
name: Zoé Durand
portrait: zoe-durand.jpg
---
",
    );
    site.write("content/speakers/zoe-durand.jpg", photograph(1200, 900));
    site.write("themes/plain/templates/speaker.html", "{% extends \"base.html\" %}{% block main %}{{ page.speaker.portrait.src }} {{ page.speaker.portrait.width }} {{ page.speaker.portrait.srcset }}{% endblock %}");
    site.build();
    let page = site.file("site/intervenants/zoe-durand/index.html");
    assert!(
        page.contains("/assets/zoe-durand-320.") && page.contains(" 320 ") && page.contains(" 160w, "),
        "{page}"
    );
    site.edit("content/speakers/zoe-durand.md", "zoe-durand.jpg", "zoe.jpg");
    let missing = "content/speakers/zoe-durand.md:3:11: there is no page or file `zoe.jpg`";
    assert_eq!(site.short_diagnostics(), missing);
    site.edit("content/speakers/zoe-durand.md", "zoe.jpg", "../index.md");
    assert!(
        site.short_diagnostics()
            .contains("content/speakers/zoe-durand.md:3:11: `../index.md` is not a photograph")
    );
}

/// Returns the photograph with every other kind of metadata, as from a phone that records a video with each picture.
fn photograph_with_metadata() -> Vec<u8> {
    let bytes = photograph(60, 40);
    let segment = |marker: u8, contents: &[u8]| {
        let length = u16::try_from(contents.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], contents].concat()
    };
    let profile = [&b"ICC_PROFILE\0\x01\x01"[..], b"PROFILE"].concat();
    let notes = [
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>XMPSECRET</x:xmpmeta>"),
        segment(0xe2, &profile),
        segment(0xe2, b"MPF\0MPFSECRET"),
        segment(0xed, b"Photoshop 3.0\x008BIM IPTCSECRET"),
        segment(0xfe, b"COMMENTSECRET"),
    ];
    [&bytes[..2], &notes.concat(), &bytes[2..], b"\0\0FILMSECRET", &bytes].concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

/// Returns the pixels of an image as displayed, and its orientation tag.
fn seen(bytes: &[u8]) -> (DynamicImage, Orientation) {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap();
    let mut decoder = reader.into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    (DynamicImage::from_decoder(decoder).unwrap(), orientation)
}

#[test]
fn a_linked_photograph_is_published_without_its_location() {
    let site = home("[JPEG](salle.jpg), [PNG](salle.png), [WebP](salle.webp), [non photo](plan.pdf)");
    let jpeg = photograph_with_metadata();
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_exif_metadata(exif()).unwrap();
    encoder.write_image(&gradient(60, 40), 60, 40, ExtendedColorType::Rgb8).unwrap();
    let mut webp = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_exif_metadata(exif()).unwrap();
    encoder.set_icc_profile(b"PROFILE".to_vec()).unwrap();
    encoder.write_image(&gradient(60, 40), 60, 40, ExtendedColorType::Rgb8).unwrap();
    for (name, bytes) in [("salle.jpg", &jpeg), ("salle.png", &png), ("salle.webp", &webp)] {
        assert!(holds(bytes, "GPSSECRET"), "{name}");
        site.write(&format!("content/{name}"), bytes);
    }
    site.write("content/plan.pdf", "%PDF GPSSECRET");
    site.build();
    let output = site.output();
    for (name, original) in [("salle.jpg", &jpeg), ("salle.png", &png), ("salle.webp", &webp)] {
        let published = &output[&format!("site/{name}")];
        assert!(!holds(published, "SECRET"), "{name}: {published:?}");
        assert!(seen(published) == seen(original), "{name} looks as before");
        assert_eq!(seen(published).1, Orientation::Rotate90, "{name}");
        assert_eq!(holds(published, "PROFILE"), holds(original, "PROFILE"), "{name} keeps its colours");
    }
    assert_eq!(output["site/plan.pdf"], b"%PDF GPSSECRET");
    // A correct file is not written again.
    let report = site.build();
    assert_eq!(report.written, 0);
}

#[test]
fn an_unreadable_photograph_is_not_published() {
    let site = home("[Une photo](salle.jpg)");
    let jpeg = photograph_with_metadata();
    site.write("content/salle.jpg", &jpeg[..100]);
    let diagnostics = site.diagnostics();
    assert!(diagnostics.contains("content/salle.jpg"), "{diagnostics}");
    assert!(diagnostics.contains("cannot strip metadata from this photograph"), "{diagnostics}");
    assert!(diagnostics.contains("save it again as JPEG or PNG"), "{diagnostics}");
}
