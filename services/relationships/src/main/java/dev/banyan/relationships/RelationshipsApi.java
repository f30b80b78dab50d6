package dev.banyan.relationships;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.http.ApiAnswer;
import dev.banyan.stream.http.ApiException;
import dev.banyan.stream.http.ApiFunction;
import dev.banyan.stream.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The five endpoints, with the monolith's statuses, JSON and messages. Thread-safe. */
final class RelationshipsApi implements ApiFunction.Endpoints {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  private final RelationshipTable table;
  private final OwnRelationships own;

  RelationshipsApi(RelationshipTable table, OwnRelationships own) {
    this.table = table;
    this.own = own;
  }

  @Override
  public ApiAnswer answer(ApiRequest request, String caller) {
    return switch (request.routeKey()) {
      case "PUT /users/{id}/following/{other}" -> follow(request, caller);
      case "DELETE /users/{id}/following/{other}" -> unfollow(request, caller);
      case "GET /users/{id}/following/{other}" -> follows(request);
      case "GET /users/{id}/following" -> following(request);
      case "GET /users/{id}/followers" -> followers(request);
      default -> throw new ApiException(404, "no such route: " + request.routeKey());
    };
  }

  private ApiAnswer follow(ApiRequest request, String caller) {
    String id = request.userId("id");
    String other = request.userId("other");
    requireSelf(caller, id);
    if (id.equals(other)) {
      throw new ApiException(400, "you cannot follow yourself");
    }
    return written(own.follow(id, other, request.trace()));
  }

  private ApiAnswer unfollow(ApiRequest request, String caller) {
    String id = request.userId("id");
    String other = request.userId("other");
    requireSelf(caller, id);
    return written(own.unfollow(id, other, request.trace()));
  }

  private static void requireSelf(String caller, String id) {
    if (!caller.equals(id)) {
      throw new ApiException(403, "not yours to change");
    }
  }

  private static ApiAnswer written(SourceVersion position) {
    return ApiAnswer.noContent().with(ApiFunction.POSITION, position.toString());
  }

  private ApiAnswer follows(ApiRequest request) {
    return table
        .get(request.userId("id"), request.userId("other"))
        .filter(Relationship::isLive)
        .map(edge -> ApiAnswer.noContent())
        .orElseThrow(() -> new ApiException(404, "does not follow"));
  }

  private ApiAnswer following(ApiRequest request) {
    String id = request.userId("id");
    int limit = request.limit(DEFAULT_LIMIT, MAX_LIMIT);
    return json(table.following(id, after(request), limit));
  }

  private ApiAnswer followers(ApiRequest request) {
    String id = request.userId("id");
    int limit = request.limit(DEFAULT_LIMIT, MAX_LIMIT);
    return json(table.followers(id, after(request), limit));
  }

  private static String after(ApiRequest request) {
    String cursor = request.query().get("cursor");
    if (cursor == null) {
      return "";
    }
    try {
      String id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (ApiRequest.isUserId(id)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, "malformed cursor");
    }
    throw new ApiException(400, "malformed cursor");
  }

  private static ApiAnswer json(IdPage page) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    var items = body.putArray("items");
    page.ids().forEach(items::add);
    String last = page.last();
    body.put("next", last == null ? null : cursor(last));
    return ApiAnswer.json(200, body);
  }

  private static String cursor(String id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(id.getBytes(StandardCharsets.UTF_8));
  }
}
