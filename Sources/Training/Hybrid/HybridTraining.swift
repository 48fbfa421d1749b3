import Basics
import Datasets
import Faces
import Identification
import Networks
import Pictures
import Tensors

/// A training of a two-image Hybrid-ViT (H2L or H2) on the features of a frozen backbone.
///
/// It starts from a `HybridStart`: the H2L's similarity is at first the backbone's own cosine.
package struct HybridTraining: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case h2l
    case h2
  }

  package enum LossKind: String, Sendable, CaseIterable {
    case logistic
    case ranking
    /// The loss over the training identities, as the published H2L was trained.
    case arcface
  }

  package var settings: TrainingSettings
  package var kind = Kind.h2l
  package var start: HybridStart
  package var loss = LossKind.logistic
  /// The scale s of ArcFace, or the factor of a pair's cosine.
  package var scale: Float = 16
  /// The margin m of ArcFace.
  package var margin: Float = 0.3
  /// The number of occluded copies of each face, and what covers them.
  package var occlusions = 4
  package var occluders = FaceSource.Face.standardOccluders
  /// The number of negative pairs of each query; more than 1 only for the loss `ranking`.
  package var negatives = 1
  /// The share of hard ones among them, 0...1.
  package var hardShare: Float = 0.5
  /// Whether faces are also trained on as in a mirror: each occluded copy by chance, and each face itself once
  /// more.
  package var mirrors = false
  /// The share of queries in which a rectangle of patches comes from another face, 0...1 (CutMix on patches; Yun et
  /// al. 2019, https://arxiv.org/abs/1905.04899).
  package var mixedShare: Float = 0
  /// The factor of the moving average of the weights, 0..<1; 0 keeps the last step's weights (Polyak and Juditsky
  /// 1992).
  package var averaging: Float = 0
  /// The pairs on which it is measured from time to time.
  package var validation: ValidationPairs?

  /// The number of pairs that a thread computes together.
  static let shardSize = 8

  package init(settings: TrainingSettings, start: HybridStart) {
    self.settings = settings
    self.start = start
  }

  /// - Parameters:
  ///   - backboneDigest: The backbone's digest for the model's metadata.
  ///   - opened: Receives the number of faces whose features are computed.
  ///   - report: Receives the progress of the training from time to time.
  package func run(
    on source: FaceSource, backbone: any Backbone, backboneDigest: SHA256Digest,
    opened: (Int) -> Void,
    report: @escaping (TrainingProgress, TrainingHistory) throws -> Void
  ) throws -> TrainingResult {
    // Its similarity compares patches: the mirrored half of an embedding takes no part.
    let backbone = backbone.upright
    let (store, unopened) = try features(of: source, backbone: backbone, opened: opened)
    let sampler = try PairSampler(
      store, seed: settings.seed, negatives: negatives, hardShare: hardShare,
      mixedShare: mixedShare)
    let layout = layout(backbone.shape, identityCount: sampler.identityCount)
    var state = TrainingState(
      parameters: try firstParameters(layout, backbone: backbone, sampler: sampler, store: store),
      statistics: FloatBuffer(count: 0),
      optimizer: Optimizer(settings.optimizer, layout: layout.parameters, decay: settings.decay),
      averaging: averaging)
    let training =
      "\(kind), \(start), \(loss) \(scale) \(margin), \(occlusions) occlusions \(occluders.map(\.rawValue)), \(negatives) negatives, \(hardShare) hard, mirrors \(mirrors), \(mixedShare) mixed, average \(averaging), \(store.count) pictures, \(source.description), backbone \(backboneDigest), \(settings.fingerprint)"
    if let path = settings.resume { try state.read(from: path, training: training) }
    let learner = HybridLearner(
      layout: layout, parameters: state.parameters, loss: hybridLoss, batch: settings.batch,
      shardSize: min(Self.shardSize, settings.batch))
    var failures = unopened
    let validating = try validation.map {
      try measurement(
        on: $0, learner, of: state.trained, backbone: backbone, failures: &failures)
    }
    let isDone = try TrainingRun(settings: settings, training: training, report: report).run(
      &state, gradient: learner.gradient,
      step: { step in
        let pairs = sampler.pairs(step: step, count: settings.batch)
        let result = learner.evaluate(
          identities: pairs.map {
            (store.labels[$0.query.face], store.labels[$0.candidate.face])
          }
        ) { place, query, candidate in
          let pair = pairs[place]
          store.writePatches(face: pair.query.face, copy: pair.query.copy, to: query)
          if let mixed = pair.mixed { store.writePatches(mixed, to: query) }
          store.writePatches(face: pair.candidate.face, copy: pair.candidate.copy, to: candidate)
        }
        return TrainingRun.Outcome(
          loss: result.loss, correct: result.correct, count: settings.batch)
      }, applied: {}, validating: validating)
    return TrainingResult(
      model: isDone
        ? model(layout, state, backbone: backbone.shape, digest: backboneDigest) : nil,
      history: state.history, failures: failures, identityCount: sampler.identityCount,
      pictureCount: store.count)
  }

  /// Computes the features of the validation pictures once.
  private func measurement(
    on validation: ValidationPairs, _ learner: HybridLearner, of parameters: FloatBuffer,
    backbone: any Backbone, failures: inout [PictureFailure]
  ) throws -> TrainingRun.Validating {
    var store = FaceFeatureStore(shape: backbone.shape, occluded: 0)
    var places = [Int?](repeating: nil, count: validation.pictures.count)
    failures += try FaceSource.validation(validation.pictures).forEachBlock(
      progress: { _ in }, make: { _, face in face.picture },
      take: { block in
        guard !block.isEmpty else { return }
        let features = try backbone.features(of: block.map(\.element))
        for (item, feature) in zip(block, features) {
          places[item.face] = store.count
          store.append([feature], label: 0)
        }
      })
    let pairs = try validation.usable(places)
    let known = store
    return TrainingRun.Validating(every: validation.every) { step in
      TrainingHistory.Validation(
        step: step,
        learner.similarities(count: pairs.count, parameters: parameters) {
          place, query, candidate in
          known.writePatches(face: pairs[place].first, copy: 0, to: query)
          known.writePatches(face: pairs[place].second, copy: 0, to: candidate)
        }, of: pairs)
    }
  }

  private var hybridLoss: HybridLoss {
    switch loss {
    case .logistic: .pairs(.logistic, scale: scale)
    case .ranking: .pairs(.ranking, scale: scale, group: 1 + negatives)
    case .arcface: .identities(.arcFace(scale: scale, margin: margin))
    }
  }

  private func layout(_ shape: BackboneShape, identityCount: Int) -> HybridLayout {
    HybridLayout(
      output: kind == .h2l ? .twoHeads(size: shape.embeddingSize) : .classToken,
      patches: shape.grid.count, tokenSize: shape.patchChannels, heads: start.heads,
      hidden: start.hiddenSize, depth: start.depth,
      classCount: kind == .h2l && loss == .arcface ? identityCount : 0)
  }

  private func features(of source: FaceSource, backbone: any Backbone, opened: (Int) -> Void)
    throws -> (FaceFeatureStore, [PictureFailure])
  {
    var store = FaceFeatureStore(
      shape: backbone.shape, plain: mirrors ? 2 : 1, occluded: occlusions)
    var numbers = IdentityNumbers()
    let (occlusions, occluders, mirrors) = (occlusions, occluders, mirrors)
    let seed = settings.seed
    let failures = try source.forEachBlock(
      progress: opened,
      make: { number, face in
        let occluded = try face.occludedCopies(
          occlusions, occluders, number: number, seed: seed)
        guard mirrors else { return [face.picture] + occluded }
        var chance = SeededGenerator(seed: seed, purpose: .mirrors, number: number)
        return [face.picture, face.picture.mirrored]
          + occluded.map { chance.share() < 0.5 ? $0.mirrored : $0 }
      },
      take: { block in
        let features = try backbone.features(of: block.flatMap(\.element))
        for (place, item) in block.enumerated() {
          store.append(
            Array(features[place * store.copies..<(place + 1) * store.copies]),
            label: numbers.number(of: source.labels[item.face]))
        }
      })
    return (store, failures)
  }

  /// Returns the parameters of `HybridStart`; an H2's output layer is random.
  private func firstParameters(
    _ layout: HybridLayout, backbone: any Backbone, sampler: PairSampler, store: FaceFeatureStore
  ) throws -> FloatBuffer {
    let buffer = FloatBuffer(count: layout.parameters.count)
    let first = try start.parameters(for: backbone)
    var generator = SeededGenerator(seed: settings.seed)
    for entry in layout.parameters.entries {
      if let tensor = first[entry.name], tensor.shape == entry.shape {
        buffer.set(tensor.values, at: entry.range.lowerBound)
      } else if entry.name == "mlp_head.0.weight" {
        buffer.set([Float](repeating: 1, count: entry.range.count), at: entry.range.lowerBound)
      } else if entry.name == "fc.weight" {
        let scale = 1 / Float(layout.tokenSize).squareRoot()
        for place in entry.range { buffer.pointer[place] = scale * generator.unit() }
      } else if entry.name == HybridLayout.classesName, layout.classCount > 0 {
        buffer.set(sampler.identityDirections, at: entry.range.lowerBound)
      } else if entry.name == HybridLayout.thresholdName {
        buffer.pointer[entry.range.lowerBound] = middle(sampler, store)
      }
    }
    return buffer
  }

  /// Returns the middle between the mean cosines of positive and of negative pairs.
  private func middle(_ sampler: PairSampler, _ store: FaceFeatureStore) -> Float {
    let pairs = sampler.pairs(step: 0, count: 256 * (1 + negatives))
    return pairs.map { store.cosine($0.query, $0.candidate) }.reduce(0, +) / Float(pairs.count)
  }

  private func model(
    _ layout: HybridLayout, _ state: TrainingState, backbone: BackboneShape, digest: SHA256Digest
  ) -> TrainedModel {
    var tensors = layout.parameters.entries.filter {
      $0.name != HybridLayout.classesName && $0.name != HybridLayout.thresholdName
    }.map { ($0.name, Tensor(shape: $0.shape, values: state.trained.values($0.range))) }
    if case .twoHeads(let size) = layout.output {
      for head in ["bn1", "bn2"] {
        tensors.append(
          (head + ".running_mean", Tensor(shape: [size], values: .init(repeating: 0, count: size))))
        tensors.append(
          (head + ".running_var", Tensor(shape: [size], values: .init(repeating: 1, count: size))))
      }
    }
    return TrainedModel(
      tensors: tensors.sorted { $0.0 < $1.0 },
      metadata: [
        ModelKey.architecture: kind.rawValue, ModelKey.grid: "\(backbone.grid)",
        HybridKey.backbone: digest.hexadecimal, HybridKey.depth: "\(start.depth)",
        HybridKey.heads: "\(start.heads)", HybridKey.seed: "\(settings.seed)",
      ])
  }
}
