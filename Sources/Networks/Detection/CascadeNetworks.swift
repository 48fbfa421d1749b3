import Basics
import Pictures
import Synchronization
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// The three networks of MTCNN; the detector derives boxes from their answers.
package final class CascadeNetworks: Sendable {
  package static let architecture = "mtcnn"

  /// The answer of the proposal network at one position, or of a later network for one rectangle.
  package struct Answer: Sendable {
    /// The probability of a face, 0...1.
    package let probability: Float
    /// The correction of each side (left, top, right, bottom), in widths and heights of the box.
    package let offsets: SIMD4<Float>
    /// The landmarks of the last stage: x of five points, then their y, in widths and heights of
    /// the box. Left eye, right eye, nose, left and right corner of the mouth, as seen in the
    /// picture.
    package let points: [Float]
  }

  /// A position of the proposal network's grid with its answer.
  package struct Proposal: Sendable {
    package let row: Int
    package let column: Int
    package let answer: Answer
  }

  /// A rectangle in whole pixels.
  package struct Window: Sendable, Hashable {
    package let x: Int
    package let y: Int
    package let width: Int
    package let height: Int

    package init(x: Int, y: Int, width: Int, height: Int) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  package enum Stage: Sendable {
    case refinement
    case output
  }

  /// The digest of the model file.
  package let digest: SHA256Digest
  private let parameters: [String: [Float]]
  private let refinement: BatchRunner
  private let output: BatchRunner
  /// The runners of the proposal network, by the size of a tile.
  private let proposals = Mutex<[TileSize: BatchRunner]>([:])

  private struct TileSize: Hashable {
    let width: Int
    let height: Int
  }

  /// - Throws: `ModelFileError` if tensors are missing or do not fit.
  package convenience init(_ file: ModelFile) throws {
    guard file.architecture == Self.architecture else {
      throw ModelFileError.otherArchitecture(
        path: file.path, expected: Self.architecture, found: file.architecture)
    }
    try self.init(digest: file.digest) { parameter throws(ModelFileError) in
      try file.tensor(parameter.name, shape: parameter.shape).values
    }
  }

  /// - Parameter values: Returns the values of each stage's tensors, named with the stage before
  ///   them.
  init(digest: SHA256Digest, values: ParameterValues) throws {
    self.digest = digest
    func value(_ stage: CascadeStage, _ parameter: ParameterShape) throws -> [Float] {
      try values(ParameterShape(name: "\(stage.name).\(parameter.name)", shape: parameter.shape))
    }
    func runner(_ stage: CascadeStage, batch: Int) throws -> BatchRunner {
      BatchRunner(
        try stage.graph(width: stage.side, height: stage.side) { try value(stage, $0) },
        batch: batch, inputSize: 3 * stage.side * stage.side)
    }
    var parameters: [String: [Float]] = [:]
    for parameter in CascadeStage.proposal.parameters {
      parameters[parameter.name] = try value(.proposal, parameter)
    }
    self.parameters = parameters
    refinement = try runner(.refinement, batch: 16)
    output = try runner(.output, batch: 4)
  }

  /// Runs the proposal network over a whole picture in another size.
  ///
  /// - Parameters:
  ///   - width: The width of the picture as the network sees it; likewise `height`.
  ///   - threshold: The lowest probability of a returned answer.
  /// - Returns: The proposals, row by row.
  /// - Throws: `DetectorOverflow`; `Interrupted`.
  /// - Precondition: The picture is RGB; `width` and `height` are 12 or more.
  /// - Complexity: 4 million operations per thousand pixels, on all threads; the scaled picture is
  ///   never in memory as a whole.
  package func proposals(
    in picture: Picture, width: Int, height: Int, threshold: Float
  ) throws -> [Proposal] {
    let (columns, rows) = (TileCover(length: width).pieces, TileCover(length: height).pieces)
    let area = AreaPatch(
      width: picture.width, height: picture.height, newWidth: width, newHeight: height)
    var found: [Proposal] = []
    // Tiles of one size run together.
    for rowGroup in Self.groups(rows) {
      for columnGroup in Self.groups(columns) {
        try Interruption.check()
        let tileWidth = columnGroup[0].length
        let tileHeight = rowGroup[0].length
        let outputs = try proposalRunner(width: tileWidth, height: tileHeight).run(
          count: rowGroup.count * columnGroup.count
        ) { tile, input in
          let row = rowGroup[tile / columnGroup.count].start
          let column = columnGroup[tile % columnGroup.count].start
          area.fill(
            input, from: picture, rows: row..<row + tileHeight,
            columns: column..<column + tileWidth)
        }
        for (tile, output) in outputs.enumerated() {
          try Self.collect(
            output, rows: rowGroup[tile / columnGroup.count],
            columns: columnGroup[tile % columnGroup.count], threshold: threshold, into: &found)
        }
      }
    }
    return found.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
  }

  /// Returns a later stage's answer for each rectangle of a picture.
  ///
  /// - Throws: `DetectorOverflow`.
  /// - Precondition: The picture is RGB; each rectangle lies inside it and is not empty.
  package func answers(
    _ stage: Stage, in picture: Picture, windows: [Window]
  ) throws -> [Answer] {
    let (runner, side) =
      stage == .refinement
      ? (refinement, CascadeStage.refinement.side) : (output, CascadeStage.output.side)
    let outputs = try runner.run(count: windows.count) { index, input in
      let window = windows[index]
      AreaPatch(
        x: window.x, y: window.y, width: window.width, height: window.height, newWidth: side,
        newHeight: side
      ).fill(input, from: picture, rows: 0..<side, columns: 0..<side)
    }
    guard outputs.allSatisfy(areFinite) else { throw DetectorOverflow() }
    return outputs.map { output in output.withUnsafeBufferPointer { Self.answer($0, at: 0) } }
  }

  private func proposalRunner(width: Int, height: Int) throws -> BatchRunner {
    let size = TileSize(width: width, height: height)
    if let known = proposals.withLock({ $0[size] }) { return known }
    let graph = try CascadeStage.proposal.graph(width: width, height: height) {
      parameters[$0.name]!
    }
    let made = BatchRunner(graph, batch: 1, inputSize: 3 * width * height)
    return proposals.withLock { known in
      if let first = known[size] { return first }
      known[size] = made
      return made
    }
  }

  private static func groups(_ pieces: [TileCover.Piece]) -> [[TileCover.Piece]] {
    guard let last = pieces.last, last.length != pieces[0].length else { return [pieces] }
    return [Array(pieces.dropLast()), [last]]
  }

  /// Adds the answers that no earlier tile gave.
  private static func collect(
    _ output: [Float], rows: TileCover.Piece, columns: TileCover.Piece, threshold: Float,
    into found: inout [Proposal]
  ) throws(DetectorOverflow) {
    let size = CascadeStage.proposal.outputCount
    // The difference of the logits is the cheapest test; its limit lies slightly below the
    // threshold, so that no answer is lost.
    let least = log(threshold / (1 - threshold)) - 1e-3
    guard areFinite(output) else { throw DetectorOverflow() }
    output.withUnsafeBufferPointer { output in
      for row in rows.firstCell..<rows.cells.upperBound {
        for column in columns.firstCell..<columns.cells.upperBound {
          let cell =
            (row - rows.cells.lowerBound) * columns.cells.count + column - columns.cells.lowerBound
          guard output[cell * size + 1] - output[cell * size] > least else { continue }
          let answer = answer(output, at: cell * size, points: 0)
          guard answer.probability >= threshold else { continue }
          found.append(Proposal(row: row, column: column, answer: answer))
        }
      }
    }
  }

  private static func answer(
    _ output: UnsafeBufferPointer<Float>, at start: Int, points: Int? = nil
  ) -> Answer {
    let end = points.map { start + 6 + $0 } ?? output.count
    return Answer(
      probability: 1 / (1 + exp(output[start] - output[start + 1])),
      offsets: SIMD4(
        output[start + 2], output[start + 3], output[start + 4], output[start + 5]),
      points: Array(output[(start + 6)..<end]))
  }
}

/// The error that the detector's output is infinite or not a number.
package struct DetectorOverflow: Error, Equatable, CustomStringConvertible {
  package var description: String {
    """
    The detector's results for it are infinite or not numbers, so its model file is damaged or \
    wrong. Import it again with 'facet model import'.
    """
  }
}
