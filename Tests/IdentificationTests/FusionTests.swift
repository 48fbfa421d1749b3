import Testing

@testable import Identification

@Suite struct FusionTests {
  let stage1 = [
    Neighbor(index: 4, cosine: 0.9), Neighbor(index: 2, cosine: 0.8),
    Neighbor(index: 7, cosine: 0.7), Neighbor(index: 1, cosine: 0.6),
  ]

  @Test func scoreIsAWeightedSum() {
    #expect(Fusion.score(similarity: 0.5, cosine: 1, alpha: 0.7) == 0.7 * 0.5 + (1 - 0.7) * 1)
    #expect(Fusion.score(similarity: 0.5, cosine: 1, alpha: 0) == 1)
    #expect(Fusion.score(similarity: 0.5, cosine: 1, alpha: 1) == 0.5)
  }

  @Test func onlyTheFirstAreReranked() {
    let fused = Ranking(.emd, stage1, similarities: [0.1, 0.1, -1], alpha: 0.5).candidates
    #expect(fused.map(\.galleryIndex) == [4, 2, 7, 1])
    let turned = Ranking(.emd, stage1, similarities: [-0.5, 0.1, 0.4], alpha: 0.5).candidates
    #expect(turned.map(\.galleryIndex) == [7, 2, 4, 1])
    // The last has a greater score than the one before it, and stays last.
    #expect(turned[3].score == 0.6 && turned[2].score < 0.6 && turned[3].similarity == nil)
    #expect(
      turned[0]
        == RankedCandidate(
          galleryIndex: 7, rank: 1, score: 0.55, cosine: 0.7, similarity: 0.4))
  }

  @Test func tiesGoToTheEarlierGalleryPicture() {
    let tied = [3, 1, 2].map { Neighbor(index: $0, cosine: 0.5) }
    let fused = Ranking(.emd, tied, similarities: [0.2, 0.2, 0.2], alpha: 0.7).candidates
    #expect(fused.map(\.galleryIndex) == [1, 2, 3])
  }

  @Test func whatIsNotANumberCountsAsTheWorst() {
    let fused = Ranking(.emd, stage1, similarities: [.nan, 0.1, 0.1], alpha: 0.7).candidates
    #expect(fused.map(\.galleryIndex) == [2, 7, 4, 1])
  }
}
