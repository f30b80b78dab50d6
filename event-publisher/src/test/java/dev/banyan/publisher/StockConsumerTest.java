package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** Consumers that are not ours read what we publish. */
final class StockConsumerTest {

  private static final int EVENTS = 500;
  private static final BigInteger END = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
  private static final BigInteger HALF = END.shiftRight(1);

  @Test
  void kcl_readsEveryEventInOrder() throws Exception {
    List<KinesisClientRecord> user = new AggregatorUtil().deaggregate(kinesisRecords(published()));

    assertThat(user).hasSize(EVENTS).allMatch(KinesisClientRecord::aggregated);
    assertThat(ids(user)).containsExactlyInAnyOrderElementsOf(expectedIds());
    assertThat(user)
        .allSatisfy(
            record -> {
              Event event = event(record);
              assertThat(record.partitionKey()).isEqualTo("b%02d".formatted(event.bucket()));
              assertThat(record.explicitHashKey()).isNotNull();
            });
  }

  /** KCL drops user records whose hash lies outside of its shard's range. */
  @Test
  void kcl_ofTwoShards_dropsNothing() throws Exception {
    List<PutRecordsRequestEntry> entries = published();
    List<String> read = new ArrayList<>();
    for (boolean low : new boolean[] {true, false}) {
      List<PutRecordsRequestEntry> ofShard =
          entries.stream()
              .filter(e -> new BigInteger(e.explicitHashKey()).compareTo(HALF) <= 0 == low)
              .toList();
      BigInteger first = low ? BigInteger.ZERO : HALF.add(BigInteger.ONE);
      read.addAll(
          ids(new AggregatorUtil().deaggregate(kinesisRecords(ofShard), first, low ? HALF : END)));
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(expectedIds());
  }

  /** Set {@code BANYAN_AWS_KINESIS_AGG} to a folder with aws-kinesis-agg in its node_modules. */
  @Test
  void awsKinesisAgg_readsEveryEvent() throws Exception {
    String folder = System.getenv("BANYAN_AWS_KINESIS_AGG");
    assumeTrue(
        folder != null,
        "skipped: run npm install aws-kinesis-agg in a folder and name it in"
            + " BANYAN_AWS_KINESIS_AGG");
    String script =
        "const d=require('aws-kinesis-agg');let n=0;const lines=require('fs')"
            + ".readFileSync(0,'utf8').trim().split('\\n');for(const l of lines)"
            + "d.deaggregateSync({data:l,partitionKey:'b00',sequenceNumber:'1'},true,"
            + "(e,rs)=>{if(e)throw e;n+=rs.length;});console.log(n);";
    String input =
        published().stream()
            .map(e -> Base64.getEncoder().encodeToString(e.data().asByteArray()))
            .collect(Collectors.joining("\n"));

    assertThat(node(Path.of(folder), script, input).strip()).isEqualTo("" + EVENTS);
  }

  private static String node(Path folder, String script, String input)
      throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder("node", "-e", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (var out = node.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String answer = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private static List<PutRecordsRequestEntry> published() throws Exception {
    FakeKinesis kinesis = FakeKinesis.reliable();
    PublisherConfig config =
        PublisherConfig.forStream("s")
            .withDelivery(Delivery.DEFAULT.withLinger(Duration.ofMillis(50)));
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, config)) {
      List<CompletableFuture<PublishOutcome>> outcomes =
          IntStream.range(0, EVENTS)
              .mapToObj(i -> publisher.publish(Events.numbered("user" + i % 90, i)))
              .toList();
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }
    return kinesis.requests().stream().flatMap(request -> request.records().stream()).toList();
  }

  private static List<KinesisClientRecord> kinesisRecords(List<PutRecordsRequestEntry> entries) {
    return entries.stream()
        .map(
            entry ->
                KinesisClientRecord.builder()
                    .partitionKey(entry.partitionKey())
                    .sequenceNumber("1")
                    .approximateArrivalTimestamp(Instant.EPOCH)
                    .data(ByteBuffer.wrap(entry.data().asByteArray()))
                    .build())
        .toList();
  }

  private static Event event(KinesisClientRecord record) {
    byte[] data = new byte[record.data().remaining()];
    record.data().duplicate().get(data);
    return new EnvelopeCodec().decode(data);
  }

  private static List<String> ids(List<KinesisClientRecord> records) {
    return records.stream().map(record -> event(record).id()).toList();
  }

  private static List<String> expectedIds() {
    return IntStream.range(0, EVENTS).mapToObj(i -> "legacy-user" + i % 90 + "-" + i).toList();
  }
}
