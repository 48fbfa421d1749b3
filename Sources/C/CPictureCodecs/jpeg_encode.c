#include <jerror.h>
#include <stdlib.h>

#include "jpeg_errors.h"

enum { PIECE_SIZE = 32768 };

typedef struct {
  struct jpeg_compress_struct library;
  jpeg_errors errors;
  struct jpeg_destination_mgr destination;
  picture_buffer *buffer;
  uint8_t piece[PIECE_SIZE];
} encoder;

static void start_piece(j_compress_ptr library) {
  encoder *self = (encoder *)library;
  self->destination.next_output_byte = self->piece;
  self->destination.free_in_buffer = PIECE_SIZE;
}

static void keep(encoder *self, size_t count) {
  if (!picture_buffer_append(self->buffer, self->piece, count))
    ERREXIT1(&self->library, JERR_OUT_OF_MEMORY, 0);
}

static boolean keep_piece(j_compress_ptr library) {
  keep((encoder *)library, PIECE_SIZE);
  start_piece(library);
  return TRUE;
}

static void keep_rest(j_compress_ptr library) {
  encoder *self = (encoder *)library;
  keep(self, PIECE_SIZE - self->destination.free_in_buffer);
}

picture_status picture_jpeg_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels, int quality,
    picture_buffer *buffer, char *message) {
  *buffer = (picture_buffer){0};
  message[0] = 0;
  encoder *self = calloc(1, sizeof *self);
  if (!self) {
    picture_copy_message(message, "out of memory");
    return PICTURE_UNSUPPORTED;
  }
  struct jpeg_compress_struct *library = &self->library;
  self->buffer = buffer;
  library->err = jpeg_errors_set_up(&self->errors);
  picture_status status = PICTURE_OK;
  if (setjmp(self->errors.way_back)) {
    picture_copy_message(message, self->errors.message);
    status = PICTURE_UNSUPPORTED;
  } else {
    jpeg_create_compress(library);
    self->destination.init_destination = start_piece;
    self->destination.empty_output_buffer = keep_piece;
    self->destination.term_destination = keep_rest;
    library->dest = &self->destination;
    library->image_width = width;
    library->image_height = height;
    library->input_components = channels;
    library->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(library);
    jpeg_set_quality(library, quality, TRUE);
    library->dct_method = JDCT_ISLOW;
    library->optimize_coding = TRUE;
    for (int index = 0; index < library->num_components; index++) {
      library->comp_info[index].h_samp_factor = 1;
      library->comp_info[index].v_samp_factor = 1;
    }
    jpeg_start_compress(library, TRUE);
    while (library->next_scanline < library->image_height) {
      JSAMPROW row = (JSAMPROW)(samples + (size_t)library->next_scanline * width * channels);
      jpeg_write_scanlines(library, &row, 1);
    }
    jpeg_finish_compress(library);
  }
  jpeg_destroy_compress(library);
  free(self);
  return status;
}
