// HEIC and AVIF. libheif turns and mirrors as the file says, so the picture is upright.
#include "sink.h"

#if __has_include(<libheif/heif.h>)
#include <libheif/heif.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *heif_library(void) {
  static char name[32];
  snprintf(name, sizeof name, "libheif %s", heif_get_version());
  return name;
}

static decoder_status fail(sink *out, struct heif_error error) {
  const bool ends = error.subcode == heif_suberror_End_of_data;
  const bool unsupported = error.code == heif_error_Unsupported_feature ||
                           error.code == heif_error_Unsupported_filetype ||
                           error.code == heif_error_Decoder_plugin_error;
  return sink_fail(
      out, ends ? DECODER_TRUNCATED : unsupported ? DECODER_UNSUPPORTED : DECODER_CORRUPT,
      error.message);
}

static void convert(struct heif_image_handle *handle, sink *out) {
  const enum heif_color_profile_type type = heif_image_handle_get_color_profile_type(handle);
  if (type != heif_color_profile_type_prof && type != heif_color_profile_type_rICC) return;
  const size_t count = heif_image_handle_get_raw_color_profile_size(handle);
  if (count == 0 || count > 16 << 20) return;
  void *profile = malloc(count);
  if (!profile) return;
  if (heif_image_handle_get_raw_color_profile(handle, profile).code == heif_error_Ok)
    sink_convert(out, profile, count);
  free(profile);
}

// Keeps the first EXIF block. It begins with the distance of its byte order mark from there on.
static void take_exif(struct heif_image_handle *handle, sink *out) {
  heif_item_id id;
  if (heif_image_handle_get_list_of_metadata_block_IDs(handle, "Exif", &id, 1) < 1) return;
  const size_t count = heif_image_handle_get_metadata_size(handle, id);
  if (count < 4 || count > 1 << 20) return;
  uint8_t *block = malloc(count);
  if (!block) return;
  if (heif_image_handle_get_metadata(handle, id, block).code == heif_error_Ok) {
    const size_t start = 4 + ((size_t)block[0] << 24 | (size_t)block[1] << 16 |
                              (size_t)block[2] << 8 | (size_t)block[3]);
    if (start < count) sink_exif(out, block + start, count - start);
  }
  free(block);
}

static decoder_status copy(struct heif_image *image, bool has_alpha, sink *out) {
  const int width = heif_image_get_width(image, heif_channel_interleaved);
  const int height = heif_image_get_height(image, heif_channel_interleaved);
  int stride = 0;
  const uint8_t *plane = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  if (!plane || width <= 0 || height <= 0 || stride < width * (has_alpha ? 4 : 3))
    return sink_fail(out, DECODER_CORRUPT, "it has no pixels");
  uint8_t *samples = sink_begin(out, (uint64_t)width, (uint64_t)height, 3);
  if (!samples) return out->header->status;
  for (int y = 0; y < height; y++) {
    const uint8_t *row = plane + (size_t)y * (size_t)stride;
    uint8_t *to = samples + (size_t)y * (size_t)width * 3;
    if (!has_alpha) {
      memcpy(to, row, (size_t)width * 3);
      continue;
    }
    for (int x = 0; x < width; x++, row += 4, to += 3)
      for (int channel = 0; channel < 3; channel++) to[channel] = over_white(row[channel], row[3]);
  }
  return DECODER_OK;
}

static decoder_status decode_primary(struct heif_context *context, sink *out) {
  struct heif_image_handle *handle = NULL;
  struct heif_error error = heif_context_get_primary_image_handle(context, &handle);
  if (error.code != heif_error_Ok) return fail(out, error);
  decoder_status status;
  const int width = heif_image_handle_get_width(handle);
  const int height = heif_image_handle_get_height(handle);
  if (width <= 0 || height <= 0) {
    status = sink_fail(out, DECODER_CORRUPT, "it has no pixels");
  } else if (!sink_begin(out, (uint64_t)width, (uint64_t)height, 3)) {
    status = out->header->status;
  } else {
    const bool has_alpha = heif_image_handle_has_alpha_channel(handle);
    const int bits = heif_image_handle_get_luma_bits_per_pixel(handle);
    if (bits > 8) out->header->bits = bits;
    struct heif_image *image = NULL;
    struct heif_decoding_options *options = heif_decoding_options_alloc();
    if (options) options->convert_hdr_to_8bit = 1;
    error = heif_decode_image(
        handle, &image, heif_colorspace_RGB,
        has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options);
    heif_decoding_options_free(options);
    status = error.code == heif_error_Ok ? copy(image, has_alpha, out) : fail(out, error);
    if (status == DECODER_OK) {
      convert(handle, out);
      take_exif(handle, out);
    }
    heif_image_release(image);
  }
  heif_image_handle_release(handle);
  return status;
}

decoder_status decode_heif(const uint8_t *bytes, size_t count, sink *out) {
  struct heif_context *context = heif_context_alloc();
  if (!context) return sink_fail(out, DECODER_FAILED, "memory is short");
  const struct heif_error error =
      heif_context_read_from_memory_without_copy(context, bytes, count, NULL);
  decoder_status status;
  if (error.code != heif_error_Ok) {
    status = fail(out, error);
  } else {
    out->header->pictures = (uint32_t)heif_context_get_number_of_top_level_images(context);
    status = decode_primary(context, out);
  }
  heif_context_free(context);
  return status;
}
#else
const char *heif_library(void) { return 0; }
decoder_status decode_heif(const uint8_t *bytes, size_t count, sink *out) {
  (void)bytes, (void)count;
  return sink_fail(out, DECODER_UNSUPPORTED, "HEIC, and this program was built without libheif");
}
#endif
