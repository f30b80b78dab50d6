package dev.banyan.publisher;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * A stream in memory that fails as it is told: like the real one it accepts records behind a failed
 * one, and refuses what is over the limits.
 */
final class FakeKinesis implements KinesisClient {

  /** What happens to a request as a whole. */
  enum RequestFate {
    ANSWERED,
    LOST_BEFORE_STORING,
    LOST_AFTER_STORING
  }

  /** What happens to requests and records; called under the stream's lock. */
  interface Faults {
    default RequestFate request(int number) {
      return RequestFate.ANSWERED;
    }

    /** The error code of a record, or null if it is stored. */
    default String record(int requestNumber, PutRecordsRequestEntry entry) {
      return null;
    }

    /** Called before anything else, outside the lock: may wait. */
    default void arrive(int requestNumber) {}
  }

  private static final int MIB = 1024 * 1024;

  private final Faults faults;
  private final Map<String, List<byte[]>> stored = new TreeMap<>();
  private final List<PutRecordsRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private int sequence;

  FakeKinesis(Faults faults) {
    this.faults = faults;
  }

  static FakeKinesis reliable() {
    return new FakeKinesis(new Faults() {});
  }

  @Override
  public PutRecordsResponse putRecords(PutRecordsRequest request) {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try {
      int number;
      synchronized (this) {
        requests.add(request);
        number = requests.size();
      }
      faults.arrive(number);
      return answer(number, request);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private synchronized PutRecordsResponse answer(int number, PutRecordsRequest request) {
    checkLimits(request);
    RequestFate fate = faults.request(number);
    if (fate == RequestFate.LOST_BEFORE_STORING) {
      throw SdkClientException.create("connection refused");
    }
    List<PutRecordsResultEntry> results =
        request.records().stream().map(entry -> store(number, entry)).toList();
    if (fate == RequestFate.LOST_AFTER_STORING) {
      throw SdkClientException.create("connection reset");
    }
    return PutRecordsResponse.builder().records(results).build();
  }

  private PutRecordsResultEntry store(int number, PutRecordsRequestEntry entry) {
    String error = faults.record(number, entry);
    if (error != null) {
      return PutRecordsResultEntry.builder().errorCode(error).errorMessage("told to").build();
    }
    stored
        .computeIfAbsent(entry.partitionKey(), key -> new ArrayList<>())
        .add(entry.data().asByteArray());
    return PutRecordsResultEntry.builder()
        .shardId("shardId-000000000000")
        .sequenceNumber(Integer.toString(sequence++))
        .build();
  }

  private static void checkLimits(PutRecordsRequest request) {
    int total = 0;
    for (PutRecordsRequestEntry entry : request.records()) {
      int bytes = entry.data().asByteArrayUnsafe().length + entry.partitionKey().length();
      require(bytes <= MIB, "a record of " + bytes + " bytes");
      total += bytes;
    }
    require(total <= 5 * MIB, "a request of " + total + " bytes");
    require(request.records().size() <= 500, "more than 500 records");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  List<PutRecordsRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  int mostInFlight() {
    return mostInFlight.get();
  }

  /** The Kinesis records of every bucket, in the order in which they were stored. */
  synchronized Map<String, List<byte[]>> stored() {
    Map<String, List<byte[]>> copy = new TreeMap<>();
    stored.forEach((key, records) -> copy.put(key, List.copyOf(records)));
    return copy;
  }

  /** All events, bucket by bucket, with the records filtered first. */
  List<Event> events(UnaryOperator<List<byte[]>> filter) {
    return events(filter, new EnvelopeCodec());
  }

  List<Event> events(UnaryOperator<List<byte[]>> filter, EnvelopeCodec codec) {
    return stored().values().stream()
        .flatMap(records -> filter.apply(records).stream())
        .flatMap(data -> AggregatedRecord.unpack(data).stream())
        .map(codec::decode)
        .toList();
  }

  @Override
  public String serviceName() {
    return "kinesis";
  }

  @Override
  public void close() {}
}
