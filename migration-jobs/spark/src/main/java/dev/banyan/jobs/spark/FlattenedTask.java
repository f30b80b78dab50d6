package dev.banyan.jobs.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;

/** A partition holds one hand of ranges. */
record FlattenedTask(RangeTask task)
    implements FlatMapFunction<Iterator<List<RangeTask.Range>>, RangeOutcome> {

  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<RangeOutcome> call(Iterator<List<RangeTask.Range>> hands) {
    return task.call(
        StreamSupport.stream(Spliterators.spliteratorUnknownSize(hands, 0), false)
            .flatMap(List::stream)
            .iterator());
  }
}
