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
  private static final List<String> KEYS =
      List.of(REGION, "aws.disableEc2Metadata", "aws.configFile", "aws.sharedCredentialsFile");

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
  void client_isTheOneThatWasBegunAndThenAnother() {
    System.setProperty(REGION, "eu-central-1");
    DynamoDbAhead.begin();

    try (DynamoDbClient begun = DynamoDbAhead.client()) {
      System.setProperty(REGION, "us-east-1");
      try (DynamoDbClient other = DynamoDbAhead.client()) {
        assertThat(begun.serviceClientConfiguration().region().id()).isEqualTo("eu-central-1");
        assertThat(other.serviceClientConfiguration().region().id()).isEqualTo("us-east-1");
      }
    }
  }

  @Test
  void regionThatIsNotKnown_isToldWithItsRemedyBegunOrNot() {
    assumeTrue(
        System.getenv("AWS_REGION") == null && System.getenv("AWS_DEFAULT_REGION") == null,
        "the environment has a region");

    assertThatThrownBy(DynamoDbAhead::client)
        .isInstanceOf(StartUpException.class)
        .hasMessageContaining("set AWS_REGION");
    DynamoDbAhead.begin();
    assertThatThrownBy(DynamoDbAhead::client)
        .isInstanceOf(StartUpException.class)
        .hasMessageContaining("set AWS_REGION");
  }
}
