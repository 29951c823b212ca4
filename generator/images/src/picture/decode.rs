//! Decodes the pixels of a photograph. Decoding is strict, so that a truncated or damaged file is an error and never
//! a partial picture. The pixels are converted to sRGB, because the generated sizes are published without a colour
//! profile.
//!
//! JPEG is decoded here and not by `image`, which accepts truncated files and does not support CMYK. Pure.

use std::io::Cursor;

use image::{DynamicImage, ImageBuffer, ImageDecoder as _, ImageFormat, ImageReader};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Returns the picture in a file of this format, in sRGB, or the reason why it cannot be decoded.
pub(super) fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, String> {
    if !is_whole(bytes, format) {
        return Err("the file is incomplete".to_owned());
    }
    if format == ImageFormat::Jpeg {
        return jpeg(bytes);
    }
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    Ok(in_srgb(image, profile.as_deref()))
}

/// Returns whether a file continues to the end that its format defines. Decoders stop after the last row of pixels, and
/// some even earlier.
fn is_whole(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => jpeg_has_end(bytes),
        ImageFormat::Png => png_has_end(bytes),
        ImageFormat::WebP => {
            let size = bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
            size.is_some_and(|size| bytes.len() as u64 >= u64::from(size) + 8)
        }
        _ => true,
    }
}

/// Returns whether a marker EOI follows the scans. Segments, which may contain the same bytes, are skipped.
fn jpeg_has_end(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some(at) = rest.iter().position(|byte| *byte == 0xff) {
        rest = &rest[at..];
        let length = match rest.get(1) {
            None => return false,
            Some(0xd9) => return true,
            // Fill bytes.
            Some(0xff) => 1,
            // An escaped byte of a scan, or a marker without a segment.
            Some(0x00 | 0x01 | 0xd0..=0xd8) => 2,
            Some(_) => match rest.get(2..4) {
                Some(length) => 2 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => return false,
            },
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

/// Returns whether the chunks of a PNG file continue to `IEND`.
fn png_has_end(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(next) = length.checked_add(4).and_then(|length| after.get(length..)) else { return false };
        if head.ends_with(b"IEND") {
            return true;
        }
        rest = next;
    }
    false
}

fn jpeg(bytes: &[u8]) -> Result<DynamicImage, String> {
    let options =
        DecoderOptions::default().set_strict_mode(true).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| error.to_string())?;
    let space = decoder.input_colorspace().ok_or("it has no colours")?;
    let space = match space {
        ColorSpace::Luma | ColorSpace::CMYK | ColorSpace::YCCK => space,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let (width, height) = decoder.dimensions().ok_or("it has no size")?;
    let (width, height) = (width as u32, height as u32);
    let pixels = decoder.decode().map_err(|error| error.to_string())?;
    let profile = decoder.icc_profile();
    let missing = || "it has fewer pixels than its header states".to_owned();
    let image = match space {
        ColorSpace::Luma => ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
        ColorSpace::CMYK | ColorSpace::YCCK => {
            let inks = inks(pixels, space);
            let colours = inks_in_srgb(&inks, profile.as_deref());
            return ImageBuffer::from_raw(width, height, colours)
                .map(DynamicImage::ImageRgb8)
                .ok_or_else(missing);
        }
        _ => ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    };
    Ok(in_srgb(image.ok_or_else(missing)?, profile.as_deref()))
}

/// Returns the amount of each ink. Stored samples are inverted, which Adobe's programs introduced and browsers
/// assume; in YCCK, the first three are encoded like colours of light (Adobe TN 5116).
fn inks(mut samples: Vec<u8>, space: ColorSpace) -> Vec<u8> {
    for pixel in samples.as_chunks_mut::<4>().0 {
        let [first, second, third, key] = *pixel;
        *pixel = match space {
            ColorSpace::YCCK => {
                let [cyan, magenta, yellow] = rgb_of_ycc(first, second, third);
                [cyan, magenta, yellow, 255 - key]
            }
            _ => [255 - first, 255 - second, 255 - third, 255 - key],
        };
    }
    samples
}

/// Converts YCbCr to RGB: ITU-R BT.601 in full range, as in JFIF.
fn rgb_of_ycc(luma: u8, blue: u8, red: u8) -> [u8; 3] {
    let (luma, blue, red) = (f32::from(luma), f32::from(blue) - 128.0, f32::from(red) - 128.0);
    let colours = [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue];
    colours.map(|colour| colour.round().clamp(0.0, 255.0) as u8)
}

/// Converts printed inks to sRGB: by the profile or, without one, as browsers do: each ink absorbs its share of the
/// light.
fn inks_in_srgb(inks: &[u8], profile: Option<&[u8]>) -> Vec<u8> {
    let by_profile = || {
        let profile = ColorProfile::new_from_slice(profile?).ok()?;
        if profile.color_space != DataColorSpace::Cmyk {
            return None;
        }
        let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        let transform = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, options).ok()?;
        let mut colours = vec![0; inks.len() / 4 * 3];
        transform.transform(inks, &mut colours).ok()?;
        Some(colours)
    };
    let without = || {
        let light = |ink: u8, key: u8| ((255 - u16::from(ink)) * (255 - u16::from(key)) / 255) as u8;
        let pixels = inks.as_chunks::<4>().0.iter();
        pixels.flat_map(|[c, m, y, k]| [light(*c, *k), light(*m, *k), light(*y, *k)]).collect()
    };
    by_profile().unwrap_or_else(without)
}

/// Converts an image to sRGB. An image without a profile is assumed to be sRGB, as on the web; so is one whose
/// profile is unreadable or does not match its colours.
fn in_srgb(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let Some(profile) = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok()) else {
        return image;
    };
    let converted = match profile.color_space {
        DataColorSpace::Rgb => converted(&image, &profile, false),
        DataColorSpace::Gray if !image.color().has_color() => converted(&image, &profile, true),
        _ => None,
    };
    converted.unwrap_or(image)
}

fn converted(image: &DynamicImage, profile: &ColorProfile, is_grey: bool) -> Option<DynamicImage> {
    let (width, height) = (image.width(), image.height());
    let is_deep = image.color().bytes_per_pixel() > image.color().channel_count();
    let has_alpha = image.color().has_alpha();
    let (from, to) = match (is_grey, has_alpha) {
        (true, false) => (Layout::Gray, Layout::Rgb),
        (true, true) => (Layout::GrayAlpha, Layout::Rgba),
        (false, false) => (Layout::Rgb, Layout::Rgb),
        (false, true) => (Layout::Rgba, Layout::Rgba),
    };
    let pixels = width as usize * height as usize;
    let length = pixels * if has_alpha { 4 } else { 3 };
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    if is_deep {
        let samples = match from {
            Layout::Gray => image.to_luma16().into_raw(),
            Layout::GrayAlpha => image.to_luma_alpha16().into_raw(),
            Layout::Rgba => image.to_rgba16().into_raw(),
            _ => image.to_rgb16().into_raw(),
        };
        let mut colours = vec![0; length];
        let transform = profile.create_transform_16bit(from, &srgb, to, options).ok()?;
        transform.transform(&samples, &mut colours).ok()?;
        return match has_alpha {
            true => ImageBuffer::from_raw(width, height, colours).map(DynamicImage::ImageRgba16),
            false => ImageBuffer::from_raw(width, height, colours).map(DynamicImage::ImageRgb16),
        };
    }
    let samples = match from {
        Layout::Gray => image.to_luma8().into_raw(),
        Layout::GrayAlpha => image.to_luma_alpha8().into_raw(),
        Layout::Rgba => image.to_rgba8().into_raw(),
        _ => image.to_rgb8().into_raw(),
    };
    let mut colours = vec![0; length];
    let transform = profile.create_transform_8bit(from, &srgb, to, options).ok()?;
    transform.transform(&samples, &mut colours).ok()?;
    match has_alpha {
        true => ImageBuffer::from_raw(width, height, colours).map(DynamicImage::ImageRgba8),
        false => ImageBuffer::from_raw(width, height, colours).map(DynamicImage::ImageRgb8),
    }
}

#[cfg(test)]
mod tests {
    use img_parts::ImageICC as _;
    use img_parts::jpeg::Jpeg;

    use super::*;

    /// 16 × 16 pixels each, printed with half cyan, full magenta and a quarter of yellow, as CMYK and as YCCK.
    const CMYK: &[u8] = include_bytes!("decode/cmyk.jpg");
    const YCCK: &[u8] = include_bytes!("decode/ycck.jpg");

    /// Returns the profile of a printer whose cyan looks blue and whose magenta and yellow are invisible, so that the
    /// colours clearly differ from those without a profile.
    fn strange_printer() -> Vec<u8> {
        let mut lut = b"mft2\0\0\0\0\x04\x03\x02\0".to_vec();
        for value in [0x10000_u32, 0, 0, 0, 0x10000, 0, 0, 0, 0x10000] {
            lut.extend(value.to_be_bytes());
        }
        lut.extend([0, 2, 0, 2]);
        lut.extend([0, 0, 255, 255].repeat(4));
        for corner in 0..16_u16 {
            // Cyan is the slowest index. L*a*b* of white paper, or of a strong blue: (32, 79, -108).
            let lab: [u16; 3] =
                if corner & 8 == 0 { [0xff00, 0x8000, 0x8000] } else { [0x51eb, 0xcf00, 0x1400] };
            lut.extend(lab.iter().flat_map(|value| value.to_be_bytes()));
        }
        lut.extend([0, 0, 255, 255].repeat(3));
        let tags: [(&[u8; 4], Vec<u8>); 2] = [
            (b"A2B0", lut),
            (
                b"wtpt",
                [b"XYZ \0\0\0\0".to_vec(), vec![0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]].concat(),
            ),
        ];
        let mut table = (tags.len() as u32).to_be_bytes().to_vec();
        let mut data = Vec::new();
        for (name, content) in tags {
            let offset = 128 + 4 + 12 * 2 + data.len();
            table.extend(name);
            table.extend((offset as u32).to_be_bytes());
            table.extend((content.len() as u32).to_be_bytes());
            data.extend(content);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        let mut head = vec![0; 128];
        head[0..4].copy_from_slice(&((128 + table.len() + data.len()) as u32).to_be_bytes());
        head[8..12].copy_from_slice(&[2, 0x40, 0, 0]);
        head[12..24].copy_from_slice(b"prtrCMYKLab ");
        head[36..40].copy_from_slice(b"acsp");
        head[68..80].copy_from_slice(&[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
        [head, table, data].concat()
    }

    fn centre(image: &DynamicImage) -> [i32; 3] {
        let colour = image.to_rgb8().get_pixel(image.width() / 2, image.height() / 2).0;
        colour.map(i32::from)
    }

    fn assert_near(colour: [i32; 3], expected: [i32; 3]) {
        let is_near = colour.iter().zip(expected).all(|(left, right)| (left - right).abs() <= 6);
        assert!(is_near, "{colour:?} is not {expected:?}");
    }

    #[test]
    fn inks_without_a_profile_absorb_their_light() {
        for bytes in [CMYK, YCCK] {
            assert_near(centre(&decode(bytes, ImageFormat::Jpeg).unwrap()), [128, 0, 191]);
        }
    }

    #[test]
    fn inks_with_a_profile_are_converted_by_it() {
        for bytes in [CMYK, YCCK] {
            let mut jpeg = Jpeg::from_bytes(bytes.to_vec().into()).unwrap();
            jpeg.set_icc_profile(Some(strange_printer().into()));
            let bytes = jpeg.encoder().bytes();
            let [red, green, blue] = centre(&decode(&bytes, ImageFormat::Jpeg).unwrap());
            assert!(red > 100 && green > 60 && blue > 220, "{red} {green} {blue}");
        }
    }

    #[test]
    fn a_mismatching_profile_is_ignored() {
        let image = DynamicImage::ImageRgb8(ImageBuffer::from_pixel(2, 2, image::Rgb([10, 100, 200])));
        for profile in
            [strange_printer(), ColorProfile::new_gray_with_gamma(1.0).encode().unwrap(), vec![7; 200]]
        {
            assert_eq!(in_srgb(image.clone(), Some(&profile)), image);
        }
    }

    #[test]
    fn a_file_ends_as_its_format_defines() {
        // In a comment, EOI has no meaning.
        let comment = b"\xff\xd8\xff\xfe\0\x04\xff\xd9\xff\xda\0\x02abc\xff\0";
        assert!(!jpeg_has_end(comment));
        assert!(jpeg_has_end(&[&comment[..], b"\xff\xff\xd9"].concat()));
        for length in 0..CMYK.len() {
            assert!(!jpeg_has_end(&CMYK[..length]), "{length}");
        }
        assert!(jpeg_has_end(CMYK));
    }
}
