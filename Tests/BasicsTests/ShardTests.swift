import Testing

@testable import Basics

@Suite struct ShardTests {
  @Test(arguments: [0, 1, 15, 16, 17, 100, 1000], [1, 2, 3, 7, 64])
  func shardsHaveEachPictureOnceInWholeBlocks(total: Int, count: Int) {
    var next = 0
    for index in 1...count {
      let range = Shard(index: index, of: count)!.range(of: total, blockSize: 16)
      #expect(range.lowerBound == next)
      #expect(range.lowerBound % 16 == 0 || range.isEmpty)
      // None has more than one block more than another.
      #expect(range.count <= ((total + 15) / 16 + count - 1) / count * 16)
      next = range.upperBound
    }
    #expect(next == total)
  }

  @Test func onlyNumbersAreRead() {
    #expect(Shard("2/3") == Shard(index: 2, of: 3))
    #expect("\(Shard("10/12")!)" == "shard 10 of 12")
    for text in ["", "1", "0/3", "4/3", "1/0", "+1/3", "1/3/5", "a/b", "1/10001", "-1/3", "1 /3"] {
      #expect(Shard(text) == nil, "\(text)")
    }
  }
}
