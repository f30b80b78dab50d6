package dev.banyan.feed;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.banyan.stream.AwsClients;
import dev.banyan.stream.StreamConsumer;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The function {@code feed-stream}: keeps edges, posts and timelines. */
public final class FeedStreamHandler implements RequestHandler<KinesisEvent, StreamsEventResponse> {

  private final StreamConsumer consumer;

  /** As Lambda starts it. */
  public FeedStreamHandler() {
    this(AwsClients.dynamoDb(), new FeedSettings(System.getenv()));
  }

  FeedStreamHandler(DynamoDbClient client, FeedSettings settings) {
    var edges = new EdgeTable(client, Clock.systemUTC());
    var posts = new PostTable(client, Clock.systemUTC());
    var fanOut =
        new FanOut(
            edges,
            posts,
            new TimelineTable(client),
            settings.celebrityFollowers(),
            settings.postsOnFollow());
    this.consumer =
        new StreamConsumer(FeedEvents.CAPABILITY, new FeedEvents(edges, posts, fanOut), client);
  }

  @Override
  public StreamsEventResponse handleRequest(KinesisEvent event, Context context) {
    return consumer.handle(event, context);
  }
}
