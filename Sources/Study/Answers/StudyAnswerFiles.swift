/// The files of a study that answers are typed into, and how to.
package enum StudyAnswerFiles {
  package static let columns = [
    "study", "participant", "item", "phase", "response", "confidence", "response_time", "reason",
  ]

  /// One line for each question, with the first four columns filled.
  package static func blank(_ key: StudyKey, study: String) -> String {
    var text = DelimitedText.line(columns)
    for sheet in key.sheets {
      for block in sheet.blocks {
        for item in block.shown {
          for phase in key.twoStep ? ["first", "second"] : ["test"] {
            text += DelimitedText.line(
              [study, sheet.participant, item.item, phase, "", "", "", ""])
          }
        }
      }
    }
    return text
  }

  package static func readMe(study: String) -> String {
    """
    Answers of study \(study)

    blank.csv has one line for each question. Type into the columns:

      response        same or different (also yes/no, y/n, s/d, 1/0); empty if not answered
      confidence      1 to 5; empty if not answered
      response_time   seconds with a decimal point; empty on paper
      reason          any text; optional

    The items are in the order of the sheets. The code of an item stands beside its pair on the sheet.
    Save the table as CSV in UTF-8. A spreadsheet may separate the columns by ';' and write decimal
    commas. Lines without an answer may stay. Answers may be in several files.

    Score them with:

      facet worksheet score --key sealed/key.json --answers answers/blank.csv --output results

    """
  }

  package static func scanReadMe() -> String {
    """
    Reading ticks from scanned sheets with auto-multiple-choice

    Scan all pages with 200 to 300 dots per inch into one PDF, scans.pdf. Print the sheets in their full
    size ("100%"), not fitted to the page. Then run these commands in the folder that contains 'study':

    apt install auto-multiple-choice poppler-utils sqlite3        # brings TeX along: some gigabytes
    mkdir -p amc/data amc/cr
    auto-multiple-choice meptex --src study/scan/layout.xy --data amc/data
    pdftoppm -r 200 -gray -png scans.pdf amc/page
    auto-multiple-choice analyse --projet amc --data amc/data --cr amc/cr --tol-marque 0.3,0.3 --no-multiple amc/page-*.png
    sqlite3 -csv -header amc/data/capture.sqlite "SELECT student,page,id_a AS question,id_b AS answer,1.0*black/total AS darkness FROM capture_zone WHERE type=4 AND total>0" > marks.csv
    facet worksheet score --key study/sealed/key.json --answers marks.csv --output results

    'facet worksheet score' lists questions with two marked boxes and pages that were not read. A box
    counts as marked if at least 15% of it is dark; --mark-threshold changes that.

    """
  }
}
