#pragma once

/// The kernels that OpenBLAS runs, such as "SkylakeX"; after this library's constructor has chosen.
const char *facet_blas_core_name(void);
