#include "CStudyTemplates.h"

static const unsigned char words[] = {
#embed "../../../templates/worksheets/worksheet-words.json"
};
static const unsigned char consent[] = {
#embed "../../../templates/worksheets/worksheet-consent.txt"
};
static const unsigned char instructions[] = {
#embed "../../../templates/worksheets/worksheet-instructions.txt"
};
static const unsigned char form[] = {
#embed "../../../templates/worksheets/worksheet-form.html.mustache"
};
static const unsigned char form_style[] = {
#embed "../../../templates/worksheets/worksheet-form.css"
};
static const unsigned char form_script[] = {
#embed "../../../templates/worksheets/worksheet-form.js"
};
static const unsigned char index_page[] = {
#embed "../../../templates/worksheets/worksheet-index.html.mustache"
};
static const unsigned char results[] = {
#embed "../../../templates/worksheets/worksheet-results.html.mustache"
};

const unsigned char *study_template_bytes(study_template which, size_t *count) {
  switch (which) {
    case STUDY_WORDS:
      *count = sizeof words;
      return words;
    case STUDY_CONSENT:
      *count = sizeof consent;
      return consent;
    case STUDY_INSTRUCTIONS:
      *count = sizeof instructions;
      return instructions;
    case STUDY_FORM:
      *count = sizeof form;
      return form;
    case STUDY_FORM_STYLE:
      *count = sizeof form_style;
      return form_style;
    case STUDY_FORM_SCRIPT:
      *count = sizeof form_script;
      return form_script;
    case STUDY_INDEX:
      *count = sizeof index_page;
      return index_page;
    case STUDY_RESULTS:
      *count = sizeof results;
      return results;
  }
  *count = 0;
  return NULL;
}
