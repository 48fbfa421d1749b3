import Tensors

/// The one-stage detectors that ONNX files contain.
package enum DetectorKind: String, Sendable, CaseIterable {
  /// SCRFD of InsightFace: distances from two anchors at each place.
  case scrfd
  /// YuNet of OpenCV: a center and a size at each place.
  case yunet

  /// The number of boxes at each place.
  package var anchors: Int { self == .scrfd ? 2 : 1 }

  /// The distances between places, in pixels of the network's input.
  package static let strides = [8, 16, 32]
}

/// The purposes of a detector's maps.
enum DetectorPurpose: String, CaseIterable {
  case score, object, box, points

  func name(_ stride: Int) -> String { "\(rawValue)\(stride)" }
}

/// A detector found in an ONNX file by the shapes of its outputs: for each stride a score (two for
/// YuNet, which are multiplied), four numbers of a box and ten of five points at each place.
///
/// Guo et al. 2021, https://arxiv.org/abs/2105.04714; Wu et al. 2023,
/// https://doi.org/10.1007/s11633-023-1423-y
struct DetectorTranslation {
  let kind: DetectorKind
  let network: ImportedNetwork

  /// - Returns: `nil` if the outputs are not those of a detector.
  init?(_ file: ONNXFile) throws(ONNXError.Problem) {
    guard file.outputs.count == 9 || file.outputs.count == 12 else { return nil }
    kind = file.outputs.count == 9 ? .scrfd : .yunet
    let names = file.outputs.map(\.name)
    let translation = try ONNXTranslation(file, nominal: (640, 640), outputs: names)
    let input = translation.inputShape
    guard input.channels == 3 else { return nil }
    var outputs: [String: Int] = [:]
    for name in names {
      guard case .map(let value, let view)? = translation.operands[name], value > 0 else {
        return nil
      }
      let shape = translation.shapes[value]
      guard case .rows(let columns) = view, shape.channels == columns * kind.anchors,
        let stride = DetectorKind.strides.first(where: {
          shape.height * $0 == input.height && shape.width * $0 == input.width
        })
      else { return nil }
      // Both of YuNet's scores are multiplied, so their order does not matter.
      let purpose: DetectorPurpose
      switch columns {
      case 1: purpose = outputs[DetectorPurpose.score.name(stride)] == nil ? .score : .object
      case 4: purpose = .box
      case 10: purpose = .points
      default: return nil
      }
      guard outputs.updateValue(value, forKey: purpose.name(stride)) == nil else { return nil }
    }
    guard Set(outputs.keys) == kind.outputNames else { return nil }
    var graph = translation.graph
    graph.outputs = outputs
    network = ImportedNetwork(
      tensors: try translation.checkedTensors(),
      metadata: [
        ModelKey.architecture: kind.rawValue, ModelKey.graph: graph.json,
        ModelKey.color: kind == .scrfd ? "rgb" : "bgr",
        ModelKey.subtract: kind == .scrfd ? "127.5" : "0.0",
        ModelKey.divide: kind == .scrfd ? "128.0" : "1.0",
      ])
  }
}

extension DetectorKind {
  var outputNames: Set<String> {
    let purposes: [DetectorPurpose] =
      self == .scrfd ? [.score, .box, .points] : [.score, .object, .box, .points]
    return Set(Self.strides.flatMap { stride in purposes.map { $0.name(stride) } })
  }
}
