package dev.banyan.cli.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counts of all stages; a call belongs to the stage in which it was sent. Thread-safe. */
final class LoadStatistics {

  /** Stages are few and named by the operator's steps; more than this is a mistake. */
  private static final int MAX_STAGES = 200;

  private final Map<String, StageRecorder> stages = new LinkedHashMap<>();

  synchronized StageRecorder stage(String name) {
    StageRecorder present = stages.get(name);
    if (present != null) {
      return present;
    }
    if (stages.size() == MAX_STAGES) {
      throw new IllegalStateException("more than " + MAX_STAGES + " stages: " + name);
    }
    var added = new StageRecorder(name);
    stages.put(name, added);
    return added;
  }

  synchronized List<LoadReport.Stage> report() {
    var reports = new ArrayList<LoadReport.Stage>();
    stages.values().forEach(stage -> reports.add(stage.report()));
    return reports;
  }
}
