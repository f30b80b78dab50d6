package dev.banyan.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.FieldMapping;
import dev.banyan.publisher.S3ClaimCheckedEvents;
import dev.banyan.publisher.UnsendableEvents;
import dev.banyan.spring.keys.BanyanPropertiesException;
import dev.banyan.spring.keys.UnknownKeyCheck;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

final class CapturePropertiesTest {

  @Test
  void tenLinesOfYaml_areEnough() throws IOException {
    StandardEnvironment environment = environment();
    new UnknownKeyCheck("banyan.capture", CaptureProperties.class).run(environment);
    CaptureProperties properties =
        Binder.get(environment).bind("banyan.capture", CaptureProperties.class).get();
    CaptureConfig config =
        properties.captureConfig("social", properties.declaredMappings(), List.of());

    assertThat(config.preImages()).isEqualTo(CaptureConfig.PreImages.ENABLE);
    assertThat(config.collections()).containsExactly("follows", "posts", "users");
    EventMapping posts = config.mappings().get(1);
    assertThat(posts.partitionKey()).isEqualTo("_id");
    assertThat(posts.deleteFields())
        .containsExactly(FieldMapping.parse("id=_id"), FieldMapping.parse("author?"));
    assertThat(config.mappings().get(0).deleteFields())
        .extracting(FieldMapping::target)
        .containsExactly("follower", "followee");
    assertThat(config.mappings().get(2).pathsThatNeedPreImages()).isEmpty();
  }

  private static StandardEnvironment environment() throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    List<PropertySource<?>> sources =
        new YamlPropertySourceLoader().load("sample", new ClassPathResource("sample.yml"));
    sources.forEach(environment.getPropertySources()::addFirst);
    return environment;
  }

  @Test
  void publisherConfig_outsideKinesisLimits_isRefusedWithItsKey() throws IOException {
    StandardEnvironment environment = environment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("more", Map.of("banyan.capture.max-record-size", "20MB")));
    CaptureProperties properties =
        Binder.get(environment).bind("banyan.capture", CaptureProperties.class).get();

    assertThatThrownBy(properties::publisherConfig)
        .isInstanceOf(BanyanPropertiesException.class)
        .hasMessageContainingAll("banyan.capture", "recordBytes", "20971520");
  }

  private static CaptureProperties bound(Map<String, Object> more) throws IOException {
    StandardEnvironment environment = environment();
    environment.getPropertySources().addFirst(new MapPropertySource("more", more));
    new UnknownKeyCheck("banyan.capture", CaptureProperties.class).run(environment);
    return Binder.get(environment).bind("banyan.capture", CaptureProperties.class).get();
  }

  @Test
  void oversizedEvents_goToTheBucketThatIsNamed_elseBackToTheRelay() throws IOException {
    CaptureAutoConfiguration configuration = new CaptureAutoConfiguration();
    assertThat(configuration.banyanUnsendableEvents(bound(Map.of())))
        .isSameAs(UnsendableEvents.TO_CALLER);

    CaptureProperties named =
        bound(
            Map.of(
                "banyan.capture.claim-check-bucket", "claims",
                "banyan.capture.claim-check-prefix", "banyan/",
                "banyan.capture.region", "us-east-1"));
    assertThat(configuration.banyanUnsendableEvents(named))
        .isInstanceOf(S3ClaimCheckedEvents.class);
    assertThatThrownBy(() -> ClaimCheckStore.of("claims", named, false))
        .isInstanceOf(BanyanPropertiesException.class)
        .hasMessageContainingAll("claim-check-bucket", "software.amazon.awssdk:s3");
  }

  @Test
  void claimCheckPrefix_withoutABucket_isRefused() {
    assertThatThrownBy(() -> bound(Map.of("banyan.capture.claim-check-prefix", "banyan/")))
        .rootCause()
        .isInstanceOf(BanyanPropertiesException.class)
        .hasMessageContaining("needs banyan.capture.claim-check-bucket");
  }

  @Test
  void maskedUri_hidesUserAndPassword() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "m", Map.of("spring.data.mongodb.uri", "mongodb://u:secret@db:27017/social")));

    assertThat(new MongoSettings(environment).maskedUri())
        .isEqualTo("mongodb://***@db:27017/social");
    assertThat(new MongoSettings(environment).database()).isEqualTo("social");
  }
}
