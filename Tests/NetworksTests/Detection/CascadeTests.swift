import Basics
import Foundation
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct CascadeTests {
  static func hashed() throws -> CascadeNetworks {
    try CascadeNetworks(digest: SHA256.digest(of: [])) { parameter in
      let count = parameter.shape.reduce(1, *)
      let scale =
        parameter.shape.count > 1 ? (3 / Float(count / parameter.shape[0])).squareRoot() : 0.2
      return HashedValues.unit("mtcnn." + parameter.name, count: count).map { $0 * scale }
    }
  }

  static func picture(width: Int, height: Int, channels: Picture.Channels = .rgb) -> Picture {
    Picture(
      width: width, height: height, channels: channels,
      samples: HashedValues.unit("cascade", count: width * height * channels.rawValue).map {
        UInt8(($0 + 1) * 127)
      })
  }

  /// Tiles cover every cell exactly once, and lie in the picture.
  @Test func tilesCoverEveryLength() {
    for length in 12...700 {
      let pieces = TileCover(length: length).pieces
      // Convolutions by 3 without a border, a maximum by 2 with half windows, two more by 3.
      let cells = (length - 2 + 1) / 2 - 4
      #expect(pieces.last!.cells.upperBound == cells, "length \(length)")
      #expect(pieces[0].firstCell == 0)
      for (piece, next) in zip(pieces, pieces.dropFirst()) {
        #expect(piece.cells.upperBound >= next.cells.lowerBound)
        #expect(next.firstCell == piece.cells.upperBound)
      }
      for piece in pieces {
        #expect(piece.start % 2 == 0 && piece.start >= 0)
        #expect(piece.start + piece.length <= length)
        #expect(piece.length % 2 == 0 || piece == pieces.last!)
      }
      #expect(pieces.last!.start + pieces.last!.length == length)
      #expect(Set(pieces.dropLast().map(\.length)).count <= 1)
    }
  }

  /// Odd and even lengths with one tile and with several: the cells of tiles equal those of the
  /// whole picture at once.
  @Test(arguments: [(12, 12), (13, 12), (31, 250), (250, 47), (203, 205)])
  func tilesGiveWhatTheWholePictureWould(width: Int, height: Int) throws {
    let networks = try Self.hashed()
    let picture = Self.picture(width: width, height: height)
    let found = try networks.proposals(
      in: picture, width: width, height: height, threshold: 0.0001)
    let graph = try CascadeStage.proposal.graph(width: width, height: height) { parameter in
      let name = "mtcnn.pnet." + parameter.name
      let count = parameter.shape.reduce(1, *)
      let scale =
        parameter.shape.count > 1 ? (3 / Float(count / parameter.shape[0])).squareRoot() : 0.2
      return HashedValues.unit(name, count: count).map { $0 * scale }
    }
    let plan = try ConvolutionPlan(graph, batch: 1)
    #expect(!plan.implementations.contains { $0.contains("ref") }, "\(plan.implementations)")
    let whole = try plan.run(picture.samples.map { (Float($0) - 127.5) / 128 })[0]
    #expect(6 * found.count == whole.count)
    for (cell, proposal) in found.enumerated() {
      let columns = (width - 9) / 2
      #expect(proposal.row == cell / columns && proposal.column == cell % columns)
      let answer = proposal.answer
      #expect(answer.points.isEmpty)
      for side in 0..<4 { #expect(abs(answer.offsets[side] - whole[6 * cell + 2 + side]) < 1e-5) }
      let odds = Foundation.exp(whole[6 * cell + 1] - whole[6 * cell])
      #expect(abs(answer.probability - odds / (1 + odds)) < 1e-5)
    }
  }

  @Test(arguments: [(7, 9, 24, 24), (24, 24, 24, 24), (100, 61, 24, 24), (50, 41, 11, 39)])
  func areasAreMeans(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    let picture = Self.picture(width: 110, height: 70)
    let patch = AreaPatch(
      x: 5, y: 3, width: width, height: height, newWidth: newWidth, newHeight: newHeight)
    let (rows, columns) = (2..<newHeight - 1, 1..<newWidth)
    var found = [Float](repeating: 0, count: 3 * rows.count * columns.count)
    found.withUnsafeMutableBufferPointer {
      patch.fill($0, from: picture, rows: rows, columns: columns)
    }
    var expected: [Float] = []
    for row in rows {
      for column in columns {
        for channel in 0..<3 {
          var (sum, count) = (0.0, 0.0)
          for y in row * height / newHeight..<((row + 1) * height + newHeight - 1) / newHeight {
            for x in column * width / newWidth..<((column + 1) * width + newWidth - 1) / newWidth {
              sum += Double(picture.samples[3 * ((3 + y) * 110 + 5 + x) + channel])
              count += 1
            }
          }
          expected.append(Float((sum / count - 127.5) / 128))
        }
      }
    }
    #expect(relativeError(found, expected) < 1e-6)
  }

  /// One rectangle's answer does not depend on the others, and no layer is slow.
  @Test(arguments: [CascadeNetworks.Stage.refinement, .output])
  func answersAreTheSameInAnyCompany(stage: CascadeNetworks.Stage) throws {
    let networks = try Self.hashed()
    let picture = Self.picture(width: 90, height: 80)
    let windows = (0..<19).map {
      CascadeNetworks.Window(x: $0, y: 2 * $0, width: 20 + 2 * $0, height: 21 + $0)
    }
    let together = try networks.answers(stage, in: picture, windows: windows)
    for (window, answer) in zip(windows, together) {
      let alone = try networks.answers(stage, in: picture, windows: [window])[0]
      #expect(alone.probability == answer.probability && alone.offsets == answer.offsets)
      #expect(alone.points == answer.points && alone.points.count == (stage == .output ? 10 : 0))
    }
  }

  /// The dense layers read the map column by column, channels fastest.
  @Test func theRefinementNetworkAgreesWithItsDefinition() throws {
    let stage = CascadeStage.refinement
    func values(_ name: String) -> [Float] {
      let shape = stage.parameters.first { $0.name == name }!.shape
      let count = shape.reduce(1, *)
      let scale = shape.count > 1 ? (3 / Float(count / shape[0])).squareRoot() : 0.2
      return HashedValues.unit("mtcnn.rnet." + name, count: count).map { $0 * scale }
    }
    let picture = Self.picture(width: 24, height: 24)
    var map = NaiveMap(
      channels: 3, side: 24,
      values: (0..<3).flatMap { channel in
        (0..<576).map { (Double(picture.samples[3 * $0 + channel]) - 127.5) / 128 }
      })
    for (layer, kernel) in [(1, 3), (2, 3), (3, 2)] {
      map = map.convolved(
        values("conv\(layer).weight"), values("conv\(layer).bias"), kernel: kernel
      ).activated(values("prelu\(layer).weight"))
      if layer < 3 { map = map.pooled() }
    }
    #expect(map.side == 3)
    // As published: width, height, channels.
    var flat: [Double] = []
    for column in 0..<3 {
      for row in 0..<3 {
        for channel in 0..<64 { flat.append(map.values[(channel * 3 + row) * 3 + column]) }
      }
    }
    func dense(_ input: [Double], _ weight: [Float], _ bias: [Float]) -> [Double] {
      bias.indices.map { row in
        input.indices.reduce(Double(bias[row])) {
          $0 + input[$1] * Double(weight[row * input.count + $1])
        }
      }
    }
    let slopes = values("prelu4.weight")
    let hidden = dense(flat, values("dense4.weight"), values("dense4.bias")).enumerated().map {
      $1 < 0 ? $1 * Double(slopes[$0]) : $1
    }
    let classes = dense(hidden, values("dense5_1.weight"), values("dense5_1.bias"))
    let offsets = dense(hidden, values("dense5_2.weight"), values("dense5_2.bias"))
    let answer = try Self.hashed().answers(
      .refinement, in: picture, windows: [.init(x: 0, y: 0, width: 24, height: 24)])[0]
    let probability = 1 / (1 + Foundation.exp(classes[0] - classes[1]))
    #expect(abs(Double(answer.probability) - probability) < 1e-5)
    for side in 0..<4 { #expect(abs(Double(answer.offsets[side]) - offsets[side]) < 1e-5) }
  }
}

/// The plainest arithmetic on a square map, channel by channel.
private struct NaiveMap {
  let channels: Int
  let side: Int
  let values: [Double]

  func convolved(_ weights: [Float], _ bias: [Float], kernel: Int) -> NaiveMap {
    let newSide = side - kernel + 1
    var result: [Double] = []
    for output in bias.indices {
      for row in 0..<newSide {
        for column in 0..<newSide {
          var sum = Double(bias[output])
          for channel in 0..<channels {
            for y in 0..<kernel {
              for x in 0..<kernel {
                sum +=
                  Double(weights[((output * channels + channel) * kernel + y) * kernel + x])
                  * values[(channel * side + row + y) * side + column + x]
              }
            }
          }
          result.append(sum)
        }
      }
    }
    return NaiveMap(channels: bias.count, side: newSide, values: result)
  }

  func activated(_ slopes: [Float]) -> NaiveMap {
    NaiveMap(
      channels: channels, side: side,
      values: values.enumerated().map { $1 < 0 ? $1 * Double(slopes[$0 / (side * side)]) : $1 })
  }

  /// Windows of 3 at steps of 2, the last ones partial.
  func pooled() -> NaiveMap {
    let newSide = side / 2
    var result: [Double] = []
    for channel in 0..<channels {
      for row in 0..<newSide {
        for column in 0..<newSide {
          var largest = -Double.infinity
          for y in 2 * row..<min(2 * row + 3, side) {
            for x in 2 * column..<min(2 * column + 3, side) {
              largest = max(largest, values[(channel * side + y) * side + x])
            }
          }
          result.append(largest)
        }
      }
    }
    return NaiveMap(channels: channels, side: newSide, values: result)
  }
}
