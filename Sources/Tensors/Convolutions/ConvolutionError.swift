import CConvolution

/// oneDNN refused or failed.
package struct ConvolutionError: Error, Equatable, CustomStringConvertible {
  package let text: String
  package var description: String { "The convolutions cannot be computed: \(text)." }
}

extension ConvolutionError {
  init(_ error: facet_convolution_error) {
    text = withUnsafeBytes(of: error.text) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
