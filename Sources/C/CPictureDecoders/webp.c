#include "sink.h"

#if __has_include(<webp/demux.h>)
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

const char *webp_library(void) {
  static char name[32];
  const int version = WebPGetDecoderVersion();
  snprintf(
      name, sizeof name, "libwebp %d.%d.%d", version >> 16, version >> 8 & 255, version & 255);
  return name;
}

static decoder_status decode_frame(
    const WebPIterator *frame, uint32_t width, uint32_t height, sink *out) {
  uint8_t *samples = sink_begin(out, width, height, 3);
  if (!samples) return out->header->status;
  const size_t pixels = (size_t)frame->width * (size_t)frame->height;
  if (frame->x_offset < 0 || frame->y_offset < 0 ||
      (uint64_t)frame->x_offset + (uint64_t)frame->width > width ||
      (uint64_t)frame->y_offset + (uint64_t)frame->height > height)
    return sink_fail(out, DECODER_CORRUPT, "its first frame lies outside the picture");
  memset(samples, 255, (size_t)width * height * 3);
  uint8_t *frame_samples = malloc(pixels * 4);
  if (!frame_samples) return sink_fail(out, DECODER_FAILED, "memory is short");
  decoder_status status = DECODER_OK;
  if (!WebPDecodeRGBAInto(
          frame->fragment.bytes, frame->fragment.size, frame_samples, pixels * 4,
          frame->width * 4)) {
    status = sink_fail(out, DECODER_CORRUPT, "its samples cannot be decoded");
  } else {
    for (int y = 0; y < frame->height; y++) {
      const uint8_t *from = frame_samples + (size_t)y * (size_t)frame->width * 4;
      uint8_t *to = samples + ((size_t)(y + frame->y_offset) * width + (size_t)frame->x_offset) * 3;
      for (int x = 0; x < frame->width; x++, from += 4, to += 3)
        for (int channel = 0; channel < 3; channel++)
          to[channel] = over_white(from[channel], from[3]);
    }
  }
  free(frame_samples);
  return status;
}

decoder_status decode_webp(const uint8_t *bytes, size_t count, sink *out) {
  if (count < 12) return sink_fail(out, DECODER_TRUNCATED, NULL);
  const uint64_t size = (uint64_t)bytes[4] | (uint64_t)bytes[5] << 8 | (uint64_t)bytes[6] << 16 |
                        (uint64_t)bytes[7] << 24;
  if (size + 8 > count) return sink_fail(out, DECODER_TRUNCATED, NULL);
  const WebPData data = {bytes, count};
  WebPDemuxer *file = WebPDemux(&data);
  if (!file) return sink_fail(out, DECODER_CORRUPT, "its chunks do not fit each other");
  const uint32_t width = WebPDemuxGetI(file, WEBP_FF_CANVAS_WIDTH);
  const uint32_t height = WebPDemuxGetI(file, WEBP_FF_CANVAS_HEIGHT);
  out->header->pictures = WebPDemuxGetI(file, WEBP_FF_FRAME_COUNT);
  WebPIterator frame;
  decoder_status status;
  if (!WebPDemuxGetFrame(file, 1, &frame)) {
    status = sink_fail(out, DECODER_CORRUPT, "it has no frame");
  } else {
    status = decode_frame(&frame, width, height, out);
    WebPDemuxReleaseIterator(&frame);
  }
  WebPChunkIterator chunk;
  if (status == DECODER_OK && WebPDemuxGetChunk(file, "ICCP", 1, &chunk)) {
    sink_convert(out, chunk.chunk.bytes, chunk.chunk.size);
    WebPDemuxReleaseChunkIterator(&chunk);
  }
  if (status == DECODER_OK && WebPDemuxGetChunk(file, "EXIF", 1, &chunk)) {
    sink_exif(out, chunk.chunk.bytes, chunk.chunk.size);
    WebPDemuxReleaseChunkIterator(&chunk);
  }
  WebPDemuxDelete(file);
  return status;
}
#else
const char *webp_library(void) { return 0; }
decoder_status decode_webp(const uint8_t *bytes, size_t count, sink *out) {
  (void)bytes, (void)count;
  return sink_fail(out, DECODER_UNSUPPORTED, "WebP, and this program was built without libwebp");
}
#endif
