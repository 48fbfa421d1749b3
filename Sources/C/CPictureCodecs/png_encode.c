#include <png.h>

#include "picture_buffer.h"

typedef struct {
  picture_buffer *buffer;
  char *message;
} sink;

static void fail(png_structp png, png_const_charp words) {
  sink *to = png_get_error_ptr(png);
  picture_copy_message(to->message, words);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp words) {
  (void)png;
  (void)words;
}

static void put_bytes(png_structp png, png_bytep bytes, size_t count) {
  sink *to = png_get_io_ptr(png);
  if (!picture_buffer_append(to->buffer, bytes, count)) png_error(png, "out of memory");
}

static void flush(png_structp png) { (void)png; }

picture_status picture_png_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, int channels,
    picture_buffer *buffer, char *message) {
  sink to = {buffer, message};
  *buffer = (picture_buffer){0};
  message[0] = 0;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &to, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  volatile picture_status status = PICTURE_UNSUPPORTED;
  if (!info) {
    picture_copy_message(message, "out of memory");
  } else if (!setjmp(png_jmpbuf(png))) {
    png_set_write_fn(png, &to, put_bytes, flush);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(
        png, info, width, height, 8, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (uint32_t y = 0; y < height; y++)
      png_write_row(png, samples + (size_t)y * width * channels);
    png_write_end(png, info);
    status = PICTURE_OK;
  }
  png_destroy_write_struct(&png, &info);
  return status;
}
