package dev.banyan.cli.command;

import dev.banyan.jobs.verify.Difference;
import dev.banyan.jobs.verify.RepairReport;
import dev.banyan.jobs.verify.VerificationResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a verification says in its JSON report. */
final class VerifyReport {

  private VerifyReport() {}

  static void fill(
      Map<String, Object> report,
      VerificationResult result,
      List<Difference> differences,
      @Nullable RepairReport repaired) {
    report.put("good", result.isGood());
    report.put("compared", result.compared());
    report.put("differences", result.differences());
    report.put("unsettled", result.unsettled());
    report.put("generations", result.generations());
    report.put("seconds", result.seconds());
    report.put("samples", differences.stream().map(VerifyReport::sample).toList());
    if (repaired != null) {
      report.put("repair", repaired);
    }
  }

  private static Map<String, Object> sample(Difference difference) {
    Map<String, Object> sample = new TreeMap<>();
    sample.put("kind", difference.kind());
    sample.put("table", difference.table());
    sample.put("key", difference.key());
    sample.put("path", difference.path());
    sample.put("expected", difference.documentValue());
    sample.put("found", difference.itemValue());
    sample.put("documentVersion", difference.documentVersion());
    sample.put("itemVersion", difference.itemVersion());
    sample.put("ageSeconds", difference.age().toMillis() / 1e3);
    return sample;
  }
}
