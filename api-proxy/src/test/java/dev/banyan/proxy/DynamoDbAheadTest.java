package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class DynamoDbAheadTest {

  private static final String REGION = "aws.region";
  private static final String ENDPOINT = "aws.endpointUrlDynamoDb";
  private static final List<String> KEYS =
      List.of(
          REGION,
          ENDPOINT,
          "aws.disableEc2Metadata",
          "aws.configFile",
          "aws.sharedCredentialsFile");

  @TempDir Path none;

  /** Nothing of the machine's, and nobody on the network, may say where it is. */
  @BeforeEach
  void knowNothing() {
    System.setProperty("aws.disableEc2Metadata", "true");
    System.setProperty("aws.configFile", none.resolve("config").toString());
    System.setProperty("aws.sharedCredentialsFile", none.resolve("credentials").toString());
  }

  @AfterEach
  void clear() {
    KEYS.forEach(System::clearProperty);
  }

  @Test
  void client_isMadeOnceWithTheSdksOwnSettings() {
    System.setProperty(REGION, "eu-central-1");
    DynamoDbAhead ahead = DynamoDbAhead.begin();

    try (DynamoDbClient client = ahead.client()) {
      assertThat(client.serviceClientConfiguration().region().id()).isEqualTo("eu-central-1");
      assertThat(ahead.client()).isSameAs(client);
    }
  }

  @Test
  void regionThatIsNotKnown_isToldWithItsRemedy() {
    assumeTrue(
        System.getenv("AWS_REGION") == null && System.getenv("AWS_DEFAULT_REGION") == null,
        "the environment has a region");
    DynamoDbAhead ahead = DynamoDbAhead.begin();

    assertThatThrownBy(ahead::client)
        .isInstanceOf(StartUpException.class)
        .hasMessageContaining("set AWS_REGION");
  }

  @Test
  void endpointThatIsNone_isToldWithItsRemedy() {
    System.setProperty(REGION, "eu-central-1");
    System.setProperty(ENDPOINT, "http://[");
    DynamoDbAhead ahead = DynamoDbAhead.begin();

    assertThatThrownBy(ahead::client)
        .isInstanceOf(StartUpException.class)
        .hasMessageContaining("correct AWS_ENDPOINT_URL_DYNAMODB");
  }
}
