package dev.banyan.capture.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappingFileTest {

  private static final String GOOD =
      """
      capabilities:
        relationships:
          collections:
            follows:
              put: follow.put
              deleted: follow.deleted
              key: "{follower}"
              subject: "{follower}:{followee}"
              id: "{follower}:{followee}"
              fields: {follower: follower, followee: followee, createdAt: createdAt}
        feed:
          collections:
            posts:
              event: post
              fields: [id=_id, author, "owner={account.$id}"]
              delete-fields: [id=_id, "author?"]
              optional: true
      """;

  @Test
  void parse_readsTypesKeysAndFields() {
    MappingFile file = MappingFile.parse("mapping.yaml", GOOD);

    EventMapping follows = file.mappings().get(0);
    assertThat(follows.collection()).isEqualTo("follows");
    assertThat(follows.capability()).isEqualTo("relationships");
    assertThat(follows.event()).isEqualTo("follow");
    assertThat(follows.shape().deleted()).isEqualTo("follow.deleted");
    assertThat(follows.partitionKey()).isEqualTo("{follower}");
    assertThat(follows.fields()).hasToString("[follower, followee, createdAt]");
    assertThat(follows.deleteFields()).hasToString("[follower, followee]");
    assertThat(follows.pathsThatNeedPreImages()).isEmpty();
    assertThat(follows.shape().optional()).isFalse();
    EventMapping posts = file.mappings().get(1);
    assertThat(posts.shape()).isEqualTo(new EventShape("post.put", "post.deleted", null, true));
    assertThat(posts.fields()).hasToString("[id=_id, author, owner=account.$id]");
    assertThat(posts.subject()).isEqualTo("_id");
  }

  @Test
  void parse_namesFileLineColumnAndTheNearestKey_ofEveryError() {
    String wrong =
        GOOD.replace("subject: ", "subjct: ")
            .replace("event: post", "evnt: post")
            .replace("optional: true", "optional: perhaps");

    assertThatThrownBy(() -> MappingFile.parse("mapping.yaml", wrong))
        .isInstanceOf(MappingFileException.class)
        .hasMessageContaining(
            "mapping.yaml:8:9: unknown key 'subjct' in collection follows; did you mean 'subject'?")
        .hasMessageContaining("mapping.yaml:14:9: unknown key 'evnt' in collection posts")
        .hasMessageContaining("mapping.yaml:13:7: collection posts needs either event");
  }

  @Test
  void parse_whatIsNotYaml_namesThePlace() {
    assertThatThrownBy(() -> MappingFile.parse("mapping.yaml", "capabilities: {a: [}"))
        .hasMessageStartingWith("mapping.yaml:1:20: not YAML");
  }

  @Test
  void parse_nothing_saysWhatIsNeeded() {
    assertThatThrownBy(() -> MappingFile.parse("mapping.yaml", "# empty"))
        .hasMessageContaining("mapping.yaml: there is no mapping");
  }

  @Test
  void parse_oneCollectionTwice_namesTheOtherLine() {
    String twice = GOOD.replace("      posts:", "      follows:");

    assertThatThrownBy(() -> MappingFile.parse("mapping.yaml", twice))
        .hasMessageContaining("mapping.yaml:13:7: collection follows is mapped in line 4");
  }

  @Test
  void parse_templateThatIsNone_namesTheCollection() {
    String together = GOOD.replace("\"{follower}:{followee}\"", "\"{follower}{followee}\"");

    assertThatThrownBy(() -> MappingFile.parse("mapping.yaml", together))
        .hasMessageContaining("mapping.yaml:4:7: collection follows: nothing parts the names");
    assertThatThrownBy(
            () -> MappingFile.parse("mapping.yaml", GOOD.replace("\"{follower}\"", "\"{_id:x}\"")))
        .hasMessageContaining("'_id:x' is no part of an _id");
  }

  @Test
  void load_aFileThatIsNotThere_namesIt(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> MappingFile.load(folder.resolve("absent.yaml")))
        .isInstanceOf(MappingFileException.class)
        .hasMessageContaining("absent.yaml");
    Path there = Files.writeString(folder.resolve("m.yaml"), GOOD);
    assertThat(MappingFile.load(there).mappings()).hasSize(2);
  }

  @Test
  void parse_each_needsPreImages() {
    MappingFile file =
        MappingFile.parse(
            "m.yaml",
            """
            capabilities:
              relationships:
                collections:
                  users:
                    event: follow
                    each: following
                    key: _id
                    subject: "{_id}:{each}"
                    fields: {follower: _id, followee: each}
            """);

    EventMapping users = file.mappings().get(0);
    assertThat(users.pathsThatNeedPreImages()).isEqualTo(List.of("following"));
    assertThat(users.deleteFields()).hasToString("[follower=_id, followee=each]");
    assertThat(users.paths()).isEqualTo(List.of("following"));
  }
}
