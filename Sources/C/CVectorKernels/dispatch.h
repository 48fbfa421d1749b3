#pragma once
#include "CVectorKernels.h"

// 2: AVX-512, 1: AVX2 with FMA, 0: plain C.
int facet_vector_level(void);

#if defined(__x86_64__)
#define FACET_AVX512                                                                       \
  __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,fma"), min_vector_width(512)))
#define FACET_AVX2 __attribute__((target("avx2,fma,f16c")))
#endif
