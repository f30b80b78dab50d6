package dev.banyan.bench.kpl;

import dev.banyan.bench.publish.CandidateWorker;

/** The process of the KPL, which starts its native daemon as a child. */
public final class KplWorker {

  private KplWorker() {}

  public static void main(String[] args) {
    CandidateWorker.serve(KplCandidate::open);
  }
}
