#pragma once

#include <stddef.h>

// The built-in models, part of the program: safetensors files.

typedef enum {
  MODEL_BACKBONE,
  MODEL_H2L,
} facet_model;

/// Returns the bytes of a model file, at an address that is a multiple of 64; they live as long as
/// the program.
const unsigned char *facet_model_bytes(facet_model which, size_t *count);
