//! Pictures that people upload (logo, signature): decoded under caps and written anew, so that nothing but their pixels
//! gets any further.

use std::io::Cursor;

use data_encoding::BASE64;
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Limits, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Bytes of an uploaded picture.
const MAX_BYTES: usize = 4 << 20;
/// Width and height of an uploaded picture.
const MAX_SIDE: usize = 4_096;
/// What a picture is made smaller to: three inches at 300 dots to the inch.
const KEPT_SIDE: usize = 900;

/// Red, green, blue and alpha, row by row.
struct Pixels {
    width: usize,
    height: usize,
    data: Vec<u8>,
}

/// The file in a `data:image/png;base64,` or `data:image/jpeg;base64,` URL.
pub(crate) fn from_data_url(url: &str) -> Option<Vec<u8>> {
    let url = url.trim();
    let kinds = ["data:image/png;base64,", "data:image/jpeg;base64,"];
    let base64 = kinds.iter().find_map(|kind| url.strip_prefix(kind))?;
    // A character of base64 carries six bits; what is far too long is not even decoded.
    if base64.len() > MAX_BYTES / 3 * 4 + 4 {
        return None;
    }
    BASE64.decode(base64.as_bytes()).ok()
}

/// The picture as a PNG file of at most 900 pixels a side, or what is wrong with it.
pub(crate) fn rewritten(file: &[u8]) -> Result<Vec<u8>, String> {
    if file.len() > MAX_BYTES {
        return Err(format!("has more than {MAX_BYTES} bytes"));
    }
    let decoded = if file.starts_with(b"\x89PNG") {
        decode_png(file)
    } else if file.starts_with(b"\xff\xd8\xff") {
        decode_jpeg(file)
    } else {
        return Err("is neither a PNG nor a JPEG picture".to_owned());
    };
    let mut pixels = decoded
        .ok_or_else(|| format!("is a damaged picture, or one of more than {MAX_SIDE} pixels on a side"))?;
    while pixels.width.max(pixels.height) > KEPT_SIDE {
        pixels = halved(&pixels);
    }
    encode(&pixels).ok_or_else(|| "is a picture that cannot be written".to_owned())
}

fn decode_png(file: &[u8]) -> Option<Pixels> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: 128 << 20 });
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = sides(reader.info().width, reader.info().height)?;
    let mut data = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut data).ok()?;
    data.truncate(frame.buffer_size());
    let data = match frame.color_type {
        ColorType::Rgba => data,
        ColorType::GrayscaleAlpha => {
            data.as_chunks::<2>().0.iter().flat_map(|&[l, a]| [l, l, l, a]).collect()
        }
        _ => return None,
    };
    Some(Pixels { width, height, data })
}

fn decode_jpeg(file: &[u8]) -> Option<Pixels> {
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(file), options);
    let data = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    (data.len() == width * height * 4).then_some(Pixels { width, height, data })
}

fn sides(width: u32, height: u32) -> Option<(usize, usize)> {
    let side = |side| usize::try_from(side).ok().filter(|side| (1..=MAX_SIDE).contains(side));
    side(width).zip(side(height))
}

/// Each pixel is the mean of four; colours weigh as much as they are opaque.
fn halved(pixels: &Pixels) -> Pixels {
    let (width, height) = (pixels.width.div_ceil(2), pixels.height.div_ceil(2));
    let mut data = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| {
                let column = (2 * x + right).min(pixels.width - 1);
                let row = (2 * y + down).min(pixels.height - 1);
                let at = (row * pixels.width + column) * 4;
                pixels.data.get(at..at + 4).and_then(|pixel| pixel.try_into().ok()).unwrap_or([0_u8; 4])
            });
            data.extend(mean(four));
        }
    }
    Pixels { width, height, data }
}

fn mean(four: [[u8; 4]; 4]) -> [u8; 4] {
    let opacity: u32 = four.iter().map(|[_, _, _, alpha]| u32::from(*alpha)).sum();
    let colour = |channel: usize| {
        let weighted: u32 = four.iter().map(|pixel| u32::from(pixel[channel]) * u32::from(pixel[3])).sum();
        u8::try_from((weighted + opacity / 2).checked_div(opacity).unwrap_or(0)).unwrap_or(u8::MAX)
    };
    [colour(0), colour(1), colour(2), u8::try_from(opacity.div_ceil(4)).unwrap_or(u8::MAX)]
}

fn encode(pixels: &Pixels) -> Option<Vec<u8>> {
    let opaque = pixels.data.as_chunks::<4>().0.iter().all(|[_, _, _, alpha]| *alpha == 255);
    let mut file = Vec::new();
    let mut encoder =
        Encoder::new(&mut file, u32::try_from(pixels.width).ok()?, u32::try_from(pixels.height).ok()?);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    if opaque {
        encoder.set_color(ColorType::Rgb);
        let rgb: Vec<u8> =
            pixels.data.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
        encoder.write_header().ok()?.write_image_data(&rgb).ok()?;
    } else {
        encoder.set_color(ColorType::Rgba);
        encoder.write_header().ok()?.write_image_data(&pixels.data).ok()?;
    }
    Some(file)
}
