import Basics
import CVectorKernels
import Tensors

/// A gallery picture and its cosine to a query.
package struct Neighbor: Sendable, Equatable {
  /// The index in the gallery, from 0.
  package let index: Int
  package let cosine: Double

  package init(index: Int, cosine: Double) {
    self.index = index
    self.cosine = cosine
  }
}

/// The first stage: a search for the gallery pictures whose embeddings have the greatest cosine to
/// the query's.
///
/// The search is exact. Candidates are found with products in single precision, then ordered by
/// cosines in double precision, summed in order. Therefore a cosine depends neither on the other
/// queries, nor on the row's position in the gallery, nor on the number of threads, and equal rows
/// have equal cosines.
package struct EmbeddingSearch: Sendable {
  package let gallery: EmbeddingMatrix

  package init(_ gallery: EmbeddingMatrix) {
    self.gallery = gallery
  }

  /// - Parameters:
  ///   - queries: The embeddings of the queries, shape `[m, d]`, rows of length 1.
  ///   - k: The number of neighbors of each query; fewer if the gallery has no more.
  ///   - excluded: The gallery rows that must not be found for each query, such as its own picture;
  ///     empty for none at all.
  /// - Returns: The neighbors of each query by decreasing cosine; equal cosines in gallery order. A
  ///   cosine that is NaN counts as -1.
  /// - Complexity: O(m * n * d) on `Threads.count` threads; memory for 64 * 4096 products.
  package func nearest(
    to queries: [Float], k: Int, excluding excluded: [Set<Int>] = []
  ) -> [[Neighbor]] {
    precondition(k > 0 && queries.count % gallery.dimension == 0)
    let count = queries.count / gallery.dimension
    precondition(excluded.isEmpty || excluded.count == count)
    return gallery.withOwner {
      stride(from: 0, to: count, by: Self.queryBlock).flatMap { start -> [[Neighbor]] in
        let end = min(count, start + Self.queryBlock)
        let lists = (start..<end).map {
          NearestList(k: k, excluding: excluded.isEmpty ? [] : excluded[$0])
        }
        let block = Array(queries[start * gallery.dimension..<end * gallery.dimension])
        let found = end - start < Self.fewQueries ? searchFew(block, lists) : search(block, lists)
        return collectInParallel(count: found.count) { query, _ in
          ordered(found[query], query: block, query, k: k)
        }
      }
    }
  }

  private static let queryBlock = 64
  private static let rowBlock = 4096
  /// The number of queries below which reading the gallery dominates; a matrix product reads it
  /// inefficiently.
  private static let fewQueries = 4

  private func search(_ queries: [Float], _ lists: [NearestList]) -> [NearestList] {
    let dimension = gallery.dimension
    let shared = SharedPointer(UnsafeMutablePointer<NearestList>.allocate(capacity: lists.count))
    shared.pointer.initialize(from: lists, count: lists.count)
    let products = SharedPointer(
      UnsafeMutablePointer<Float>.allocate(capacity: lists.count * Self.rowBlock))
    defer {
      shared.pointer.deinitialize(count: lists.count)
      shared.pointer.deallocate()
      products.pointer.deallocate()
    }
    for block in gallery.blocks {
      for start in stride(from: 0, to: block.count, by: Self.rowBlock) {
        let rows = min(Self.rowBlock, block.count - start)
        parallelProduct(
          m: lists.count, n: rows, k: dimension, a: queries, lda: dimension,
          transposedB: block.values + start * dimension, ldb: dimension, c: products.pointer,
          ldc: rows)
        let first = block.start + start
        inParallel(count: lists.count) { query, _ in
          shared.pointer[query].insert(
            products.pointer + query * rows, start: first, count: rows)
        }
      }
    }
    return Array(UnsafeBufferPointer(start: shared.pointer, count: lists.count))
  }

  /// Searches with one share of the gallery per thread, for all queries.
  private func searchFew(_ queries: [Float], _ lists: [NearestList]) -> [NearestList] {
    let dimension = gallery.dimension
    let pieces = gallery.blocks.flatMap { block in
      stride(from: 0, to: block.count, by: Self.rowBlock).map { start in
        Piece(
          values: block.values + start * dimension, start: block.start + start,
          count: min(Self.rowBlock, block.count - start))
      }
    }
    let workers = Threads.count
    let total = workers * lists.count
    let shared = SharedPointer(UnsafeMutablePointer<NearestList>.allocate(capacity: total))
    for worker in 0..<workers {
      (shared.pointer + worker * lists.count).initialize(from: lists, count: lists.count)
    }
    let products = SharedPointer(
      UnsafeMutablePointer<Float>.allocate(capacity: workers * Self.rowBlock))
    defer {
      shared.pointer.deinitialize(count: total)
      shared.pointer.deallocate()
      products.pointer.deallocate()
    }
    inParallel(count: pieces.count) { index, worker in
      let piece = pieces[index]
      let buffer = products.pointer + worker * Self.rowBlock
      for query in lists.indices {
        queries.withUnsafeBufferPointer {
          facet_row_products(
            piece.values, piece.count, dimension, $0.baseAddress! + query * dimension, buffer)
        }
        shared.pointer[worker * lists.count + query].insert(
          buffer, start: piece.start, count: piece.count)
      }
    }
    return lists.indices.map { query in
      (0..<workers).reduce(into: lists[query]) { merged, worker in
        merged.insert(shared.pointer[worker * lists.count + query])
      }
    }
  }

  private struct Piece: @unchecked Sendable {
    let values: UnsafePointer<Float>
    let start: Int
    let count: Int
  }

  /// Returns the best k of the found rows, by exact cosines.
  private func ordered(_ list: NearestList, query: [Float], _ index: Int, k: Int) -> [Neighbor] {
    let dimension = gallery.dimension
    let query = query[index * dimension..<(index + 1) * dimension]
    let neighbors = list.finished.map { candidate in
      let cosine = orderedProduct(query, gallery.row(candidate.index))
      return Neighbor(index: candidate.index, cosine: cosine.isNaN ? -1 : cosine)
    }
    let best = neighbors.sorted { ($0.cosine, $1.index) > ($1.cosine, $0.index) }
    return Array(best.prefix(k))
  }
}
