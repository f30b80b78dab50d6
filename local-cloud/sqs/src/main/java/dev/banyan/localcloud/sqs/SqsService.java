package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.wire.AwsAnswer;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsService;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds the code for an operation. */
final class SqsService implements AwsService {

  private final Map<String, Function<AwsCall, ObjectNode>> operations;
  private final ReceiveCall receive;

  SqsService(QueueStore queues, Supplier<URI> endpoint) {
    QueueCalls queue = new QueueCalls(queues, endpoint);
    MessageCalls message = new MessageCalls(queues);
    this.receive = new ReceiveCall(queues);
    this.operations =
        Map.ofEntries(
            Map.entry("CreateQueue", queue::create),
            Map.entry("GetQueueUrl", queue::url),
            Map.entry("ListQueues", queue::list),
            Map.entry("GetQueueAttributes", queue::attributesOf),
            Map.entry("SetQueueAttributes", queue::change),
            Map.entry("PurgeQueue", queue::purge),
            Map.entry("DeleteQueue", queue::delete),
            Map.entry("SendMessage", message::send),
            Map.entry("SendMessageBatch", message::sendBatch),
            Map.entry("DeleteMessage", message::delete),
            Map.entry("DeleteMessageBatch", message::deleteBatch),
            Map.entry("ChangeMessageVisibility", message::changeVisibility));
  }

  @Override
  public CompletionStage<AwsAnswer> answer(AwsCall call) {
    if (call.action().equals("ReceiveMessage")) {
      return receive.answer(call).thenApply(AwsAnswer::done);
    }
    Function<AwsCall, ObjectNode> operation = operations.get(call.action());
    if (operation == null) {
      throw Errors.error(
          "UnsupportedOperation", "Operation " + call.action() + " is not known to the local SQS.");
    }
    return CompletableFuture.completedStage(AwsAnswer.done(operation.apply(call)));
  }
}
