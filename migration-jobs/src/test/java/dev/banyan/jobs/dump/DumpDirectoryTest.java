package dev.banyan.jobs.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shapes that mongodump's output has. */
final class DumpDirectoryTest {

  @TempDir Path dump;

  private Path file(String name, String text) throws IOException {
    Path file = dump.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path find(@Nullable String database, String collection) {
    return DumpDirectory.file(dump, database, collection);
  }

  private void assertNone(@Nullable String database, String collection, String... parts) {
    assertThatThrownBy(() -> find(database, collection))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void file_inADatabaseOrBelowIt() throws IOException {
    Path orders = file("shop/orders.bson.gz", "");

    assertThat(find(null, "orders")).isEqualTo(orders);
    assertThat(find("shop", "orders")).isEqualTo(orders);
    assertThat(DumpDirectory.file(dump.resolve("shop"), null, "orders")).isEqualTo(orders);
    assertThat(DumpDirectory.file(dump.resolve("shop"), "shop", "orders")).isEqualTo(orders);
    assertThat(DumpDirectory.file(orders, null, "orders")).isEqualTo(orders);
  }

  @Test
  void file_ofSeveralDatabases() throws IOException {
    file("a/orders.bson", "");
    Path wanted = file("b/orders.bson", "");

    assertThat(find("b", "orders")).isEqualTo(wanted);
    assertNone(null, "orders", "in the databases a, b", "--database");
    assertNone("c", "orders", "no database 'c'", "a, b");
  }

  @Test
  void file_whoseNameIsEscapedOrShortened() throws IOException {
    Path escaped = file("shop/orders%2F2020%20%C3%A4.bson", "");
    Path percent = file("shop/100%25.bson", "");
    Path broken = file("shop/5%zz.bson", "");
    Path hashed = file("shop/aaaa%24Rmd0AbCd.bson", "");
    file("shop/aaaa%24Rmd0AbCd.metadata.json", "{\"collectionName\": \"aaaa-very-long\"}");

    assertThat(find(null, "orders/2020 ä")).isEqualTo(escaped);
    assertThat(find(null, "100%")).isEqualTo(percent);
    assertThat(find(null, "5%zz")).isEqualTo(broken);
    assertThat(find(null, "aaaa-very-long")).isEqualTo(hashed);
    assertNone(null, "none", "no collection 'none'", "orders/2020 ä", "aaaa-very-long");
  }

  @Test
  void file_besideAnOplog() throws IOException {
    file("oplog.bson", "");
    Path own = file("shop/oplog.bson", "");

    assertThat(find(null, "oplog")).isEqualTo(own);
  }

  @Test
  void file_whatHasNoDocumentsOfItsOwn() throws IOException {
    file("shop/paid.metadata.json", "{\"type\": \"view\", \"options\": {\"viewOn\": \"orders\"}}");
    file("shop/heat.metadata.json", "{\"options\": {\"timeseries\": {\"timeField\": \"t\"}}}");
    file("shop/system.buckets.heat.bson", "");
    file("shop/odd.metadata.json", "{no json");

    assertNone(null, "paid", "is a view", "--viewsAsCollections");
    assertNone(null, "heat", "is a time-series collection", "without --from-dump");
    assertNone(null, "odd", "no collection 'odd'");
  }

  @Test
  void file_thatIsNoDirectory() throws IOException {
    Path archive = dump.resolve("all.archive");
    Files.write(archive, HexFormat.of().parseHex("6de299810000"));
    Path orders = file("orders.bson", "");

    assertThatThrownBy(() -> DumpDirectory.file(archive, null, "orders"))
        .hasMessageContainingAll("is an archive", "mongodump --out");
    assertThatThrownBy(() -> DumpDirectory.file(orders, null, "users"))
        .hasMessageContainingAll("has the collection 'orders', not 'users'");
    assertThatThrownBy(() -> DumpDirectory.file(dump.resolve("none"), null, "orders"))
        .hasMessageContainingAll("no dump directory", "--from-dump");
  }
}
