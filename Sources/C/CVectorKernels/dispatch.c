#include "dispatch.h"

// The limit of the thread: a test that lowers it does not affect concurrent tests.
static _Thread_local int limit = 0;

void facet_vector_level_limit(int new_limit) { limit = new_limit; }

int facet_vector_level(void) {
#if defined(__x86_64__)
  int level = 0;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
    level = 2;
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("f16c")) {
    level = 1;
  }
  return level > 2 - limit ? 2 - limit : level;
#else
  return 0;
#endif
}
