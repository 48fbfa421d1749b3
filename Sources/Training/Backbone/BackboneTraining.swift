import Basics
import Datasets
import Identification
import Networks
import Pictures
import Tensors

/// A training of a `resnet_face18` on faces.
package struct BackboneTraining: Sendable {
  package var settings: TrainingSettings
  package var size: TrainableBackboneSize
  package var loss: ClassLoss
  /// The largest enlargement, which a random half of the faces gets; 1 for none.
  package var zoom: Float = 1
  /// The number of occluded copies of each face, learned as pictures of the same person.
  package var occlusions = 0
  /// A model file to start from; otherwise random numbers.
  package var start: String?
  /// The pairs on which it is measured from time to time.
  package var validation: ValidationPairs?

  /// The number of pictures that share batch statistics.
  static let shardSize = 16

  package init(settings: TrainingSettings, size: TrainableBackboneSize, loss: ClassLoss) {
    self.settings = settings
    self.size = size
    self.loss = loss
  }

  /// - Parameters:
  ///   - opened: Receives the number of opened faces and of all faces.
  ///   - report: Receives the progress of the training from time to time.
  package func run(
    on source: FaceSource, opened: (Int) -> Void,
    report: @escaping (TrainingProgress, TrainingHistory) throws -> Void
  ) throws -> TrainingResult {
    let (gray, unopened) = try grayFaces(of: source, opened: opened)
    let identityCount = (gray.labels.max() ?? -1) + 1
    let layout = TrainableBackboneLayout(size, classCount: identityCount)
    var state = TrainingState(
      parameters: layout.firstParameters(seed: settings.seed), statistics: layout.firstStatistics(),
      optimizer: Optimizer(
        settings.optimizer, layout: layout.parameters, decay: settings.decay))
    if let start { try begin(with: start, layout, state) }
    let training =
      "backbone, \(size), \(loss), zoom \(zoom), \(occlusions) occlusions, \(gray.count) pictures of \(identityCount) identities, \(source.description), start \(start ?? "random"), \(settings.fingerprint)"
    if let path = settings.resume { try state.read(from: path, training: training) }
    let learner = try BackboneLearner(
      layout: layout, parameters: state.parameters, statistics: state.statistics, loss: loss,
      batch: settings.batch,
      shardSize: min(Self.shardSize, settings.batch))
    var failures = unopened
    let opened = state
    let validating = try validation.map { validation in
      try measurement(on: validation, failures: &failures) { model(layout, opened) }
    }
    var order = BatchOrder(count: gray.count, batch: settings.batch, seed: settings.seed)
    let seed = settings.seed
    let isDone = try TrainingRun(settings: settings, training: training, report: report).run(
      &state, gradient: learner.gradient,
      step: { step in
        let chosen = order.faces(step: step)
        let batch = chosen.count
        let result = try learner.evaluate(labels: chosen.map { gray.labels[$0] }) {
          place, samples in
          gray.write(
            chosen[place], to: samples,
            generator: SeededGenerator(
              seed: seed, purpose: .change, number: step * batch + place))
        }
        return TrainingRun.Outcome(
          loss: result.loss, correct: result.correct, count: batch)
      }, applied: learner.updateStatistics, validating: validating)
    return TrainingResult(
      model: isDone ? model(layout, state) : nil, history: state.history, failures: failures,
      identityCount: identityCount, pictureCount: gray.count / (1 + occlusions))
  }

  /// Opens the validation pictures once; each measurement computes their embeddings by the network as
  /// it is.
  ///
  /// - Parameter model: The present model.
  private func measurement(
    on validation: ValidationPairs, failures: inout [PictureFailure],
    model: @escaping () -> TrainedModel
  ) throws -> TrainingRun.Validating {
    let side = size.side
    var pictures: [Picture] = []
    var places = [Int?](repeating: nil, count: validation.pictures.count)
    failures += try FaceSource.validation(validation.pictures).forEachBlock(
      progress: { _ in },
      make: { _, face in
        face.picture.resized(width: side, height: side).converted(to: .gray)
      },
      take: { block in
        for item in block {
          places[item.face] = pictures.count
          pictures.append(item.element)
        }
      })
    let pairs = try validation.usable(places)
    let faces = pictures
    return TrainingRun.Validating(every: validation.every) { step in
      let backbone = try model().backbone()
      var embeddings: [[Float]] = []
      for start in stride(from: 0, to: faces.count, by: 64) {
        let block = Array(faces[start..<min(start + 64, faces.count)])
        embeddings += try backbone.features(of: block).map {
          UnitRows($0.embedding, rows: 1, size: $0.embedding.count).values
        }
      }
      let cosines = pairs.map { pair in
        zip(embeddings[pair.first], embeddings[pair.second]).reduce(Float(0)) {
          $0 + $1.0 * $1.1
        }
      }
      return TrainingHistory.Validation(step: step, cosines, of: pairs)
    }
  }

  private func grayFaces(of source: FaceSource, opened: (Int) -> Void) throws
    -> (GrayFaces, [PictureFailure])
  {
    let (side, occlusions, seed) = (size.side, occlusions, settings.seed)
    var numbers = IdentityNumbers()
    var labels: [Int] = []
    var samples: [UInt8] = []
    samples.reserveCapacity(source.count * (1 + occlusions) * side * side)
    let failures = try source.forEachBlock(
      progress: opened,
      make: { number, face in
        try ([face.picture] + face.occludedCopies(occlusions, number: number, seed: seed)).map {
          $0.resized(width: side, height: side).converted(to: .gray).samples
        }
      },
      take: { block in
        for (face, copies) in block {
          let label = numbers.number(of: source.labels[face])
          for pixels in copies {
            labels.append(label)
            samples += pixels
          }
        }
      })
    guard numbers.count > 1 else { throw TrainingFailure.fewIdentities(found: numbers.count) }
    return (GrayFaces(side: side, samples: samples, labels: labels, zoom: zoom), failures)
  }

  /// Takes the parameters of a model file; the identities' vectors stay random.
  private func begin(with path: String, _ layout: TrainableBackboneLayout, _ state: TrainingState)
    throws
  {
    let file = try ModelFile(path: path)
    guard file.architecture == "resnet_face18", file.metadata[ModelKey.variant] == nil else {
      throw TrainingFailure.otherArchitecture(
        path: path, reason: "it must be a resnet_face18 without squeeze-and-excitation.")
    }
    for (entries, buffer) in [
      (layout.parameters.entries, state.parameters), (layout.statistics.entries, state.statistics),
    ] {
      for entry in entries where entry.name != TrainableBackboneLayout.classesName {
        buffer.set(
          try file.tensor(entry.name, shape: entry.shape).values, at: entry.range.lowerBound)
      }
    }
  }

  private func model(_ layout: TrainableBackboneLayout, _ state: TrainingState) -> TrainedModel {
    var form = ResNetFace18Form()
    form.width = size.width
    form.side = size.side
    form.embeddingSize = size.embedding
    let tensors =
      layout.parameters.entries.filter { $0.name != TrainableBackboneLayout.classesName }.map {
        ($0.name, Tensor(shape: $0.shape, values: state.parameters.values($0.range)))
      }
      + layout.statistics.entries.map {
        ($0.name, Tensor(shape: $0.shape, values: state.statistics.values($0.range)))
      }
    return TrainedModel(
      tensors: tensors.sorted { $0.0 < $1.0 },
      metadata: BackboneArchitecture.resNetFace18(form).metadata)
  }
}

extension TrainableBackboneSize {
  /// Reads the size of the `resnet_face18` in a model file.
  package init(modelFile path: String) throws {
    let file = try ModelFile(path: path)
    self.init(
      width: file.metadata[ModelKey.width] == nil ? 64 : try file.integer(ModelKey.width),
      embedding: try file.integer(ModelKey.embeddingSize))
  }
}
