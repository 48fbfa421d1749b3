// PNG and JPEG without setjmp in Swift: each call returns a status instead of jumping.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum {
  PICTURE_OK = 0,
  // The data ends before the picture does.
  PICTURE_TRUNCATED,
  PICTURE_CORRUPT,
  // Sound, but of a kind the library does not read.
  PICTURE_UNSUPPORTED,
} picture_status;

// What was passed over in a picture whose pixels are all there.
typedef struct {
  // Bytes that belong to nothing, in front of a marker. Behind samples there may be a few more, which
  // the decoder took for the samples' last bits.
  size_t skipped_count;
  int skipped_more;
  // Bytes behind the picture's end.
  size_t trailing_count;
  // The version of JFIF that the file names, where it is not 1; else 0.
  int jfif_major, jfif_minor;
  // The library's other remarks, of which `remark` has the first.
  int remark_count;
  char remark[128];
} picture_notes;

// Room for the library's own words, with the closing zero.
enum { PICTURE_MESSAGE_SIZE = 256 };

// Decodes a PNG into 8-bit samples; what is transparent lies over white, gamma is ignored.
//
// - channels: 1 for gray, 3 for color, as the header's color type says.
// - samples: width * height * channels bytes, written row by row.
// - notes: written in any case.
// - message: PICTURE_MESSAGE_SIZE bytes, written where the status is not PICTURE_OK.
picture_status picture_png_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, int channels,
    uint8_t *samples, picture_notes *notes, char *message);

// A JPEG whose header has been read.
typedef struct picture_jpeg picture_jpeg;

typedef struct {
  uint32_t width, height;
  // 1 or 3: what picture_jpeg_read writes.
  int channels;
  // The first EXIF block from its byte order mark on, or NULL; lives as long as the decoder.
  const uint8_t *exif;
  size_t exif_count;
} picture_jpeg_header;

// - bytes: must outlive the decoder.
// - jpeg: set, whatever the status, to what picture_jpeg_close takes.
picture_status picture_jpeg_open(
    const uint8_t *bytes, size_t count, picture_jpeg **jpeg, picture_jpeg_header *header,
    char *message);

// - samples: width * height * channels bytes.
// - notes: of the header too; written in any case.
picture_status picture_jpeg_read(
    picture_jpeg *jpeg, uint8_t *samples, picture_notes *notes, char *message);

void picture_jpeg_close(picture_jpeg *jpeg);

// What an encoder wrote; bytes is freed by picture_buffer_free.
typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} picture_buffer;

picture_status picture_png_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels,
    picture_buffer *buffer, char *message);

// - quality: 1...100. Color is kept at full resolution (4:4:4).
picture_status picture_jpeg_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels, int quality,
    picture_buffer *buffer, char *message);

void picture_buffer_free(picture_buffer *buffer);
