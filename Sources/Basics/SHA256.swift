import CCrypto

/// SHA-256 of bytes that arrive in pieces, computed by OpenSSL's libcrypto.
///
/// FIPS 180-4, https://csrc.nist.gov/pubs/fips/180-4/upd1/final
package struct SHA256: Sendable {
  private var context = Context()

  package init() {}

  /// Adds the next bytes.
  ///
  /// - Complexity: O(n); a collection that is not contiguous is copied first.
  package mutating func update(_ bytes: some Collection<UInt8>) {
    if !isKnownUniquelyReferenced(&context) { context = context.copy() }
    let isDone: Void? = bytes.withContiguousStorageIfAvailable {
      context.update(UnsafeRawBufferPointer($0))
    }
    if isDone == nil { Array(bytes).withUnsafeBytes { context.update($0) } }
  }

  /// Returns the digest of all bytes added so far; more may follow.
  package func finalize() -> SHA256Digest { context.copy().finished() }
}

extension SHA256 {
  package static func digest(of bytes: [UInt8]) -> SHA256Digest {
    SHA256Digest(
      bytes: [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
        count = 32
        let isDone = bytes.withUnsafeBytes {
          facet_sha256_once($0.baseAddress, $0.count, digest.baseAddress!)
        }
        precondition(isDone == 1, "libcrypto has no SHA-256 or no memory")
      })
  }

  /// Returns the digest of a file's bytes, read in pieces: the file may be larger than memory.
  package static func digest(ofFileAt path: String) throws(FileError) -> SHA256Digest {
    var hash = SHA256()
    let file = try FileDescriptor.reading(path)
    while let piece = try file.read(atMost: 1 << 18) { hash.update(piece) }
    return hash.finalize()
  }

  /// A hash of libcrypto with one owner. `SHA256` never changes one that another value shares.
  private final class Context: @unchecked Sendable {
    private let hash: OpaquePointer

    convenience init() { self.init(facet_sha256_new()) }

    private init(_ hash: OpaquePointer?) {
      guard let hash else { preconditionFailure("libcrypto has no SHA-256 or no memory") }
      self.hash = hash
    }

    deinit { facet_sha256_free(hash) }

    func copy() -> Context { Context(facet_sha256_copy(hash)) }

    func update(_ bytes: UnsafeRawBufferPointer) {
      guard !bytes.isEmpty else { return }
      let isDone = facet_sha256_update(hash, bytes.baseAddress, bytes.count)
      precondition(isDone == 1, "libcrypto cannot hash")
    }

    /// - Returns: The digest; no more bytes can be added.
    func finished() -> SHA256Digest {
      SHA256Digest(
        bytes: [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
          count = 32
          let isDone = facet_sha256_finish(hash, digest.baseAddress!)
          precondition(isDone == 1, "libcrypto cannot hash")
        })
    }
  }
}
