#include "CTemplates.h"

static const unsigned char report[] = {
#embed "../../../templates/report.html.mustache"
};
static const unsigned char index_page[] = {
#embed "../../../templates/index.html.mustache"
};
static const unsigned char page[] = {
#embed "../../../templates/page.html.mustache"
};
static const unsigned char section[] = {
#embed "../../../templates/section.html.mustache"
};
static const unsigned char block[] = {
#embed "../../../templates/block.html.mustache"
};
static const unsigned char table[] = {
#embed "../../../templates/table.html.mustache"
};
static const unsigned char facts[] = {
#embed "../../../templates/facts.html.mustache"
};
static const unsigned char figure[] = {
#embed "../../../templates/figure.html.mustache"
};
static const unsigned char measurement[] = {
#embed "../../../templates/measurement.html.mustache"
};
static const unsigned char blind[] = {
#embed "../../../templates/blind.html.mustache"
};
static const unsigned char blind_index[] = {
#embed "../../../templates/blind-index.html.mustache"
};
static const unsigned char flow[] = {
#embed "../../../templates/flow.html.mustache"
};
static const unsigned char compact[] = {
#embed "../../../templates/queries-compact.html.mustache"
};
static const unsigned char style[] = {
#embed "../../../templates/style.css"
};

const unsigned char *facet_template_bytes(facet_template which, size_t *count) {
  switch (which) {
    case TEMPLATE_REPORT:
      *count = sizeof report;
      return report;
    case TEMPLATE_INDEX:
      *count = sizeof index_page;
      return index_page;
    case TEMPLATE_PAGE:
      *count = sizeof page;
      return page;
    case TEMPLATE_SECTION:
      *count = sizeof section;
      return section;
    case TEMPLATE_BLOCK:
      *count = sizeof block;
      return block;
    case TEMPLATE_TABLE:
      *count = sizeof table;
      return table;
    case TEMPLATE_FACTS:
      *count = sizeof facts;
      return facts;
    case TEMPLATE_FIGURE:
      *count = sizeof figure;
      return figure;
    case TEMPLATE_MEASUREMENT:
      *count = sizeof measurement;
      return measurement;
    case TEMPLATE_BLIND:
      *count = sizeof blind;
      return blind;
    case TEMPLATE_BLIND_INDEX:
      *count = sizeof blind_index;
      return blind_index;
    case TEMPLATE_FLOW:
      *count = sizeof flow;
      return flow;
    case TEMPLATE_COMPACT:
      *count = sizeof compact;
      return compact;
    case TEMPLATE_STYLE:
      *count = sizeof style;
      return style;
  }
  *count = 0;
  return NULL;
}
