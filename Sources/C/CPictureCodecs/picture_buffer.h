#pragma once

#include <stdbool.h>

#include "CPictureCodecs.h"

// Adds bytes at the end; returns false if memory is short.
bool picture_buffer_append(picture_buffer *buffer, const void *bytes, size_t count);

// Keeps a library's remark.
void picture_note(picture_notes *notes, const char *words);

// Copies a library's words, cut to the size of a message.
void picture_copy_message(char *message, const char *words);
