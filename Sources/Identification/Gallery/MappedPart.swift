import Basics
import Networks
import Tensors

/// A mapped features file.
final class MappedPart: GalleryPart {
  private let file: SafetensorsFile
  private let shape: BackboneShape

  init(_ file: SafetensorsFile, count: Int, shape: BackboneShape) throws {
    let expected: [(name: String, type: ElementType, shape: [Int])] = [
      ("embedding", .float32, [count, shape.embeddingSize]),
      ("descriptor", .float32, [count, shape.patchChannels]),
      ("lengths", .float32, [count, shape.grid.count]),
      ("patches", .float16, [count, shape.grid.count, shape.patchChannels]),
    ]
    for (name, type, wanted) in expected {
      guard let entry = file.entry(named: name) else {
        throw GalleryError.wrongPart(file: file.path, reason: "it lacks the tensor '\(name)'.")
      }
      guard entry.type == type, entry.shape == wanted else {
        throw GalleryError.wrongPart(
          file: file.path,
          reason:
            "'\(name)' is \(entry.type.rawValue) \(entry.shape), not \(type.rawValue) \(wanted)."
        )
      }
    }
    self.file = file
    self.shape = shape
    // Patches are read in place; a file that is not aligned would be copied at each access.
    let isInPlace = try file.withHalfBits(named: "patches") { first in
      try file.withHalfBits(named: "patches") { $0.baseAddress == first.baseAddress }
    }
    guard isInPlace else {
      throw GalleryError.wrongPart(file: file.path, reason: "its tensors are not aligned.")
    }
    var checksum = Checksum()
    for name in ["embedding", "descriptor", "lengths"] {
      try file.withFloats(named: name) { checksum.update(UnsafeRawBufferPointer($0)) }
    }
    try file.withHalfBits(named: "patches") { checksum.update(UnsafeRawBufferPointer($0)) }
    guard file.metadata[GalleryFile.checksumKey] == checksum.hexadecimal else {
      throw GalleryError.wrongPart(file: file.path, reason: "its numbers are damaged.")
    }
    try checkNumbers()
  }

  /// Refuses numbers that cannot be features, even if their checksum is right: rows have length 1.
  private func checkNumbers() throws {
    func refuse(_ name: String) -> GalleryError {
      .wrongPart(
        file: file.path,
        reason: "'\(name)' has numbers that are infinite, not numbers or too large.")
    }
    for (name, limit) in [("embedding", 2), ("descriptor", 2), ("lengths", 1e30)] as [(_, Float)] {
      let areSound = try file.withFloats(named: name) { values in
        // NaN fails each comparison.
        values.allSatisfy { abs($0) <= limit }
      }
      guard areSound else { throw refuse(name) }
    }
    // The bits of 2 in half precision; without the sign, bits are in the order of the numbers.
    let areSound = try file.withHalfBits(named: "patches") { bits in
      bits.allSatisfy { $0 & 0x7fff <= 0x4000 }
    }
    guard areSound else { throw refuse("patches") }
  }

  // The names and types were checked when the file was opened.
  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    try! file.withFloats(named: "embedding") { body($0.row(row, shape.embeddingSize)) }
  }

  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    try! file.withFloats(named: "descriptor") { body($0.row(row, shape.patchChannels)) }
  }

  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    try! file.withHalfBits(named: "patches") { bits in
      try! file.withFloats(named: "lengths") { lengths in
        body(
          bits.row(row, shape.grid.count * shape.patchChannels), lengths.row(row, shape.grid.count))
      }
    }
  }

  func patchBits(row: Int) -> UnsafePointer<UInt16> {
    try! file.withHalfBits(named: "patches") {
      $0.baseAddress! + row * shape.grid.count * shape.patchChannels
    }
  }
}
