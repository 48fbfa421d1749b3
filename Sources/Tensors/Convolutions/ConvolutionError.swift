import CConvolution

/// An error of oneDNN, in its own words.
package struct ConvolutionError: Error, Equatable, CustomStringConvertible {
  package let text: String
  package var description: String { "Cannot compute the convolutions: \(text)." }
}

extension ConvolutionError {
  init(_ error: facet_convolution_error) {
    text = withUnsafeBytes(of: error.text) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
