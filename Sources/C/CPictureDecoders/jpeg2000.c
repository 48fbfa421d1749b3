#include "sink.h"

#if __has_include(<openjpeg.h>)
#include <openjpeg.h>
#include <stdio.h>
#include <string.h>

const char *jpeg2000_library(void) {
  static char name[32];
  snprintf(name, sizeof name, "openjpeg %s", opj_version());
  return name;
}

typedef struct {
  const uint8_t *bytes;
  size_t count, position;
} source;

static OPJ_SIZE_T take(void *to, OPJ_SIZE_T size, void *user) {
  source *from = user;
  if (from->position >= from->count) return (OPJ_SIZE_T)-1;
  const size_t left = from->count - from->position;
  const size_t taken = size < left ? size : left;
  memcpy(to, from->bytes + from->position, taken);
  from->position += taken;
  return taken;
}

static OPJ_OFF_T skip(OPJ_OFF_T size, void *user) {
  source *from = user;
  const OPJ_OFF_T left = (OPJ_OFF_T)(from->count - from->position);
  if (size < 0) size = -size > (OPJ_OFF_T)from->position ? -(OPJ_OFF_T)from->position : size;
  if (size > left) size = left;
  from->position = (size_t)((OPJ_OFF_T)from->position + size);
  return size;
}

static OPJ_BOOL seek(OPJ_OFF_T place, void *user) {
  source *from = user;
  if (place < 0 || (uint64_t)place > from->count) return OPJ_FALSE;
  from->position = (size_t)place;
  return OPJ_TRUE;
}

static void keep_error(const char *words, void *user) {
  sink *out = user;
  if (!out->header->message[0]) {
    sink_fail(out, DECODER_CORRUPT, words);
    char *end = out->header->message + strlen(out->header->message);
    while (end > out->header->message && end[-1] == ' ') *--end = 0;
  }
}

static void ignore(const char *words, void *user) { (void)words, (void)user; }

// Returns a sample of a component with 8 bits.
static uint8_t sample(const opj_image_comp_t *part, uint32_t x, uint32_t y) {
  uint32_t column = x / (part->dx ? part->dx : 1), row = y / (part->dy ? part->dy : 1);
  if (column >= part->w) column = part->w - 1;
  if (row >= part->h) row = part->h - 1;
  int64_t value = part->data[(size_t)row * part->w + column];
  if (part->sgnd) value += (int64_t)1 << (part->prec - 1);
  const int64_t most = ((int64_t)1 << part->prec) - 1;
  if (value < 0) value = 0;
  if (value > most) value = most;
  return (uint8_t)((value * 255 + most / 2) / most);
}

static uint8_t clamped(double value) {
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
}

static decoder_status copy(const opj_image_t *image, sink *out) {
  const uint32_t width = image->x1 - image->x0, height = image->y1 - image->y0;
  const uint32_t parts = image->numcomps;
  if (parts == 0) return sink_fail(out, DECODER_CORRUPT, "it has no samples");
  for (uint32_t index = 0; index < parts && index < 4; index++) {
    const opj_image_comp_t *part = &image->comps[index];
    if (!part->data || part->w == 0 || part->h == 0 || part->prec == 0 || part->prec > 31)
      return sink_fail(out, DECODER_CORRUPT, "a component has no samples");
    if (part->prec > 8) out->header->bits = (int32_t)part->prec;
  }
  const bool is_gray = parts < 3;
  const bool has_alpha = parts == 2 || parts == 4;
  if (image->color_space == OPJ_CLRSPC_CMYK || parts > 4)
    return sink_fail(out, DECODER_UNSUPPORTED, "JPEG 2000 in inks");
  uint8_t *to = sink_begin(out, width, height, is_gray ? 1 : 3);
  if (!to) return out->header->status;
  const bool is_ycc =
      !is_gray && (image->color_space == OPJ_CLRSPC_SYCC || image->color_space == OPJ_CLRSPC_EYCC ||
                   image->comps[1].dx > image->comps[0].dx);
  const uint32_t colors = is_gray ? 1 : 3;
  for (uint32_t y = 0; y < height; y++) {
    for (uint32_t x = 0; x < width; x++) {
      uint8_t values[4];
      for (uint32_t index = 0; index < (parts < 4 ? parts : 4); index++)
        values[index] = sample(&image->comps[index], x, y);
      if (is_ycc) {
        const double light = values[0], blue = values[1] - 128.0, red = values[2] - 128.0;
        values[0] = clamped(light + 1.402 * red);
        values[1] = clamped(light - 0.344136 * blue - 0.714136 * red);
        values[2] = clamped(light + 1.772 * blue);
      }
      for (uint32_t index = 0; index < colors; index++)
        *to++ = has_alpha ? over_white(values[index], values[colors]) : values[index];
    }
  }
  if (image->icc_profile_buf && !is_gray && !is_ycc)
    sink_convert(out, image->icc_profile_buf, image->icc_profile_len);
  return DECODER_OK;
}

decoder_status decode_jpeg2000(const uint8_t *bytes, size_t count, sink *out) {
  const bool is_stream = count > 4 && bytes[0] == 0xff && bytes[1] == 0x4f;
  source from = {bytes, count, 0};
  opj_codec_t *codec = opj_create_decompress(is_stream ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
  opj_stream_t *stream = opj_stream_default_create(OPJ_TRUE);
  opj_image_t *image = NULL;
  decoder_status status = DECODER_OK;
  if (!codec || !stream) {
    status = sink_fail(out, DECODER_FAILED, "memory is short");
  } else {
    opj_set_error_handler(codec, keep_error, out);
    opj_set_warning_handler(codec, ignore, NULL);
    opj_set_info_handler(codec, ignore, NULL);
    opj_stream_set_user_data(stream, &from, NULL);
    opj_stream_set_user_data_length(stream, count);
    opj_stream_set_read_function(stream, take);
    opj_stream_set_skip_function(stream, skip);
    opj_stream_set_seek_function(stream, seek);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!opj_setup_decoder(codec, &parameters) || !opj_read_header(stream, codec, &image)) {
      status = sink_fail(out, DECODER_CORRUPT, "its header cannot be read");
    } else if (image->x1 <= image->x0 || image->y1 <= image->y0) {
      status = sink_fail(out, DECODER_CORRUPT, "it has no pixels");
    } else if (!sink_begin(out, image->x1 - image->x0, image->y1 - image->y0, 3)) {
      status = out->header->status;
    } else {
      opj_decoder_set_strict_mode(codec, OPJ_TRUE);
      if (!opj_decode(codec, stream, image) || !opj_end_decompress(codec, stream)) {
        status = sink_fail(out, DECODER_CORRUPT, "its samples cannot be decoded");
      } else {
        status = copy(image, out);
      }
    }
  }
  opj_image_destroy(image);
  if (stream) opj_stream_destroy(stream);
  if (codec) opj_destroy_codec(codec);
  return status;
}
#else
const char *jpeg2000_library(void) { return 0; }
decoder_status decode_jpeg2000(const uint8_t *bytes, size_t count, sink *out) {
  (void)bytes, (void)count;
  return sink_fail(
      out, DECODER_UNSUPPORTED, "JPEG 2000, and this program was built without openjpeg");
}
#endif
