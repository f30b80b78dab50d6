package dev.banyan.proxy.canary;

/**
 * What a check of one route found.
 *
 * @param kind what follows from it
 * @param why in figures
 * @param legacy its requests
 * @param serverless its requests
 * @param legacyErrors of them failed
 * @param serverlessErrors of them failed
 * @param legacyP99 in microseconds
 * @param serverlessP99 in microseconds
 */
public record CanaryVerdict(
    Kind kind,
    String why,
    long legacy,
    long serverless,
    long legacyErrors,
    long serverlessErrors,
    long legacyP99,
    long serverlessP99) {

  /** What can follow from a check. */
  public enum Kind {
    /** Serverless is not worse, as far as can be told. */
    PASSED,
    /** Serverless is worse, beyond chance. */
    FAILED,
    /** Too little traffic: neither. */
    INCONCLUSIVE
  }
}
