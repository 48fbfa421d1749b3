import Basics
import Foundation
import Networks
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Audit
@testable import Commands
@testable import Runs

@Suite struct DemoJobTests {
  /// With a backbone of hashed weights: what is drawn, listed and reported, not how well it ranks.
  @Test func drawsPeopleAndReportsOnThem() throws {
    let shop = try Workshop()
    let hybrid = shop.folder.file("h2l.safetensors")
    _ = try StartHybridJob(model: shop.model, output: hybrid, start: HybridStart()).run()
    var job = DemoJob(backbone: try readFile(shop.model), reranker: try readFile(hybrid))
    (job.people, job.queries, job.output, job.isQuiet) = (2, 5, shop.output, true)
    let result = try job.run()
    #expect(result.status == .done)
    #expect(result.lines.contains("Open \(shop.output)/index.html"))
    let check = try AuditJob(
      folder: shop.output, recomputes: false, originals: AuditJob.Originals(), isQuiet: true
    ).run()
    #expect(check.status == .done, "a new report does not differ from its manifest")
    let queries = try shop.read(job.material + "/queries.txt").split(separator: "\n")
    #expect(queries.count == 5)
    let gallery = try shop.read(job.material + "/gallery.txt").split(separator: "\n")
    #expect(gallery.count == 2 * DemoJob.picturesEach)
    let known = Set(gallery.map { $0.split(separator: ",")[1] })
    let strangers = queries.filter { !known.contains($0.split(separator: ",")[1]) }
    #expect(strangers.count == 1 && strangers[0].contains("stranger"))
    #expect(Set(queries.map { $0.split(separator: ",")[0] }).count == 5)
    for line in queries + gallery {
      let path = job.material + "/" + line.split(separator: ",")[0]
      #expect(FileManager.default.fileExists(atPath: path))
    }
    #expect(try shop.reportFolders().count == 5)
    let index = try shop.read(shop.output + "/index.html")
    #expect(index.contains("masked") && index.contains("stranger"))
    // Again in the same folder: the earlier demonstration makes room, unless something was changed.
    job.queries = 1
    #expect(try job.run().status == .done)
    #expect(try shop.reportFolders().count == 1)
    try AtomicFile.write("notes", to: shop.output + "/notes.txt")
    #expect(throws: JobError.self) { try job.run() }
    #expect(try shop.read(shop.output + "/notes.txt") == "notes")
  }

  @Test(arguments: [
    ("12 portraits of each of 300 people, seed 1000001", true), ("450 pictures", false),
    ("450 pictures, 12 portraits of each of 300 people, seed 1", false), (nil, false),
  ])
  func modelsTrainedOnDrawingsAloneAreTold(description: String?, isAlone: Bool) {
    #expect(isDrawnAlone(description) == isAlone)
  }
}
