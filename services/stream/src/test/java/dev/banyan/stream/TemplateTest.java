package dev.banyan.stream;

import static dev.banyan.stream.testkit.SamTemplate.list;
import static dev.banyan.stream.testkit.SamTemplate.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.stream.testkit.SamTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for the template, beyond what {@code sam validate} says. */
final class TemplateTest {

  private static final SamTemplate TEMPLATE = SamTemplate.read();
  private static final String FUNCTION = "AWS::Serverless::Function";

  /** Objects have no names of their own in a template: those below the prefix. */
  private static final String CLAIM_CHECKS =
      "!Sub arn:${AWS::Partition}:s3:::${ClaimCheckBucket}/${ClaimCheckPrefix}*";

  static Stream<Map<String, Object>> functions() {
    return TEMPLATE.resources(FUNCTION).values().stream();
  }

  static Stream<Map<String, Object>> streamSources() {
    return functions()
        .flatMap(function -> map(function.get("Events")).values().stream())
        .filter(event -> List.of("Kinesis", "DynamoDB").contains(map(event).get("Type")))
        .map(event -> map(map(event).get("Properties")));
  }

  @Test
  void functions_haveTheNamesThatOthersReferTo() {
    assertThat(functions().map(function -> function.get("FunctionName")))
        .containsExactlyInAnyOrder(
            "relationships-stream",
            "relationships-api",
            "relationships-changes",
            "reverse-replication",
            "feed-stream",
            "feed-api",
            "operations");
  }

  @ParameterizedTest
  @MethodSource("functions")
  void handler_isAClassOfTheModuleThatTheCodeComesFrom(Map<String, Object> function)
      throws IOException {
    String jar = (String) function.get("CodeUri");
    String module = jar.substring(0, jar.indexOf('/'));
    String[] handler = ((String) function.get("Handler")).split("::");
    Path source =
        Path.of("..", module, "src", "main", "java", handler[0].replace('.', '/') + ".java");

    assertThat(jar).isEqualTo(module + "/target/" + module + "-lambda.jar");
    assertThat(handler[1]).isEqualTo("handleRequest");
    assertThat(Files.readString(source)).contains("RequestHandler<");
    assertThat(Files.readString(Path.of("..", module, "pom.xml")))
        .contains("<lambda.jar>" + module + "-lambda</lambda.jar>");
  }

  @ParameterizedTest
  @MethodSource("functions")
  void policies_nameExactActionsAndResources(Map<String, Object> function) {
    List<Map<String, Object>> policies = policies(function);
    assertThat(policies).isNotEmpty();
    for (Map<String, Object> policy : policies) {
      for (Object statement : list(policy.get("Statement"))) {
        assertThat(list(map(statement).get("Action")))
            .isNotEmpty()
            .allSatisfy(action -> assertThat((String) action).matches("[a-z0-9]+:[A-Za-z]+"));
        assertThat(resources(map(statement).get("Resource")))
            .isNotEmpty()
            .allSatisfy(
                resource ->
                    assertThat(resource.replace(CLAIM_CHECKS, "!"))
                        .doesNotContain("*")
                        .startsWith("!"));
      }
    }
  }

  /** Those of every condition. */
  private static List<Map<String, Object>> policies(Map<String, Object> function) {
    return list(function.get("Policies")).stream()
        .map(policy -> map(policy))
        .map(policy -> policy.containsKey("!If") ? map(list(policy.get("!If")).get(1)) : policy)
        .toList();
  }

  @Test
  void claimChecks_areReadOnlyByConsumersOfEvents_andOnlyWhereABucketIsNamed() {
    List<String> readers =
        functions()
            .filter(function -> function.toString().contains("s3:"))
            .map(function -> (String) function.get("FunctionName"))
            .toList();
    assertThat(readers).containsExactlyInAnyOrder("relationships-stream", "feed-stream");
    functions()
        .filter(function -> readers.contains((String) function.get("FunctionName")))
        .forEach(
            function -> {
              List<Object> branches = list(conditional(function).get("!If"));
              assertThat(branches.get(0)).isEqualTo("ReadsClaimChecks");
              assertThat(branches.get(2)).isEqualTo("!Ref AWS::NoValue");
              assertThat(branches.get(1).toString()).contains("[s3:GetObject]", CLAIM_CHECKS);
              assertThat(map(map(function.get("Environment")).get("Variables")))
                  .containsEntry(ClaimChecks.BUCKET, "!Ref ClaimCheckBucket")
                  .containsEntry(ClaimChecks.PREFIX, "!Ref ClaimCheckPrefix");
            });
    assertThat(map(TEMPLATE.section("Parameters").get("ClaimCheckBucket")))
        .containsEntry("Default", "");
  }

  private static Map<String, Object> conditional(Map<String, Object> function) {
    return list(function.get("Policies")).stream()
        .map(policy -> map(policy))
        .filter(policy -> policy.containsKey("!If"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> resources(Object node) {
    List<String> resources = new ArrayList<>();
    (node instanceof List<?> many ? many : List.of(node)).forEach(r -> resources.add((String) r));
    return resources;
  }

  @ParameterizedTest
  @MethodSource("streamSources")
  void streamSources_leaveNothingToTheDefaults(Map<String, Object> source) {
    assertThat(source)
        .containsKeys(
            "BatchSize",
            "MaximumBatchingWindowInSeconds",
            "ParallelizationFactor",
            "MaximumRetryAttempts",
            "MaximumRecordAgeInSeconds")
        .containsEntry("StartingPosition", "TRIM_HORIZON")
        .containsEntry("BisectBatchOnFunctionError", true)
        .containsEntry("FunctionResponseTypes", List.of("ReportBatchItemFailures"));
    assertThat(map(map(source.get("DestinationConfig")).get("OnFailure")))
        .containsEntry("Destination", "!GetAtt OnFailureQueue.Arn");
    assertThat((Integer) source.get("MaximumRecordAgeInSeconds")).isBetween(60, 604_800);
    assertThat((Integer) source.get("MaximumRetryAttempts")).isBetween(0, 10_000);
  }

  @Test
  void references_leadSomewhere() throws IOException {
    String text = Files.readString(Path.of("..", "template.yaml"));
    var references =
        java.util.regex.Pattern.compile("(?:!Ref |!GetAtt |\\$\\{)(\\w+)(?=[.\\s}])")
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .filter(name -> !name.equals("AWS"))
            .toList();

    assertThat(references).hasSizeGreaterThan(40);
    assertThat(references)
        .allSatisfy(
            name ->
                assertThat(
                        TEMPLATE.section("Resources").containsKey(name)
                            || TEMPLATE.section("Parameters").containsKey(name))
                    .as(name)
                    .isTrue());
  }

  @Test
  void secrets_areNotEchoed() {
    for (String secret : List.of("JwtSecret", "MongoUri")) {
      assertThat(map(TEMPLATE.section("Parameters").get(secret)))
          .containsEntry("NoEcho", true)
          .doesNotContainKey("Default");
    }
  }
}
