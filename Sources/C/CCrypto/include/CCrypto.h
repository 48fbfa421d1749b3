#ifndef CCRYPTO_H
#define CCRYPTO_H

#include <stddef.h>
#include <stdint.h>

// SHA-256 and Ed25519 of OpenSSL's libcrypto.

typedef struct facet_sha256 facet_sha256;

// Returns NULL if memory is short.
facet_sha256 *facet_sha256_new(void);
// Returns a second hash of the same bytes; NULL if memory is short.
facet_sha256 *facet_sha256_copy(const facet_sha256 *hash);
// Returns 1, or 0 on failure.
int facet_sha256_update(facet_sha256 *hash, const void *bytes, size_t count);
// Writes 32 bytes and ends the hash. Returns 1, or 0 on failure.
int facet_sha256_finish(facet_sha256 *hash, uint8_t *digest);
void facet_sha256_free(facet_sha256 *hash);
// Writes the digest of a complete buffer. Returns 1, or 0 on failure.
int facet_sha256_once(const void *bytes, size_t count, uint8_t *digest);

enum {
  facet_signature_ok = 0,
  // The text is not a key in PEM, or it is encrypted.
  facet_signature_no_key = 1,
  facet_signature_other_kind = 2,
  // The signature belongs to another key or other bytes.
  facet_signature_mismatch = 3,
  facet_signature_failed = 4,
};

// Writes a raw signature of 64 bytes.
int facet_ed25519_sign(const void *pem, size_t pem_count, const void *bytes, size_t count,
                       uint8_t *signature);
int facet_ed25519_verify(const void *pem, size_t pem_count, const void *bytes, size_t count,
                         const void *signature, size_t signature_count);

#endif
