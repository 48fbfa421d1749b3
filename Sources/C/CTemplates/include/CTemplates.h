#pragma once

#include <stddef.h>

// The templates of the top-level folder `templates`, part of the program.

typedef enum {
  TEMPLATE_REPORT,
  TEMPLATE_INDEX,
  TEMPLATE_PAGE,
  TEMPLATE_SECTION,
  TEMPLATE_BLOCK,
  TEMPLATE_TABLE,
  TEMPLATE_FACTS,
  TEMPLATE_FIGURE,
  TEMPLATE_MEASUREMENT,
  TEMPLATE_BLIND,
  TEMPLATE_BLIND_INDEX,
  TEMPLATE_FLOW,
  TEMPLATE_COMPACT,
  TEMPLATE_STYLE,
} facet_template;

/// Returns the bytes of a template in UTF-8, without a zero at the end; they live as long as the
/// program.
const unsigned char *facet_template_bytes(facet_template which, size_t *count);
