#include <stdlib.h>
#include <string.h>

#include "jpeg_errors.h"

// A photograph has at most a few dozen scans. Each scan covers all pixels, so large pictures have a
// lower limit: MOST_SCANNED pixels in total, but never fewer than LEAST_SCANS scans.
enum { MOST_SCANS = 100, LEAST_SCANS = 20, MOST_SCANNED = 1000000000 };

struct picture_jpeg {
  struct jpeg_decompress_struct library;
  jpeg_errors errors;
  struct jpeg_progress_mgr progress;
  int most_scans;
  // One row as the library writes it, where it is not written to its place; otherwise NULL.
  uint8_t *row;
};

static void watch_scans(j_common_ptr common) {
  picture_jpeg *jpeg = (picture_jpeg *)common;
  if (jpeg->library.input_scan_number <= jpeg->most_scans) return;
  char words[PICTURE_MESSAGE_SIZE];
  snprintf(
      words, sizeof words, "it has more than %d scans, the limit for %u x %u pixels",
      jpeg->most_scans, jpeg->library.image_width, jpeg->library.image_height);
  jpeg->errors.status = PICTURE_UNSUPPORTED;
  picture_copy_message(jpeg->errors.message, words);
  longjmp(jpeg->errors.way_back, 1);
}

static int allowed_scans(uint32_t width, uint32_t height) {
  uint64_t pixels = (uint64_t)width * height;
  uint64_t scans = pixels ? MOST_SCANNED / pixels : MOST_SCANS;
  return scans > MOST_SCANS ? MOST_SCANS : scans < LEAST_SCANS ? LEAST_SCANS : (int)scans;
}

static void find_exif(picture_jpeg *jpeg, picture_jpeg_header *header) {
  jpeg_saved_marker_ptr marker = jpeg->library.marker_list;
  for (; marker; marker = marker->next) {
    if (marker->data_length < 6 || memcmp(marker->data, "Exif\0\0", 6)) continue;
    header->exif = marker->data + 6;
    header->exif_count = marker->data_length - 6;
    return;
  }
}

picture_status picture_jpeg_open(
    const uint8_t *bytes, size_t count, picture_jpeg **out, picture_jpeg_header *header,
    char *message) {
  *header = (picture_jpeg_header){0};
  message[0] = 0;
  picture_jpeg *jpeg = calloc(1, sizeof *jpeg);
  *out = jpeg;
  if (!jpeg) {
    picture_copy_message(message, "out of memory");
    return PICTURE_CORRUPT;
  }
  struct jpeg_decompress_struct *library = &jpeg->library;
  library->err = jpeg_errors_set_up(&jpeg->errors);
  if (setjmp(jpeg->errors.way_back)) {
    picture_copy_message(message, jpeg->errors.message);
    return jpeg->errors.status;
  }
  jpeg_create_decompress(library);
  jpeg->progress.progress_monitor = watch_scans;
  library->progress = &jpeg->progress;
  jpeg_mem_src(library, bytes, count);
  jpeg_save_markers(library, JPEG_APP0 + 1, 0xFFFF);
  // There are few stray bytes after intact samples; damaged samples leave more.
  jpeg->errors.most_stray = 64 + count / 100;
  jpeg_read_header(library, TRUE);
  jpeg->errors.is_in_scans = true;
  jpeg->most_scans = allowed_scans(library->image_width, library->image_height);
  switch (library->jpeg_color_space) {
    case JCS_GRAYSCALE:
      library->out_color_space = JCS_GRAYSCALE;
      break;
    case JCS_CMYK:
    case JCS_YCCK:
      library->out_color_space = JCS_CMYK;
      break;
    default:
      library->out_color_space = JCS_RGB;
  }
  header->width = library->image_width;
  header->height = library->image_height;
  header->channels = library->out_color_space == JCS_GRAYSCALE ? 1 : 3;
  find_exif(jpeg, header);
  return PICTURE_OK;
}

// Adobe's programs store the amount of light, others the amount of ink.
static void mix_inks(const uint8_t *inks, bool is_inverted, uint32_t width, uint8_t *out) {
  for (uint32_t x = 0; x < width; x++, inks += 4, out += 3) {
    unsigned paper = is_inverted ? inks[3] : 255 - inks[3];
    for (int channel = 0; channel < 3; channel++) {
      unsigned light = is_inverted ? inks[channel] : 255 - inks[channel];
      out[channel] = (uint8_t)((light * paper + 127) / 255);
    }
  }
}

picture_status picture_jpeg_read(
    picture_jpeg *jpeg, uint8_t *samples, picture_notes *notes, char *message) {
  struct jpeg_decompress_struct *library = &jpeg->library;
  message[0] = 0;
  *notes = (picture_notes){0};
  if (setjmp(jpeg->errors.way_back)) {
    *notes = jpeg->errors.notes;
    picture_copy_message(message, jpeg->errors.message);
    return jpeg->errors.status;
  }
  library->dct_method = JDCT_ISLOW;
  jpeg_start_decompress(library);
  bool has_inks = library->out_color_space == JCS_CMYK;
  size_t stride = (size_t)library->output_width * (has_inks ? 3 : library->output_components);
  if (has_inks && !(jpeg->row = malloc((size_t)library->output_width * 4))) {
    picture_copy_message(message, "out of memory");
    return PICTURE_CORRUPT;
  }
  while (library->output_scanline < library->output_height) {
    uint8_t *row = samples + library->output_scanline * stride;
    JSAMPROW target = has_inks ? jpeg->row : row;
    jpeg_read_scanlines(library, &target, 1);
    if (has_inks) mix_inks(jpeg->row, library->saw_Adobe_marker, library->output_width, row);
  }
  jpeg_finish_decompress(library);
  *notes = jpeg->errors.notes;
  notes->trailing_count = library->src->bytes_in_buffer;
  return PICTURE_OK;
}

picture_status picture_jpeg_reduce(
    picture_jpeg *jpeg, unsigned divisor, uint32_t *width, uint32_t *height, char *message) {
  struct jpeg_decompress_struct *library = &jpeg->library;
  message[0] = 0;
  if (setjmp(jpeg->errors.way_back)) {
    picture_copy_message(message, jpeg->errors.message);
    return jpeg->errors.status;
  }
  library->scale_num = 1;
  library->scale_denom = divisor;
  jpeg_calc_output_dimensions(library);
  *width = library->output_width;
  *height = library->output_height;
  return PICTURE_OK;
}

// Where an upsampler or a smoother looks at neighbors, the library takes other ones at the edges of
// what it is asked for. Blocks at the edges are therefore decoded and thrown away.
enum { SPARE_BLOCKS = 4 };

// Returns the first row from `row` on that a part needs; the height if there is none.
static uint32_t next_row(
    const picture_jpeg_part *parts, size_t count, uint32_t row, uint32_t height) {
  uint32_t next = height;
  for (size_t place = 0; place < count; place++) {
    if (row >= parts[place].y + parts[place].height) continue;
    const uint32_t first = parts[place].y > row ? parts[place].y : row;
    if (first < next) next = first;
  }
  return next;
}

picture_status picture_jpeg_read_parts(
    picture_jpeg *jpeg, const picture_jpeg_part *parts, size_t count, char *message) {
  struct jpeg_decompress_struct *library = &jpeg->library;
  message[0] = 0;
  if (setjmp(jpeg->errors.way_back)) {
    picture_copy_message(message, jpeg->errors.message);
    return jpeg->errors.status;
  }
  library->dct_method = JDCT_ISLOW;
  jpeg_start_decompress(library);
  const bool has_inks = library->out_color_space == JCS_CMYK;
  const size_t channels = (size_t)library->output_components, kept = has_inks ? 3 : channels;
  const uint32_t height = library->output_height;
  const uint32_t spare_columns = SPARE_BLOCKS * DCTSIZE * (uint32_t)library->max_h_samp_factor;
  const uint32_t spare_rows = SPARE_BLOCKS * DCTSIZE * (uint32_t)library->max_v_samp_factor;
  uint32_t left = library->output_width, right = 0;
  for (size_t place = 0; place < count; place++) {
    const uint32_t end = parts[place].x + parts[place].width;
    if (parts[place].x < left) left = parts[place].x;
    if (end > right) right = end;
  }
  // The first and the last column of what the library decodes.
  JDIMENSION first = left > spare_columns ? left - spare_columns : 0;
  const uint32_t rest = library->output_width - right;
  JDIMENSION width = right + (rest < spare_columns ? rest : spare_columns) - first;
  if (width < library->output_width) jpeg_crop_scanline(library, &first, &width);
  if (!(jpeg->row = malloc((size_t)library->output_width * channels))) {
    picture_copy_message(message, "out of memory");
    return PICTURE_CORRUPT;
  }
  for (;;) {
    const uint32_t row = library->output_scanline, next = next_row(parts, count, row, height);
    if (next == height) break;
    // The first rows after skipped ones are decoded without those above them.
    if (next > row + 2 * spare_rows) jpeg_skip_scanlines(library, next - row - spare_rows);
    JSAMPROW target = jpeg->row;
    const uint32_t y = library->output_scanline;
    jpeg_read_scanlines(library, &target, 1);
    for (size_t place = 0; place < count; place++) {
      const picture_jpeg_part *part = &parts[place];
      if (y < part->y || y >= part->y + part->height) continue;
      const uint8_t *from = jpeg->row + (part->x - first) * channels;
      uint8_t *to = part->samples + (size_t)(y - part->y) * part->width * kept;
      if (has_inks) {
        mix_inks(from, library->saw_Adobe_marker, part->width, to);
      } else {
        memcpy(to, from, part->width * kept);
      }
    }
  }
  return PICTURE_OK;
}

void picture_jpeg_close(picture_jpeg *jpeg) {
  if (!jpeg) return;
  jpeg_destroy_decompress(&jpeg->library);
  free(jpeg->row);
  free(jpeg);
}
