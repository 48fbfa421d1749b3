import Basics
import Datasets
import Foundation
import Identification
import Networks
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Identification

@Suite struct GalleryTests {
  let backbone = ToyBackbone()
  let folder: TemporaryFolder
  let model = String(repeating: "a", count: 64)

  init() throws {
    folder = try TemporaryFolder()
    for (name, seed) in [("s1/a", 1), ("s1/b", 2), ("s2/a", 3), ("s2/b", 4)] {
      try write(picture(seed: UInt64(seed)), "pictures/\(name).png")
    }
  }

  func picture(seed: UInt64) -> Picture {
    var generator = SeededGenerator(seed: seed)
    return Picture(
      width: 6, height: 8, channels: .gray,
      samples: (0..<48).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  func write(_ picture: Picture, _ name: String) throws {
    let path = folder.file(name)
    try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
    try AtomicFile.write(picture.encodedPNG(), to: path)
  }

  func enroll() throws -> GalleryBuilder.Summary {
    let pictures = try PictureList.pictures(at: folder.file("pictures"))
    return try GalleryBuilder(backbone: backbone).enroll(
      pictures, source: folder.file("pictures"), folder: folder.file("gallery"), model: model,
      programVersion: "1", earlier: try? openWhole(), progress: { _ in })
  }

  /// As `facet enroll` opens it, before it takes features over.
  private func openWhole() throws -> GalleryFile {
    let file = try open()
    try file.checkWhole()
    return file
  }

  func open() throws -> GalleryFile {
    try GalleryFile(folder: folder.file("gallery"), model: model, shape: backbone.shape)
  }

  private var part: String { folder.file("gallery/features-00001-of-00001.safetensors") }

  private func rewrite(
    _ change: (inout [String: Tensor]) -> Void, metadata: ([String: String]) -> [String: String]
  ) throws {
    let file = try SafetensorsFile(path: part)
    var tensors = Dictionary(
      uniqueKeysWithValues: try file.entries.map { ($0.name, try file.tensor(named: $0.name)) })
    change(&tensors)
    let writer = try SafetensorsWriter(
      path: part, entries: file.entries, metadata: metadata(file.metadata))
    for entry in file.entries { try writer.append(tensors[entry.name]!.values, to: entry.name) }
    try writer.finish()
  }

  /// Changes numbers of the features file and gives it the checksums of what it then has.
  private func forge(_ change: (inout [String: Tensor]) -> Void) throws {
    try rewrite(change) { $0 }
    let sums = try GalleryFile.checksums(of: SafetensorsFile(path: part))
    try rewrite({ _ in }) { $0.merging(sums) { $1 } }
  }

  /// As `forge`, in the first format: one checksum over all numbers.
  private func forgeFirstFormat(_ change: (inout [String: Tensor]) -> Void) throws {
    try rewrite(change) { $0 }
    let file = try SafetensorsFile(path: part)
    var checksum = Checksum()
    for name in ["embedding", "descriptor", "lengths"] {
      try file.withFloats(named: name) { checksum.update(UnsafeRawBufferPointer($0)) }
    }
    try file.withHalfBits(named: "patches") { checksum.update(UnsafeRawBufferPointer($0)) }
    try rewrite({ _ in }) { metadata in
      metadata.filter { !$0.key.hasPrefix("facet.checksums.") && $0.key != "facet.format" }
        .merging(["facet.checksum": checksum.hexadecimal]) { $1 }
    }
  }

  @Test(
    arguments: ["embedding", "descriptor", "lengths", "patches"], [Float.nan, .infinity, -60000])
  func impossibleNumbersWithARightChecksumAreRefused(name: String, value: Float) throws {
    func spoil(_ tensors: inout [String: Tensor]) {
      let tensor = tensors[name]!
      let bad = name == "lengths" && value.isFinite ? -.greatestFiniteMagnitude : value
      tensors[name] = Tensor(shape: tensor.shape, values: [bad] + tensor.values.dropFirst())
    }
    let words = "'\(name)' has numbers that are infinite, not numbers or too large."
    _ = try enroll()
    // As it is, the file can be written again.
    try forge { _ in }
    try open().checkWhole()
    try forge(spoil)
    let file = try open()
    let error = #expect(throws: GalleryError.self) { try file.checkWhole() }
    #expect(error?.description.contains(words) == true)
    // No use of the number gets it.
    if name == "embedding" {
      #expect(throws: error!) { try file.gallery(shape: backbone.shape) }
    } else {
      let gallery = try file.gallery(shape: backbone.shape)
      #expect(throws: error!) { try gallery.patches(of: 0) }
      #expect(throws: error!) { try gallery.descriptor(of: 0) }
      #expect(throws: error!) { try gallery.networkOutputs([1, 0]) }
      #expect(throws: error!) { try gallery.candidates([1, 0], landmarkDensities: nil) }
      #expect(throws: error!) { try Query(0, of: gallery) }
    }
    try forgeFirstFormat { _ in }
    let old = #expect(throws: GalleryError.self) { try open() }
    #expect(old?.description.contains(words) == true)
  }

  @Test func aGalleryOfTheFirstFormatIsStillRead() throws {
    _ = try enroll()
    let now = try open().gallery(shape: backbone.shape)
    try forgeFirstFormat { _ in }
    let before = try open().gallery(shape: backbone.shape)
    #expect(before.digest == now.digest)
    for index in 0..<4 {
      #expect(try before.patches(of: index) == now.patches(of: index))
      #expect(try before.descriptor(of: index) == now.descriptor(of: index))
      #expect(before.embeddings.row(index).elementsEqual(now.embeddings.row(index)))
    }
    #expect(try enroll().reused == 4)
    var bytes = try readFile(part)
    bytes[bytes.count - 10] ^= 4
    try AtomicFile.write(bytes, to: part)
    #expect(throws: GalleryError.wrongPart(file: part, reason: "its numbers are damaged.")) {
      try open()
    }
  }

  @Test func aGalleryOfALaterFormatIsRefused() throws {
    _ = try enroll()
    try rewrite({ _ in }) { $0.merging(["facet.format": "3"]) { $1 } }
    #expect(
      throws: GalleryError.wrongPart(
        file: part, reason: "its format is '3', and this version reads formats 1 and 2.")
    ) { try open() }
  }

  @Test func aDamagedFaceIsNamedWhereItIsUsedAndOthersAreUsed() throws {
    _ = try enroll()
    var bytes = try readFile(part)
    // In the patches of the last face.
    bytes[bytes.count - 10] ^= 4
    try AtomicFile.write(bytes, to: part)
    let gallery = try open().gallery(shape: backbone.shape)
    for index in 0..<3 {
      _ = try gallery.patches(of: index)
      _ = try gallery.descriptor(of: index)
    }
    let damage = GalleryError.wrongPart(
      file: part, reason: "its numbers of 's2/b.png' are damaged.")
    #expect(throws: damage) { try gallery.patches(of: 3) }
    #expect(throws: damage) { try gallery.candidates([0, 3, 1], landmarkDensities: nil) }
    // Again, too: what was damaged is not taken for sound.
    #expect(throws: damage) { try gallery.networkOutputs([3]) }
  }

  @Test func damagedEmbeddingsAreNamedWhenTheGalleryIsTaken() throws {
    _ = try enroll()
    let file = try SafetensorsFile(path: part)
    let sums = file.metadata
    try rewrite({ tensors in
      let tensor = tensors["embedding"]!
      tensors["embedding"] = Tensor(
        shape: tensor.shape, values: tensor.values.dropLast() + [0.25])
    }) { _ in sums }
    let opened = try open()
    #expect(
      throws: GalleryError.wrongPart(
        file: part, reason: "its embeddings from 's1/a.png' to 's2/b.png' are damaged.")
    ) { try opened.gallery(shape: backbone.shape) }
  }

  @Test(arguments: ["", "0123", String(repeating: "g", count: 64)])
  func damagedChecksumsAreRefused(text: String) throws {
    _ = try enroll()
    try rewrite({ _ in }) { $0.merging(["facet.checksums.faces": text]) { $1 } }
    #expect(throws: GalleryError.wrongPart(file: part, reason: "its checksums are damaged.")) {
      try open()
    }
  }

  @Test func aGalleryIsCheckedWholeWithoutItsModel() throws {
    _ = try enroll()
    let gallery = folder.file("gallery")
    try GalleryFile.checkWhole(folder: gallery)
    var bytes = try readFile(part)
    bytes[bytes.count - 10] ^= 4
    try AtomicFile.write(bytes, to: part)
    #expect(
      throws: GalleryError.wrongPart(file: part, reason: "its numbers of 's2/b.png' are damaged.")
    ) { try GalleryFile.checkWhole(folder: gallery) }
  }

  @Test(arguments: ["0", "-1", "65501", "9223372036854775807", "1e308"])
  func impossibleSizesInTheIndexAreRefused(width: String) throws {
    _ = try enroll()
    let path = folder.file("gallery/entries.jsonl")
    let text = String(decoding: try readFile(path), as: UTF8.self)
    try AtomicFile.write(
      text.replacingOccurrences(of: "\"width\":6", with: "\"width\":\(width)"), to: path)
    let error = #expect(throws: GalleryError.self) { try open() }
    #expect(error?.description.hasPrefix("Line 1 of '\(path)' is not a gallery entry: ") == true)
  }

  @Test func isTheSameFromFilesAndFromPictures() throws {
    let summary = try enroll()
    #expect(summary.computed == 4 && summary.reused == 0 && summary.failures.isEmpty)
    let stored = try open().gallery(shape: backbone.shape)
    let pictures = try PictureList.pictures(at: folder.file("pictures"))
    let (fresh, _) = try GalleryBuilder(backbone: backbone)
      .gallery(of: pictures, earlier: nil, progress: { _ in })
    #expect(stored.entries.map(\.path) == ["s1/a.png", "s1/b.png", "s2/a.png", "s2/b.png"])
    #expect(stored.entries.map(\.label) == ["s1", "s1", "s2", "s2"])
    #expect(stored.entries.map(\.sha256) == fresh.entries.map(\.sha256))
    #expect(stored.digest == fresh.digest)
    for index in 0..<4 {
      #expect(try stored.patches(of: index) == fresh.patches(of: index))
      #expect(try stored.descriptor(of: index) == fresh.descriptor(of: index))
      let raw = try backbone.features(of: [picture(seed: UInt64(index + 1))])[0].patches
      let patches = try stored.patches(of: index)
      let found = patches.values.enumerated().map { $1 * patches.lengths[$0 / 4] }
      #expect(relativeError(found, raw) < 1e-3)
    }
  }

  @Test func computesOnlyWhatChanged() throws {
    _ = try enroll()
    #expect(try enroll() == GalleryBuilder.Summary(computed: 0, reused: 4))
    try write(picture(seed: 9), "pictures/s1/b.png")
    try write(picture(seed: 10), "pictures/s3/a.png")
    let summary = try enroll()
    #expect(summary.computed == 2 && summary.reused == 3 && summary.dropped == 1)
    let gallery = try open().gallery(shape: backbone.shape)
    #expect(gallery.entries.map(\.path).contains("s3/a.png"))
    let fresh = try GalleryBuilder(backbone: backbone).gallery(
      of: PictureList.pictures(at: folder.file("pictures")), earlier: nil, progress: { _ in })
    for index in gallery.entries.indices {
      #expect(try gallery.patches(of: index) == fresh.gallery.patches(of: index))
    }
  }

  @Test func aRenamedPictureIsNotComputedAgain() throws {
    _ = try enroll()
    try FileManager.default.moveItem(
      atPath: folder.file("pictures/s2"), toPath: folder.file("pictures/s9"))
    #expect(try enroll() == GalleryBuilder.Summary(computed: 0, reused: 4))
    #expect(try open().entries.map(\.label) == ["s1", "s1", "s9", "s9"])
  }

  @Test func aBrokenPictureIsListedAndTheRestGoesOn() throws {
    try AtomicFile.write([0x89, 0x50, 0x4E, 0x47, 1, 2], to: folder.file("pictures/s1/c.png"))
    try AtomicFile.write("notes", to: folder.file("pictures/s1/notes.txt"))
    let summary = try enroll()
    #expect(summary.computed == 4)
    #expect(summary.failures.map(\.path) == ["s1/c.png"])
    let builder = GalleryBuilder(backbone: backbone, isStrict: true)
    let pictures = try PictureList.pictures(at: folder.file("pictures"))
    #expect(throws: StrictFailure.self) {
      try builder.gallery(of: pictures, earlier: nil, progress: { _ in })
    }
  }

  @Test func refusesWhatDoesNotBelongTogether() throws {
    _ = try enroll()
    let part = folder.file("gallery/features-00001-of-00001.safetensors")
    #expect(
      throws: GalleryError.otherModel(
        folder: folder.file("gallery"), gallery: model, model: "b")
    ) {
      try GalleryFile(folder: folder.file("gallery"), model: "b", shape: backbone.shape)
    }
    // Entries of a later state beside features of an earlier one.
    let old = try Data(contentsOf: URL(fileURLWithPath: part))
    try write(picture(seed: 9), "pictures/s1/b.png")
    _ = try enroll()
    try old.write(to: URL(fileURLWithPath: part))
    #expect(throws: GalleryError.mixed(folder: folder.file("gallery"))) { try open() }
    try FileManager.default.removeItem(atPath: part)
    #expect(throws: GalleryError.missingPart(file: part)) { try open() }
    try AtomicFile.write("{}\n", to: folder.file("gallery/entries.jsonl"))
    #expect(throws: GalleryError.self) { try open() }
  }

  @Test func anEarlierGallerySurvivesWhenNothingIsUsable() throws {
    _ = try enroll()
    for name in ["s1/a", "s1/b", "s2/a", "s2/b"] {
      try AtomicFile.write([1, 2, 3], to: folder.file("pictures/\(name).png"))
    }
    #expect(try enroll().failures.count == 4)
    #expect(try open().entries.count == 4)
  }

  @Test func noticesDamagedNumbersAndEnrollsThemAnew() throws {
    _ = try enroll()
    let part = folder.file("gallery/features-00001-of-00001.safetensors")
    var bytes = try readFile(part)
    bytes[bytes.count - 10] ^= 4
    try AtomicFile.write(bytes, to: part)
    #expect(throws: GalleryError.self) { try open().checkWhole() }
    #expect(try enroll().computed == 4)
    try open().checkWhole()
    #expect(try open().entries.count == 4)
  }

  @Test func whatCannotBeOpenedIsListed() throws {
    #expect(mkfifo(folder.file("pictures/s1/pipe.png"), 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("pictures/s1/link.png"), withDestinationPath: "/nowhere/x.png")
    try FileManager.default.createDirectory(
      atPath: folder.file("pictures/s1/folder.png"), withIntermediateDirectories: false)
    let summary = try enroll()
    #expect(summary.computed == 4)
    #expect(summary.failures.map(\.path) == ["s1/link.png", "s1/pipe.png"])
  }

  @Test func aMovedListStillFindsItsPictures() throws {
    let list = folder.file("list.csv")
    try AtomicFile.write("pictures/s1/a.png,s1\npictures/s2/a.png,s2\n", to: list)
    _ = try GalleryBuilder(backbone: backbone).enroll(
      PictureList.pictures(at: list), source: list, folder: folder.file("gallery"), model: model,
      programVersion: "1", earlier: nil, progress: { _ in })
    try FileManager.default.removeItem(atPath: list)
    let gallery = try open().gallery(shape: backbone.shape)
    #expect(
      Array(gallery.locations)
        == ["a", "a"].enumerated().map { place, name in
          folder.file("pictures/s\(place + 1)/\(name).png")
        })
  }

  @Test func anEnrolledGalleryIsReadAgainAsItWas() throws {
    let list = folder.file("list.csv")
    try AtomicFile.write("s1/a.png,A\n", to: list)
    let options = ListingOptions(root: folder.file("pictures"), layout: .lfw)
    let builder = GalleryBuilder(backbone: backbone)
    _ = try builder.enroll(
      PictureList.listing(at: list, options: options).pictures, source: list, options: options,
      folder: folder.file("gallery"), model: model, programVersion: "1", earlier: nil,
      progress: { _ in })
    #expect(try open().options == options)
    #expect(
      Array(try open().gallery(shape: backbone.shape).locations)
        == [folder.file("pictures/s1/a.png")])
  }

  @Test func leavesOutTheQuerysOwnPicture() throws {
    let pictures = try PictureList.pictures(at: folder.file("pictures"))
    let (gallery, _) = try GalleryBuilder(backbone: backbone)
      .gallery(of: pictures, earlier: nil, progress: { _ in })
    let hybrid = HybridScorer(
      try HybridTransformer(
        parameters: HybridStart().parameters(for: backbone), grid: backbone.shape.grid),
      gallery: gallery)
    func search(_ rule: OwnPictureRule) -> TwoStageSearch {
      TwoStageSearch(gallery: gallery, scorers: [.h2l: hybrid], ownPictures: rule)
    }
    let outcomes = try FaceReader(backbone: backbone).faces(of: pictures)
    guard case .computed(let face) = outcomes[2] else { throw CancellationError() }
    let query = Query(face, shape: backbone.shape)
    let without = search(.samePicture).stage1([query], depth: 10)[0]
    #expect(without.count == 3 && !without.map(\.index).contains(2))
    let with = search(.none).stage1([query], depth: 10)[0]
    #expect(search(.none).leftOut(of: query).isEmpty)
    #expect(
      search(.samePicture).leftOut(of: query) == [
        LeftOutPicture(path: "s2/a.png", label: "s2", reason: .sameBytes)
      ])
    #expect(with.count == 4 && with[0].index == 2 && abs(with[0].cosine - 1) < 1e-6)
    // The start of an H2L is the backbone's cosine, up to the 16 bits of the gallery's patches.
    let similarities = try hybrid.similarities(query, with.map(\.index))
    #expect(zip(similarities, with).allSatisfy { abs($0 - $1.cosine) < 1e-3 })
  }
}

@Suite struct OwnPictureTests {
  private let tests: GalleryTests

  init() throws { tests = try GalleryTests() }

  private func leftOut(_ name: String, _ rule: OwnPictureRule, _ gallery: Gallery) throws
    -> [String: LeftOutPicture.Reason]
  {
    let path = tests.folder.file(name)
    let listed = ListedPicture(path: "s1/a.png", location: path, label: nil)
    guard case .computed(let face) = try FaceReader(backbone: tests.backbone).faces(of: [listed])[0]
    else { throw CancellationError() }
    let query = Query(face, shape: tests.backbone.shape)
    let search = TwoStageSearch(gallery: gallery, ownPictures: rule)
    let found = search.leftOut(of: query)
    #expect(search.ownPictures(of: query).count == found.count)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.path, $0.reason) })
  }

  @Test func isFoundByBytesOrFileAndByPathOnlyIfAskedFor() throws {
    // The same bytes twice; a name that another picture has, too.
    try tests.write(tests.picture(seed: 1), "pictures/s2/copy.png")
    try tests.write(tests.picture(seed: 1), "queries/copy.png")
    try tests.write(tests.picture(seed: 77), "queries/other.png")
    let (gallery, _) = try GalleryBuilder(backbone: tests.backbone).gallery(
      of: PictureList.pictures(at: tests.folder.file("pictures")), earlier: nil,
      progress: { _ in })
    #expect(
      try leftOut("queries/copy.png", .samePicture, gallery) == [
        "s1/a.png": .sameBytes, "s2/copy.png": .sameBytes,
      ])
    #expect(try leftOut("queries/other.png", .samePicture, gallery).isEmpty)
    #expect(try leftOut("queries/other.png", .samePath, gallery) == ["s1/a.png": .samePath])
    #expect(try leftOut("queries/copy.png", .none, gallery).isEmpty)
    // The file itself, with other bytes than the gallery was computed from; by a link.
    try tests.write(tests.picture(seed: 99), "pictures/s2/b.png")
    try FileManager.default.createSymbolicLink(
      atPath: tests.folder.file("queries/link.png"), withDestinationPath: "../pictures/s2/b.png")
    #expect(try leftOut("queries/link.png", .samePicture, gallery) == ["s2/b.png": .sameFile])
  }

  @Test func aMovedGalleryIsWrittenAgainWithItsNewPlace() throws {
    _ = try tests.enroll()
    try FileManager.default.moveItem(
      atPath: tests.folder.file("pictures"), toPath: tests.folder.file("moved"))
    let summary = try GalleryBuilder(backbone: tests.backbone).enroll(
      PictureList.pictures(at: tests.folder.file("moved")), source: tests.folder.file("moved"),
      folder: tests.folder.file("gallery"), model: tests.model, programVersion: "1",
      earlier: tests.open(), progress: { _ in })
    #expect(summary == GalleryBuilder.Summary(computed: 0, reused: 4))
    #expect(try tests.open().source == tests.folder.file("moved"))
    #expect(try tests.open().locations.allSatisfy(FileManager.default.fileExists))
  }

  @Test func goneAndChangedPicturesAreNamedAndRenamedOnesAreNot() throws {
    try tests.write(tests.picture(seed: 1), "pictures/s1/twin.png")
    _ = try tests.enroll()
    func move(_ name: String, to other: String) throws {
      try FileManager.default.moveItem(
        atPath: tests.folder.file("pictures/\(name)"),
        toPath: tests.folder.file("pictures/\(other)"))
    }
    try move("s2/a.png", to: "s2/renamed.png")
    try FileManager.default.removeItem(atPath: tests.folder.file("pictures/s1/twin.png"))
    try tests.write(tests.picture(seed: 50), "pictures/s1/b.png")
    let summary = try tests.enroll()
    #expect(summary.gone == ["s1/twin.png"] && summary.changed == ["s1/b.png"])
    #expect(summary.dropped == 2 && summary.computed == 1)
  }

  @Test func aNameThatChangesItsBytesOnlyIsWritten() throws {
    try tests.write(tests.picture(seed: 8), "pictures/Zo\u{EB}.png")
    _ = try tests.enroll()
    try FileManager.default.moveItem(
      atPath: tests.folder.file("pictures/Zo\u{EB}.png"),
      toPath: tests.folder.file("pictures/Zoe\u{308}.png"))
    _ = try tests.enroll()
    #expect(try tests.open().entries.contains { $0.path.utf8.elementsEqual("Zoe\u{308}.png".utf8) })
  }
}

@Suite struct PictureListTests {
  let folder: TemporaryFolder
  let png = Picture(width: 1, height: 1, channels: .gray, samples: [7]).encodedPNG()

  init() throws { folder = try TemporaryFolder() }

  @Test func readsListsWithLabelsAndStrangeNames() throws {
    let name = "a, \"b\" <script> 面 م.png"
    try AtomicFile.write(png, to: folder.file(name))
    try AtomicFile.write("# comment\n\n\(name),Ann\r\nother.png\n", to: folder.file("list.csv"))
    let pictures = try PictureList.pictures(at: folder.file("list.csv"))
    #expect(pictures.map(\.path) == [name, "other.png"])
    #expect(pictures.map(\.label) == ["Ann", nil])
    #expect(pictures[0].location == folder.file(name))
  }

  @Test func readsQuotedPathsAndPassesOverAByteOrderMark() throws {
    try AtomicFile.write(
      "\u{FEFF}\"a,b.png\",Ann\r\n\"say \"\"x\"\".png\"\r\n", to: folder.file("list.csv"))
    let pictures = try PictureList.pictures(at: folder.file("list.csv"))
    #expect(pictures.map(\.path) == ["a,b.png", "say \"x\".png"])
    #expect(pictures.map(\.label) == ["Ann", nil])
  }

  @Test func takesOnePictureByItsContent() throws {
    try AtomicFile.write(png, to: folder.file("face"))
    let pictures = try PictureList.pictures(at: folder.file("face"))
    #expect(pictures.map(\.path) == ["face"] && pictures[0].label == nil)
  }

  @Test func saysWhatIsWrong() throws {
    #expect(throws: PictureList.Failure.absent(path: folder.file("x"))) {
      try PictureList.pictures(at: folder.file("x"))
    }
    #expect(throws: PictureList.Failure.empty(path: folder.path)) {
      try PictureList.pictures(at: folder.path)
    }
    try AtomicFile.write("good.png,A\n,B\n", to: folder.file("list"))
    let wrong = PictureList.Failure.wrongLine(file: folder.file("list"), line: 2, text: ",B")
    #expect(throws: wrong) { try PictureList.pictures(at: folder.file("list")) }
    #expect(wrong.description.hasPrefix("Line 2 of"))
  }
}
