//! PNG: the drawing in pixels.

use png::{BitDepth, ColorType, Compression, Encoder, Filter, PixelDimensions, Unit};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};

use super::palette::{self, Indexed};
use super::{Certificate, RenderError};
use crate::bake::bake;

/// Pixels of a picture: A4 at 400 dots to the inch.
pub const MAX_PIXELS: u32 = 16_000_000;

impl Certificate {
    /// A PNG file at this many pixels to the inch, with this credential baked in.
    ///
    /// # Errors
    /// [`RenderError::TooManyPixels`], [`RenderError::Bake`].
    pub fn png(&self, dpi: u16, credential: Option<&[u8]>) -> Result<Vec<u8>, RenderError> {
        let scale = f32::from(dpi) / 96.0;
        let (width, height) = self.size();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast to an integer saturates"
        )]
        let side = |length: f32| (length * scale).round() as u32;
        let (columns, rows) = (side(width), side(height));
        if u64::from(columns) * u64::from(rows) > u64::from(MAX_PIXELS) {
            return Err(RenderError::TooManyPixels);
        }
        let mut pixels = Pixmap::new(columns, rows).ok_or(RenderError::TooManyPixels)?;
        #[allow(clippy::cast_precision_loss, reason = "sides have at most 16,000,000 pixels")]
        let fill = Transform::from_scale(columns as f32 / width, rows as f32 / height);
        resvg::render(&self.tree, fill, &mut pixels.as_mut());
        let file = encode(&pixels, dpi).map_err(|error| RenderError::Drawing(error.to_string()))?;
        match credential {
            Some(credential) => Ok(bake(&file, credential)?),
            None => Ok(file),
        }
    }
}

fn encode(pixels: &Pixmap, dpi: u16) -> Result<Vec<u8>, png::EncodingError> {
    let Indexed { palette, pixels: indexed } = palette::reduce(pixels.data().as_chunks::<4>().0);
    let straight = palette.iter().map(|&[red, green, blue, alpha]| {
        // The mean of premultiplied colours is one; a colour brighter than its alpha cannot come of it.
        let colour =
            PremultipliedColorU8::from_rgba(red, green, blue, alpha).map(|colour| colour.demultiply());
        colour.map_or([0; 4], |colour| [colour.red(), colour.green(), colour.blue(), colour.alpha()])
    });
    let straight: Vec<[u8; 4]> = straight.collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(
        straight.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect::<Vec<u8>>(),
    );
    if straight.iter().any(|[_, _, _, alpha]| *alpha < 255) {
        encoder.set_trns(straight.iter().map(|[_, _, _, alpha]| *alpha).collect::<Vec<u8>>());
    }
    encoder.set_compression(Compression::Balanced);
    // Neighbouring numbers of a palette are no neighbouring colours.
    encoder.set_filter(Filter::NoFilter);
    let per_metre = (u32::from(dpi) * 10_000 + 127) / 254;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    encoder.write_header()?.write_image_data(&indexed)?;
    Ok(file)
}
