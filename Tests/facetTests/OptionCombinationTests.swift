import Foundation
import Testing
import _TestSupport

/// The exit code of options together, on tiny inputs: three drawn people with two pictures each, the
/// built-in models, one photograph and one file that is not a picture.
@Suite struct OptionCombinationTests {
  /// Short names of what most lines begin with.
  private static let beginnings = [
    "REPORT": "report --queries queries --gallery faces --model built-in --show 1 --no-checks",
    "EVALUATE": "evaluate --queries faces --gallery faces --model built-in",
    "CALIBRATE": "calibrate --queries faces --gallery faces --model built-in",
    "VERIFY": "verify --pairs pairs.txt --root faces --model built-in",
    "H2L": "train h2l --model built-in -o model.safetensors --occlusions 0 --batch 2 --hidden 8",
    "BACKBONE": "train backbone -o model.safetensors --width 16 --embedding 8 --batch 2",
  ]

  static let reports: [(String, Int32)] = [
    ("REPORT --aligned", 0),
    ("REPORT", 2),
    ("REPORT --aligned --detector detector.safetensors", 2),
    ("REPORT --aligned --faces only", 2),
    ("REPORT --aligned --landmarks landmarks.dat", 2),
    ("REPORT --aligned --alignment 68", 2),
    ("REPORT --detector detector.safetensors --alignment 68", 2),
    ("REPORT --aligned --template mean", 0),
    ("REPORT --aligned --template median", 2),
    ("REPORT --aligned --weights lmk --grid 4x4 --solver exact --top-k 2", 0),
    ("REPORT --aligned --reranker built-in --alpha 0", 0),
    ("REPORT --aligned --reranker start", 0),
    ("REPORT --aligned --reranker missing.safetensors", 3),
    ("REPORT --aligned --keep-self --leave-out none", 0),
    ("REPORT --aligned --keep-self --leave-out same-path", 2),
    ("REPORT --aligned --editions full,blind,redacted --redaction mosaic --seed 3", 0),
    ("REPORT --aligned --editions blind --sealed key.json --seed 3", 2),
    ("REPORT --aligned --sealed missing.json --editions blind", 3),
    ("REPORT --aligned --calibration missing.json", 3),
    ("REPORT --aligned --apart-at 0.02 --calibration-kind clean", 0),
    ("REPORT --aligned --apart-at 2", 2),
    ("REPORT --aligned --output queries/inside", 2),
    ("REPORT --aligned --layout folders,auto --part all", 0),
    ("REPORT --aligned --case-number 1 --paper letter", 0),
    ("REPORT --aligned --case missing.json", 3),
    ("report --queries mixed --gallery faces --model built-in --aligned --no-checks --show 1", 1),
    (
      "report --queries mixed --gallery faces --model built-in --aligned --no-checks --strict", 1
    ),
    ("report --queries broken --gallery faces --model built-in --aligned", 3),
    ("report --queries missing --gallery faces --model built-in --aligned", 3),
  ]

  static let measurements: [(String, Int32)] = [
    ("EVALUATE --aligned", 0),
    ("EVALUATE", 2),
    ("EVALUATE --aligned --template max --json -", 0),
    ("evaluate --recipe table-5.2 --aligned --template mean --work work", 2),
    ("VERIFY --aligned --landmarks landmarks.dat", 2),
    ("EVALUATE --aligned --json - --html page.html", 0),
    ("EVALUATE --aligned --json - --html -", 2),
    ("CALIBRATE --aligned -o scores.json", 0),
    ("CALIBRATE --aligned -o scores.json --calibration-kind mask --reranker built-in", 0),
    ("CALIBRATE --aligned -o scores.json --keep-self", 2),
    ("CALIBRATE --aligned -o scores.json --leave-out none", 2),
    ("CALIBRATE --aligned -o scores.json --alpha 0.3,0.7", 2),
    ("CALIBRATE --aligned -o scores.json --calibration-kind masked", 2),
    ("CALIBRATE --aligned", 2),
    ("EVALUATE --aligned --scorers stage1,emd --alpha 0.1,0.1 --top-k 2,3", 0),
    ("EVALUATE --detector detector.safetensors --faces all", 2),
    ("EVALUATE --aligned --min-score 0.5", 2),
    ("EVALUATE --aligned --compare all --equivalence 2 --csv - --pdf page.pdf", 0),
    ("EVALUATE --aligned --csv - --json -", 2),
    ("EVALUATE --aligned --pdf -", 2),
    ("EVALUATE --aligned --equivalence 0", 2),
    ("EVALUATE --aligned --timing --output out", 0),
    ("VERIFY --aligned", 0),
    ("VERIFY", 2),
    ("VERIFY --aligned --scorers c,d,h2l --reranker built-in --far 0.5,0.25", 0),
    ("VERIFY --aligned --scorers v", 2),
    ("VERIFY --aligned --far 0", 2),
    ("VERIFY --detector detector.safetensors --faces all", 2),
    ("VERIFY --aligned --html page.html --json results.json", 0),
    ("VERIFY --aligned --output out --csv table.csv --pdf page.pdf", 0),
    ("VERIFY --aligned --assert accuracy", 2),
    ("verify --pairs missing.txt --model built-in --aligned", 3),
  ]

  static let preparations: [(String, Int32)] = [
    ("align photos --detector detector.safetensors --model built-in -o aligned", 0),
    ("align photos --model built-in -o aligned", 2),
    ("align photos --detector detector.safetensors -o aligned", 2),
    ("align photos --detector detector.safetensors --model built-in", 2),
    ("align photos --detector detector.safetensors --model built-in -o photos/inside", 2),
    ("align photos --check", 0),
    ("align photos --check --min-face 20", 2),
    ("align photos --check --json - --detector detector.safetensors", 0),
    ("align photos --gallery faces", 2),
    ("align mixed --check", 1),
    ("align missing --check", 3),
  ]

  static let trainings: [(String, Int32)] = [
    ("H2L --portraits 2 --portraits-each 2 --steps 1 --quiet", 0),
    ("H2L --pictures faces --portraits 2 --portraits-each 2 --steps 1 --curve curve.png", 0),
    ("H2L --steps 0", 0),
    ("H2L --steps 0 --variant h2", 2),
    ("H2L --steps 1", 2),
    ("H2L --pictures missing --steps 1", 3),
    ("H2L --pictures faces --steps 1 --resume missing.checkpoint", 3),
    ("H2L --pictures faces --steps 1 --validate missing.txt", 3),
    ("H2L --pictures faces --steps 1 --validate-every 2", 2),
    ("H2L --pictures faces --steps 1 --validate-root faces", 2),
    ("H2L --steps 0 --validate pairs.txt", 2),
    ("H2L --pictures faces --steps 1 --loss arcface --scale 8 --variant h2l", 0),
    ("train h2l --model built-in -o model.safetensors --pictures faces --batch 9", 2),
    ("BACKBONE --pictures faces --steps 1 --loss softmax", 0),
    ("BACKBONE --steps 1", 2),
    ("BACKBONE --pictures faces --steps 0", 2),
    ("BACKBONE --pictures faces --steps 1 --start missing.safetensors", 3),
  ]

  @Test(arguments: reports + measurements + preparations + trainings)
  func theExitCodeIsAsExpected(line: String, status: Int32) throws {
    let folder = try Self.material.get().copy()
    var words = line.split(separator: " ").map(String.init)
    if let beginning = Self.beginnings[words[0]] {
      words.replaceSubrange(0...0, with: beginning.split(separator: " ").map(String.init))
    }
    let run = try BuiltProgram.run(words, in: folder.path)
    #expect(run.status == status, "\(run.errors.prefix(400))")
    // A wrong command line leaves nothing behind; any other end gives a reason or a result.
    if status == 2 {
      #expect(run.output.isEmpty && run.errors.hasPrefix("facet: "))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
          == FileManager.default.contentsOfDirectory(atPath: Self.material.get().path).sorted())
    } else {
      #expect(!(run.output + run.errors).isEmpty)
    }
  }

  /// Options that do not go together: one sentence, exit code 2, and nothing is written.
  static let refusals: [(line: String, sentence: String)] = {
    var all: [(line: String, sentence: String)] = []
    func add(_ options: [String], to line: String, _ sentence: (String) -> String) {
      for option in options {
        let name = String(option.prefix { $0 != " " })
        all.append((line: "\(line) \(option)", sentence: sentence(name)))
      }
    }
    add(
      [
        "--queries faces", "--gallery faces", "--weights cc", "--alpha 0.5", "--grid 4x4",
        "--top-k 5", "--solver exact", "--scorers c", "--protocol strict", "--leave-out none",
        "--keep-self", "--baseline emd", "--nonmates faces", "--groups groups.csv", "--timing",
        "--scores scores.csv",
      ], to: "evaluate --recipe table-5.2 --output out"
    ) { "\($0) is not available with --recipe. Give --queries and --gallery." }
    add(
      ["--data faces", "--set lfw=faces", "--models faces", "--work out", "--only lfw"],
      to: "evaluate --queries faces --gallery faces --model built-in --aligned"
    ) { "\($0) goes with --recipe NAME." }
    add(
      ["--sample 2", "--gains 1", "--open-set none", "--fpir 0.1", "--explanations 1"],
      to: "evaluate --recipe table-5.10 --output out"
    ) {
      "\($0) does not go with the recipe 'table-5.10', which is of the kind 'verification'."
    }
    add(["--data faces"], to: "evaluate --recipe figure-5.6 --output out") {
      "\($0) does not go with the recipe 'figure-5.6', which is of the kind 'curves'."
    }
    add(["--gallery faces", "--scores scores.csv"], to: "evaluate --curves log.json") {
      "\($0) does not go with --curves, which measures no searches."
    }
    add(["--output out"], to: "evaluate --list-recipes") {
      "\($0) does not go with --list-recipes, which measures no searches."
    }
    add(["--curves log.json"], to: "evaluate --recipe table-5.2 --output out") {
      "--recipe and \($0) do not go together. Give one of them."
    }
    add(["--recipe table-5.2"], to: "evaluate") { _ in
      "A recipe needs --output DIR, or --work DIR for what it makes."
    }
    add(["--validate-every 5"], to: "train backbone -o model.safetensors --portraits 2") {
      "\($0) goes with --validate FILE."
    }
    return all
  }()

  @Test(arguments: refusals)
  func whatDoesNotGoTogetherIsASentence(line: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    let run = try BuiltProgram.run(line.split(separator: " ").map(String.init), in: folder.path)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("facet: \(sentence)"), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  private static let material = Result { try Material() }

  private final class Material: Sendable {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    init() throws {
      folder = try TemporaryFolder()
      let files = FileManager.default
      for (name, people) in [("faces", 3), ("queries", 1)] {
        let run = try BuiltProgram.run(
          [
            "portraits", "-o", name, "--people", "\(people)", "--pictures", "2", "--quiet",
          ], in: folder.path)
        guard run.status == 0 else { throw Failure(description: run.errors) }
      }
      try files.copyItem(atPath: folder.file("queries"), toPath: folder.file("mixed"))
      try files.createDirectory(
        atPath: folder.file("broken"), withIntermediateDirectories: true)
      for name in ["mixed/broken.png", "broken/broken.png"] {
        try Data("not a picture".utf8).write(to: URL(fileURLWithPath: folder.file(name)))
      }
      let people = try files.contentsOfDirectory(atPath: folder.file("faces"))
        .filter { !$0.hasSuffix(".json") }.sorted()
      let pictures = try people.map { person in
        try files.contentsOfDirectory(atPath: folder.file("faces/\(person)"))
          .filter { $0.hasSuffix(".png") }.sorted().map { "\(person)/\($0)" }
      }
      var pairs = ""
      for (place, own) in pictures.enumerated() {
        let other = pictures[(place + 1) % pictures.count]
        pairs += "\(own[0]) \(own[1]) 1\n\(own[0]) \(other[1]) 0\n"
      }
      try Data(pairs.utf8).write(to: URL(fileURLWithPath: folder.file("pairs.txt")))
      try ToyDetector.write(to: folder.file("detector.safetensors"))
      try files.createDirectory(
        atPath: folder.file("photos"), withIntermediateDirectories: true)
      let samples = ToyDetector.photograph(
        width: 220, height: 120, squares: [(x: 30, y: 30, side: 36), (x: 140, y: 40, side: 26)])
      try Data(Array("P6 220 120 255\n".utf8) + samples)
        .write(to: URL(fileURLWithPath: folder.file("photos/1.ppm")))
    }

    func copy() throws -> TemporaryFolder {
      let copy = try TemporaryFolder()
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        try FileManager.default.copyItem(atPath: folder.file(name), toPath: copy.file(name))
      }
      return copy
    }
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
