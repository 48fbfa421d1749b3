#include "picture_buffer.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool picture_buffer_append(picture_buffer *buffer, const void *bytes, size_t count) {
  if (count > buffer->capacity - buffer->count) {
    size_t capacity = buffer->capacity < 65536 ? 65536 : buffer->capacity * 2;
    if (capacity < buffer->count + count) capacity = buffer->count + count;
    uint8_t *grown = realloc(buffer->bytes, capacity);
    if (!grown) return false;
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->count, bytes, count);
  buffer->count += count;
  return true;
}

void picture_buffer_free(picture_buffer *buffer) {
  free(buffer->bytes);
  *buffer = (picture_buffer){0};
}

void picture_copy_message(char *message, const char *words) {
  size_t length = strnlen(words, PICTURE_MESSAGE_SIZE - 1);
  memcpy(message, words, length);
  message[length] = 0;
}

void picture_note(picture_notes *notes, const char *words) {
  if (notes->remark_count < INT_MAX) notes->remark_count++;
  if (notes->remark_count > 1) return;
  size_t length = strnlen(words, sizeof notes->remark - 1);
  memcpy(notes->remark, words, length);
  notes->remark[length] = 0;
}
