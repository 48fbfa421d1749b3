import Basics
import Foundation
import Testing
import _FuzzSupport
import _TestSupport

/// A few thousand of the inputs of which `make fuzz-quick` runs hundreds of thousands.
@Suite struct MutationTests {
  @Test(arguments: FuzzedReader.allCases)
  func mutatedInputsAreReadOrRefusedInASentence(reader: FuzzedReader) throws {
    let folder = try TemporaryFolder()
    let probe = try ReaderProbe(reader, folder: folder.path)
    let seeds = try FuzzSeeds.of(reader)
    // The intact inputs are accepted, except for the last model: a complete one would be megabytes.
    for seed in reader == .model ? seeds.dropLast() : seeds[...] {
      #expect(try probe.take(seed) == .read)
    }
    var mutator = reader.mutator(sources: seeds, seed: 7)
    var refused = 0
    var deep = 0
    for number in 0..<400 {
      let input = mutator.next()
      do {
        let outcome = try probe.take(input)
        if outcome != .read { refused += 1 }
        if probe.isPastFirstCheck(outcome) { deep += 1 }
      } catch {
        Issue.record("input \(number) of \(reader): \(error)")
      }
    }
    #expect(refused > 0)
    // The code after the first check is tested too.
    #expect(deep >= 20, "\(deep) of 400 got past the first check")
  }

  /// The inputs that fuzzing found, once each; every file is named after the reader that it broke.
  @Test func whatWasFoundStaysMended() throws {
    let found = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fuzz/Found")
    let names = try FileManager.default.contentsOfDirectory(atPath: found.path).sorted()
    for name in names where !name.hasPrefix(".") && name != "README.md" {
      let reader = try #require(
        FuzzedReader.allCases.filter { name.hasPrefix($0.rawValue + "-") }
          .max { $0.rawValue.count < $1.rawValue.count }, "\(name)")
      let folder = try TemporaryFolder()
      let probe = try ReaderProbe(reader, folder: folder.path)
      let bytes = try readFile(found.appendingPathComponent(name).path)
      #expect(throws: Never.self, "\(name)") { try probe.take(bytes) }
    }
  }
}
