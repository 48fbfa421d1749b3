#pragma once

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <jpeglib.h>

#include "picture_buffer.h"

// The error manager of libjpeg (first, so that a pointer to it is a pointer to this) and the jump
// target.
typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf way_back;
  picture_status status;
  char message[PICTURE_MESSAGE_SIZE];
  // The harmless warnings of a decoder.
  picture_notes notes;
  // Samples have begun: stray bytes may now come from damaged ones.
  bool is_in_scans;
  // The largest number of stray bytes before a marker that is harmless once samples have begun.
  size_t most_stray;
} jpeg_errors;

// Every error jumps to way_back, and so does every warning that may mean a damaged picture.
// Warnings that leave all pixels correct are kept in notes.
struct jpeg_error_mgr *jpeg_errors_set_up(jpeg_errors *errors);
