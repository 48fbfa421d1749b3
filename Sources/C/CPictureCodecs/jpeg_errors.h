#pragma once

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <jpeglib.h>

#include "picture_buffer.h"

// libjpeg's error manager (first, so that a pointer to it is a pointer to this) and the way back.
typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf way_back;
  picture_status status;
  char message[PICTURE_MESSAGE_SIZE];
  // For a decoder: what its harmless warnings said.
  picture_notes notes;
  // Samples have begun: stray bytes may now be what is left of damaged ones.
  bool is_in_scans;
  // The most stray bytes in front of a marker that count as harmless once samples have begun.
  size_t most_stray;
} jpeg_errors;

// Every error jumps to way_back, and every warning that may mean a damaged picture. Warnings that
// leave all pixels right are kept in notes.
struct jpeg_error_mgr *jpeg_errors_set_up(jpeg_errors *errors);
