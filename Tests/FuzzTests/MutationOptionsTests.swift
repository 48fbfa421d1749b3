import Testing
import _FuzzSupport

@Suite struct MutationOptionsTests {
  @Test func optionsAreRead() throws {
    let options = try #require(
      try MutationOptions.read([
        "--reader", "png,jpeg", "--reader", "run", "--count", "7", "--seed", "0", "--here",
      ]))
    #expect(options.readers == [.png, .jpeg, .run])
    #expect(options.count == 7 && options.seed == 0 && options.decodesHere && options.start == nil)
    #expect(try MutationOptions.read([])!.readers == FuzzedReader.allCases)
    #expect(try MutationOptions.read(["--list"])!.listsReaders)
    #expect(try MutationOptions.read(["--count", "7", "--help"]) == nil)
    for reader in FuzzedReader.allCases { #expect(MutationOptions.help.contains(reader.rawValue)) }
  }

  @Test(arguments: [
    (["--hlep"], "There is no option '--hlep'; --help lists them."),
    (["png"], "There is no option 'png'; --help lists them."),
    (["--count", "1e6"], "--count takes a whole number from 1, not '1e6'."),
    (["--count", "0"], "--count takes a whole number from 1, not '0'."),
    (["--seed", "-1"], "--seed takes a whole number from 0, not '-1'."),
    (["--folder"], "--folder needs a value."),
    (["--reader", "png,jpg"], "There is no reader 'jpg'; --help lists them."),
  ])
  func othersAreRefusedInASentence(arguments: [String], sentence: String) {
    #expect(throws: MutationOptions.Refusal(sentence: sentence)) {
      try MutationOptions.read(arguments)
    }
  }
}
