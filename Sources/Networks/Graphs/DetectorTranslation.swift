import Tensors

/// The one-stage detectors that ONNX files contain.
package enum DetectorKind: String, Sendable, CaseIterable {
  /// SCRFD of InsightFace: distances from two anchors at each place.
  case scrfd
  /// YuNet of OpenCV: a center and a size at each place.
  case yunet
  /// RetinaFace, as its version for PyTorch has it: offsets from two anchors at each place.
  case retinaFace = "retinaface"

  /// The number of boxes at each place.
  package var anchors: Int { self == .yunet ? 1 : 2 }

  /// The distances between places, in pixels of the network's input.
  package static let strides = [8, 16, 32]

  /// The numbers of a score: RetinaFace has one for no face and one for a face.
  var scoreColumns: Int { self == .retinaFace ? 2 : 1 }

  /// What is added to each channel of a picture in the network's own order, before the first step.
  fileprivate var shifts: [Float]? { self == .retinaFace ? [-104, -117, -123] : nil }

  /// How a picture enters the network.
  fileprivate var input: [String: String] {
    [
      ModelKey.color: self == .scrfd ? "rgb" : "bgr",
      ModelKey.subtract: self == .scrfd ? "127.5" : "0.0",
      ModelKey.divide: self == .scrfd ? "128.0" : "1.0",
    ]
  }
}

/// The purposes of a detector's maps.
enum DetectorPurpose: String, CaseIterable {
  case score, object, box, points

  func name(_ stride: Int) -> String { "\(rawValue)\(stride)" }
}

/// A detector found in an ONNX file by the shapes of its outputs: for each stride a score (two for
/// YuNet, which are multiplied, and a pair for RetinaFace), four numbers of a box and ten of five points
/// at each place. RetinaFace's three strides may stand one after the other in three outputs.
///
/// Guo et al. 2021, https://arxiv.org/abs/2105.04714; Wu et al. 2023,
/// https://doi.org/10.1007/s11633-023-1423-y; Deng et al. 2020, https://arxiv.org/abs/1905.00641
struct DetectorTranslation {
  let kind: DetectorKind
  let network: ImportedNetwork

  /// A value with the numbers of one purpose at one stride.
  private struct Map {
    let value: Int
    let columns: Int
  }

  /// - Returns: `nil` if the outputs are not those of a detector.
  init?(_ file: ONNXFile) throws(ONNXError.Problem) {
    let names = file.outputs.map(\.name)
    guard [3, 9, 12].contains(names.count) else { return nil }
    var translation: ONNXTranslation
    do {
      translation = try ONNXTranslation(file, nominal: (640, 640), outputs: names)
    } catch {
      // Some backbones have three outputs; their translation gives its own reason.
      guard names.count > 3 else { return nil }
      throw error
    }
    guard let maps = Self.maps(translation, names), let kind = Self.kind(maps) else { return nil }
    self.kind = kind
    if let shifts = kind.shifts {
      translation = try ONNXTranslation(
        file, nominal: (640, 640), outputs: names, shifts: shifts)
    }
    guard let maps = Self.maps(translation, names),
      let outputs = Self.outputs(maps, kind, translation)
    else { return nil }
    var graph = translation.graph
    graph.outputs = outputs
    network = ImportedNetwork(
      tensors: try translation.checkedTensors(),
      metadata: [ModelKey.architecture: kind.rawValue, ModelKey.graph: graph.json]
        .merging(kind.input) { $1 })
  }

  private static func maps(_ translation: ONNXTranslation, _ names: [String]) -> [Map]? {
    guard translation.inputShape.channels == 3 else { return nil }
    var maps: [Map] = []
    for name in names {
      switch translation.operands[name] {
      case .map(let value, .rows(let columns)) where value > 0:
        maps.append(Map(value: value, columns: columns))
      case .joined(let values, let columns):
        maps += values.map { Map(value: $0, columns: columns) }
      default: return nil
      }
    }
    return maps
  }

  private static func kind(_ maps: [Map]) -> DetectorKind? {
    if maps.contains(where: { $0.columns == 2 }) { return maps.count == 9 ? .retinaFace : nil }
    return maps.count == 9 ? .scrfd : maps.count == 12 ? .yunet : nil
  }

  /// Returns the values by the names of their purposes.
  private static func outputs(
    _ maps: [Map], _ kind: DetectorKind, _ translation: ONNXTranslation
  ) -> [String: Int]? {
    var outputs: [String: Int] = [:]
    let input = translation.inputShape
    for map in maps {
      let shape = translation.shapes[map.value]
      guard shape.channels == map.columns * kind.anchors,
        let stride = DetectorKind.strides.first(where: {
          shape.height * $0 == input.height && shape.width * $0 == input.width
        })
      else { return nil }
      // Both of YuNet's scores are multiplied, so their order does not matter.
      let purpose: DetectorPurpose
      switch map.columns {
      case kind.scoreColumns:
        purpose = outputs[DetectorPurpose.score.name(stride)] == nil ? .score : .object
      case 4: purpose = .box
      case 10: purpose = .points
      default: return nil
      }
      guard outputs.updateValue(map.value, forKey: purpose.name(stride)) == nil else { return nil }
    }
    return Set(outputs.keys) == kind.outputNames ? outputs : nil
  }
}

extension DetectorKind {
  var outputNames: Set<String> {
    let purposes: [DetectorPurpose] =
      self == .yunet ? [.score, .object, .box, .points] : [.score, .box, .points]
    return Set(Self.strides.flatMap { stride in purposes.map { $0.name(stride) } })
  }
}
