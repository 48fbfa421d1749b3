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
} jpeg_errors;

// Every error, and every warning, since a warning means a damaged picture, jumps to way_back.
struct jpeg_error_mgr *jpeg_errors_set_up(jpeg_errors *errors);
