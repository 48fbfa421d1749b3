#pragma once

/// The kernels that OpenBLAS runs, such as "SkylakeX"; after this library's constructor has chosen.
const char *facet_blas_core_name(void);

/// How many threads OpenBLAS found for itself before it was set to one: the processors this process
/// may use, or what OPENBLAS_NUM_THREADS or OMP_NUM_THREADS says.
int facet_blas_found_threads(void);
