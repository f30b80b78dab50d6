package dev.banyan.cli.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** One table that can only be scanned, by segments, in pages of three. */
final class FakeDynamoDb implements DynamoDbClient {

  private static final int PAGE = 3;

  private final List<Map<String, AttributeValue>> items = new ArrayList<>();

  void put(String follower, String followee) {
    put(follower, followee, Map.of("followeeKey", AttributeValue.fromS(followee)));
  }

  void put(String follower, String followee, Map<String, AttributeValue> more) {
    remove(follower, followee);
    var item = new HashMap<>(more);
    item.put("follower", AttributeValue.fromS(follower));
    item.put("followee", AttributeValue.fromS(followee));
    items.add(item);
  }

  void remove(String follower, String followee) {
    items.removeIf(
        item ->
            item.get("follower").s().equals(follower) && item.get("followee").s().equals(followee));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    if (!request.tableName().equals("relationships") || !request.consistentRead()) {
      throw new IllegalArgumentException("unexpected scan: " + request);
    }
    List<Map<String, AttributeValue>> segment =
        items.stream()
            .filter(
                item ->
                    Math.floorMod(item.get("follower").s().hashCode(), request.totalSegments())
                        == request.segment())
            .toList();
    int from =
        request.hasExclusiveStartKey()
            ? Integer.parseInt(request.exclusiveStartKey().get("position").n())
            : 0;
    int to = Math.min(from + PAGE, segment.size());
    var response = ScanResponse.builder().items(segment.subList(from, to));
    return to == segment.size()
        ? response.build()
        : response.lastEvaluatedKey(Map.of("position", AttributeValue.fromN("" + to))).build();
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
