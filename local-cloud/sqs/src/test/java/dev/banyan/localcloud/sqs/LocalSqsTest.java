package dev.banyan.localcloud.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.localcloud.wire.PortInUseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The stand-in as an unmodified SDK client sees it. */
@Timeout(60)
final class LocalSqsTest {

  private static final SettableClock CLOCK = new SettableClock();
  private static LocalSqs sqs;
  private static SqsClient client;

  @BeforeAll
  static void start() {
    sqs = LocalSqs.start(SqsConfig.defaults().withClock(CLOCK).withMaxQueueBytes(1 << 20));
    client =
        SqsClient.builder()
            .endpointOverride(sqs.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    sqs.close();
  }

  @Test
  void createQueue_isFoundByNameAndListed() {
    String url = queue(Map.of());
    String name = url.substring(url.lastIndexOf('/') + 1);

    assertThat(client.getQueueUrl(r -> r.queueName(name)).queueUrl()).isEqualTo(url);
    assertThat(client.listQueues(r -> r.queueNamePrefix(name)).queueUrls()).containsExactly(url);
    assertThat(attribute(url, QueueAttributeName.QUEUE_ARN)).endsWith(":" + name);
    assertThat(attribute(url, QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("30");
  }

  @Test
  void createQueue_againWithOtherAttributesIsRefused() {
    String url = queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "7"));
    String name = url.substring(url.lastIndexOf('/') + 1);

    assertThat(client.createQueue(r -> r.queueName(name)).queueUrl()).isEqualTo(url);
    assertThatThrownBy(
            () ->
                client.createQueue(
                    r ->
                        r.queueName(name)
                            .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "8"))))
        .isInstanceOf(QueueNameExistsException.class);
  }

  @Test
  void createQueue_saysThatThereIsNoFifo() {
    assertThatThrownBy(() -> client.createQueue(r -> r.queueName("q.fifo")))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("standard queues only");
  }

  @Test
  void calls_onAnUnknownQueueAreRefused() {
    String url = sqs.endpoint() + "/000000000000/none";

    assertThatThrownBy(() -> client.sendMessage(r -> r.queueUrl(url).messageBody("x")))
        .isInstanceOf(QueueDoesNotExistException.class);
    assertThatThrownBy(() -> client.getQueueUrl(r -> r.queueName("none")))
        .isInstanceOf(QueueDoesNotExistException.class);
  }

  @Test
  void message_comesBackWithAttributesAndChecksums() {
    String url = queue(Map.of());
    var attributes =
        Map.of(
            "kind", MessageAttributeValue.builder().dataType("String").stringValue("ä").build(),
            "n", MessageAttributeValue.builder().dataType("Number").stringValue("5").build());

    String id =
        client
            .sendMessage(r -> r.queueUrl(url).messageBody("bödy").messageAttributes(attributes))
            .messageId();
    Message received =
        client
            .receiveMessage(
                r ->
                    r.queueUrl(url)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
            .messages()
            .get(0);

    assertThat(received.messageId()).isEqualTo(id);
    assertThat(received.body()).isEqualTo("bödy");
    assertThat(received.messageAttributes()).isEqualTo(attributes);
    assertThat(received.attributes())
        .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
        .containsEntry(MessageSystemAttributeName.SENT_TIMESTAMP, Long.toString(CLOCK.millis()));
  }

  @Test
  void receivedMessage_isHiddenUntilItsTimeout() {
    String url = queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "30"));
    send(url, "once");

    assertThat(receive(url)).hasSize(1);
    CLOCK.advance(Duration.ofSeconds(29));
    assertThat(receive(url)).isEmpty();
    assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .isEqualTo("1");
    CLOCK.advance(Duration.ofSeconds(1));
    assertThat(receive(url)).hasSize(1);
  }

  @Test
  void changeMessageVisibility_givesItBackAtOnce() {
    String url = queue(Map.of());
    send(url, "again");
    Message first = receive(url).get(0);

    client.changeMessageVisibility(
        r -> r.queueUrl(url).receiptHandle(first.receiptHandle()).visibilityTimeout(0));

    assertThat(receive(url)).hasSize(1);
  }

  @Test
  void deleteMessage_removesItOnlyByItsNewestHandle() {
    String url = queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "5"));
    send(url, "x");
    String old = receive(url).get(0).receiptHandle();
    CLOCK.advance(Duration.ofSeconds(5));
    String current = receive(url).get(0).receiptHandle();

    client.deleteMessage(r -> r.queueUrl(url).receiptHandle(old));
    CLOCK.advance(Duration.ofSeconds(1));
    assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .isEqualTo("1");
    client.deleteMessage(r -> r.queueUrl(url).receiptHandle(current));

    CLOCK.advance(Duration.ofSeconds(60));
    assertThat(receive(url)).isEmpty();
  }

  @Test
  void deleteMessage_refusesNonsense() {
    String url = queue(Map.of());

    assertThatThrownBy(() -> client.deleteMessage(r -> r.queueUrl(url).receiptHandle("nonsense")))
        .isInstanceOf(ReceiptHandleIsInvalidException.class);
  }

  @Test
  void batches_sendAndDeleteEachEntry() {
    String url = queue(Map.of());
    List<SendMessageBatchRequestEntry> entries =
        IntStream.range(0, 10)
            .mapToObj(
                i -> SendMessageBatchRequestEntry.builder().id("" + i).messageBody("m" + i).build())
            .toList();
    assertThat(client.sendMessageBatch(r -> r.queueUrl(url).entries(entries)).successful())
        .hasSize(10);

    List<Message> received =
        client.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages();
    assertThat(received)
        .extracting(Message::body)
        .containsExactlyElementsOf(
            entries.stream().map(SendMessageBatchRequestEntry::messageBody).toList());

    var deletions =
        List.of(
            DeleteMessageBatchRequestEntry.builder()
                .id("good")
                .receiptHandle(received.get(0).receiptHandle())
                .build(),
            DeleteMessageBatchRequestEntry.builder().id("bad").receiptHandle("nonsense").build());
    var deleted = client.deleteMessageBatch(r -> r.queueUrl(url).entries(deletions));
    assertThat(deleted.successful()).extracting("id").containsExactly("good");
    assertThat(deleted.failed()).extracting("code").containsExactly("ReceiptHandleIsInvalid");
  }

  @Test
  void redrive_movesAMessageAfterTooManyReceptions() {
    String dead = queue(Map.of());
    String policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"2\"}"
            .formatted(attribute(dead, QueueAttributeName.QUEUE_ARN));
    String url =
        queue(
            Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                policy,
                QueueAttributeName.VISIBILITY_TIMEOUT,
                "1"));
    send(url, "poison");

    for (int i = 0; i < 2; i++) {
      assertThat(receive(url)).hasSize(1);
      CLOCK.advance(Duration.ofSeconds(2));
    }
    assertThat(receive(url)).isEmpty();

    assertThat(receive(dead)).extracting(Message::body).containsExactly("poison");
  }

  @Test
  void receiveMessage_waitsForOneToCome() throws Exception {
    String url = queue(Map.of());
    var waiting =
        CompletableFuture.supplyAsync(
            () -> client.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(10)).messages());
    assertThat(waiting).isNotDone();

    send(url, "late");

    assertThat(waiting.get(5, TimeUnit.SECONDS)).extracting(Message::body).containsExactly("late");
  }

  @Test
  void delayedMessage_comesLater() {
    String url = queue(Map.of());
    client.sendMessage(r -> r.queueUrl(url).messageBody("x").delaySeconds(10));

    assertThat(receive(url)).isEmpty();
    assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
        .isEqualTo("1");
    CLOCK.advance(Duration.ofSeconds(10));
    assertThat(receive(url)).hasSize(1);
  }

  @Test
  void messages_growTooOld() {
    String url = queue(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
    send(url, "x");

    CLOCK.advance(Duration.ofSeconds(61));

    assertThat(receive(url)).isEmpty();
    assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)).isEqualTo("0");
  }

  @Test
  void fullQueue_refusesMoreAndPurgeMakesRoom() {
    String url = queue(Map.of());
    String large = "x".repeat(200_000);
    send(url, large);
    send(url, large);

    assertThatThrownBy(() -> send(url, large)).isInstanceOf(OverLimitException.class);
    client.purgeQueue(r -> r.queueUrl(url));

    send(url, large);
    assertThat(receive(url)).hasSize(1);
  }

  @Test
  void parameters_outOfRangeAreRefused() {
    String url = queue(Map.of());

    assertThatThrownBy(() -> client.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(11)))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("between 1 and 10");
    assertThatThrownBy(() -> queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "43201")))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("43201");
    assertThatThrownBy(() -> queue(Map.of(QueueAttributeName.REDRIVE_POLICY, "{}")))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("RedrivePolicy");
  }

  @Test
  void start_onATakenPortNamesIt() {
    int port = sqs.endpoint().getPort();

    assertThatThrownBy(() -> LocalSqs.start(SqsConfig.defaults().withPort(port)).close())
        .isInstanceOf(PortInUseException.class)
        .hasMessageContaining("" + port);
  }

  private static String queue(Map<QueueAttributeName, String> attributes) {
    String name = "q-" + UUID.randomUUID();
    return client.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
  }

  private static void send(String url, String body) {
    client.sendMessage(r -> r.queueUrl(url).messageBody(body));
  }

  private static List<Message> receive(String url) {
    return client.receiveMessage(r -> r.queueUrl(url)).messages();
  }

  private static String attribute(String url, QueueAttributeName name) {
    return client
        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(name))
        .attributes()
        .get(name);
  }
}
