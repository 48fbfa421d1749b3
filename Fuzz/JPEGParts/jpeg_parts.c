// Reads JPEG files whole, reduced and in parts, by libFuzzer with the address sanitizer: a part must have the
// samples of the whole picture. Fuzz/run-jpeg-parts builds it without Swift, in a second.
//
// The first eight bytes of an input choose the scale and two parts; the file follows.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CPictureCodecs.h"

enum { CHOICES = 8, PARTS = 2, MOST_PIXELS = 1000000 };

static void require(int holds, const char *words) {
  if (holds) return;
  fprintf(stderr, "%s\n", words);
  abort();
}

// Returns a picture's samples, reduced if the divisor is not 1; NULL if it is refused.
static uint8_t *read_whole(
    const uint8_t *bytes, size_t count, unsigned divisor, picture_jpeg_header *header) {
  char message[PICTURE_MESSAGE_SIZE];
  picture_jpeg *jpeg = NULL;
  picture_notes notes;
  uint8_t *samples = NULL;
  if (picture_jpeg_open(bytes, count, &jpeg, header, message) == PICTURE_OK && header->width &&
      header->height && (uint64_t)header->width * header->height <= MOST_PIXELS) {
    uint32_t width = header->width, height = header->height;
    if (divisor > 1) {
      require(
          picture_jpeg_reduce(jpeg, divisor, &width, &height, message) == PICTURE_OK,
          "it cannot be reduced");
      require(
          width == (header->width + divisor - 1) / divisor &&
              height == (header->height + divisor - 1) / divisor,
          "the reduced size is another one");
    }
    samples = malloc((size_t)width * height * (size_t)header->channels);
    if (picture_jpeg_read(jpeg, samples, &notes, message) != PICTURE_OK) {
      free(samples);
      samples = NULL;
    }
  }
  picture_jpeg_close(jpeg);
  return samples;
}

// Returns a number from 0 to length - 1 for one of 0 to 255.
static uint32_t place(uint8_t choice, uint32_t length) {
  return (uint32_t)((uint64_t)choice * length / 256);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  if (count < CHOICES) return 0;
  const uint8_t *choices = bytes;
  bytes += CHOICES;
  count -= CHOICES;
  picture_jpeg_header header = {0};
  uint8_t *whole = read_whole(bytes, count, 1, &header);
  if (!whole) return 0;
  uint8_t *reduced = read_whole(bytes, count, 2u << choices[0] % 3, &header);
  require(reduced != NULL, "the reduced picture is refused");
  free(reduced);
  const size_t channels = (size_t)header.channels;
  picture_jpeg_part parts[PARTS];
  for (int index = 0; index < PARTS; index++) {
    const uint8_t *own = choices + 1 + 3 * index;
    picture_jpeg_part *part = &parts[index];
    part->x = place(own[0], header.width);
    part->y = place(own[1], header.height);
    part->width = 1 + place((uint8_t)(own[2] << 4), header.width - part->x);
    part->height = 1 + place(own[2] & 0xF0, header.height - part->y);
    part->samples = malloc(part->width * part->height * channels);
  }
  char message[PICTURE_MESSAGE_SIZE];
  picture_jpeg *jpeg = NULL;
  require(
      picture_jpeg_open(bytes, count, &jpeg, &header, message) == PICTURE_OK &&
          picture_jpeg_read_parts(jpeg, parts, PARTS, message) == PICTURE_OK,
      "parts of a sound picture are refused");
  picture_jpeg_close(jpeg);
  for (int index = 0; index < PARTS; index++) {
    const picture_jpeg_part *part = &parts[index];
    const size_t stride = part->width * channels;
    for (uint32_t y = 0; y < part->height; y++) {
      const uint8_t *expected = whole + ((size_t)(part->y + y) * header.width + part->x) * channels;
      require(
          memcmp(part->samples + y * stride, expected, stride) == 0,
          "a part differs from the whole picture");
    }
    free(part->samples);
  }
  free(whole);
  return 0;
}
