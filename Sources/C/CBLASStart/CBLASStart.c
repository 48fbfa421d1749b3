// OpenBLAS chooses its kernels in its own constructor, and falls back to the slowest ("Prescott")
// on a processor that is newer than itself. This constructor, which runs later and before main,
// makes it choose again.
//
// sgemm 2048 x 2048 x 2048, OpenBLAS 0.3.21, two threads, GFLOP/s:
//   Xeon of 2023: Prescott 65, Sandybridge 120, Haswell 165, SkylakeX 313, Cooperlake 313
//   EPYC, Zen 4:  Haswell 170, Zen 170, SkylakeX 194, Cooperlake 195
// so the AVX-512 kernels are taken on Zen 4 as well.

#include "CBLASStart.h"

#include <stdlib.h>
#include <string.h>

// Exported by the library, not declared in a header, missing from builds for a single processor.
__attribute__((weak)) char *openblas_get_corename(void);
__attribute__((weak)) void gotoblas_dynamic_init(void);
__attribute__((weak)) void gotoblas_dynamic_quit(void);

const char *facet_blas_core_name(void) {
  return openblas_get_corename ? openblas_get_corename() : "unknown";
}

// Declared in cblas.h; repeated here because that header belongs to another module.
void openblas_set_num_threads(int count);

#if defined(__x86_64__)

extern char **environ;

static int is_one_of(const char *name, const char *const *names) {
  for (; *names; ++names) {
    if (strcmp(name, *names) == 0) return 1;
  }
  return 0;
}

/// The assignment for `environ` that names better kernels, or NULL when the library chose well.
static char *better_core_type(const char *chosen) {
  static const char *const wide[] = {"SkylakeX", "Cooperlake", "SapphireRapids", NULL};
  static const char *const narrow[] = {"Haswell", "Zen", "Excavator", NULL};
  static char sky_lake[] = "OPENBLAS_CORETYPE=SkylakeX";
  static char haswell[] = "OPENBLAS_CORETYPE=Haswell";
  if (is_one_of(chosen, wide)) return NULL;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512cd")) {
    return sky_lake;
  }
  if (is_one_of(chosen, narrow)) return NULL;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return haswell;
  return NULL;
}

static void choose_kernels(void) {
  if (!openblas_get_corename || !gotoblas_dynamic_init || !gotoblas_dynamic_quit) return;
  if (!environ || getenv("OPENBLAS_CORETYPE")) return;
  __builtin_cpu_init();
  char *assignment = better_core_type(openblas_get_corename());
  if (!assignment) return;

  // Not setenv: it moves `environ`, from which the Swift runtime finds the arguments.
  size_t count = 0;
  while (environ[count]) ++count;
  char **copy = malloc((count + 2) * sizeof *copy);
  if (!copy) return;
  copy[0] = assignment;
  memcpy(copy + 1, environ, (count + 1) * sizeof *copy);
  char **original = environ;
  environ = copy;
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  environ = original;
  free(copy);
}

#else

static void choose_kernels(void) {}

#endif

// There is one thread from here on, so the number never changes while a product runs: see
// Threads.swift.
__attribute__((constructor)) static void start(void) {
  choose_kernels();
  openblas_set_num_threads(1);
}
