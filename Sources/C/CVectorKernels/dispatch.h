#pragma once
#include "CVectorKernels.h"

#define INLINE static inline __attribute__((always_inline))

// Defines `facet_name` from an INLINE function `name`: compiled three times, chosen at run time.
#if defined(__x86_64__)
#define FACET_AVX512 \
  __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,fma,f16c"), min_vector_width(512)))
#define FACET_AVX2 __attribute__((target("avx2,fma,f16c")))
#define DISPATCHED(type, name, parameters, arguments)                          \
  FACET_AVX512 static type name##_avx512 parameters { return name arguments; } \
  FACET_AVX2 static type name##_avx2 parameters { return name arguments; }     \
  static type name##_plain parameters { return name arguments; }               \
  type facet_##name parameters {                                               \
    switch (facet_vector_level()) {                                            \
      case 2: return name##_avx512 arguments;                                  \
      case 1: return name##_avx2 arguments;                                    \
      default: return name##_plain arguments;                                  \
    }                                                                          \
  }
#else
#define DISPATCHED(type, name, parameters, arguments) \
  type facet_##name parameters { return name arguments; }
#endif
