//! Removes the metadata of cameras and programs from photographs that are published as files. The place where a
//! photograph was taken is personal data; names, serial numbers and an uncropped thumbnail may be, too.
//!
//! The parts that decide how an image looks are kept: the colour profile and the orientation. JPEG, PNG and WebP
//! files are recognised by their first bytes, whatever their names; other files are not changed. Everything that is
//! not known to be necessary is dropped, so that no list of metadata formats is needed.

use image::metadata::Orientation;
use image::{ImageFormat, guess_format};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

/// PNG chunks that decide how an image looks (PNG, third edition, section 4.7, and APNG).
const PNG_CHUNKS: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
/// WebP chunks that decide how an image looks.
const WEBP_CHUNKS: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The flag for XMP in the first byte of `VP8X`.
const WEBP_HAS_XMP: u8 = 0b0000_0100;

/// Returns the bytes of a file, without metadata if it is a photograph.
///
/// # Errors
///
/// Returns the reason if the photograph cannot be read.
pub fn bare(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    match guess_format(&bytes) {
        Ok(ImageFormat::Jpeg) => jpeg(bytes.into()),
        Ok(ImageFormat::Png) => png(bytes.into()),
        Ok(ImageFormat::WebP) => webp(bytes.into()),
        _ => Ok(bytes),
    }
}

fn jpeg(bytes: Bytes) -> Result<Vec<u8>, String> {
    let mut jpeg = Jpeg::from_bytes(bytes.clone()).map_err(|error| error.to_string())?;
    let upright = upright(jpeg.exif());
    let segments = jpeg.segments_mut();
    segments.retain(|segment| is_needed(segment.marker(), segment.contents()));
    // Other images with their own metadata, or videos, may follow the end of the image.
    if let Some(last) = segments.last_mut() {
        let entropy = bytes.len() - (last.len_with_entropy() - last.len());
        let scans = scans(&bytes[entropy..]);
        *last = JpegSegment::new_with_entropy(last.marker(), last.contents().clone(), scans.into());
    }
    jpeg.set_exif(upright);
    Ok(jpeg.encoder().bytes().to_vec())
}

/// Returns whether a JPEG segment decides how the image looks: all except application segments and comments. Of the
/// application segments, JFIF, colour profiles and Adobe's (the colour encoding) are kept.
fn is_needed(marker: u8, contents: &[u8]) -> bool {
    match marker {
        markers::APP0 => contents.starts_with(b"JFIF\0"),
        markers::APP2 => contents.starts_with(b"ICC_PROFILE\0"),
        markers::APP14 => contents.starts_with(b"Adobe"),
        markers::APP0..=markers::APP15 | markers::COM => false,
        _ => true,
    }
}

/// Returns the scans of a JPEG file up to its end, without unnecessary segments between them.
fn scans(entropy: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(entropy.len());
    let mut rest = entropy;
    while let Some(at) = rest.iter().position(|byte| *byte == markers::P) {
        kept.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.get(1) {
            Some(&markers::EOI) => {
                kept.extend_from_slice(&rest[..2]);
                return kept;
            }
            // A fill byte, or the end of a truncated file.
            Some(&markers::P) | None => 1,
            // An escaped byte of the image, or a restart marker.
            Some(0x00 | markers::RST0..=markers::RST7) => 2,
            Some(_) => match rest.get(2..4) {
                Some(length) => 2 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => rest.len(),
            },
        };
        let (part, after) = rest.split_at(length.min(rest.len()));
        let is_segment = length > 2;
        if !is_segment || is_needed(part[1], part.get(4..).unwrap_or_default()) {
            kept.extend_from_slice(part);
        }
        rest = after;
    }
    kept.extend_from_slice(rest);
    kept
}

fn png(bytes: Bytes) -> Result<Vec<u8>, String> {
    let mut png = Png::from_bytes(bytes).map_err(|error| error.to_string())?;
    let upright = upright(png.exif());
    png.chunks_mut().retain(|chunk: &PngChunk| PNG_CHUNKS.contains(&&chunk.kind()));
    png.set_exif(upright);
    Ok(png.encoder().bytes().to_vec())
}

fn webp(bytes: Bytes) -> Result<Vec<u8>, String> {
    let mut webp = WebP::from_bytes(bytes).map_err(|error| error.to_string())?;
    let upright = upright(webp.exif());
    webp.chunks_mut().retain(|chunk: &RiffChunk| WEBP_CHUNKS.contains(&&chunk.id()));
    for chunk in webp.chunks_mut().iter_mut().filter(|chunk| chunk.id() == *b"VP8X") {
        if let RiffContent::Data(data) = chunk.content_mut()
            && let Some((flags, others)) = data.split_first()
        {
            *data = [&[flags & !WEBP_HAS_XMP], others].concat().into();
        }
    }
    webp.set_exif(upright);
    Ok(webp.encoder().bytes().to_vec())
}

/// Returns EXIF data with the orientation only: TIFF with a single entry. `None` if the orientation is the default
/// one.
fn upright(exif: Option<Bytes>) -> Option<Bytes> {
    let orientation = Orientation::from_exif_chunk(&exif?)?;
    let value = (orientation != Orientation::NoTransforms).then(|| orientation.to_exif())?;
    // The first directory is at offset 8 and has one entry: tag 0x0112, type SHORT, count 1. No directory follows.
    let head = b"II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0";
    Some([&head[..], &[value, 0, 0, 0], &[0; 4]].concat().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_end_with_the_image_and_have_no_metadata_between_them() {
        let first = [1, 2, 0xff, 0, 3, 0xff, 0xd3, 4];
        // In a table, the bytes of the end marker have another meaning.
        let table = [0xff, 0xc4, 0, 5, 0xff, 0xd9, 5, 0xff, 0xda, 0, 2, 6];
        let comment = [0xff, 0xfe, 0, 4, 7, 7];
        let end = [0xff, 0xff, 0xd9];
        let behind = [0xff, 0xd8, 0xff, 0xe1, 0, 3, 8];
        let file = [&first[..], &comment, &table, &end, &behind].concat();
        assert_eq!(scans(&file), [&first[..], &table, &end].concat());
        // A truncated image is shown up to the truncation.
        for length in 0..first.len() {
            assert_eq!(scans(&first[..length]), first[..length]);
        }
        assert_eq!(scans(&[1, 0xff, 0xc4, 0]), [1, 0xff, 0xc4, 0]);
        assert_eq!(scans(&[1, 0xff, 0xc4, 0, 9, 1]), [1, 0xff, 0xc4, 0, 9, 1]);
        assert_eq!(scans(&[1, 0xff, 0xc4, 0, 0]), [1, 0xff, 0xc4, 0, 0]);
    }
}
