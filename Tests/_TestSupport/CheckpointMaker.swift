import Foundation

/// A writer of pickles, instruction by instruction, and of files around them as from `torch.save`.
package struct Pickle {
  package var bytes: [UInt8] = [0x80, 2]

  package mutating func raw(_ more: UInt8...) { bytes += more }

  package mutating func text(_ value: String) {
    bytes.append(UInt8(ascii: "X"))
    withUnsafeBytes(of: UInt32(value.utf8.count).littleEndian) { bytes += Array($0) }
    bytes += Array(value.utf8)
  }

  package mutating func integer(_ value: Int) {
    switch value {
    case 0..<256: raw(UInt8(ascii: "K"), UInt8(value))
    case 256..<65536: raw(UInt8(ascii: "M"), UInt8(value & 255), UInt8(value >> 8))
    default:
      raw(0x8a, 8)
      withUnsafeBytes(of: Int64(value).littleEndian) { bytes += Array($0) }
    }
  }

  package mutating func float(_ value: Double) {
    raw(UInt8(ascii: "G"))
    withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes += Array($0) }
  }

  package mutating func global(_ module: String, _ name: String) {
    bytes += Array("c\(module)\n\(name)\n".utf8)
  }

  package mutating func tuple(_ values: [Int]) {
    raw(UInt8(ascii: "("))
    for value in values { integer(value) }
    raw(UInt8(ascii: "t"))
  }

  /// An OrderedDict, filled by `members`, with the versions of its layers as attributes.
  package mutating func orderedDictionary(_ members: (inout Pickle) -> Void) {
    global("collections", "OrderedDict")
    bytes += Array(")R(".utf8)
    members(&self)
    bytes += Array("u}".utf8)
    text("_metadata")
    bytes += Array("}sb".utf8)
  }

  package mutating func storage(_ type: String, key: String, count: Int, view: (Int, Int)? = nil) {
    bytes += Array("(".utf8)
    text("storage")
    global("torch", type)
    text(key)
    text("cpu")
    integer(count)
    if let view {
      bytes += Array("(".utf8)
      text("view")
      integer(view.0)
      integer(view.1)
      bytes += Array("t".utf8)
    }
    bytes += Array("tQ".utf8)
  }

  /// - Parameter rebuild: `_rebuild_tensor_v2` or `_rebuild_tensor`.
  package mutating func tensor(
    _ type: String, key: String, count: Int, view: (Int, Int)? = nil, offset: Int = 0,
    shape: [Int], strides: [Int], rebuild: String = "_rebuild_tensor_v2"
  ) {
    global("torch._utils", rebuild)
    bytes += Array("(".utf8)
    storage(type, key: key, count: count, view: view)
    integer(offset)
    tuple(shape)
    tuple(strides)
    if rebuild == "_rebuild_tensor_v2" {
      raw(0x89)
      global("collections", "OrderedDict")
      bytes += Array(")R".utf8)
    }
    bytes += Array("tR".utf8)
  }

  package static func of(_ build: (inout Pickle) -> Void) -> [UInt8] {
    var pickle = Pickle()
    build(&pickle)
    pickle.raw(UInt8(ascii: "."))
    return pickle.bytes
  }
}

package enum CheckpointMaker {
  package typealias Storages = [(key: String, count: Int, bytes: [UInt8])]

  package static func bytes<Element>(_ elements: [Element]) -> [UInt8] {
    elements.withUnsafeBytes { Array($0) }
  }

  /// Returns a complete checkpoint: an ordered dictionary of tensors.
  ///
  /// - Parameter type: The element type; with `encode`, it may differ from 32-bit.
  package static func stateDictionary(
    _ tensors: [(name: String, shape: [Int], values: [Float])], isLegacy: Bool = false,
    type: String = "FloatStorage", encode: ([Float]) -> [UInt8] = { bytes($0) }
  ) -> Data {
    var storages: Storages = []
    let pickle = Pickle.of { pickle in
      pickle.orderedDictionary { pickle in
        for (index, tensor) in tensors.enumerated() {
          storages.append(("\(index)", tensor.values.count, encode(tensor.values)))
          let strides = tensor.shape.indices.map { tensor.shape[($0 + 1)...].reduce(1, *) }
          pickle.text(tensor.name)
          pickle.tensor(
            type, key: "\(index)", count: tensor.values.count, shape: tensor.shape,
            strides: strides)
        }
      }
    }
    return isLegacy ? legacy(pickle, storages) : archive(pickle, storages)
  }

  /// The format before 1.6: magic number, version, system, pickle, keys, storages.
  package static func legacy(_ pickle: [UInt8], _ storages: Storages, littleEndian: Bool = true)
    -> Data
  {
    let magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
    var file = Data(Pickle.of { $0.bytes += [0x8a, 10] + magic })
    file += Pickle.of { $0.integer(1001) }
    file += Pickle.of {
      $0.raw(UInt8(ascii: "}"))
      $0.text("little_endian")
      $0.raw(littleEndian ? 0x88 : 0x89, UInt8(ascii: "s"))
    }
    file += pickle
    file += Pickle.of { pickle in
      pickle.raw(UInt8(ascii: "]"), UInt8(ascii: "("))
      for storage in storages { pickle.text(storage.key) }
      pickle.raw(UInt8(ascii: "e"))
    }
    for storage in storages {
      file += bytes([Int64(storage.count)])
      file += storage.bytes
    }
    return file
  }

  package static func archive(
    _ pickle: [UInt8], _ storages: Storages, byteOrder: String? = "little", wide: Bool = false,
    method: Int = 0
  ) -> Data {
    var entries: [(String, [UInt8])] = [("archive/data.pkl", pickle)]
    if let byteOrder { entries.append(("archive/byteorder", Array(byteOrder.utf8))) }
    entries += storages.map { ("archive/data/\($0.key)", $0.bytes) }
    entries.append(("archive/version", Array("3\n".utf8)))
    return zip(entries, wide: wide, method: method)
  }

  /// - Parameter wide: Whether sizes and offsets are in zip64 fields, as for files beyond 4 GB.
  package static func zip(_ entries: [(String, [UInt8])], wide: Bool = false, method: Int = 0)
    -> Data
  {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var file = Data()
    var directory = Data()
    for (name, bytes) in entries {
      let position = file.count
      // Padding to 64 bytes in an extra field of its own, as PyTorch does.
      let padding = (64 - (position + 34 + name.utf8.count) % 64) % 64
      let small = wide ? 0xffff_ffff : bytes.count
      let common =
        number(0, 2) + number(method, 2) + number(0, 4) + number(0, 4) + number(small, 4)
        + number(small, 4) + number(name.utf8.count, 2)
      file += number(0x0403_4b50, 4) + number(45, 2) + common + number(4 + padding, 2)
      file += Array(name.utf8)
      file += number(0x4246, 2) + number(padding, 2) + [UInt8](repeating: 0x5a, count: padding)
      file += bytes
      let extra =
        wide
        ? number(1, 2) + number(24, 2) + number(bytes.count, 8) + number(bytes.count, 8)
          + number(position, 8) : []
      directory += number(0x0201_4b50, 4) + number(45, 2) + number(45, 2) + common
      directory += number(extra.count, 2) + number(0, 2) + number(0, 2) + number(0, 2)
      directory += number(0, 4) + number(wide ? 0xffff_ffff : position, 4) + Array(name.utf8)
      directory += extra
    }
    let start = file.count
    file += directory
    if wide {
      let record = file.count
      file += number(0x0606_4b50, 4) + number(44, 8) + number(45, 2) + number(45, 2)
      file += number(0, 8) + number(entries.count, 8) + number(entries.count, 8)
      file += number(directory.count, 8) + number(start, 8)
      file += number(0x0706_4b50, 4) + number(0, 4) + number(record, 8) + number(1, 4)
    }
    let count = wide ? 0xffff : entries.count
    file += number(0x0605_4b50, 4) + number(0, 4) + number(count, 2) + number(count, 2)
    file += number(directory.count, 4) + number(wide ? 0xffff_ffff : start, 4) + number(0, 2)
    return file
  }
}
