import Basics
import Foundation
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct DlibResNetTests {
  let folder = try! TemporaryFolder()

  private func read(
    _ bytes: [UInt8], _ network: DlibResNet = DlibMaker.small
  ) throws -> DlibNetworkFile {
    let path = folder.file("small.dat")
    try AtomicFile.write(bytes, to: path)
    return try DlibNetworkFile(path: path, network: network)
  }

  @Test func aFileGivesItsValues() throws {
    let made = DlibMaker()
    let tensors = try read(made.bytes).tensors
    let network = made.network.network(patchSide: 2)
    #expect(Set(tensors.keys) == Set(network.parameters.map(\.name)))
    for parameter in network.parameters {
      let tensor = try #require(tensors[parameter.name])
      #expect(tensor.shape == parameter.shape)
      #expect(tensor.values().values == made.values[parameter.name])
    }
  }

  /// The layers in plain loops, as dlib describes them.
  @Test(arguments: [4, 2])
  func computesWhatPlainLoopsCompute(patchSide: Int) throws {
    let made = DlibMaker()
    let network = made.network.network(patchSide: patchSide)
    let backbone = try LayeredBackbone(network, input: network.input) { made.values[$0.name]! }
    let input = HashedValues.unit("input", count: network.input.count)
    let face = try backbone.features(count: 1) { _ in input }[0]
    let expected = PlainDlib(made).features(input, patchSide: patchSide)
    #expect(relativeError(face.embedding, expected.embedding) < 1e-5)
    #expect(relativeError(face.patches, expected.patches) < 1e-5)
    #expect(face.patches.count == patchSide * patchSide * backbone.shape.patchChannels)
  }

  @Test func anotherFileIsRefusedWithThePlace() throws {
    let bytes = DlibMaker().bytes
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: ModelFileError.self) { try read(Array(bytes[..<length])) }
    }
    #expect(throws: ModelFileError.self) { try read(bytes + [0]) }
    func reason(_ find: String, _ replace: String) -> String {
      var changed = bytes
      let place = bytes.indices.first { bytes[$0...].starts(with: find.utf8) }!
      changed.replaceSubrange(place..<place + find.utf8.count, with: Array(replace.utf8))
      do {
        _ = try read(changed)
        return "read"
      } catch { return "\(error)" }
    }
    #expect(reason("affine_", "bn_con2").contains("its layer 2 is 'bn_con2'"))
    #expect(reason("max_pool_2", "avg_pool_2").contains("its layer 4 is 'avg_pool_2'"))
    #expect(reason("110", "119").contains("neither 0 nor 1"))
    // The published network has other sizes.
    let path = folder.file("small.dat")
    try AtomicFile.write(bytes, to: path)
    #expect(throws: ModelFileError.self) { try ReadCheckpoint(path: path) }
    #expect { try ModelFile(path: path) } throws: {
      "\($0)".contains("is a network of dlib, not a model file")
    }
  }

  @Test func aSizeThatLiesTakesNoMemory() throws {
    var bytes = DlibMaker().bytes
    // The number of values of the first filter, in two bytes after the tensor's version.
    let start = bytes.indices.first { bytes[$0...].starts(with: "con_4".utf8) }! + 5
    #expect(Array(bytes[start..<start + 3]) == [1, 2, 2])
    bytes.replaceSubrange(start + 2..<start + 5, with: [4, 255, 255, 255, 127])
    #expect(throws: ModelFileError.self) { try read(bytes) }
  }

  @Test func theFormIsThePublishedOne() throws {
    for (patches, channels) in [(8, 128), (4, 256), (2, 256)] {
      let shape = DlibResNet.published.network(patchSide: patches).givenShape
      #expect(shape.patchChannels == channels && shape.grid.count == patches * patches)
      #expect(shape.embeddingSize == 128 && shape.alignment == .chip)
    }
    let count = DlibResNet.published.network(patchSide: 8).parameters.reduce(0) {
      $0 + $1.shape.reduce(1, *)
    }
    #expect(count == 5614592)
  }

  /// The model of `make open-models`, in `models` or where FACET_MODELS says.
  private static let published: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let models =
      ProcessInfo.processInfo.environment["FACET_MODELS"]
      ?? package.appendingPathComponent("models").path
    let path = models + "/dlib.safetensors"
    return SharedData.isPresent && FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  @Test(.enabled(if: published != nil, "'make open-models' or the shared data is absent"))
  func descriptorsAreThoseOfDlib() throws {
    let backbone = try loadBackbone(path: Self.published!)
    let golden = try GoldenFile(path: SharedData.path("golden/family.safetensors"))
    for name in ["multiface", "portrait_a", "portrait_b"] {
      let samples = golden.doubles("dlib.\(name).chip").map { UInt8($0) }
      let chip = Picture(width: 150, height: 150, channels: .rgb, samples: samples)
      let found = try backbone.features(of: [chip])[0].embedding
      let expected = golden.floats("dlib.\(name).descriptor").prefix(128)
      for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-3) }
    }
  }
}

/// dlib's network in plain loops over rows, columns and channels.
private struct PlainDlib {
  private let maker: DlibMaker

  init(_ maker: DlibMaker) { self.maker = maker }

  private struct Map {
    let side: Int
    let channels: Int
    var values: [Float]

    init(side: Int, channels: Int, values: [Float]? = nil) {
      self.side = side
      self.channels = channels
      self.values = values ?? [Float](repeating: 0, count: side * side * channels)
    }

    /// Zero outside.
    subscript(row: Int, column: Int, channel: Int) -> Float {
      get {
        row >= 0 && column >= 0 && row < side && column < side && channel < channels
          ? values[(row * side + column) * channels + channel] : 0
      }
      set { values[(row * side + column) * channels + channel] = newValue }
    }
  }

  private func made(
    side: Int, channels: Int, _ value: (Int, Int, Int) -> Float
  ) -> Map {
    var map = Map(side: side, channels: channels)
    for row in 0..<side {
      for column in 0..<side {
        for channel in 0..<channels { map[row, column, channel] = value(row, column, channel) }
      }
    }
    return map
  }

  private func filtered(
    _ map: Map, _ name: String, _ scale: String, outputs: Int, kernel: Int, stride: Int
  ) -> Map {
    let margin = stride == 1 ? kernel / 2 : 0
    let weights = maker.values[name + ".weight"]!
    let bias = maker.values[name + ".bias"]!
    let (gains, shifts) = (maker.values[scale + ".weight"]!, maker.values[scale + ".bias"]!)
    let side = (map.side + 2 * margin - kernel) / stride + 1
    return made(side: side, channels: outputs) { row, column, output in
      var sum = bias[output]
      for input in 0..<map.channels {
        for y in 0..<kernel {
          for x in 0..<kernel {
            sum +=
              weights[((output * map.channels + input) * kernel + y) * kernel + x]
              * map[row * stride + y - margin, column * stride + x - margin, input]
          }
        }
      }
      return sum * gains[output] + shifts[output]
    }
  }

  private func positive(_ map: Map) -> Map {
    Map(side: map.side, channels: map.channels, values: map.values.map { max(0, $0) })
  }

  func features(
    _ input: [Float], patchSide: Int
  ) -> (embedding: [Float], patches: [Float]) {
    let network = maker.network
    var map = Map(side: network.side, channels: 3, values: input)
    for place in input.indices { map.values[place] -= DlibResNet.means[place % 3] / 256 }
    map = positive(
      filtered(
        map, DlibResNet.stem, DlibResNet.stem + ".affine", outputs: network.stemWidth, kernel: 7,
        stride: 2))
    let before = map
    map = made(side: (before.side - 3) / 2 + 1, channels: before.channels) { row, column, channel in
      (0..<9).map { before[2 * row + $0 / 3, 2 * column + $0 % 3, channel] }.max()!
    }
    var patches: [Float] = []
    for block in network.blocks {
      let input = map
      let first = positive(
        filtered(
          input, block.name + "conv1", block.name + "affine1", outputs: block.outputs, kernel: 3,
          stride: block.isNarrowing ? 2 : 1))
      let second = filtered(
        first, block.name + "conv2", block.name + "affine2", outputs: block.outputs, kernel: 3,
        stride: 1)
      let residual =
        !block.isNarrowing
        ? input
        : made(side: input.side / 2, channels: input.channels) { row, column, channel in
          (0..<4).map { input[2 * row + $0 / 2, 2 * column + $0 % 2, channel] }.reduce(0, +) / 4
        }
      map = positive(
        made(side: max(second.side, residual.side), channels: block.outputs) {
          second[$0, $1, $2] + residual[$0, $1, $2]
        })
      if map.side == patchSide { patches = map.values }
    }
    let count = map.side * map.side
    let means = (0..<map.channels).map { channel in
      (0..<count).map { map.values[$0 * map.channels + channel] }.reduce(0, +) / Float(count)
    }
    let rows = maker.values[DlibResNet.matrix + ".weight"]!
    let embedding = (0..<network.embeddingSize).map { row in
      zip(means, rows[row * means.count..<(row + 1) * means.count]).map(*).reduce(0, +)
    }
    return (embedding, patches)
  }
}
