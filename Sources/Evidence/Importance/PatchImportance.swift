import Networks

/// The measured importance of the query's patches for the rank of one candidate.
///
/// Patches of the query are covered with gray, the pictures embedded again and scored like the query:
/// the maps say what the score changes with, not what it was computed from. (The flow says what was
/// compared; a patch of a deep network's last map depends on far more pixels than those under it.)
///
/// All numbers per patch follow the rows of `grid`, over the query.
package struct PatchImportance: Sendable, Equatable, Codable {
  /// The grid on which the EMD ranked.
  package let grid: PatchGrid
  /// For the score by which the EMD ranks the candidate: `alpha * similarity + (1 - alpha) * cosine`.
  package let score: MeasuredMap
  /// For that score minus the best score of another person; `nil` if no other person was re-ranked.
  ///
  /// The other person may change from picture to picture: the best of `people` counts.
  package let margin: MeasuredMap?
  /// The number of people that were compared in every picture, each by the picture that was best with
  /// the whole face: those of the shown candidates, then the first of the ranking.
  package let people: Int
  /// The order of the flow's own contributions, judged like `score` and on the same pictures.
  package let flowJudgment: MapJudgment
  /// The same order, judged like `margin`.
  package let flowMarginJudgment: MapJudgment?
  /// The patches that decide who is first: with one of them covered another person is, rising by patch.
  ///
  /// The comparison is among `people`. Only the
  /// candidate that is first with the whole face has such patches.
  package internal(set) var decisive: [DecisivePatch]
  /// The number of covered pictures from which the maps were made, the empty one among them.
  package let pictures: Int
}

/// A patch without which another person would be first.
package struct DecisivePatch: Sendable, Equatable, Codable {
  package let patch: Int
  /// The gallery picture that is first when the patch is covered.
  package internal(set) var galleryIndex: Int
  /// How far its score then lies above that of the candidate: positive.
  package let lead: Double
}
