// PNG and JPEG without setjmp in Swift: each call returns a status instead of jumping.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum {
  PICTURE_OK = 0,
  // The data ends before the picture does.
  PICTURE_TRUNCATED,
  PICTURE_CORRUPT,
  // The data is intact, but of a kind that the library does not support.
  PICTURE_UNSUPPORTED,
} picture_status;

// The skipped parts of a picture whose pixels are complete.
typedef struct {
  // The number of stray bytes before a marker. After samples there may be a few more, which the
  // decoder took for the last bits of the samples.
  size_t skipped_count;
  int skipped_more;
  // The number of bytes after the picture's end.
  size_t trailing_count;
  // The version of JFIF in the file, if it is not 1; otherwise 0.
  int jfif_major, jfif_minor;
  // The number of the library's other remarks; `remark` contains the first.
  int remark_count;
  char remark[128];
} picture_notes;

// The size of the library's own words, with the closing zero.
enum { PICTURE_MESSAGE_SIZE = 256 };

// Decodes a PNG into 8-bit samples; transparent parts are composed over white, gamma is ignored.
//
// - channels: 1 for gray, 3 for color, by the header's color type.
// - samples: width * height * channels bytes, written row by row.
// - notes: always written.
// - message: PICTURE_MESSAGE_SIZE bytes, written if the status is not PICTURE_OK.
picture_status picture_png_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, int channels,
    uint8_t *samples, picture_notes *notes, char *message);

// Writes a PNG's ICC profile, unpacked; nothing if it has none that is sound.
typedef struct picture_buffer picture_buffer;
picture_status picture_png_profile(const uint8_t *bytes, size_t count, picture_buffer *buffer);

// A JPEG whose header has been read.
typedef struct picture_jpeg picture_jpeg;

typedef struct {
  uint32_t width, height;
  // The number of channels that picture_jpeg_read writes: 1 or 3.
  int channels;
  // The first EXIF block from its byte order mark on, or NULL; it lives as long as the decoder.
  const uint8_t *exif;
  size_t exif_count;
} picture_jpeg_header;

// - bytes: must outlive the decoder.
// - jpeg: always set, for picture_jpeg_close.
picture_status picture_jpeg_open(
    const uint8_t *bytes, size_t count, picture_jpeg **jpeg, picture_jpeg_header *header,
    char *message);

// - samples: width * height * channels bytes.
// - notes: those of the header too; always written.
picture_status picture_jpeg_read(
    picture_jpeg *jpeg, uint8_t *samples, picture_notes *notes, char *message);

// Makes picture_jpeg_read write a picture whose sides are those of the whole one divided by 2, 4 or 8,
// rounded up. The samples are the library's own: each stands for a square of the whole picture.
//
// - width: the reduced one.
picture_status picture_jpeg_reduce(
    picture_jpeg *jpeg, unsigned divisor, uint32_t *width, uint32_t *height, char *message);

// A rectangle of a picture, not empty and inside it.
typedef struct {
  uint32_t x, y, width, height;
  // width * height * channels bytes.
  uint8_t *samples;
} picture_jpeg_part;

// Reads only rectangles, each with the samples that picture_jpeg_read writes there. What follows the
// last of them in the file is not looked at.
picture_status picture_jpeg_read_parts(
    picture_jpeg *jpeg, const picture_jpeg_part *parts, size_t count, char *message);

void picture_jpeg_close(picture_jpeg *jpeg);

// The output of an encoder; bytes is freed by picture_buffer_free.
struct picture_buffer {
  uint8_t *bytes;
  size_t count, capacity;
};

picture_status picture_png_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels,
    picture_buffer *buffer, char *message);

// - quality: 1...100. Color is kept at full resolution (4:4:4).
picture_status picture_jpeg_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels, int quality,
    picture_buffer *buffer, char *message);

void picture_buffer_free(picture_buffer *buffer);
