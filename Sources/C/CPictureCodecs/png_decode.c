#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "picture_buffer.h"

// The source of the bytes, and the place of the first error.
typedef struct {
  const uint8_t *bytes;
  size_t count, position;
  bool ends_early;
  picture_notes *notes;
  char *message;
} source;

static void fail(png_structp png, png_const_charp words) {
  source *from = png_get_error_ptr(png);
  picture_copy_message(from->message, words);
  png_longjmp(png, 1);
}

// Returns whether damage to a chunk changes the appearance of the picture.
static bool matters(png_const_charp words) {
  return !strncmp(words, "tRNS", 4) || !strncmp(words, "PLTE", 4) || !strncmp(words, "eXIf", 4);
}

// Notes a warning that does not affect pixels. Other warnings are errors.
static void warn(png_structp png, png_const_charp words) {
  source *from = png_get_error_ptr(png);
  if (matters(words) && strstr(words, "CRC")) png_error(png, words);
  picture_note(from->notes, words);
}

static void take_bytes(png_structp png, png_bytep out, size_t count) {
  source *from = png_get_io_ptr(png);
  if (count > from->count - from->position) {
    from->ends_early = true;
    png_error(png, "the data ends early");
  }
  memcpy(out, from->bytes + from->position, count);
  from->position += count;
}

// Returns a sample over white.
static uint8_t over_white(unsigned sample, unsigned alpha) {
  return (uint8_t)((sample * alpha + 255 * (255 - alpha) + 127) / 255);
}

// A row from libpng, with or without alpha, or of palette indices.
typedef struct {
  int color_channels;
  bool has_alpha;
  // With a palette, a row contains one index per pixel.
  png_colorp palette;
  int palette_count;
  png_bytep palette_alpha;
  int palette_alpha_count;
} row_layout;

static bool finish_row(const row_layout *layout, const uint8_t *row, uint32_t width, uint8_t *out) {
  if (layout->palette) {
    for (uint32_t x = 0; x < width; x++, out += 3) {
      int index = row[x];
      if (index >= layout->palette_count) return false;
      unsigned alpha = index < layout->palette_alpha_count ? layout->palette_alpha[index] : 255;
      out[0] = over_white(layout->palette[index].red, alpha);
      out[1] = over_white(layout->palette[index].green, alpha);
      out[2] = over_white(layout->palette[index].blue, alpha);
    }
  } else if (layout->has_alpha) {
    int channels = layout->color_channels;
    for (uint32_t x = 0; x < width; x++, row += channels + 1, out += channels)
      for (int channel = 0; channel < channels; channel++)
        out[channel] = over_white(row[channel], row[channels]);
  } else {
    memcpy(out, row, (size_t)width * layout->color_channels);
  }
  return true;
}

static void set_up(png_structp png, png_infop info, row_layout *layout) {
  int color_type = png_get_color_type(png, info);
  if (color_type == PNG_COLOR_TYPE_PALETTE) {
    png_set_packing(png);
    layout->color_channels = 3;
    png_get_PLTE(png, info, &layout->palette, &layout->palette_count);
    png_color_16p unused;
    png_get_tRNS(png, info, &layout->palette_alpha, &layout->palette_alpha_count, &unused);
    if (!layout->palette) png_error(png, "the palette is missing");
    return;
  }
  layout->color_channels = color_type & PNG_COLOR_MASK_COLOR ? 3 : 1;
  png_set_expand_gray_1_2_4_to_8(png);
  layout->has_alpha = color_type & PNG_COLOR_MASK_ALPHA;
  if (png_get_valid(png, info, PNG_INFO_tRNS)) {
    png_set_tRNS_to_alpha(png);
    layout->has_alpha = true;
  }
  // 16 bits are rounded to 8 after the transparent color was compared with all 16.
  png_set_scale_16(png);
}

picture_status picture_png_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, int channels,
    uint8_t *samples, picture_notes *notes, char *message) {
  source from = {bytes, count, 0, false, notes, message};
  *notes = (picture_notes){0};
  message[0] = 0;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &from, fail, warn);
  png_infop volatile info = png ? png_create_info_struct(png) : NULL;
  uint8_t *volatile rows = NULL;
  volatile picture_status status = PICTURE_CORRUPT;
  row_layout layout = {0};
  if (!info) {
    picture_copy_message(message, "out of memory");
    png_destroy_read_struct(&png, NULL, NULL);
    return status;
  }
  if (setjmp(png_jmpbuf(png))) {
    status = from.ends_early ? PICTURE_TRUNCATED : PICTURE_CORRUPT;
  } else {
    png_set_read_fn(png, &from, take_bytes);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    // Texts and similar chunks may be damaged without affecting pixels; `warn` finds the other
    // chunks.
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
    // Texts, profiles and similar chunks do not change samples here; tRNS is read nevertheless.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(png, info);
    set_up(png, info, &layout);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t stride = png_get_rowbytes(png, info);
    size_t row_channels = layout.palette ? 1 : layout.color_channels + layout.has_alpha;
    if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
        layout.color_channels != channels || stride != width * row_channels)
      png_error(png, "the header is ambiguous");
    // An interlaced picture is complete only after its last pass.
    rows = calloc(passes > 1 ? height : 1, stride);
    if (!rows) png_error(png, "out of memory");
    for (int pass = 0; pass < passes; pass++)
      for (uint32_t y = 0; y < height; y++) {
        uint8_t *row = rows + (passes > 1 ? y * stride : 0);
        png_read_row(png, row, NULL);
        if (pass + 1 < passes) continue;
        if (!finish_row(&layout, row, width, samples + (size_t)y * width * channels))
          png_error(png, "a pixel's color is not in the palette");
      }
    png_read_end(png, NULL);
    notes->trailing_count = from.count - from.position;
    status = PICTURE_OK;
  }
  free(rows);
  png_infop held = info;
  png_destroy_read_struct(&png, &held, NULL);
  return status;
}

picture_status picture_png_profile(const uint8_t *bytes, size_t count, picture_buffer *buffer) {
  char message[PICTURE_MESSAGE_SIZE];
  picture_notes notes = {0};
  source from = {bytes, count, 0, false, &notes, message};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &from, fail, warn);
  png_infop volatile info = png ? png_create_info_struct(png) : NULL;
  volatile picture_status status = PICTURE_CORRUPT;
  if (info && !setjmp(png_jmpbuf(png))) {
    png_set_read_fn(png, &from, take_bytes);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_read_info(png, info);
    png_charp name;
    png_bytep profile;
    png_uint_32 size = 0;
    int compression;
    if (png_get_iCCP(png, info, &name, &compression, &profile, &size)) {
      buffer->bytes = malloc(size);
      if (buffer->bytes) {
        memcpy(buffer->bytes, profile, size);
        buffer->count = buffer->capacity = size;
      }
    }
    status = PICTURE_OK;
  }
  png_infop rest = info;
  png_destroy_read_struct(&png, &rest, NULL);
  return status;
}
