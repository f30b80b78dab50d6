package dev.banyan.jobs.plan;

/**
 * What AWS asks, in dollars.
 *
 * @param perMillionWrites write request units on demand
 * @param perImportedGigabyte uncompressed data imported from S3
 */
public record Prices(double perMillionWrites, double perImportedGigabyte) {

  /**
   * us-east-1, on demand, November 2026: <a
   * href="https://aws.amazon.com/dynamodb/pricing/on-demand/">AWS</a>.
   */
  public static final Prices US_EAST_1 = new Prices(0.625, 0.15);
}
