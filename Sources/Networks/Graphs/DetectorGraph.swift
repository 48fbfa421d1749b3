import Basics
import Pictures
import Synchronization
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A one-stage detector with its weights, for pictures of any size.
package final class DetectorGraph: Sendable {
  /// A map of a detector, pixel by pixel.
  package struct Level: Sendable {
    package let stride: Int
    package let rows: Int
    package let columns: Int
    /// The scores, shape `[rows, columns, anchors]`: 0...1.
    package let scores: [Float]
    /// The boxes, shape `[rows, columns, anchors, 4]`.
    package let boxes: [Float]
    /// The points, shape `[rows, columns, anchors, 10]`.
    package let points: [Float]
  }

  package let kind: DetectorKind
  /// The digest of the model file.
  package let digest: SHA256Digest
  private let graph: StepGraph
  private let color: String
  private let subtract: Float
  private let divide: Float
  private let parameters: [String: [Float]]
  private let runners = Mutex<[(size: Size, runner: ConvolutionRunner)]>([])

  private struct Size: Equatable {
    let width: Int
    let height: Int
  }

  /// The largest number of input sizes whose working memory is kept.
  private static let runnerLimit = 8

  /// - Throws: `ModelFileError` if tensors or metadata are missing or do not fit.
  package init(_ file: ModelFile) throws {
    guard let kind = DetectorKind(rawValue: file.architecture) else {
      throw ModelFileError.otherArchitecture(
        path: file.path, expected: "mtcnn, scrfd, yunet or retinaface", found: file.architecture)
    }
    self.kind = kind
    digest = file.digest
    graph = try StepGraph(file)
    color = try file.text(ModelKey.color)
    subtract = try file.number(ModelKey.subtract)
    divide = try file.number(ModelKey.divide)
    guard ["rgb", "bgr"].contains(color), graph.channels == 3, divide > 0 else {
      throw ModelFileError.badMetadata(
        path: file.path, key: ModelKey.color, value: color, expected: "'rgb' or 'bgr'")
    }
    let side = 64
    let shapes = try graph.shapes(of: file, height: side, width: side)
    for name in kind.outputNames {
      guard let value = graph.outputs[name], let stride = Int(name.drop { !$0.isNumber }),
        shapes[value].height * stride == side, shapes[value].width * stride == side,
        shapes[value].channels == kind.anchors * kind.columns(name)
      else {
        throw ModelFileError.badMetadata(
          path: file.path, key: ModelKey.graph, value: name, expected: "a map of a detector")
      }
    }
    var parameters: [String: [Float]] = [:]
    for parameter in graph.parameters(shapes) {
      parameters[parameter.name] = try file.tensor(parameter.name, shape: parameter.shape).values
    }
    self.parameters = parameters
  }

  /// Runs the detector over a picture; columns on the right and rows below that make the sides
  /// multiples of 32 are black.
  ///
  /// - Throws: `DetectorOverflow`, `ConvolutionError`.
  /// - Precondition: The picture is RGB.
  package func levels(in picture: Picture) throws -> [Level] {
    precondition(picture.channels == .rgb)
    func whole(_ side: Int) -> Int { (side + 31) / 32 * 32 }
    let (width, height) = (whole(picture.width), whole(picture.height))
    var input = PictureInput(
      width: width, height: height, channels: .rgb, subtract: subtract, divide: divide)
    input.isBlueFirst = color == "bgr"
    let framed = picture.framed(width: width, height: height)
    return try levels(input: input.values(of: framed), width: width, height: height)
  }

  /// - Parameter input: The normalized samples, shape `[height, width, 3]`.
  /// - Precondition: Both sides are multiples of 32.
  func levels(input: [Float], width: Int, height: Int) throws -> [Level] {
    let outputs = try runner(width: width, height: height).run(count: 1) { _ in input }[0]
    guard outputs.allSatisfy(areFinite) else { throw DetectorOverflow() }
    let size = outputs.count / DetectorKind.strides.count
    return DetectorKind.strides.enumerated().map { place, stride in
      let own = outputs[place * size..<(place + 1) * size].map(\.self)
      // Rounding may leave a score slightly outside 0...1.
      var scores = own[0].map { min(max($0, 0), 1) }
      switch kind {
      case .scrfd: break
      case .yunet: scores = zip(scores, own[3]).map { ($0 * min(max($1, 0), 1)).squareRoot() }
      case .retinaFace:
        // The softmax of two numbers, of which the second is for a face.
        scores = (0..<own[0].count / 2).map { 1 / (1 + exp(own[0][2 * $0] - own[0][2 * $0 + 1])) }
      }
      return Level(
        stride: stride, rows: height / stride, columns: width / stride, scores: scores,
        boxes: own[1], points: own[2])
    }
  }

  private func runner(width: Int, height: Int) throws -> ConvolutionRunner {
    let size = Size(width: width, height: height)
    if let known = runners.withLock({ $0.first { $0.size == size }?.runner }) { return known }
    let shapes = try graph.shapes(height: height, width: width)
    var purposes: [DetectorPurpose] = [.score, .box, .points]
    if kind == .yunet { purposes.append(.object) }
    let outputs = DetectorKind.strides.flatMap { stride in
      purposes.map { (value: graph.outputs[$0.name(stride)]!, layout: PlaneLayout.pixels) }
    }
    let made = ConvolutionRunner(
      try ConvolutionGraph(
        channels: 3, height: height, width: width, layout: .pixels,
        steps: graph.graphSteps(shapes) { parameters[$0.name]! }, outputs: outputs))
    runners.withLock { runners in
      if runners.count >= Self.runnerLimit { runners.removeFirst() }
      runners.append((size, made))
    }
    return made
  }
}

extension DetectorKind {
  /// The numbers of an anchor in a map of that name.
  fileprivate func columns(_ name: String) -> Int {
    name.hasPrefix(DetectorPurpose.box.rawValue)
      ? 4 : name.hasPrefix(DetectorPurpose.points.rawValue) ? 10 : scoreColumns
  }
}

extension Picture {
  /// Returns the picture at the top left of a larger black one.
  fileprivate func framed(width newWidth: Int, height newHeight: Int) -> Picture {
    guard newWidth != width || newHeight != height else { return self }
    let count = channels.rawValue
    var framed = [UInt8](repeating: 0, count: newWidth * newHeight * count)
    for row in 0..<height {
      let start = row * width * count
      framed.replaceSubrange(
        row * newWidth * count..<(row * newWidth + width) * count,
        with: samples[start..<start + width * count])
    }
    return Picture(width: newWidth, height: newHeight, channels: channels, samples: framed)
  }
}
