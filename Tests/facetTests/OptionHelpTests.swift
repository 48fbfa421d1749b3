import CommandLines
import Foundation
import Testing
import _TestSupport

@testable import facet

/// What holds for the help of every option of every command.
@Suite struct OptionHelpTests {
  struct Documented: Sendable, CustomTestStringConvertible {
    let command: String
    let option: OptionSpecification
    var testDescription: String { "\(command) \(option.name)" }
  }

  static let options = Command.all.map(\.specification).flatMap { command in
    command.options.map { Documented(command: command.name, option: $0) }
  }

  @Test(arguments: options)
  func isASentenceThatNamesChoicesAndEndsWithTheDefault(documented: Documented) {
    let help = documented.option.help
    #expect(help.hasSuffix("."))
    let first = help.split(separator: " ").first.map(String.init) ?? ""
    #expect(first.first?.isUppercase == true || ["resnet_face18"].contains(first))
    #expect(
      !["Of", "For", "Else", "Two", "How", "Where", "What", "Which"].contains(first), "\(help)")
    for choice in documented.option.choices {
      #expect(help.contains(choice), "'\(choice)' is not in: \(help)")
    }
    // The default comes last and once.
    let pieces = help.components(separatedBy: "Default: ")
    #expect(pieces.count <= 2)
    if pieces.count == 2 { #expect(!pieces[1].dropLast().contains(". "), "\(help)") }
  }

  /// The same option has the same place in every help.
  @Test func titlesComeInOneOrder() {
    let titles: [OptionTitle] = [
      .required, .faces, .trainingFaces, .drawing, .network, .training, .design, .sheets, .ranking,
      .scoring, .measurement, .checking, .originals, .report, .caseData, .editions, .pictures,
      .output, .general,
    ]
    let order = titles.map(\.text)
    for command in Command.all.map(\.specification) {
      let places = command.groups.map { group in order.firstIndex(of: group.title) }
      #expect(!places.contains(nil), "\(command.name)")
      #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted(), "\(command.name)")
      #expect(command.groups.last?.title == "General", "\(command.name)")
    }
  }

  @Test func requiredOptionsComeFirstAndNowhereElse() {
    for command in Command.all.map(\.specification) {
      for group in command.groups {
        #expect(
          group.options.allSatisfy { $0.isRequired == (group.title == "Required") },
          "\(command.name): \(group.title)")
      }
    }
  }

  @Test func everyHelpFitsEightyColumns() throws {
    for command in [[]] + Command.all.map(\.specification.words) {
      let run = try BuiltProgram.run(command + ["--help"])
      for line in run.output.split(separator: "\n") {
        #expect(line.count <= 80, "\(command): \(line)")
      }
    }
  }

  @Test func theOverviewHasALinePerCommand() throws {
    let lines = try BuiltProgram.run(["--help"]).output.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("  ") }.count == Command.all.count)
    let headings = lines.filter { !$0.hasPrefix(" ") && $0.hasSuffix(":") }
    #expect(
      headings == [
        "Search and report:", "Measure:", "User studies:", "Check:", "Prepare pictures:",
        "Models and training:",
      ])
  }
}
