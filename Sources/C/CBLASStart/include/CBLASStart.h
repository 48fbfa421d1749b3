#pragma once

/// Returns the kernels that OpenBLAS runs, such as "SkylakeX", after this library's constructor.
const char *facet_blas_core_name(void);
