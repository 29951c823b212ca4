//! Images look on the site as they do in the original: colour profiles are applied, animations play, and a truncated
//! file is reported instead of published.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage};
use moxcms::ColorProfile;
use tests::site::SiteTest;

/// Creates a home page with this text.
fn home(text: &str) -> SiteTest {
    SiteTest::new(&format!(
        "\n//- content/index.md\n---\ntitle: Accueil\ndescription: Le site du club\n---\n{text}\n"
    ))
}

/// Returns the colour at the centre of each published size of an image.
fn colours(site: &SiteTest, name: &str) -> Vec<[u8; 3]> {
    let output = site.output();
    let files = output.iter().filter(|(path, _)| path.starts_with(&format!("site/assets/{name}-")));
    let centre = |bytes: &Vec<u8>| {
        let image = image::load_from_memory(bytes).unwrap().into_rgb8();
        image.get_pixel(image.width() / 2, image.height() / 2).0
    };
    files.map(|(_, bytes)| centre(bytes)).collect()
}

fn assert_near(colours: &[[u8; 3]], expected: [u8; 3]) {
    assert!(!colours.is_empty());
    for colour in colours {
        let is_near = colour.iter().zip(expected).all(|(left, right)| left.abs_diff(right) <= 4);
        assert!(is_near, "{colour:?} is not {expected:?}");
    }
}

/// Returns a single-colour JPEG with a profile.
fn jpeg(colour: [u8; 3], profile: &ColorProfile) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_icc_profile(profile.encode().unwrap()).unwrap();
    encoder.encode_image(&RgbImage::from_pixel(600, 400, Rgb(colour))).unwrap();
    bytes
}

/// Returns a single-colour PNG with a profile.
fn png(samples: &[u8], kind: ExtendedColorType, profile: &ColorProfile) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile.encode().unwrap()).unwrap();
    encoder.write_image(&samples.repeat(600 * 400), 600, 400, kind).unwrap();
    bytes
}

#[test]
fn colours_are_converted_from_the_profile() {
    let site = home(
        "![A](adobe.jpg)\n\n![B](p3.jpg)\n\n![C](gris.png)\n\n![D](profond.png)\n\n![E](pro.webp)\n\n![F](clair.png)",
    );
    // The same green and grey in other profiles; the values were computed with ImageMagick and lcms2.
    site.write("content/adobe.jpg", jpeg([93, 159, 71], &ColorProfile::new_adobe_rgb()));
    site.write("content/p3.jpg", jpeg([76, 158, 73], &ColorProfile::new_display_p3()));
    let linear = ColorProfile::new_gray_with_gamma(1.0);
    site.write("content/gris.png", png(&[55], ExtendedColorType::L8, &linear));
    let deep: Vec<u8> = [14_100_u16; 3].iter().flat_map(|sample| sample.to_ne_bytes()).collect();
    let mut profile = ColorProfile::new_srgb();
    (profile.red_trc, profile.green_trc, profile.blue_trc) =
        (linear.gray_trc.clone(), linear.gray_trc.clone(), linear.gray_trc.clone());
    profile.cicp = None;
    site.write("content/profond.png", png(&deep, ExtendedColorType::Rgb16, &profile));
    let mut webp = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_icc_profile(ColorProfile::new_pro_photo_rgb().encode().unwrap()).unwrap();
    encoder.write_image(&[82, 132, 63].repeat(600 * 400), 600, 400, ExtendedColorType::Rgb8).unwrap();
    site.write("content/pro.webp", webp);
    site.write("content/clair.png", png(&[55, 128], ExtendedColorType::La8, &linear));
    site.build();
    assert_near(&colours(&site, "adobe"), [30, 160, 60]);
    assert_near(&colours(&site, "p3"), [30, 160, 60]);
    assert_near(&colours(&site, "pro"), [30, 160, 60]);
    assert_near(&colours(&site, "gris"), [128, 128, 128]);
    assert_near(&colours(&site, "profond"), [128, 128, 128]);
    assert_near(&colours(&site, "clair"), [128, 128, 128]);
}

#[test]
fn a_truncated_file_is_reported_wherever_it_ends() {
    let gradient =
        RgbImage::from_fn(300, 200, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, (x * y % 251) as u8]));
    for (name, format) in
        [("a.jpg", ImageFormat::Jpeg), ("a.png", ImageFormat::Png), ("a.webp", ImageFormat::WebP)]
    {
        let mut bytes = Vec::new();
        DynamicImage::ImageRgb8(gradient.clone()).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        let site = home(&format!("![Une salle]({name})"));
        let path = format!("content/{name}");
        site.write(&path, &bytes);
        site.build();
        for kept in [bytes.len() / 2, bytes.len() * 9 / 10, bytes.len() - 40, bytes.len() - 2] {
            site.write(&path, &bytes[..kept]);
            let problems = site.diagnostics();
            assert!(
                problems.contains("this image cannot be read") && problems.contains("save it again"),
                "{problems}"
            );
            assert!(problems.contains("[content/index.md:5:14]"), "{problems}");
        }
    }
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(gradient).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    let damaged = bytes.len() / 2;
    bytes[damaged] ^= 0x55;
    let site = home("![Une salle](a.png)");
    site.write("content/a.png", bytes);
    assert!(site.diagnostics().contains("this image cannot be read"));
}

/// Returns a PNG chunk with its CRC-32.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = u32::MAX;
    for byte in kind.iter().chain(data) {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &(!sum).to_be_bytes()].concat()
}

/// Returns an animated PNG with two frames and a comment.
fn apng() -> Vec<u8> {
    let still = |colour: [u8; 3]| {
        let mut bytes = Vec::new();
        let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(8, 8, Rgb(colour)));
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        let data = bytes.windows(4).position(|part| part == b"IDAT").unwrap();
        let length = u32::from_be_bytes(bytes[data - 4..data].try_into().unwrap()) as usize;
        (bytes[..data - 4].to_vec(), bytes[data + 4..data + 4 + length].to_vec())
    };
    let (head, first) = still([200, 0, 0]);
    let (_, second) = still([0, 0, 200]);
    let frame = |number: u32| {
        let size = [8_u32, 8, 0, 0].map(u32::to_be_bytes).concat();
        chunk(b"fcTL", &[&number.to_be_bytes()[..], &size, &[0, 1, 0, 2, 0, 0]].concat())
    };
    [
        head,
        chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        chunk(b"tEXt", b"Comment\0SECRET"),
        frame(0),
        chunk(b"IDAT", &first),
        frame(1),
        chunk(b"fdAT", &[&2_u32.to_be_bytes()[..], &second].concat()),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// Returns an animated WebP with two frames and XMP.
fn animated_webp() -> Vec<u8> {
    let still = |colour: [u8; 3]| {
        let mut bytes = Vec::new();
        let encoder = WebPEncoder::new_lossless(&mut bytes);
        encoder.write_image(&colour.repeat(64), 8, 8, ExtendedColorType::Rgb8).unwrap();
        bytes[12..].to_vec()
    };
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let padding = vec![0; data.len() % 2];
        [kind, &(data.len() as u32).to_le_bytes()[..], data, &padding].concat()
    };
    let frame = |colour| {
        chunk(b"ANMF", &[&[0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 100, 0, 0, 0][..], &still(colour)].concat())
    };
    let chunks = [
        chunk(b"VP8X", &[0b0000_0110, 0, 0, 0, 7, 0, 0, 7, 0, 0]),
        chunk(b"ANIM", &[0; 6]),
        frame([200, 0, 0]),
        frame([0, 0, 200]),
        chunk(b"XMP ", b"SECRET"),
    ]
    .concat();
    [b"RIFF", &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunks].concat()
}

#[test]
fn animations_are_published_without_metadata() {
    for (name, bytes, frames) in [("a.png", apng(), &b"fdAT"[..]), ("a.webp", animated_webp(), &b"ANMF"[..])]
    {
        let site = home(&format!("![Trois couleurs]({name})"));
        site.write(&format!("content/{name}"), &bytes);
        site.build();
        let published = &site.output()[&format!("site/{name}")];
        let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(holds(&bytes, b"SECRET") && !holds(published, b"SECRET"), "{name}");
        assert!(holds(published, frames), "{name}");
        assert_eq!(image::load_from_memory(published).unwrap().width(), 8);
        assert!(site.file("site/index.html").contains(&format!("src=\"/{name}\"")));
        site.write(&format!("content/{name}"), &bytes[..bytes.len() - 30]);
        assert!(site.diagnostics().contains("this image cannot be read"), "{name}");
    }
}

#[test]
fn portraits_follow_the_same_rules() {
    let site =
        SiteTest::new("\n//- content/speakers/zoe.md\n---\nname: Zoé\nportrait: zoe.jpg\n---\nTexte\n");
    let bytes = jpeg([93, 159, 71], &ColorProfile::new_adobe_rgb());
    site.write("content/speakers/zoe.jpg", &bytes);
    site.build();
    assert_near(&colours(&site, "zoe"), [30, 160, 60]);
    site.write("content/speakers/zoe.jpg", &bytes[..bytes.len() - 100]);
    assert!(site.diagnostics().contains("this image cannot be read"));
}
