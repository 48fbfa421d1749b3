#pragma once

#include <stddef.h>

// The files of the folder `templates/worksheets`, part of the program.

typedef enum {
  STUDY_WORDS,
  STUDY_CONSENT,
  STUDY_INSTRUCTIONS,
  STUDY_FORM,
  STUDY_FORM_STYLE,
  STUDY_FORM_SCRIPT,
  STUDY_INDEX,
  STUDY_RESULTS,
} study_template;

/// Returns the bytes of a file in UTF-8, without a zero at the end; they live as long as the program.
const unsigned char *study_template_bytes(study_template which, size_t *count);
