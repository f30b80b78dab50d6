package dev.banyan.feed;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.banyan.stream.AwsClients;
import dev.banyan.stream.WatermarkTable;
import dev.banyan.stream.http.ApiFunction;
import dev.banyan.stream.http.BearerTokens;
import dev.banyan.stream.http.CachedWatermark;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The function {@code feed-api}: the home feed behind the HTTP API. */
public final class FeedApiHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private final ApiFunction function;

  /** As Lambda starts it. */
  public FeedApiHandler() {
    this(AwsClients.dynamoDb(), new FeedSettings(System.getenv()), Clock.systemUTC());
  }

  FeedApiHandler(DynamoDbClient client, FeedSettings settings, Clock clock) {
    var feed =
        new HomeFeed(
            client,
            new EdgeTable(client, clock),
            new PostTable(client, clock),
            new TimelineTable(client));
    this.function =
        new ApiFunction(
            new BearerTokens(settings.jwtSecret(), clock),
            new CachedWatermark(
                new WatermarkTable(client), FeedEvents.CAPABILITY, System::nanoTime),
            new FeedApi(feed));
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    return function.handle(event);
  }
}
