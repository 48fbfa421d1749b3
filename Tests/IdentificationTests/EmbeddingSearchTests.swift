import Tensors
import Testing
import _TestSupport

@testable import Identification

@Suite struct EmbeddingSearchTests {
  func unitRows(_ name: String, count: Int, dimension: Int) -> [Float] {
    Tensor(
      shape: [count, dimension], values: HashedValues.unit(name, count: count * dimension)
    ).normalizedRows().values
  }

  func bruteForce(
    _ query: ArraySlice<Float>, _ gallery: [Float], dimension: Int, k: Int,
    excluding: Set<Int> = []
  ) -> [Neighbor] {
    let query = Array(query)
    let all = (0..<gallery.count / dimension).filter { !excluding.contains($0) }.map { row in
      Neighbor(
        index: row,
        cosine: (0..<dimension).reduce(0.0) {
          $0 + Double(query[$1]) * Double(gallery[row * dimension + $1])
        })
    }
    let sorted = all.sorted {
      $0.cosine > $1.cosine || $0.cosine == $1.cosine && $0.index < $1.index
    }
    return Array(sorted.prefix(k))
  }

  // One query takes another path than many; more than 4096 rows take several blocks.
  @Test(arguments: [1, 3, 4, 70], [1, 10, 5000])
  func findsTheNearest(queryCount: Int, galleryCount: Int) {
    let dimension = 20
    let gallery = unitRows("gallery", count: galleryCount, dimension: dimension)
    let queries = unitRows("queries", count: queryCount, dimension: dimension)
    let search = EmbeddingSearch(EmbeddingMatrix(dimension: dimension, values: gallery))
    for k in [1, 7, 6000] where galleryCount < 100 || queryCount < 10 || k < 100 {
      let found = search.nearest(to: queries, k: k)
      for query in 0..<queryCount {
        #expect(
          found[query]
            == bruteForce(
              queries[query * dimension..<(query + 1) * dimension], gallery, dimension: dimension,
              k: k))
      }
    }
  }

  @Test(arguments: [1, 6])
  func equalCosinesComeInGalleryOrder(queryCount: Int) {
    // Six different rows, repeated: every position of a row in a block must give the same cosine.
    let dimension = 33
    let rows = unitRows("distinct", count: 6, dimension: dimension)
    var gallery: [Float] = []
    for copy in 0..<1000 {
      let start = copy * 5 % 6 * dimension
      gallery += rows[start..<start + dimension]
    }
    let search = EmbeddingSearch(EmbeddingMatrix(dimension: dimension, values: gallery))
    let queries = Array(rows[..<(queryCount * dimension)])
    for (query, neighbors) in search.nearest(to: queries, k: 400).enumerated() {
      let own: [Int] = (0..<1000).filter { $0 * 5 % 6 == query }
      let first: [Int] = neighbors.prefix(own.count).map { $0.index }
      #expect(first == own)
      for (better, worse) in zip(neighbors, neighbors.dropFirst()) {
        #expect(better.cosine >= worse.cosine)
        #expect(better.cosine > worse.cosine || better.index < worse.index)
      }
    }
  }

  @Test func excludedRowsAreNotFound() {
    let dimension = 8
    let gallery = unitRows("gallery", count: 50, dimension: dimension)
    let search = EmbeddingSearch(EmbeddingMatrix(dimension: dimension, values: gallery))
    let queries = Array(gallery[..<(5 * dimension)])
    let excluded: [Set<Int>] = [[0], [], [2, 3], Set(0..<50), [49]]
    let found = search.nearest(to: queries, k: 50, excluding: excluded)
    for query in 0..<5 {
      #expect(
        found[query]
          == bruteForce(
            queries[query * dimension..<(query + 1) * dimension], gallery, dimension: dimension,
            k: 50, excluding: excluded[query]))
    }
    #expect(found[1][0].index == 1 && found[3].isEmpty)
  }

  @Test func blocksOfMemoryDoNotMatter() {
    let dimension = 16
    let gallery = unitRows("gallery", count: 300, dimension: dimension)
    let queries = unitRows("queries", count: 9, dimension: dimension)
    let whole = EmbeddingSearch(EmbeddingMatrix(dimension: dimension, values: gallery))
      .nearest(to: queries, k: 20)
    gallery.withUnsafeBufferPointer { buffer in
      let blocks = [0..<1, 1..<1, 1..<130, 130..<300].map {
        UnsafeBufferPointer(rebasing: buffer[$0.lowerBound * dimension..<$0.upperBound * dimension])
      }
      let search = EmbeddingSearch(
        EmbeddingMatrix(dimension: dimension, blocks: blocks, owner: nil))
      #expect(search.gallery.count == 300)
      #expect(search.nearest(to: queries, k: 20) == whole)
      for query in 0..<9 {
        let one = Array(queries[query * dimension..<(query + 1) * dimension])
        #expect(search.nearest(to: one, k: 20)[0] == whole[query])
      }
    }
  }

  @Test func anEmptyGalleryFindsNothing() {
    let search = EmbeddingSearch(EmbeddingMatrix(dimension: 4, values: []))
    #expect(search.nearest(to: [1, 0, 0, 0], k: 5) == [[]])
  }

  @Test(arguments: [1, 5])
  func whatIsNotANumberComesLast(queryCount: Int) {
    var gallery = unitRows("gallery", count: 20, dimension: 4)
    gallery[5] = .nan
    let search = EmbeddingSearch(EmbeddingMatrix(dimension: 4, values: gallery))
    let queries = unitRows("queries", count: queryCount, dimension: 4)
    for neighbors in search.nearest(to: queries, k: 20) {
      #expect(neighbors.last == Neighbor(index: 1, cosine: -1))
      #expect(Set(neighbors.map(\.index)).count == 20)
    }
  }
}
