package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.StreamStore;
import dev.banyan.localcloud.wire.AwsAnswer;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsException;
import dev.banyan.localcloud.wire.AwsService;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Finds the code for an operation and lets faults strike around it. */
final class KinesisService implements AwsService {

  private final KinesisFaults faults;
  private final Map<String, BiFunction<AwsCall, FaultDecision, ObjectNode>> operations;

  KinesisService(StreamStore streams, Clock clock, KinesisFaults faults) {
    this.faults = faults;
    StreamNames names = new StreamNames(streams);
    StreamCalls stream = new StreamCalls(streams, names);
    ShardCalls shard = new ShardCalls(names);
    TagCalls tag = new TagCalls(names);
    PutCalls put = new PutCalls(names, faults);
    ReadCalls read = new ReadCalls(streams, names, clock);
    ListShards list = new ListShards(streams, names, clock);
    this.operations =
        Map.ofEntries(
            entry("CreateStream", stream::create),
            entry("DeleteStream", stream::delete),
            entry("DescribeStream", stream::describe),
            entry("DescribeStreamSummary", stream::summary),
            entry("ListStreams", stream::list),
            entry("IncreaseStreamRetentionPeriod", stream::increaseRetention),
            entry("DecreaseStreamRetentionPeriod", stream::decreaseRetention),
            entry("ListShards", list::answer),
            entry("SplitShard", shard::split),
            entry("MergeShards", shard::merge),
            entry("UpdateShardCount", shard::updateCount),
            entry("AddTagsToStream", tag::add),
            entry("RemoveTagsFromStream", tag::remove),
            entry("ListTagsForStream", tag::list),
            entry("PutRecord", put::put),
            Map.entry("PutRecords", put::putAll),
            entry("GetShardIterator", read::shardIterator),
            entry("GetRecords", read::records));
  }

  @Override
  public CompletionStage<AwsAnswer> answer(AwsCall call) {
    FaultDecision fate = faults.next(call.action());
    if (fate.latencyMillis() == 0) {
      return CompletableFuture.completedStage(answerNow(call, fate));
    }
    return CompletableFuture.supplyAsync(
        () -> answerNow(call, fate),
        CompletableFuture.delayedExecutor(fate.latencyMillis(), TimeUnit.MILLISECONDS));
  }

  private AwsAnswer answerNow(AwsCall call, FaultDecision fate) {
    var operation = operations.get(call.action());
    if (operation == null) {
      String message = "Operation " + call.action() + " is not known to the local Kinesis.";
      throw AwsException.client("UnknownOperationException", message);
    }
    if (fate.throttled()) {
      faults.countThrottled();
      return new AwsAnswer.Failed(
          AwsException.client(FaultPlan.THROTTLED, "Rate exceeded, by the fault plan."));
    }
    if (fate.failed()) {
      faults.countFailed();
      return new AwsAnswer.Failed(AwsException.internalFailure());
    }
    ObjectNode answer = operation.apply(call, fate);
    return fate.acknowledgementLost() ? lost(fate) : AwsAnswer.done(answer);
  }

  private AwsAnswer lost(FaultDecision fate) {
    faults.countLost();
    return fate.lostAsError()
        ? new AwsAnswer.Failed(AwsException.internalFailure())
        : new AwsAnswer.Dropped();
  }

  private static Map.Entry<String, BiFunction<AwsCall, FaultDecision, ObjectNode>> entry(
      String action, Function<AwsCall, ObjectNode> code) {
    return Map.entry(action, (call, fate) -> code.apply(call));
  }
}
