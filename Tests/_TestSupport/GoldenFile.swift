import Foundation

/// A safetensors file of reference values, read independently of the reader under test.
package struct GoldenFile {
  private let bytes: Data
  private let entries: [String: (type: String, shape: [Int], start: Int, end: Int)]

  package init(path: String) throws {
    bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let headerLength = bytes.prefix(8).enumerated().reduce(0) {
      $0 | Int($1.element) << (8 * $1.offset)
    }
    let header =
      try JSONSerialization.jsonObject(with: bytes[8..<8 + headerLength]) as! [String: Any]
    var entries: [String: (type: String, shape: [Int], start: Int, end: Int)] = [:]
    for (name, value) in header where name != "__metadata__" {
      let entry = value as! [String: Any]
      let offsets = entry["data_offsets"] as! [Int]
      entries[name] = (
        entry["dtype"] as! String, entry["shape"] as! [Int], 8 + headerLength + offsets[0],
        8 + headerLength + offsets[1]
      )
    }
    self.entries = entries
  }

  /// The golden values in the package.
  package static func networksAndTransport() throws -> GoldenFile {
    try GoldenFile(path: packaged("golden.safetensors"))
  }

  /// The path of a packaged golden file: `golden.safetensors`, `metrics.json`, `weight_kinds.json`.
  package static func packaged(_ name: String) -> String {
    Bundle.module.resourcePath! + "/Golden/" + name
  }

  /// The kinds of weights: `network -> parameter -> kind`.
  package static func weightKinds() throws -> [String: [String: String]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: packaged("weight_kinds.json")))
    return try JSONDecoder().decode([String: [String: String]].self, from: data)
  }

  package func shape(_ name: String) -> [Int] { entries[name]!.shape }

  /// Returns a tensor of any element type, widened.
  package func doubles(_ name: String) -> [Double] {
    let entry = entries[name]!
    let slice = bytes[entry.start..<entry.end]
    func load<Element: BitwiseCopyable>(_: Element.Type) -> [Element] {
      slice.withUnsafeBytes { raw in
        (0..<raw.count / MemoryLayout<Element>.size).map {
          raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.size, as: Element.self)
        }
      }
    }
    switch entry.type {
    case "F32": return load(Float.self).map(Double.init)
    case "F64": return load(Double.self)
    case "U8": return load(UInt8.self).map(Double.init)
    case "I32": return load(Int32.self).map(Double.init)
    default: preconditionFailure("unknown type \(entry.type)")
    }
  }

  package func floats(_ name: String) -> [Float] { doubles(name).map(Float.init) }
}
