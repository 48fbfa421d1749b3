// The place into which a decoder writes its picture.
#pragma once

#include <stdbool.h>

#include "CPictureDecoders.h"

typedef struct {
  decoded_header *header;
  // Room for DECODER_EXIF_SIZE bytes.
  uint8_t *exif;
  // Room for the largest picture of the limits.
  uint8_t *samples;
  const decoder_limits *limits;
} sink;

// Sets the size and returns the place of the samples; NULL (with the status) if there are too many.
uint8_t *sink_begin(sink *out, uint64_t width, uint64_t height, int channels);

// Keeps words for the message, and returns the status.
decoder_status sink_fail(sink *out, decoder_status status, const char *words);

void sink_exif(sink *out, const uint8_t *bytes, size_t count);

// Converts the finished RGB samples to sRGB, unless the profile is sRGB already.
void sink_convert(sink *out, const void *profile, size_t count);

// Converts inks (CMYK, 8 bits) to the RGB samples of the sink. Returns false without a usable
// profile.
bool sink_convert_inks(sink *out, const void *profile, size_t count, const uint8_t *inks);

// Returns a sample over white.
static inline uint8_t over_white(unsigned sample, unsigned alpha) {
  return (uint8_t)((sample * alpha + 255 * (255 - alpha) + 127) / 255);
}

// Refuses, for the rest of this process, all system calls that a decoder does not need.
void refuse_system_calls(void);

decoder_status decode_heif(const uint8_t *bytes, size_t count, sink *out);
decoder_status decode_webp(const uint8_t *bytes, size_t count, sink *out);
decoder_status decode_tiff(const uint8_t *bytes, size_t count, sink *out);
decoder_status decode_gif(const uint8_t *bytes, size_t count, sink *out);
decoder_status decode_jpeg2000(const uint8_t *bytes, size_t count, sink *out);

const char *heif_library(void);
const char *webp_library(void);
const char *tiff_library(void);
const char *gif_library(void);
const char *jpeg2000_library(void);
const char *colors_library(void);
