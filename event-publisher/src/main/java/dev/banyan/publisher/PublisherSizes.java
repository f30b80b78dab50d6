package dev.banyan.publisher;

/**
 * The sizes that a publisher keeps to, in bytes. Source: <a
 * href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">PutRecords</a>.
 *
 * @param record the most that one Kinesis record may have, data and partition key. Kinesis takes 1
 *     MiB at any time, up to 10 MiB only in bursts
 * @param aggregate events are packed together up to this size; a larger event travels alone
 * @param request the most that one PutRecords request may have, all data and partition keys
 * @param queue capacity of the queue: envelopes, and {@value PublisherConfig#EVENT_BYTES} for each
 */
public record PublisherSizes(int record, int aggregate, int request, int queue) {

  private static final int MIB = 1024 * 1024;

  /** Kinesis' own bounds on a record and on a request. */
  private static final int MAX_BYTES = 10 * MIB;

  public static final PublisherSizes DEFAULT =
      new PublisherSizes(MIB, 256 * 1024, 5 * MIB, 32 * MIB);

  public PublisherSizes {
    requireRange("recordBytes", record, 1_024, MAX_BYTES);
    requireRange("aggregateBytes", aggregate, 1_024, record);
    requireRange("requestBytes", request, record, MAX_BYTES);
    requireRange("queueBytes", queue, record, Integer.MAX_VALUE);
  }

  private static void requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + " bytes, was " + value);
    }
  }
}
