import CVectorKernels

/// How the values of a gallery's patches are stored.
package enum PatchPrecision: String, Sendable, Codable, CaseIterable {
  /// 16-bit floating point.
  case float16
  /// 8 bits, with the largest magnitude of each patch: half the memory and half the reading. A value
  /// is off by at most 1/254 of the largest one of its patch.
  case int8

  /// "16 bits per value".
  package var words: String { self == .float16 ? "16 bits per value" : "8 bits per value" }

  /// Returns patches with the precision with which they are stored. What was rounded already is
  /// returned as it is.
  ///
  /// - Parameters:
  ///   - patches: Half bits, shape `[n, channels]`, finite.
  func rounded(_ patches: [UInt16], channels: Int) -> [UInt16] {
    self == .float16 ? patches : PatchCodes(patches, channels: channels).patches
  }
}

/// Patches in 8 bits per value.
struct PatchCodes {
  let channels: Int
  /// Shape `[n, channels]`, -127 to 127.
  private(set) var codes: [Int8]
  /// The largest magnitude of each patch, half bits, shape `[n]`.
  private(set) var peaks: [UInt16]

  /// - Parameter patches: Half bits, shape `[n, channels]`, finite.
  init(_ patches: some RandomAccessCollection<UInt16>, channels: Int) {
    let patches = Array(patches)
    self.channels = channels
    let count = patches.count / channels
    codes = Array(repeating: 0, count: patches.count)
    peaks = Array(repeating: 0, count: count)
    for patch in 0..<count {
      patches.withUnsafeBufferPointer { halves in
        codes.withUnsafeMutableBufferPointer { codes in
          facet_encode_halves(
            halves.baseAddress! + patch * channels, channels,
            codes.baseAddress! + patch * channels, &peaks[patch])
        }
      }
    }
  }

  /// Half bits, shape `[n, channels]`.
  var patches: [UInt16] {
    [UInt16](unsafeUninitializedCapacity: codes.count) { patches, count in
      codes.withUnsafeBufferPointer { codes in
        peaks.withUnsafeBufferPointer { peaks in
          decodePatches(codes, peaks, channels: channels, into: patches.baseAddress!)
        }
      }
      count = codes.count
    }
  }
}

/// Writes the half bits of some patches, shape `[n, channels]`.
func decodePatches(
  _ codes: UnsafeBufferPointer<Int8>, _ peaks: UnsafeBufferPointer<UInt16>, channels: Int,
  into patches: UnsafeMutablePointer<UInt16>
) {
  for (patch, peak) in peaks.enumerated() {
    facet_decode_halves(
      codes.baseAddress! + patch * channels, channels, peak, patches + patch * channels)
  }
}
