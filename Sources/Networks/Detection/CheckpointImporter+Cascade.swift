extension CheckpointImporter {
  /// The importer of MTCNN's three published checkpoints in any order: each is recognized by its
  /// tensors.
  static let cascade = CheckpointImporter(
    architecture: CascadeNetworks.architecture, fileCount: CascadeStage.all.count,
    expected: { checkpoints in checkpoints.map { nearestStage($0).stage.expected } },
    network: { checkpoints, _ in
      var network = ImportedNetwork(
        tensors: [],
        metadata: [
          ModelKey.architecture: CascadeNetworks.architecture, ModelKey.color: "rgb",
          ModelKey.subtract: "127.5", ModelKey.divide: "128.0",
        ])
      let stages = try checkpoints.map { checkpoint in
        let nearest = nearestStage(checkpoint)
        guard nearest.found > 0 else {
          throw ModelFileError.noCascadeStage(path: checkpoint.path)
        }
        return (nearest.stage.name, checkpoint)
      }
      for stage in CascadeStage.all {
        let own = stages.filter { $0.0 == stage.name }
        guard own.count == 1 else {
          throw ModelFileError.stageCount(
            paths: checkpoints.map(\.path), stage: stage.name, found: own.count)
        }
        network.tensors += try own[0].1.take(stage.expected).map {
          ("\(stage.name).\($0.name)", $0.tensor)
        }
      }
      return network
    })

  /// Returns the first checkpoint that has all tensors of one of the three networks, and the
  /// network's name.
  static func wholeStage(in checkpoints: [ReadCheckpoint]) -> (path: String, stage: String)? {
    for checkpoint in checkpoints {
      let nearest = nearestStage(checkpoint)
      if nearest.found == nearest.stage.parameters.count {
        return (checkpoint.path, nearest.stage.name)
      }
    }
    return nil
  }

  /// Returns the stage that fits a checkpoint best: stages share names, but few shapes.
  private static func nearestStage(
    _ checkpoint: ReadCheckpoint
  ) -> (stage: CascadeStage, found: Int) {
    let shapes = checkpoint.shapes
    return CascadeStage.all.map { stage in
      (stage, stage.parameters.count { shapes[$0.name] == $0.shape })
    }.max { $0.1 < $1.1 }!
  }
}

extension CascadeStage {
  /// The tensors of its checkpoint, which contains nothing else.
  fileprivate var expected: ExpectedTensors {
    ExpectedTensors(parameters) { _, _ in false }
  }
}
