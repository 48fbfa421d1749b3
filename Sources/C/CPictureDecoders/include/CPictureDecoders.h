// Further picture formats, by libraries that are used if they are installed.
//
// Each picture is decoded in a process of its own, which may neither open files nor take more than
// its share of memory and time: a fault in a library costs one picture, not the run.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "program.h"

typedef enum {
  DECODER_HEIF = 0,
  DECODER_WEBP,
  DECODER_TIFF,
  DECODER_GIF,
  DECODER_JPEG2000,
  // Not a format: the conversion of colors.
  DECODER_COLORS,
  DECODER_COUNT,
} decoder_kind;

typedef enum {
  DECODER_OK = 0,
  DECODER_TRUNCATED,
  DECODER_CORRUPT,
  // The data is intact, but of a kind that the library does not support.
  DECODER_UNSUPPORTED,
  // More pixels than the limit.
  DECODER_TOO_LARGE,
  // The decoder ended by a signal, or exceeded its memory or time.
  DECODER_FAILED,
} decoder_status;

enum { DECODER_MESSAGE_SIZE = 256, DECODER_EXIF_SIZE = 65536, DECODER_PROFILE_SIZE = 96 };

typedef struct {
  decoder_status status;
  char message[DECODER_MESSAGE_SIZE];
  uint32_t width, height;
  // 1 for gray, 3 for RGB.
  int32_t channels;
  // The orientation as in EXIF, 1 to 8, if the format has a field of its own; 0 otherwise.
  int32_t orientation;
  // The number of pictures or pages in the file; 0 if it was not counted.
  uint32_t pictures;
  // The bits of a sample in the file, if they are more than 8; 0 otherwise.
  int32_t bits;
  // Whether inks were converted without a profile.
  int32_t inks;
  // The name of the color profile from which samples were converted to sRGB; empty if none were.
  char profile[DECODER_PROFILE_SIZE];
  // The bytes of an EXIF block, from its byte order mark on: `decoded_picture_exif`.
  uint32_t exif_count;
} decoded_header;

// A decoded picture in memory of its own.
typedef struct decoded_picture decoded_picture;

typedef struct {
  // The largest numbers of pixels and of pixels of a side.
  uint64_t pixels;
  uint32_t side;
  // The memory that the process may take in addition, in bytes, and its time in seconds.
  uint64_t memory;
  uint32_t seconds;
} decoder_limits;

// Returns the library's name and version; NULL if it was not installed when this was built.
const char *decoder_library(decoder_kind kind);

// Decodes a picture in a process of its own, or in this one if `apart` is 0 (for fuzzing). Returns
// NULL if memory is short.
decoded_picture *decoder_run(
    decoder_kind kind, const uint8_t *bytes, size_t count, const decoder_limits *limits, int apart);

// Tries in such a process what it should not be able to do: to open a file (1), to remove one (2), to
// use the network (4), to reach another process (8) and to start one (16). Returns the sum of what
// succeeded, or -1.
int decoder_breaches(const decoder_limits *limits);

// Converts RGB samples from a profile to sRGB, also in a process of its own.
decoded_picture *decoder_convert(
    const uint8_t *profile, size_t profile_count, const uint8_t *samples, uint32_t width,
    uint32_t height, const decoder_limits *limits, int apart);

const decoded_header *decoded_picture_header(const decoded_picture *picture);
// Returns exif_count bytes.
const uint8_t *decoded_picture_exif(const decoded_picture *picture);
// Returns width * height * channels bytes; only for the status DECODER_OK.
const uint8_t *decoded_picture_samples(const decoded_picture *picture);
void decoded_picture_free(decoded_picture *picture);
