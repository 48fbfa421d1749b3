// The first frame of a GIF, over white.
#include "sink.h"

#if __has_include(<gif_lib.h>)
#include <gif_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *gif_library(void) {
  static char name[32];
  snprintf(name, sizeof name, "giflib %d.%d.%d", GIFLIB_MAJOR, GIFLIB_MINOR, GIFLIB_RELEASE);
  return name;
}

typedef struct {
  const uint8_t *bytes;
  size_t count, position;
  bool ended;
} source;

static int take(GifFileType *file, GifByteType *to, int size) {
  source *from = file->UserData;
  const size_t left = from->count - from->position;
  size_t taken = size < 0 ? 0 : (size_t)size;
  if (taken > left) {
    taken = left;
    from->ended = true;
  }
  memcpy(to, from->bytes + from->position, taken);
  from->position += taken;
  return (int)taken;
}

// Reads the rows of the frame that was described last.
static bool read_frame(GifFileType *file, int transparent, sink *out) {
  const GifImageDesc *frame = &file->Image;
  const ColorMapObject *colors = frame->ColorMap ? frame->ColorMap : file->SColorMap;
  const int width = file->SWidth, height = file->SHeight;
  if (!colors || frame->Width <= 0 || frame->Height <= 0) return false;
  GifByteType *row = malloc((size_t)frame->Width);
  if (!row) return false;
  // The order of rows, interlaced or not.
  static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  bool whole = true;
  for (int pass = 0; whole && pass < (frame->Interlace ? 4 : 1); pass++) {
    const int step = frame->Interlace ? steps[pass] : 1;
    for (int y = frame->Interlace ? starts[pass] : 0; whole && y < frame->Height; y += step) {
      whole = DGifGetLine(file, row, frame->Width) == GIF_OK;
      const int place = y + frame->Top;
      if (!whole || place < 0 || place >= height) continue;
      for (int x = 0; x < frame->Width; x++) {
        const int column = x + frame->Left;
        if (column < 0 || column >= width || row[x] == transparent) continue;
        if (row[x] >= colors->ColorCount) {
          whole = false;
          break;
        }
        const GifColorType color = colors->Colors[row[x]];
        uint8_t *to = out->samples + ((size_t)place * (size_t)width + (size_t)column) * 3;
        to[0] = color.Red;
        to[1] = color.Green;
        to[2] = color.Blue;
      }
    }
  }
  free(row);
  return whole;
}

static bool skip_frame(GifFileType *file) {
  int size;
  GifByteType *block;
  if (DGifGetCode(file, &size, &block) != GIF_OK) return false;
  while (block)
    if (DGifGetCodeNext(file, &block) != GIF_OK) return false;
  return true;
}

decoder_status decode_gif(const uint8_t *bytes, size_t count, sink *out) {
  source from = {bytes, count, 0, false};
  int error = 0;
  GifFileType *file = DGifOpen(&from, take, &error);
  if (!file)
    return sink_fail(
        out, from.ended ? DECODER_TRUNCATED : DECODER_CORRUPT, GifErrorString(error));
  decoder_status status = DECODER_OK;
  int transparent = -1;
  uint32_t frames = 0;
  if (!sink_begin(out, (uint64_t)file->SWidth, (uint64_t)file->SHeight, 3)) {
    status = out->header->status;
  } else {
    memset(out->samples, 255, (size_t)file->SWidth * (size_t)file->SHeight * 3);
    bool whole = true;
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    while (whole && record != TERMINATE_RECORD_TYPE &&
           (whole = DGifGetRecordType(file, &record) == GIF_OK)) {
      if (record == IMAGE_DESC_RECORD_TYPE) {
        whole = DGifGetImageDesc(file) == GIF_OK;
        if (whole) whole = frames == 0 ? read_frame(file, transparent, out) : skip_frame(file);
        if (whole) frames++;
      } else if (record == EXTENSION_RECORD_TYPE) {
        int code;
        GifByteType *block;
        whole = DGifGetExtension(file, &code, &block) == GIF_OK;
        while (whole && block) {
          GraphicsControlBlock control;
          if (code == GRAPHICS_EXT_FUNC_CODE && frames == 0 &&
              DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
            transparent = control.TransparentColor;
          whole = DGifGetExtensionNext(file, &block) == GIF_OK;
        }
      }
    }
    // Later frames may be damaged: the first is what is wanted.
    out->header->pictures = frames;
    if (frames == 0)
      status = sink_fail(
          out, from.ended ? DECODER_TRUNCATED : DECODER_CORRUPT, GifErrorString(file->Error));
  }
  DGifCloseFile(file, &error);
  return status;
}
#else
const char *gif_library(void) { return 0; }
decoder_status decode_gif(const uint8_t *bytes, size_t count, sink *out) {
  (void)bytes, (void)count;
  return sink_fail(out, DECODER_UNSUPPORTED, "GIF, and this program was built without giflib");
}
#endif
