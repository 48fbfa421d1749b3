#include "CCrypto.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

struct facet_sha256;

static EVP_MD_CTX *context(facet_sha256 *hash) { return (EVP_MD_CTX *)hash; }

facet_sha256 *facet_sha256_new(void) {
  EVP_MD_CTX *made = EVP_MD_CTX_new();
  if (made != NULL && EVP_DigestInit_ex(made, EVP_sha256(), NULL) != 1) {
    EVP_MD_CTX_free(made);
    made = NULL;
  }
  return (facet_sha256 *)made;
}

facet_sha256 *facet_sha256_copy(const facet_sha256 *hash) {
  EVP_MD_CTX *made = EVP_MD_CTX_new();
  if (made != NULL && EVP_MD_CTX_copy_ex(made, (const EVP_MD_CTX *)hash) != 1) {
    EVP_MD_CTX_free(made);
    made = NULL;
  }
  return (facet_sha256 *)made;
}

int facet_sha256_update(facet_sha256 *hash, const void *bytes, size_t count) {
  return EVP_DigestUpdate(context(hash), bytes, count) == 1;
}

int facet_sha256_finish(facet_sha256 *hash, uint8_t *digest) {
  return EVP_DigestFinal_ex(context(hash), digest, NULL) == 1;
}

void facet_sha256_free(facet_sha256 *hash) { EVP_MD_CTX_free(context(hash)); }

int facet_sha256_once(const void *bytes, size_t count, uint8_t *digest) {
  return EVP_Digest(bytes, count, digest, NULL, EVP_sha256(), NULL) == 1;
}

// An encrypted key is refused, because a batch cannot ask for a password.
static int no_password(char *buffer, int size, int writes, void *unused) {
  (void)buffer, (void)size, (void)writes, (void)unused;
  return -1;
}

static EVP_PKEY *key(const void *pem, size_t count, int is_private) {
  if (count > INT_MAX) return NULL;
  BIO *text = BIO_new_mem_buf(pem, (int)count);
  if (text == NULL) return NULL;
  EVP_PKEY *found = is_private ? PEM_read_bio_PrivateKey(text, NULL, no_password, NULL)
                               : PEM_read_bio_PUBKEY(text, NULL, no_password, NULL);
  BIO_free(text);
  return found;
}

int facet_ed25519_sign(const void *pem, size_t pem_count, const void *bytes, size_t count,
                       uint8_t *signature) {
  int result = facet_signature_failed;
  EVP_MD_CTX *signer = NULL;
  EVP_PKEY *private_key = key(pem, pem_count, 1);
  if (private_key == NULL) {
    result = facet_signature_no_key;
  } else if (EVP_PKEY_get_id(private_key) != EVP_PKEY_ED25519) {
    result = facet_signature_other_kind;
  } else {
    size_t length = 64;
    signer = EVP_MD_CTX_new();
    if (signer != NULL && EVP_DigestSignInit(signer, NULL, NULL, NULL, private_key) == 1 &&
        EVP_DigestSign(signer, signature, &length, bytes, count) == 1 && length == 64) {
      result = facet_signature_ok;
    }
  }
  EVP_MD_CTX_free(signer);
  EVP_PKEY_free(private_key);
  ERR_clear_error();
  return result;
}

int facet_ed25519_verify(const void *pem, size_t pem_count, const void *bytes, size_t count,
                         const void *signature, size_t signature_count) {
  int result = facet_signature_failed;
  EVP_MD_CTX *verifier = NULL;
  EVP_PKEY *public_key = key(pem, pem_count, 0);
  if (public_key == NULL) {
    result = facet_signature_no_key;
  } else if (EVP_PKEY_get_id(public_key) != EVP_PKEY_ED25519) {
    result = facet_signature_other_kind;
  } else {
    verifier = EVP_MD_CTX_new();
    if (verifier != NULL && EVP_DigestVerifyInit(verifier, NULL, NULL, NULL, public_key) == 1) {
      result = EVP_DigestVerify(verifier, signature, signature_count, bytes, count) == 1
                   ? facet_signature_ok
                   : facet_signature_mismatch;
    }
  }
  EVP_MD_CTX_free(verifier);
  EVP_PKEY_free(public_key);
  ERR_clear_error();
  return result;
}
