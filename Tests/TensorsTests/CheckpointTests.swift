import Foundation
import Testing
import _TestSupport

@testable import Tensors

@Suite struct CheckpointTests {
  let folder = try! TemporaryFolder()

  enum Format: CaseIterable, Sendable { case legacy, archive, wideArchive }

  func open(_ data: Data) throws -> CheckpointFile {
    let path = folder.file("case.pt")
    try data.write(to: URL(fileURLWithPath: path))
    return try CheckpointFile(path: path)
  }

  func open(
    _ format: Format, _ storages: CheckpointMaker.Storages, _ build: (inout Pickle) -> Void
  ) throws -> CheckpointFile {
    let pickle = Pickle.of(build)
    return try open(
      format == .legacy
        ? CheckpointMaker.legacy(pickle, storages)
        : CheckpointMaker.archive(pickle, storages, wide: format == .wideArchive))
  }

  /// Returns the problem of a pickle in an archive with one storage "0" of four floats.
  func problem(_ build: (inout Pickle) -> Void) -> CheckpointError.Problem? {
    do {
      _ = try open(.archive, [("0", 4, CheckpointMaker.bytes([Float(1), 2, 3, 4]))], build)
      return nil
    } catch {
      return (error as? CheckpointError)?.problem
    }
  }

  func problem(of data: Data) -> CheckpointError.Problem? {
    do {
      _ = try open(data)
      return nil
    } catch {
      return (error as? CheckpointError)?.problem
    }
  }

  @Test(arguments: Format.allCases)
  func tensorsOfEveryKindAreRead(format: Format) throws {
    let numbers: [Float] = (0..<12).map { Float($0) }
    let file = try open(
      format,
      [
        ("a", 12, CheckpointMaker.bytes(numbers)), ("d", 2, CheckpointMaker.bytes([-1.5, 1e10])),
        ("h", 2, CheckpointMaker.bytes([Float16(-1.5), 2])),
        ("b", 2, CheckpointMaker.bytes([UInt16(0xbfc0), 0x4000])),
        ("l", 1, CheckpointMaker.bytes([Int64(-5)])), ("i", 1, CheckpointMaker.bytes([Int32(-5)])),
        ("s", 1, CheckpointMaker.bytes([Int16(-5)])), ("c", 1, [0xfb]), ("y", 1, [0xfb]),
        ("o", 2, [0, 1]),
      ]
    ) { pickle in
      pickle.raw(UInt8(ascii: "}"), UInt8(ascii: "("))
      pickle.text("epoch")
      pickle.integer(70)
      pickle.text("negative")
      pickle.integer(-70_000)
      pickle.text("rate")
      pickle.float(0.125)
      pickle.text("nothing")
      pickle.raw(UInt8(ascii: "N"))
      pickle.text("flags")
      pickle.raw(0x88, 0x89, 0x86)
      pickle.integer(7)
      pickle.text("numbered")
      pickle.text("state_dict")
      pickle.orderedDictionary { pickle in
        pickle.text("module.whole")
        pickle.tensor("FloatStorage", key: "a", count: 12, shape: [3, 4], strides: [4, 1])
        pickle.text("module.transposed")
        pickle.tensor(
          "FloatStorage", key: "a", count: 12, shape: [4, 3], strides: [1, 4],
          rebuild: "_rebuild_tensor")
        pickle.text("module.part")
        pickle.tensor(
          "FloatStorage", key: "a", count: 12, offset: 5, shape: [2, 2], strides: [4, 2])
        pickle.text("module.view")
        pickle.tensor(
          "FloatStorage", key: "a", count: 12, view: (2, 4), offset: 1, shape: [3], strides: [1])
        pickle.text("module.scalar")
        pickle.tensor("FloatStorage", key: "a", count: 12, offset: 11, shape: [], strides: [])
        pickle.text("module.empty")
        pickle.tensor("FloatStorage", key: "a", count: 12, shape: [0, 3], strides: [3, 1])
        pickle.text("module.parameter")
        pickle.global("torch._utils", "_rebuild_parameter")
        pickle.raw(UInt8(ascii: "("))
        pickle.tensor("DoubleStorage", key: "d", count: 2, shape: [2], strides: [1])
        pickle.raw(0x88)
        pickle.orderedDictionary { _ in }
        pickle.bytes += Array("tR".utf8)
        for (name, key, count) in [
          ("Half", "h", 2), ("BFloat16", "b", 2), ("Long", "l", 1), ("Int", "i", 1),
          ("Short", "s", 1), ("Char", "c", 1), ("Byte", "y", 1), ("Bool", "o", 2),
        ] {
          pickle.text("module." + name)
          pickle.tensor("\(name)Storage", key: key, count: count, shape: [count], strides: [1])
        }
      }
      pickle.raw(UInt8(ascii: "u"))
    }
    if case .integer(70)? = file.root["epoch"] {} else { Issue.record("epoch") }
    if case .integer(-70_000)? = file.root["negative"] {} else { Issue.record("negative") }
    if case .float(0.125)? = file.root["rate"] {} else { Issue.record("rate") }
    if case .none? = file.root["nothing"] {} else { Issue.record("nothing") }
    if case .string("numbered")? = file.root["7"] {} else { Issue.record("7") }
    if case .list(let flags)? = file.root["flags"], case .boolean(true) = flags[0],
      case .boolean(false) = flags[1]
    {
    } else {
      Issue.record("flags")
    }

    let weights = try file.stateDictionary()
    let expected: [(String, [Int], [Float])] = [
      ("whole", [3, 4], numbers), ("transposed", [4, 3], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]),
      ("part", [2, 2], [5, 7, 9, 11]), ("view", [3], [3, 4, 5]), ("scalar", [], [11]),
      ("empty", [0, 3], []), ("parameter", [2], [-1.5, 1e10]), ("Half", [2], [-1.5, 2]),
      ("BFloat16", [2], [-1.5, 2]), ("Long", [1], [-5]), ("Int", [1], [-5]), ("Short", [1], [-5]),
      ("Char", [1], [-5]), ("Byte", [1], [251]), ("Bool", [2], [0, 1]),
    ]
    #expect(weights.tensors.map(\.name) == expected.map(\.0))
    for (name, shape, values) in expected {
      #expect(weights[name]?.values() == Tensor(shape: shape, values: values), "\(name)")
    }
  }

  @Test func otherProtocolsAreRead() throws {
    // Protocol 1 writes numbers as lines of text and keeps values by one-byte indices.
    let old = Array("}q\u{1}(U\u{1}aI-12\nU\u{1}bI01\nU\u{1}cF0.5\nU\u{1}dL99L\nu.".utf8)
    let first = try open(CheckpointMaker.archive(old, []))
    if case .integer(-12)? = first.root["a"], case .boolean(true)? = first.root["b"],
      case .float(0.5)? = first.root["c"], case .integer(99)? = first.root["d"]
    {
    } else {
      Issue.record("\(first.root)")
    }
    // Protocol 4 has frames, stores values in turn, and names classes by text on the stack.
    var new: [UInt8] = [0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0]
    new += [0x8c, 11] + Array("collections".utf8) + [0x94]
    new += [0x8c, 11] + Array("OrderedDict".utf8) + [0x94, 0x93, 0x94]
    new += Array(")R".utf8) + [0x94, 0x8c, 1] + Array("k".utf8) + [0x94, UInt8(ascii: "h"), 0]
    new += Array("s.".utf8)
    let second = try open(CheckpointMaker.archive(new, []))
    if case .string("collections")? = second.root["k"] {} else { Issue.record("\(second.root)") }
  }

  @Test func theStateDictionaryIsFoundWhereverItStands() throws {
    let storages: CheckpointMaker.Storages = [("0", 1, CheckpointMaker.bytes([Float(1)]))]
    func tensor(_ pickle: inout Pickle, _ name: String) {
      pickle.text(name)
      pickle.tensor("FloatStorage", key: "0", count: 1, shape: [1], strides: [1])
    }
    let bare = try open(.archive, storages) { $0.orderedDictionary { tensor(&$0, "w") } }
    #expect(try bare.stateDictionary().tensors.map(\.name) == ["w"])
    let largest = try open(.archive, storages) { pickle in
      pickle.raw(UInt8(ascii: "}"), UInt8(ascii: "("))
      tensor(&pickle, "mean")
      pickle.text("nets")
      pickle.bytes += Array("](".utf8)
      pickle.orderedDictionary {
        tensor(&$0, "module.a")
        tensor(&$0, "b")
      }
      pickle.bytes += Array("eu".utf8)
    }
    #expect(try largest.stateDictionary().tensors.map(\.name) == ["a", "b"])
    let none = try open(.archive, storages) { $0.integer(1) }
    #expect(throws: CheckpointError(none.path, .noStateDictionary)) { try none.stateDictionary() }
  }

  @Test func whatIsNoTensorIsRefusedByName() {
    let cases: [(String, CheckpointError.Problem)] = [
      ("cos\nsystem\n(U\u{2}lstR", .refusedGlobal(name: "os.system")),
      ("cbuiltins\neval\n)R", .refusedGlobal(name: "builtins.eval")),
      (
        "ctorch._utils\n_rebuild_tensor_v3\n",
        .refusedGlobal(name: "torch._utils._rebuild_tensor_v3")
      ),
      ("(ios\nsystem\n", .refusedGlobal(name: "os.system")),
      ("ccollections\nOrderedDict\n)\u{81}", .refusedInstruction(name: "NEWOBJ", offset: 0)),
      ("C\u{1}a", .refusedInstruction(name: "SHORT_BINBYTES", offset: 0)),
      ("Pnumber\n", .refusedInstruction(name: "PERSID", offset: 0)),
      ("K\u{1}Q", .refusedInstruction(name: "BINPERSID", offset: 0)),
      ("]}b", .refusedInstruction(name: "BUILD", offset: 0)),
      ("\u{7f}", .refusedInstruction(name: "0x7f", offset: 0)),
    ]
    for (text, expected) in cases {
      let found = problem { pickle in
        pickle.bytes += text.unicodeScalars.map { UInt8($0.value) }
      }
      switch (found, expected) {
      case (.refusedGlobal(let name)?, .refusedGlobal(let wanted)): #expect(name == wanted)
      case (.refusedInstruction(let name, _)?, .refusedInstruction(let wanted, _)):
        #expect(name == wanted)
      default: Issue.record("\(text.debugDescription): \(String(describing: found))")
      }
    }
    #expect(
      CheckpointError("w.pt", .refusedGlobal(name: "os.system")).description
        == "'w.pt' is refused: its pickle requests 'os.system', which is not a tensor. Save "
        + "only the weights with torch.save(model.state_dict(), …), and try again.")
  }

  @Test func tensorsOutsideTheirStorageAreRefused() {
    func tensor(
      offset: Int = 0, shape: [Int], strides: [Int], count: Int = 4, key: String = "0"
    ) -> CheckpointError.Problem? {
      problem {
        $0.tensor(
          "FloatStorage", key: key, count: count, offset: offset, shape: shape, strides: strides)
      }
    }
    #expect(tensor(shape: [2, 2], strides: [2, 1]) == nil)
    let outside = CheckpointError.Problem.badTensor(key: "0", reason: "reaches outside it")
    #expect(tensor(shape: [5], strides: [1]) == outside)
    #expect(tensor(offset: 1, shape: [2, 2], strides: [2, 1]) == outside)
    #expect(tensor(shape: [2, 2], strides: [.max, 1]) == outside)
    #expect(tensor(shape: [3], strides: [.max]) == outside)
    #expect(tensor(shape: [.max, .max], strides: [0, 0]) == outside)
    #expect(tensor(offset: 5, shape: [0], strides: [1]) == outside)
    #expect(
      tensor(shape: [1000, 1000], strides: [0, 0])
        == .badTensor(key: "0", reason: "has more elements than the storage"))
    for (offset, shape, strides) in [(-1, [1], [1]), (0, [-1], [1]), (0, [2], [-1]), (0, [2], [])] {
      guard case .badTensor? = tensor(offset: offset, shape: shape, strides: strides) else {
        Issue.record("offset \(offset), shape \(shape), strides \(strides)")
        continue
      }
    }
    #expect(
      tensor(shape: [1], strides: [1], count: 5)
        == .shortStorage(key: "0", expected: 20, found: 16))
    #expect(
      tensor(shape: [1], strides: [1], count: .max)
        == .shortStorage(key: "0", expected: .max, found: 16))
    #expect(tensor(shape: [1], strides: [1], key: "9") == .missingStorage(key: "9"))
  }

  @Test func bombsAreRefused() {
    func excessive(_ build: (inout Pickle) -> Void) -> Bool {
      if case .excessive? = problem(build) { true } else { false }
    }
    // A list in itself; a hundred thousand nested lists; lists that hold the one before twice.
    #expect(excessive { $0.bytes += Array("]q\u{1}h\u{1}a".utf8) })
    #expect(
      excessive { pickle in
        for _ in 0..<100_000 { pickle.raw(UInt8(ascii: "]")) }
        for _ in 1..<100_000 { pickle.raw(UInt8(ascii: "a")) }
      })
    #expect(
      excessive { pickle in
        pickle.raw(UInt8(ascii: "]"))
        for _ in 0..<60 { pickle.bytes += Array("q\u{0}](h\u{0}h\u{0}e".utf8) }
      })
  }

  @Test func instructionsAreCounted() throws {
    // The expanded size of a list of pairs counts too.
    for (text, needed) in [("NNN.", 4), ("](NNNe.", 7)] {
      let bytes = text.unicodeScalars.map { UInt8($0.value) }
      bytes.withUnsafeBytes { bytes in
        var enough = PickleMachine(bytes, range: 0..<bytes.count, limit: needed)
        #expect(throws: Never.self) { try enough.run() }
        var short = PickleMachine(bytes, range: 0..<bytes.count, limit: needed - 1)
        #expect(throws: CheckpointError.Problem.self) { try short.run() }
      }
    }
    let pickle = Pickle.of { pickle in
      pickle.bytes += Array("](".utf8)
      for number in 0..<100 { pickle.tuple([number, 0]) }
      pickle.bytes += Array("eq\u{0}0".utf8)
      for _ in 0..<100 {
        pickle.global("collections", "OrderedDict")
        pickle.bytes += Array("h\u{0}".utf8) + [0x85, UInt8(ascii: "R")]
      }
    }
    pickle.withUnsafeBytes { bytes in
      var machine = PickleMachine(bytes, range: 0..<bytes.count, limit: 10_000)
      #expect(
        throws: CheckpointError.Problem.excessive(what: "a pickle of more than 10000 instructions")
      ) { try machine.run() }
    }
  }

  @Test func damagedPicklesAreRefused() {
    let cases = [
      "", "0", "t", "(0", "a", "K\u{1}K\u{2}a", "]N\u{87}", "h\u{5}", "X\u{ff}\u{0}\u{0}\u{7f}ab",
      "u", "}(Nu",
      "]K\u{1}K\u{2}s", "I12", "Ix\n", "Fx\n", "S'a\n", "Nq", "NR", "N)R",
      "X\u{1}\u{0}\u{0}\u{0}\u{ff}", "N(.",
      "ccollections\nOrderedDict\nK\u{1}\u{85}R",
      "ctorch\nSize\n)R", "ctorch._utils\n_rebuild_tensor\n)R", "NN\u{93}",
    ]
    for text in cases {
      let found = problem { pickle in
        pickle.bytes += text.unicodeScalars.map { UInt8($0.value) }
      }
      guard case .damaged? = found else {
        Issue.record("\(text.debugDescription): \(String(describing: found))")
        continue
      }
    }
  }

  @Test func dictionariesThatWouldLoseValuesAreRefused() {
    for (text, reason) in [
      ("}(K\u{1}NI1\nNu", "the key '1' twice"),
      ("}(NNu", "a key that is neither text nor a whole number"),
    ] {
      #expect(problem { $0.bytes += Array(text.utf8) } == .badDictionary(reason: reason))
    }
  }

  @Test func damagedFilesAreRefused() throws {
    let storages: CheckpointMaker.Storages = [("0", 4, CheckpointMaker.bytes([Float(1), 2, 3, 4]))]
    let pickle = Pickle.of {
      $0.tensor("FloatStorage", key: "0", count: 4, shape: [4], strides: [1])
    }
    #expect(problem(of: Data()) == .foreign(.empty))
    #expect(problem(of: Data("just some text\n".utf8)) == .notACheckpoint)
    #expect(problem(of: Data(Pickle.of { $0.integer(1) })) == .notACheckpoint)
    #expect(problem(of: CheckpointMaker.zip([("a.txt", [1])])) == .foreign(.zip))
    #expect(
      problem(of: CheckpointMaker.archive(pickle, storages, method: 8))
        == .compressed(entry: "archive/byteorder"))
    #expect(problem(of: CheckpointMaker.archive(pickle, storages, byteOrder: "big")) == .bigEndian)
    #expect(problem(of: CheckpointMaker.archive(pickle, storages, byteOrder: nil)) == nil)
    #expect(
      problem(of: CheckpointMaker.legacy(pickle, storages, littleEndian: false)) == .bigEndian)
    #expect(
      problem(of: CheckpointMaker.legacy(pickle, [])) == .missingStorage(key: "0"))
    var huge = storages
    huge[0].count = .max
    guard case .shortStorage? = problem(of: CheckpointMaker.legacy(pickle, huge)) else {
      Issue.record("a storage of any size")
      return
    }
    let twice = CheckpointMaker.zip([("archive/data.pkl", pickle), ("archive/data.pkl", pickle)])
    guard case .damaged? = problem(of: twice) else {
      Issue.record("an entry that is there twice")
      return
    }
  }

  /// Every truncated file is refused, and no changed byte makes the reader crash.
  @Test(arguments: Format.allCases)
  func cutAndChangedFilesDoNotCrash(format: Format) throws {
    let storages: CheckpointMaker.Storages = [("0", 4, CheckpointMaker.bytes([Float(1), 2, 3, 4]))]
    let pickle = Pickle.of { pickle in
      pickle.orderedDictionary {
        $0.text("w")
        $0.tensor("FloatStorage", key: "0", count: 4, shape: [2, 2], strides: [1, 2])
      }
    }
    let whole =
      format == .legacy
      ? CheckpointMaker.legacy(pickle, storages)
      : CheckpointMaker.archive(pickle, storages, wide: format == .wideArchive)
    #expect(problem(of: whole) == nil)
    for length in 0..<whole.count {
      #expect(problem(of: whole.prefix(length)) != nil, "cut to \(length) bytes")
    }
    for position in whole.indices {
      for value in [UInt8(0), 0x52, 0xff] {
        var changed = whole
        changed[position] = value
        guard let file = try? open(changed) else { continue }
        if let weights = try? file.stateDictionary() {
          for (_, tensor) in weights.tensors { #expect(tensor.values().values.count <= 8) }
        }
      }
    }
  }

  /// Real files of the older format.
  @Test(
    .enabled(if: SharedData.isPresent, "the shared data folder is absent"),
    arguments: [("mobilefacenet_068.ckpt", 333), ("pnet.pt", 13), ("rnet.pt", 16), ("onet.pt", 21)])
  func publishedFilesAreRead(name: String, count: Int) throws {
    let file = try CheckpointFile(path: SharedData.path("data/weights/" + name))
    let weights = try file.stateDictionary()
    #expect(weights.tensors.count == count)
    for (name, tensor) in weights.tensors {
      let values = tensor.values()
      #expect(values.shape == tensor.shape && values.values.allSatisfy(\.isFinite), "\(name)")
    }
  }
}
