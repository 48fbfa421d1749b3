import Basics
import Tensors

/// dlib's file of its face network, `dlib_face_recognition_resnet_model_v1.dat`.
///
/// The file has the versions of all layers, from the loss inwards, then the layers from the input
/// outwards: each with its name, its numbers, three flags and three tensors of the training, which
/// are empty in a finished network. No other network is read: the layers are compared with the
/// published ones one by one.
package struct DlibNetworkFile {
  /// The tensors by their names in the model file.
  package let tensors: [String: CheckpointTensor]

  /// Returns whether a file begins like a network of dlib with a loss.
  static func isDlib(_ path: String) throws(FileError) -> Bool {
    try MappedFile(path).withUnsafeBytes { bytes in
      guard bytes.count > 8, bytes.starts(with: [1, 1, 1]) else { return false }
      return bytes.dropFirst(4).starts(with: "loss_".utf8)
    }
  }

  /// - Parameter network: The network that the file has; the published one if `nil`.
  /// - Throws: `ModelFileError.dlib`, `FileError`.
  package init(path: String, network: DlibResNet? = nil) throws {
    let file = try MappedFile(path)
    var places: [String: Place] = [:]
    do throws(DlibReader.Problem) {
      places = try file.withUnsafeBytes { (bytes) throws(DlibReader.Problem) in
        var reading = Reading(DlibReader(bytes), network ?? .published)
        return try reading.all()
      }
    } catch {
      throw ModelFileError.dlib(path: path, reason: error.reason)
    }
    tensors = places.mapValues { place in
      CheckpointTensor(
        floatsOf: file, at: place.start, shape: place.shape, isTransposed: place.isTransposed)
    }
  }

  /// The values of a tensor in the file.
  fileprivate struct Place {
    let start: Int
    let shape: [Int]
    var isTransposed = false
  }
}

private struct Reading {
  private var reader: DlibReader
  private var places: [String: DlibNetworkFile.Place] = [:]
  private var number = 0
  private let network: DlibResNet

  init(_ reader: DlibReader, _ network: DlibResNet) {
    self.reader = reader
    self.network = network
  }

  mutating func all() throws(DlibReader.Problem) -> [String: DlibNetworkFile.Place] {
    _ = try reader.count(1...1, "as its version")
    try name("loss_metric_2")
    _ = (try reader.float(), try reader.float())
    try versions()
    try input()
    try filter(
      DlibResNet.stem, DlibResNet.stem + ".affine",
      [network.stemWidth, DlibResNet.means.count, 7, 7], stride: 2)
    try plain("relu_")
    try window("max_pool_2", [3, 3, 2, 2, 0, 0])
    for block in network.blocks {
      try filter(
        block.name + "conv1", block.name + "affine1", [block.outputs, block.inputs, 3, 3],
        stride: block.isNarrowing ? 2 : 1)
      try plain("relu_")
      try filter(
        block.name + "conv2", block.name + "affine2", [block.outputs, block.outputs, 3, 3],
        stride: 1)
      if block.isNarrowing { try window("avg_pool_2", [2, 2, 2, 2, 0, 0]) }
      try plain("add_prev_")
      try plain("relu_")
    }
    try window("avg_pool_2", [0, 0, 1, 1, 0, 0])
    try matrix()
    guard reader.isAtEnd else {
      throw DlibReader.Problem(reason: "it goes on after byte \(reader.position), its end")
    }
    return places
  }

  /// Passes over the versions of the layers and of what marks the blocks.
  private mutating func versions() throws(DlibReader.Problem) {
    for _ in 0..<1000 {
      if try reader.count(1...3, "as the version of a layer") == 3 { return }
    }
    throw DlibReader.Problem(reason: "it has more than 1,000 layers")
  }

  private mutating func input() throws(DlibReader.Problem) {
    try name("input_rgb_image_sized")
    for mean in DlibResNet.means {
      let found = try reader.float()
      guard abs(found - mean) < 1e-3 else {
        throw DlibReader.Problem(reason: "it subtracts \(found) from a color, not \(mean)")
      }
    }
    try numbers([network.side, network.side], "rows and columns of its input")
  }

  /// Reads the name of a layer.
  private mutating func name(_ expected: String) throws(DlibReader.Problem) {
    let found = try reader.text()
    guard found == expected else {
      throw DlibReader.Problem(
        reason: "its layer \(number + 1) is '\(found)', where that network has '\(expected)'")
    }
  }

  private mutating func numbers(
    _ expected: [Int], _ what: String
  ) throws(DlibReader.Problem) {
    for number in expected {
      let found = try reader.integer()
      guard found == number else {
        throw DlibReader.Problem(
          reason: "layer \(self.number + 1) has \(found) for \(what), where that network has "
            + "\(number)")
      }
    }
  }

  /// Reads the shape of a tensor and returns the place of its values.
  private mutating func tensor(count expected: Int?) throws(DlibReader.Problem) -> Int {
    try numbers([2], "the version of a tensor")
    var count = 1
    for _ in 0..<4 {
      let side = try reader.count(0...Int(Int32.max), "values in a tensor")
      let (product, overflows) = count.multipliedReportingOverflow(by: side)
      guard !overflows else { throw DlibReader.Problem(reason: "a tensor is too large") }
      count = product
    }
    guard expected == nil || count == expected else {
      throw DlibReader.Problem(
        reason: "layer \(number + 1) has \(count) values, where that network has \(expected!)")
    }
    return try reader.plainFloats(count).lowerBound
  }

  /// Reads the shape of a part of a tensor.
  private mutating func part(_ shape: [Int]) throws(DlibReader.Problem) {
    try numbers([1], "the version of a shape")
    try numbers(shape, "its shape")
  }

  /// Passes over what follows the numbers of a layer: flags, and tensors of the training.
  private mutating func end() throws(DlibReader.Problem) {
    for _ in 0..<3 { _ = try reader.flag() }
    for _ in 0..<3 { _ = try tensor(count: nil) }
    // The first layer also has the number of samples that a picture gives.
    if number == 0 { try numbers([1], "the samples of a picture") }
    number += 1
  }

  private mutating func plain(_ kind: String) throws(DlibReader.Problem) {
    try name(kind)
    try end()
  }

  private mutating func window(_ kind: String, _ form: [Int]) throws(DlibReader.Problem) {
    try name(kind)
    try numbers(form, "its window")
    try end()
  }

  /// Reads a filter and the scale after it.
  private mutating func filter(
    _ weight: String, _ scale: String, _ shape: [Int], stride: Int
  ) throws(DlibReader.Problem) {
    try name("con_4")
    let (outputs, kernel, count) = (shape[0], shape[2], shape.reduce(1, *))
    let start = try tensor(count: count + outputs)
    let margin = stride == 1 ? kernel / 2 : 0
    try numbers([outputs, kernel, kernel, stride, stride, margin, margin], "its form")
    try part(shape)
    try part([1, outputs, 1, 1])
    // How fast it was trained.
    for _ in 0..<4 { _ = try reader.float() }
    places[weight + ".weight"] = DlibNetworkFile.Place(start: start, shape: shape)
    places[weight + ".bias"] = DlibNetworkFile.Place(start: start + 4 * count, shape: [outputs])
    try end()
    try name("affine_")
    let scales = try tensor(count: 2 * outputs)
    try part([1, outputs, 1, 1])
    try part([1, outputs, 1, 1])
    try numbers([0], "its mode")
    places[scale + ".weight"] = DlibNetworkFile.Place(start: scales, shape: [outputs])
    places[scale + ".bias"] = DlibNetworkFile.Place(start: scales + 4 * outputs, shape: [outputs])
    try end()
  }

  /// Reads the matrix, which the file has with a row for each number of its input.
  private mutating func matrix() throws(DlibReader.Problem) {
    let (outputs, inputs) = (network.embeddingSize, network.blocks.last!.outputs)
    try name("fc_2")
    try numbers([outputs, inputs], "its outputs and inputs")
    let start = try tensor(count: outputs * inputs)
    try part([inputs, outputs, 1, 1])
    try part([0, 0, 0, 0])
    try numbers([1], "its bias")
    for _ in 0..<4 { _ = try reader.float() }
    places[DlibResNet.matrix + ".weight"] = DlibNetworkFile.Place(
      start: start, shape: [outputs, inputs], isTransposed: true)
    try end()
  }
}
