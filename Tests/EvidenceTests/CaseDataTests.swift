import Basics
import Evidence
import Foundation
import Testing
import _TestSupport

@Suite struct CaseDataTests {
  private func read(_ text: String) throws -> (data: CaseData?, error: CaseDataError?, path: String)
  {
    let folder = try TemporaryFolder()
    let path = folder.file("case.json")
    try AtomicFile.write(text, to: path)
    do throws(CaseDataError) {
      return (try CaseData(file: path), nil, path)
    } catch {
      return (nil, error, path)
    }
  }

  @Test func fieldsAreReadByTheNamesOfTheOptions() throws {
    let data = try read(
      #"{"case-number":"17","exhibit":null,"operator":"  ","notes":"a\nb","authority":"§ 81"}"#
    ).data
    #expect(data?.caseNumber == "17" && data?.notes == "a\nb" && data?.authority == "§ 81")
    // What is empty is a line to fill in.
    #expect(data?.exhibit == nil && data?.operatorName == nil && data?.requester == nil)
  }

  @Test func mistakesAreNamed() throws {
    var found = try read(#"{"case":"17"}"#)
    #expect(found.error == .unknown(file: found.path, name: "case"))
    found = try read(#"{"notes":17}"#)
    #expect(found.error == .noText(file: found.path, name: "notes"))
    for text in ["[]", "", "{", "\"x\""] {
      found = try read(text)
      #expect(found.error == .noObject(file: found.path), "\(text)")
    }
    #expect(throws: CaseDataError.self) { try CaseData(file: "/nowhere/case.json") }
  }

  @Test func theFieldsOfALaboratorysReportAreRead() throws {
    let members = CaseData.CodingKeys.allCases.map { "\"\($0.rawValue)\":\"about \($0.rawValue)\"" }
    let data = try #require(try read("{\(members.joined(separator: ","))}").data)
    for key in CaseData.CodingKeys.allCases { #expect(data[key] == "about \(key.rawValue)") }
    // Every field belongs to a group, and every group has fields.
    for group in CaseData.Group.allCases {
      #expect(CaseData.CodingKeys.allCases.contains { $0.group == group })
    }
    let copy = try JSONDecoder().decode(CaseData.self, from: JSONEncoder().encode(data))
    #expect(copy == data)
  }
}
