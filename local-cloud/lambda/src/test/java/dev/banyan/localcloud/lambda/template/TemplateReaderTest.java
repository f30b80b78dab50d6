package dev.banyan.localcloud.lambda.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.localcloud.lambda.model.Application;
import dev.banyan.localcloud.lambda.model.Arns;
import dev.banyan.localcloud.lambda.model.FunctionDefinition;
import dev.banyan.localcloud.lambda.model.HttpRoute;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.lambda.model.StreamMapping;
import dev.banyan.localcloud.lambda.model.TableDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplateReaderTest {

  private static final String HEAD =
      """
      Parameters:
        Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
        Secret: {Type: String, NoEcho: true, Default: hidden}
        Zones: {Type: CommaDelimitedList, Default: "a, b"}
      Conditions:
        Prod: !Equals [!Ref Stage, prod]
        NotProd: {"Fn::Not": [{Condition: Prod}]}
      Mappings:
        Sizes: {dev: {shards: "2"}, prod: {shards: "8"}}
      Globals:
        Function:
          Runtime: java21
          Timeout: 7
          Environment: {Variables: {SHARED: yes, STAGE: global}}
      """;

  @TempDir private Path folder;

  @Test
  void read_evaluatesIntrinsicFunctionsInBothForms() throws Exception {
    FunctionDefinition function =
        read(HEAD
                + """
                    Resources:
                      Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "${Stage}-q"}}
                      Table:
                        Type: AWS::Serverless::SimpleTable
                      F:
                        Type: AWS::Serverless::Function
                        Properties:
                          Handler: a.B
                          CodeUri: .
                          Environment:
                            Variables:
                              STAGE: !Ref Stage
                              QUEUE: !Ref Queue
                              ARN: {"Fn::GetAtt": [Queue, Arn]}
                              SUB: !Sub ["${x}/${Table.Arn}/${!keep}", {x: !Select [1, !Ref Zones]}]
                              JOIN: {"Fn::Join": ["-", [{Ref: Stage}, !Ref AWS::Region]]}
                              SPLIT: !Select [1, !Split [",", "u,v"]]
                              IF: !If [Prod, !Ref Nowhere, !FindInMap [Sizes, !Ref Stage, shards]]
                              GONE: !If [NotProd, !Ref AWS::NoValue, x]
                    """)
            .functions()
            .get(0);

    assertThat(function.environment())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "SHARED", "yes",
                "STAGE", "dev",
                "QUEUE", "http://sqs/123/dev-q",
                "ARN", "arn:aws:sqs:us-east-1:123:dev-q",
                "SUB", "b/arn:aws:dynamodb:us-east-1:123:table/Table/${keep}",
                "JOIN", "dev-us-east-1",
                "SPLIT", "v",
                "IF", "2"));
    assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(function.runtime()).isEqualTo("java21");
    assertThat(function.toString()).doesNotContain("SHARED");
  }

  @Test
  void read_takesEventsWithAllTheirProperties() throws Exception {
    FunctionDefinition function =
        read(HEAD
                + """
                    Resources:
                      Stream: {Type: AWS::Kinesis::Stream, Properties: {Name: s, ShardCount: 3}}
                      Dead: {Type: AWS::SQS::Queue}
                      F:
                        Type: AWS::Serverless::Function
                        Properties:
                          Handler: a.B
                          CodeUri: .
                          ReservedConcurrentExecutions: 3
                          Events:
                            Off: {Type: SQS, Properties: {Queue: !GetAtt Dead.Arn, Enabled: false}}
                            Http: {Type: HttpApi, Properties: {Method: get, Path: /x}}
                            Kin:
                              Type: Kinesis
                              Properties:
                                Stream: !GetAtt Stream.Arn
                                StartingPosition: LATEST
                                BatchSize: 5
                                MaximumBatchingWindowInSeconds: 2
                                ParallelizationFactor: 4
                                BisectBatchOnFunctionError: true
                                MaximumRetryAttempts: 3
                                MaximumRecordAgeInSeconds: 90
                                FunctionResponseTypes: [ReportBatchItemFailures]
                                DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}
                                FilterCriteria: {Filters: [{Pattern: '{"a":["b"]}'}]}
                    """)
            .functions()
            .get(0);

    assertThat(function.routes()).containsExactly(new HttpRoute("GET", "/x"));
    assertThat(function.queues()).isEmpty();
    assertThat(function.reservedConcurrency()).isEqualTo(3);
    StreamMapping mapping = function.streams().get(0);
    assertThat(mapping.source()).isEqualTo("s");
    assertThat(mapping.batchSize()).isEqualTo(5);
    assertThat(mapping.window()).isEqualTo(Duration.ofSeconds(2));
    assertThat(mapping.parallelization()).isEqualTo(4);
    assertThat(mapping.bisect()).isTrue();
    assertThat(mapping.reportItemFailures()).isTrue();
    assertThat(mapping.maximumRetries()).isEqualTo(3);
    assertThat(mapping.maximumAge()).isEqualTo(Duration.ofSeconds(90));
    assertThat(mapping.onFailureQueue()).isEqualTo("Dead");
    assertThat(mapping.filters()).containsExactly("{\"a\":[\"b\"]}");
  }

  @Test
  void read_takesTablesAndListsWhatItIgnores() throws Exception {
    Application application =
        read(
            HEAD
                + """
                Resources:
                  Role: {Type: AWS::IAM::Role, Properties: {Condition: {Some: thing}}}
                  OnlyProd: {Type: AWS::SQS::Queue, Condition: Prod}
                  T:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      TableName: t
                      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                      KeySchema: [{AttributeName: pk, KeyType: HASH}]
                      TimeToLiveSpecification: {AttributeName: expiresAt, Enabled: true}
                """);

    assertThat(application.queues()).isEmpty();
    assertThat(application.ignored()).containsExactly("Role (AWS::IAM::Role)");
    TableDefinition table = application.tables().get(0);
    assertThat(table.keys()).containsExactly(new TableDefinition.Key("pk", "HASH"));
    assertThat(table.ttlAttribute()).isEqualTo("expiresAt");
    assertThat(table.streamView()).isNull();
  }

  @Test
  void read_namesFileLineAndRemedy() throws Exception {
    String function = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n";
    String complete = function + "      Handler: a.B\n      CodeUri: .\n      Runtime: java17\n";

    fails(function + "      CodeUri: .\n", "template.yaml:5: function F has no Handler: add it");
    fails(
        function + "      Handler: a.B\n      CodeUri: x.jar\n      Runtime: java17\n",
        "template.yaml:6: CodeUri of F does not exist",
        "build first: mvn -DskipTests package");
    fails(
        complete + "      Environment: {Variables: {A: !Ref Nope}}\n",
        "template.yaml:8: Ref of 'Nope'",
        "declares only [F]");
    fails(
        complete + "      Events: {E: {Type: Schedule}}\n",
        "template.yaml:8: event E of F has type Schedule",
        "supported are HttpApi, Kinesis, DynamoDB and SQS");
    fails("Resources:\n  F: [\n", "template.yaml:3: not valid YAML");
    fails("Resources: {F: {}}\n", "template.yaml:1: F has no Type");
    fails("a: b\n", "no Resources");
    fails(complete + "      MemorySize: 7\n", "MemorySize must be 128 to 10240, not 7");
  }

  @Test
  void read_checksParametersWithoutShowingThem() throws Exception {
    Path file = write(HEAD + "Resources: {}\n");

    assertThatThrownBy(() -> read(file, Map.of("Stage", "s3cret")))
        .isInstanceOf(LambdaHostException.class)
        .hasMessageContaining("Stage must be one of [dev, prod]")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> read(file, Map.of("Stagge", "dev")))
        .hasMessageContaining("no parameter Stagge; the template has [Secret, Stage, Zones]");
    assertThat(options(file, Map.of("Secret", "s3cret")).toString()).doesNotContain("s3cret");
  }

  @Test
  void read_namesAMissingFile() {
    assertThatThrownBy(() -> read(folder.resolve("none.yaml"), Map.of()))
        .isInstanceOf(LambdaHostException.class)
        .hasMessageContaining("none.yaml does not exist");
  }

  private void fails(String yaml, String... parts) throws Exception {
    Path file = write(yaml);
    for (String part : List.of(parts)) {
      assertThatThrownBy(() -> read(file, Map.of()))
          .isInstanceOf(LambdaHostException.class)
          .hasMessageContaining(part);
    }
  }

  private Application read(String yaml) throws Exception {
    return read(write(yaml), Map.of());
  }

  private Path write(String yaml) throws Exception {
    return Files.writeString(folder.resolve("template.yaml"), yaml);
  }

  private static Application read(Path file, Map<String, String> parameters) {
    return TemplateReader.read(options(file, parameters));
  }

  private static TemplateOptions options(Path file, Map<String, String> parameters) {
    return new TemplateOptions(file, parameters, "s", new Arns("us-east-1", "123", "http://sqs"));
  }
}
