#include "CModels.h"

_Alignas(64) static const unsigned char backbone[] = {
#embed "backbone.safetensors"
};
_Alignas(64) static const unsigned char h2l[] = {
#embed "h2l.safetensors"
};

const unsigned char *facet_model_bytes(facet_model which, size_t *count) {
  switch (which) {
    case MODEL_BACKBONE:
      *count = sizeof backbone;
      return backbone;
    case MODEL_H2L:
      *count = sizeof h2l;
      return h2l;
  }
  *count = 0;
  return NULL;
}
