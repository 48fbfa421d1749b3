import Basics
import Testing

@testable import Study

/// Pictures of drawn people, with embeddings by chance.
struct DesignWorkshop {
  let faces: [PoolFace]
  let pool: PairPool

  init(people: Int, pictures: Int, seed: UInt64 = 1, impostors: Int = 20) {
    var generator = SeededGenerator(seed: seed)
    var embeddings: [Float] = []
    faces = (0..<people * pictures).map { number in
      var row = (0..<8).map { _ in generator.unit() }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      row = row.map { $0 / length }
      embeddings += row
      return PoolFace(
        person: number / pictures, sha256: SHA256.digest(of: Array("\(number)".utf8)))
    }
    pool = PairPool(
      faces, embeddings: embeddings, impostors: impostors, generator: SeededGenerator(seed: 3))
  }

  func sampler(_ design: StudyDesign, seed: UInt64) -> SetSampler {
    SetSampler(design: design, secret: StudySecret(seed: seed), faces: faces, pool: pool)
  }

  func sheets(_ design: StudyDesign, seed: UInt64) throws -> (
    pairs: [PlannedPair], sheets: [StudyKey.Sheet]
  ) {
    let pairs = try sampler(design, seed: seed).pairs()
    return (
      pairs,
      SheetPlanner(design: design, secret: StudySecret(seed: seed)).sheets(
        pairs.enumerated().map { .init(id: "p\($0)", pair: $1) })
    )
  }
}

@Suite struct WilliamsSquareTests {
  /// R's crossdes prints these, counted from 1.
  @Test func squaresAreThoseOfCrossdes() {
    #expect(
      WilliamsSquare.rows(3).map { $0.map { $0 + 1 } } == [
        [1, 2, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1], [1, 3, 2], [2, 1, 3],
      ])
    #expect(WilliamsSquare.rows(4) == [[0, 1, 3, 2], [1, 2, 0, 3], [2, 3, 1, 0], [3, 0, 2, 1]])
    #expect(
      WilliamsSquare.rows(5).prefix(5) == [
        [0, 1, 4, 2, 3], [1, 2, 0, 3, 4], [2, 3, 1, 4, 0], [3, 4, 2, 0, 1], [4, 0, 3, 1, 2],
      ])
    #expect(WilliamsSquare.rows(10)[0].prefix(8).map { $0 + 1 } == [1, 2, 10, 3, 9, 4, 8, 5])
  }

  @Test(arguments: 2...6)
  func eachMethodFollowsEachEquallyOften(_ count: Int) {
    var follows: [[Int]: Int] = [:]
    for row in WilliamsSquare.rows(count) {
      #expect(row.sorted() == Array(0..<count))
      for (a, b) in zip(row, row.dropFirst()) { follows[[a, b], default: 0] += 1 }
    }
    #expect(follows.count == count * (count - 1))
    #expect(Set(follows.values).count == 1)
  }

  @Test(arguments: 2...6)
  func setsRotateOverMethodsAndSequences(_ count: Int) {
    let rows = WilliamsSquare.rows(count).count
    for people in 1...60 {
      for person in 0..<people {
        let sets = (0..<count).map {
          WilliamsSquare.set(ofMethod: $0, participant: person, count: count)
        }
        #expect(Set(sets).count == count)
      }
      guard people % rows == 0 else { continue }
      var met: [[Int]: Int] = [:]
      for person in 0..<people {
        for method in 0..<count {
          met[
            [method, WilliamsSquare.set(ofMethod: method, participant: person, count: count)],
            default: 0] += 1
        }
      }
      #expect(met.count == count * count && Set(met.values).count == 1, "\(count), \(people)")
    }
    // After the whole square, each order has met each rotation.
    let whole = Set(
      (0..<rows * count).map {
        [$0 % rows, WilliamsSquare.set(ofMethod: 0, participant: $0, count: count)]
      })
    #expect(whole.count == rows * count)
  }
}

@Suite struct SetSamplerTests {
  private static let workshop = DesignWorkshop(people: 260, pictures: 4)

  @Test(arguments: 1...6)
  func setsAreMatchedAndNobodyAppearsTwice(_ seed: UInt64) throws {
    let design = StudyDesign()
    let pairs = try Self.workshop.sampler(design, seed: seed).pairs()
    #expect(pairs.count == 4 * 20)
    var people: Set<Int> = []
    var pictures: Set<Int> = []
    for pair in pairs {
      let own = Set([pair.first, pair.second].map { Self.workshop.faces[$0].person })
      #expect(own.count == (pair.isSame ? 1 : 2))
      #expect(people.isDisjoint(with: own))
      people.formUnion(own)
      #expect(pictures.isDisjoint(with: [pair.first, pair.second]))
      pictures.formUnion([pair.first, pair.second])
    }
    for set in 0..<4 {
      let tests = pairs.filter { $0.set == set && $0.kind == .test }
      #expect(tests.count == 15 && tests.count { $0.isSame } == 8)
      let training = pairs.filter { $0.set == set && $0.kind == .training }
      #expect(training.count == 5 && training.count { $0.isSame } == 3)
      for isSame in [true, false] {
        let counts = Tercile.allCases.map { tercile in
          tests.count { $0.isSame == isSame && $0.tercile == tercile }
        }
        #expect(counts.max()! - counts.min()! <= 1, "set \(set): \(counts)")
      }
    }
    #expect(people.count == design.peopleNeeded)
  }

  @Test func thesisDesignTakes116PeopleOr29InEachPart() {
    var design = StudyDesign()
    #expect(design.peopleNeeded == 116)
    design.reuse = .block
    #expect(design.peopleNeeded == 29)
  }

  @Test func thirtyPeopleSufficeIfEachAppearsOnceAPart() throws {
    let workshop = DesignWorkshop(people: 30, pictures: 10)
    var design = StudyDesign()
    design.reuse = .block
    let (pairs, sheets) = try workshop.sheets(design, seed: 4)
    for sheet in sheets {
      for block in sheet.blocks {
        let people = block.items.flatMap { item -> [Int] in
          let pair = pairs[Int(item.pair.dropFirst())!]
          return Array(Set([pair.first, pair.second].map { workshop.faces[$0].person }))
        }
        #expect(Set(people).count == people.count)
      }
    }
    design.reuse = .never
    #expect(throws: DesignError.self) { try workshop.sampler(design, seed: 4).pairs() }
  }

  @Test func thirdsFollowTheCosine() {
    let pool = Self.workshop.pool
    func range(_ pairs: [PoolPair], _ tercile: Tercile) -> (Double, Double) {
      let cosines = pairs.filter { $0.tercile == tercile }.map(\.cosine)
      return (cosines.min()!, cosines.max()!)
    }
    // Of one person, unlike pictures are hard; of two people, like ones.
    #expect(range(pool.same, .hard).1 <= range(pool.same, .medium).0)
    #expect(range(pool.same, .medium).1 <= range(pool.same, .easy).0)
    #expect(range(pool.different, .hard).0 >= range(pool.different, .medium).1)
    #expect(range(pool.different, .medium).0 >= range(pool.different, .easy).1)
  }

  @Test func copiesOfOneFileAreNotAPair() {
    let same = SHA256.digest(of: [1])
    let faces = [
      PoolFace(person: 0, sha256: same), PoolFace(person: 0, sha256: same),
      PoolFace(person: 1, sha256: same), PoolFace(person: 1, sha256: SHA256.digest(of: [2])),
    ]
    let pool = PairPool(
      faces, embeddings: [1, 0, 1, 0, 1, 0, 0, 1], impostors: 3,
      generator: SeededGenerator(seed: 1))
    #expect(pool.same.map { [$0.first, $0.second] } == [[2, 3]])
    #expect(Set(pool.different.map { [$0.first, $0.second] }) == [[0, 3], [1, 3]])
  }

  @Test func wrongVerdictsAreAsManyAsAskedFor() throws {
    var design = StudyDesign()
    design.modelWrong = 5
    var sampler = Self.workshop.sampler(design, seed: 2)
    sampler.wrongSame = Self.workshop.pool.same.indices.map { $0 % 4 == 0 }
    sampler.wrongDifferent = Self.workshop.pool.different.indices.map { $0 % 4 == 0 }
    let pairs = try sampler.pairs()
    for set in 0..<4 {
      let wrong = pairs.filter { $0.set == set && $0.kind == .test }.count { pair in
        let pool = pair.isSame ? Self.workshop.pool.same : Self.workshop.pool.different
        let index = pool.firstIndex { $0.first == pair.first && $0.second == pair.second }!
        return index % 4 == 0
      }
      #expect(wrong == 5)
    }
  }

  @Test func catchPairsArePlain() throws {
    var design = StudyDesign()
    design.catchPairs = 3
    let pairs = try Self.workshop.sampler(design, seed: 2).pairs().filter { $0.kind == .catch }
    #expect(pairs.count == 12)
    for set in 0..<4 {
      let own = pairs.filter { $0.set == set }
      #expect(own.map(\.isSame) == [true, false, true])
      for pair in own { #expect(pair.isBare && pair.isSame == (pair.first == pair.second)) }
    }
  }
}

@Suite struct SheetPlannerTests {
  private static let workshop = DesignWorkshop(people: 260, pictures: 4)

  @Test func firstSheetsDoNotDependOnTheNumberOfParticipants() throws {
    var design = StudyDesign()
    let large = try Self.workshop.sheets(design, seed: 7).sheets
    design.participants = 10
    let small = try Self.workshop.sheets(design, seed: 7).sheets
    #expect(Array(large.prefix(10)) == small)
    let other = try Self.workshop.sheets(design, seed: 8).sheets
    for (a, b) in zip(small, other) {
      #expect(a.sheet != b.sheet)
      #expect(
        Set(a.blocks.flatMap(\.items).map(\.item))
          != Set(b.blocks.flatMap(\.items).map(\.item)))
    }
  }

  @Test func codesAreUniqueAndNeverANumberOrADate() throws {
    let sheets = try Self.workshop.sheets(StudyDesign(), seed: 1).sheets
    let codes = sheets.flatMap { $0.blocks.flatMap(\.items).map(\.item) }
    #expect(codes.count == 21 * 80 && Set(codes).count == codes.count)
    for code in codes {
      #expect(code.wholeMatch(of: /[A-HJKMNP-TV-Z][0-9][A-HJKMNP-TV-Z][0-9][A-HJKMNP-TV-Z]/) != nil)
    }
  }

  @Test(arguments: 2...6)
  func everyParticipantMeetsEveryMethodAndSetOnce(_ count: Int) throws {
    var design = StudyDesign()
    design.methods = Array(StudyMethod.allCases.prefix(count))
    design.perMethod = 6
    design.same = 3
    design.training = 0
    for participants in [1, 7, 12, 60] {
      design.participants = participants
      let sheets = try Self.workshop.sheets(design, seed: UInt64(participants)).sheets
      var orders: [[Int]: Int] = [:]
      for sheet in sheets {
        #expect(Set(sheet.blocks.map(\.method)).count == count)
        #expect(Set(sheet.blocks.map(\.set)).count == count)
        #expect(sheet.blocks.flatMap(\.items).map(\.order) == Array(1...6 * count))
        orders[sheet.sequence, default: 0] += 1
      }
      let rows = WilliamsSquare.rows(count).count
      if participants >= rows {
        #expect(orders.count == rows && orders.values.max()! - orders.values.min()! <= 1)
      }
    }
  }

  @Test func sidesAndPlacesDoNotShowTheAnswer() throws {
    let (pairs, sheets) = try Self.workshop.sheets(StudyDesign(), seed: 5)
    let items = sheets.flatMap { $0.blocks.flatMap { $0.items.filter { $0.phase == .test } } }
    let swapped = Double(items.count { $0.swapped })
    let deviation = Double(items.count).squareRoot() / 2
    #expect(abs(swapped - Double(items.count) / 2) < 4 * deviation)
    // The place in the part, of same and of different pairs.
    var places: [Bool: [Int]] = [:]
    for sheet in sheets {
      for block in sheet.blocks {
        for (place, item) in block.items.filter({ $0.phase == .test }).enumerated() {
          places[pairs[Int(item.pair.dropFirst())!].isSame, default: []].append(place)
        }
      }
    }
    let area = ratingAreaOfPlaces(places)
    #expect(abs(area - 0.5) < 0.1, "\(area)")
  }

  private func ratingAreaOfPlaces(_ places: [Bool: [Int]]) -> Double {
    var halves = 0
    for a in places[true]! { for b in places[false]! { halves += a > b ? 2 : a == b ? 1 : 0 } }
    return Double(halves) / Double(2 * places[true]!.count * places[false]!.count)
  }

  @Test func repeatedPairsComeLaterWithTheirSidesExchanged() throws {
    var design = StudyDesign()
    design.repeats = 3
    for sheet in try Self.workshop.sheets(design, seed: 3).sheets {
      for block in sheet.blocks {
        let again = block.items.filter { $0.phase == .repeat }
        #expect(again.count == 3)
        for item in again {
          let first = block.items.first { $0.item == item.repeatOf }!
          #expect(first.pair == item.pair && first.swapped != item.swapped)
          #expect(item.order - first.order >= 5)
        }
      }
    }
  }

  @Test func formsShareNoPicture() throws {
    var design = StudyDesign()
    design.forms = 2
    design.participants = 4
    let (pairs, sheets) = try Self.workshop.sheets(design, seed: 3)
    #expect(sheets.map { $0.participant + $0.form }.prefix(4) == ["P01A", "P01B", "P02A", "P02B"])
    func pictures(_ sheet: StudyKey.Sheet) -> Set<Int> {
      Set(
        sheet.blocks.flatMap(\.items).flatMap { item -> [Int] in
          let pair = pairs[Int(item.pair.dropFirst())!]
          return [pair.first, pair.second]
        })
    }
    #expect(pictures(sheets[0]).isDisjoint(with: pictures(sheets[1])))
    #expect(pictures(sheets[0]) == pictures(sheets[2]))
  }
}
