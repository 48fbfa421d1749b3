#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// Returns 2 for AVX-512, 1 for AVX2 with FMA and F16C, 0 for plain C.
int facet_vector_level(void);

/// Limits the vector level for tests: 0 for the best of the processor, 1 for AVX2 at most, 2 for
/// plain C. It applies to the calling thread alone, and so to loops of one step, which run on it.
void facet_vector_level_limit(int limit);

#ifdef __cplusplus
}
#endif
