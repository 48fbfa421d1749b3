import CVectorKernels

/// The precision of the matrix products of an H2L.
package enum Precision: String, Sendable, Codable, CaseIterable {
  /// Numbers of 32 bits.
  case float
  /// Numbers of 8 bits in the MLPs and heads, which are nine tenths of the work; the first places of
  /// a ranking are decided by numbers of 32 bits.
  case int8

  /// Whether this processor has the instructions for 8 bits, AVX-512 VNNI.
  package static var hasInt8: Bool { facet_quantized_is_supported() != 0 }

  /// What this processor computes with in place of it.
  package var available: Precision { self == .int8 && Self.hasInt8 ? .int8 : .float }

  /// What was used when this was asked for, for reports.
  package var description: String {
    switch (self, available) {
    case (.float, _): "float"
    case (.int8, .int8): "int8 (AVX-512 VNNI); the first places in float"
    case (.int8, .float): "float (int8 was asked for; this processor has no AVX-512 VNNI)"
    }
  }
}
