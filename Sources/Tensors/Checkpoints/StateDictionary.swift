/// The weights of one network by name, from a checkpoint.
package struct StateDictionary: Sendable {
  /// The tensors in the order of the file, without the `module.` that parallel training puts before
  /// each name.
  package let tensors: [(name: String, tensor: CheckpointTensor)]

  package subscript(name: String) -> CheckpointTensor? {
    tensors.first { $0.name == name }?.tensor
  }
}

extension CheckpointFile {
  /// Finds the weights: the content of a usual name such as `state_dict`, otherwise the dictionary
  /// with the most tensors.
  ///
  /// - Throws: `noStateDictionary`.
  package func stateDictionary() throws(CheckpointError) -> StateDictionary {
    let usualNames = [
      "state_dict", "net_state_dict", "model_state_dict", "backbone_state_dict", "net", "model",
      "network", "backbone", "weights", "params",
    ]
    let named = usualNames.lazy.compactMap { root[$0] }.map(Self.tensors).first { !$0.isEmpty }
    var best = named ?? []
    if named == nil { Self.findLargest(in: root, &best) }
    guard !best.isEmpty else { throw CheckpointError(path, .noStateDictionary) }
    let prefix = "module."
    let names = Set(best.map(\.name))
    // A network is wrapped a few times at most.
    for _ in 0..<8 where best.contains(where: { $0.name.hasPrefix(prefix) }) {
      let bare = best.map { name, tensor in
        (name: name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name, tensor: tensor)
      }
      // A loss next to a network trained in parallel may lack the prefix; names must stay unique.
      guard Set(bare.map(\.name)).count == names.count else { break }
      best = bare
    }
    return StateDictionary(tensors: best)
  }

  private static func tensors(_ value: CheckpointValue) -> [(
    name: String, tensor: CheckpointTensor
  )] {
    guard case .dictionary(let members) = value else { return [] }
    return members.compactMap { member in
      if case .tensor(let tensor) = member.value { (member.key, tensor) } else { nil }
    }
  }

  private static func findLargest(
    in value: CheckpointValue, _ best: inout [(name: String, tensor: CheckpointTensor)]
  ) {
    let found = tensors(value)
    if found.count > best.count { best = found }
    switch value {
    case .dictionary(let members): for member in members { findLargest(in: member.value, &best) }
    case .list(let values): for value in values { findLargest(in: value, &best) }
    default: break
    }
  }
}
