package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** An explanation as a colleague would say it. */
final class ExplanationSentence {

  private ExplanationSentence() {}

  /**
   * The sentence.
   *
   * @param request method and path
   * @param answer of {@code GET /explain}
   */
  static String of(String request, @Nullable String user, JsonNode answer) {
    String who = user == null ? "" : " of " + user;
    return request
        + who
        + " goes to "
        + answer.path("side").asText()
        + ", because "
        + why(user == null ? "the caller" : user, answer)
        + "."
        + also(answer);
  }

  private static String why(String who, JsonNode answer) {
    String capability = answer.path("capability").asText();
    String stage = answer.path("readStage").asText();
    String side = answer.path("side").asText();
    String cohort = answer.path("cohort").asText();
    String reason = answer.path("reason").asText();
    return switch (reason) {
      case "unrouted" -> "no route matches it, and what matches none is legacy's";
      case "owner" -> "it writes, and " + side + " owns the writes of " + capability;
      case "stage" -> "all reads of " + capability + " are at " + stage;
      case "cohort" ->
          "reads of %s are at %s, and %s is in it (cohort %s of 100)"
              .formatted(capability, stage, who, cohort);
      case "outside-cohort" ->
          "reads of %s are at %s, and %s is not in it (cohort %s of 100)"
              .formatted(capability, stage, who, cohort);
      case "anonymous" ->
          "reads of %s are at %s, and callers that are not known take no part (is --user missing?)"
              .formatted(capability, stage);
      case "included" -> who + " is on the include list of " + capability;
      case "excluded" -> who + " is on the exclude list of " + capability;
      case "own-write" ->
          "%s wrote to %s, and the other side may not have that write yet"
              .formatted(who, capability);
      case "forced" -> "the request asked for this side, with the secret";
      default -> "of a reason that this version does not know: " + reason;
    };
  }

  private static String also(JsonNode answer) {
    StringBuilder also = new StringBuilder();
    if (answer.path("shadowed").asBoolean()) {
      also.append(" A copy goes to serverless, to compare the answers.");
    }
    if (answer.path("fallback").asBoolean()) {
      also.append(" If serverless fails, legacy answers.");
    }
    if ("OPEN".equals(answer.path("breaker").asText()) && isServerless(answer)) {
      also.append(" Serverless is failing at the moment and is not asked (its breaker is open).");
    }
    return also.toString();
  }

  private static boolean isServerless(JsonNode answer) {
    return "serverless".equals(answer.path("side").asText());
  }
}
