#include "CRecipes.h"

static const unsigned char table_5_1[] = {
#embed "../../../recipes/table-5.1.json"
};
static const unsigned char table_5_2[] = {
#embed "../../../recipes/table-5.2.json"
};
static const unsigned char table_5_3[] = {
#embed "../../../recipes/table-5.3.json"
};
static const unsigned char table_5_4[] = {
#embed "../../../recipes/table-5.4.json"
};
static const unsigned char table_5_5[] = {
#embed "../../../recipes/table-5.5.json"
};
static const unsigned char table_5_6[] = {
#embed "../../../recipes/table-5.6.json"
};
static const unsigned char table_5_7[] = {
#embed "../../../recipes/table-5.7.json"
};
static const unsigned char table_5_8[] = {
#embed "../../../recipes/table-5.8.json"
};
static const unsigned char table_5_9[] = {
#embed "../../../recipes/table-5.9.json"
};
static const unsigned char table_5_10[] = {
#embed "../../../recipes/table-5.10.json"
};
static const unsigned char table_5_11[] = {
#embed "../../../recipes/table-5.11.json"
};
static const unsigned char table_5_12[] = {
#embed "../../../recipes/table-5.12.json"
};
static const unsigned char table_5_13[] = {
#embed "../../../recipes/table-5.13.json"
};
static const unsigned char table_5_14[] = {
#embed "../../../recipes/table-5.14.json"
};
static const unsigned char figure_5_4[] = {
#embed "../../../recipes/figure-5.4.json"
};
static const unsigned char figure_5_5[] = {
#embed "../../../recipes/figure-5.5.json"
};
static const unsigned char figure_5_6[] = {
#embed "../../../recipes/figure-5.6.json"
};
static const unsigned char occlusions[] = {
#embed "../../../recipes/occlusions.json"
};

static const struct {
  const unsigned char *bytes;
  size_t count;
} recipes[] = {
  {table_5_1, sizeof table_5_1},
  {table_5_2, sizeof table_5_2},
  {table_5_3, sizeof table_5_3},
  {table_5_4, sizeof table_5_4},
  {table_5_5, sizeof table_5_5},
  {table_5_6, sizeof table_5_6},
  {table_5_7, sizeof table_5_7},
  {table_5_8, sizeof table_5_8},
  {table_5_9, sizeof table_5_9},
  {table_5_10, sizeof table_5_10},
  {table_5_11, sizeof table_5_11},
  {table_5_12, sizeof table_5_12},
  {table_5_13, sizeof table_5_13},
  {table_5_14, sizeof table_5_14},
  {figure_5_4, sizeof figure_5_4},
  {figure_5_5, sizeof figure_5_5},
  {figure_5_6, sizeof figure_5_6},
  {occlusions, sizeof occlusions},
};

size_t facet_recipe_count(void) { return sizeof recipes / sizeof recipes[0]; }

const unsigned char *facet_recipe_bytes(size_t which, size_t *count) {
  *count = recipes[which].count;
  return recipes[which].bytes;
}
