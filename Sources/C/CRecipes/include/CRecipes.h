#pragma once

#include <stddef.h>

// The recipes of the top-level folder `recipes`, part of the program.

size_t facet_recipe_count(void);

/// Returns the bytes of a recipe in UTF-8, without a zero at the end; they live as long as the program.
const unsigned char *facet_recipe_bytes(size_t which, size_t *count);
