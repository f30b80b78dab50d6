package dev.banyan.relationships;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.banyan.stream.AwsClients;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.WatermarkTable;
import dev.banyan.stream.http.ApiFunction;
import dev.banyan.stream.http.BearerTokens;
import dev.banyan.stream.http.CachedWatermark;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The function {@code relationships-api}: the five endpoints behind the HTTP API. */
public final class RelationshipsApiHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private final ApiFunction function;

  /** As Lambda starts it. */
  public RelationshipsApiHandler() {
    this(
        AwsClients.dynamoDb(),
        new RelationshipsSettings(System.getenv()).jwtSecret(),
        Clock.systemUTC());
  }

  RelationshipsApiHandler(DynamoDbClient client, String jwtSecret, Clock clock) {
    var table = new RelationshipTable(client, clock);
    var own = new OwnRelationships(table, clock, Backoff.DEFAULT);
    this.function =
        new ApiFunction(
            new BearerTokens(jwtSecret, clock),
            new CachedWatermark(
                new WatermarkTable(client), RelationshipEvents.CAPABILITY, System::nanoTime),
            new RelationshipsApi(table, own));
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    return function.handle(event);
  }
}
