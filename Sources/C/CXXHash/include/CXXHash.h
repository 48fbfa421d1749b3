#ifndef CXXHASH_H
#define CXXHASH_H

#include <stddef.h>
#include <stdint.h>

// XXH3 of libxxhash, 64 bits.
uint64_t facet_xxh3(const void *bytes, size_t count, uint64_t seed);

#endif
