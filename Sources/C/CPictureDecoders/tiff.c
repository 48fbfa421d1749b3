// The first page of a TIFF. Whatever its samples are, libtiff gives 8-bit RGB; inks with a profile
// are converted by it instead.
#include "sink.h"

#if __has_include(<tiffio.h>)
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

const char *tiff_library(void) {
  static char name[32];
  // "LIBTIFF, Version 4.5.0", then a line of copyright.
  char version[16] = "";
  sscanf(TIFFGetVersion(), "LIBTIFF, Version %15[0-9.]", version);
  snprintf(name, sizeof name, "libtiff %s", version);
  return name;
}

typedef struct {
  const uint8_t *bytes;
  uint64_t count, position;
} source;

// The first error of the picture; there is one picture in a process, and one thread.
static _Thread_local char first_error[DECODER_MESSAGE_SIZE];

static void keep_error(const char *module, const char *format, va_list values) {
  (void)module;
  if (!first_error[0]) vsnprintf(first_error, sizeof first_error, format, values);
}

static void ignore_warning(const char *module, const char *format, va_list values) {
  (void)module, (void)format, (void)values;
}

static tmsize_t take(thandle_t handle, void *to, tmsize_t size) {
  source *from = handle;
  const uint64_t left = from->count > from->position ? from->count - from->position : 0;
  if (size < 0) return 0;
  const uint64_t taken = (uint64_t)size < left ? (uint64_t)size : left;
  memcpy(to, from->bytes + from->position, taken);
  from->position += taken;
  return (tmsize_t)taken;
}

static tmsize_t refuse(thandle_t handle, void *from, tmsize_t size) {
  (void)handle, (void)from, (void)size;
  return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  source *from = handle;
  uint64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? from->position : from->count;
  uint64_t place = base + offset;
  if (place > from->count) place = from->count;
  from->position = place;
  return place;
}

static int leave_open(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((source *)handle)->count; }

static int map(thandle_t handle, void **base, toff_t *size) {
  source *from = handle;
  *base = (void *)from->bytes;
  *size = from->count;
  return 1;
}

static void unmap(thandle_t handle, void *base, toff_t size) {
  (void)handle, (void)base, (void)size;
}

// Reads rows of 8-bit inks, if they are stored as such. Returns NULL otherwise.
static uint8_t *read_inks(TIFF *file, uint32_t width, uint32_t height) {
  uint16_t photometric = 0, bits = 0, samples = 0, planes = PLANARCONFIG_CONTIG, inks = INKSET_CMYK;
  TIFFGetField(file, TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetFieldDefaulted(file, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(file, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(file, TIFFTAG_PLANARCONFIG, &planes);
  TIFFGetFieldDefaulted(file, TIFFTAG_INKSET, &inks);
  if (photometric != PHOTOMETRIC_SEPARATED || bits != 8 || samples != 4 ||
      planes != PLANARCONFIG_CONTIG || inks != INKSET_CMYK || TIFFIsTiled(file) ||
      TIFFScanlineSize(file) != (tmsize_t)width * 4)
    return NULL;
  uint8_t *rows = malloc((size_t)width * height * 4);
  if (!rows) return NULL;
  for (uint32_t y = 0; y < height; y++) {
    if (TIFFReadScanline(file, rows + (size_t)y * width * 4, y, 0) != 1) {
      free(rows);
      return NULL;
    }
  }
  return rows;
}

static decoder_status read_picture(TIFF *file, uint32_t width, uint32_t height, sink *out) {
  char reason[1024] = "";
  if (!TIFFRGBAImageOK(file, reason)) return sink_fail(out, DECODER_UNSUPPORTED, reason);
  uint16_t photometric = 0, samples = 1, bits = 8;
  TIFFGetField(file, TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetFieldDefaulted(file, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(file, TIFFTAG_BITSPERSAMPLE, &bits);
  if (bits > 8) out->header->bits = bits;
  const bool is_gray = samples == 1 && (photometric == PHOTOMETRIC_MINISBLACK ||
                                        photometric == PHOTOMETRIC_MINISWHITE);
  uint8_t *to = sink_begin(out, width, height, is_gray ? 1 : 3);
  if (!to) return out->header->status;
  uint32_t profile_count = 0;
  void *profile = NULL;
  if (!TIFFGetField(file, TIFFTAG_ICCPROFILE, &profile_count, &profile)) profile_count = 0;
  if (photometric == PHOTOMETRIC_SEPARATED) {
    uint8_t *inks = profile_count > 0 ? read_inks(file, width, height) : NULL;
    const bool converted = inks && sink_convert_inks(out, profile, profile_count, inks);
    free(inks);
    if (converted) return DECODER_OK;
    out->header->inks = 1;
  }
  TIFFRGBAImage image;
  if (!TIFFRGBAImageBegin(&image, file, 1, reason))
    return sink_fail(out, DECODER_UNSUPPORTED, reason);
  // As it is stored; the caller turns it.
  image.orientation = ORIENTATION_TOPLEFT;
  image.req_orientation = ORIENTATION_TOPLEFT;
  uint32_t *raster = malloc((size_t)width * height * 4);
  if (!raster) {
    TIFFRGBAImageEnd(&image);
    return sink_fail(out, DECODER_FAILED, "memory is short");
  }
  const int done = TIFFRGBAImageGet(&image, raster, width, height);
  TIFFRGBAImageEnd(&image);
  if (done) {
    const size_t pixels = (size_t)width * height;
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      const uint32_t value = raster[pixel];
      // Colors come multiplied by their share; white is added behind.
      const unsigned rest = 255 - TIFFGetA(value);
      const unsigned red = TIFFGetR(value) + rest, green = TIFFGetG(value) + rest,
                     blue = TIFFGetB(value) + rest;
      if (is_gray) {
        to[pixel] = (uint8_t)(red > 255 ? 255 : red);
      } else {
        to[3 * pixel] = (uint8_t)(red > 255 ? 255 : red);
        to[3 * pixel + 1] = (uint8_t)(green > 255 ? 255 : green);
        to[3 * pixel + 2] = (uint8_t)(blue > 255 ? 255 : blue);
      }
    }
  }
  free(raster);
  if (!done) return sink_fail(out, DECODER_CORRUPT, first_error[0] ? first_error : NULL);
  if (profile_count > 0 && !is_gray) sink_convert(out, profile, profile_count);
  return DECODER_OK;
}

decoder_status decode_tiff(const uint8_t *bytes, size_t count, sink *out) {
  first_error[0] = 0;
  TIFFSetErrorHandler(keep_error);
  TIFFSetWarningHandler(ignore_warning);
  source from = {bytes, count, 0};
  // The name appears in no message. "h": the directory is read once, at its place.
  TIFF *file =
      TIFFClientOpen("picture", "r", &from, take, refuse, seek, leave_open, size_of, map, unmap);
  if (!file) return sink_fail(out, DECODER_CORRUPT, first_error[0] ? first_error : NULL);
  uint32_t width = 0, height = 0;
  uint16_t orientation = 1;
  decoder_status status;
  if (!TIFFGetField(file, TIFFTAG_IMAGEWIDTH, &width) ||
      !TIFFGetField(file, TIFFTAG_IMAGELENGTH, &height)) {
    status = sink_fail(out, DECODER_CORRUPT, "it has no size");
  } else if (!sink_begin(out, width, height, 3)) {
    status = out->header->status;
  } else {
    TIFFGetFieldDefaulted(file, TIFFTAG_ORIENTATION, &orientation);
    out->header->orientation = orientation;
    status = read_picture(file, width, height, out);
    // Counted last: it moves to the last page.
    if (status == DECODER_OK) {
      uint32_t pages = 1;
      while (pages < 65535 && TIFFReadDirectory(file)) pages++;
      out->header->pictures = pages;
    }
  }
  TIFFClose(file);
  return status;
}
#else
const char *tiff_library(void) { return 0; }
decoder_status decode_tiff(const uint8_t *bytes, size_t count, sink *out) {
  (void)bytes, (void)count;
  return sink_fail(out, DECODER_UNSUPPORTED, "TIFF, and this program was built without libtiff");
}
#endif
