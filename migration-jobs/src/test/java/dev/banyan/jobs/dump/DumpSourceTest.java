package dev.banyan.jobs.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.DocumentSource.Documents;
import dev.banyan.jobs.range.RangePlan;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DumpSourceTest {

  @TempDir Path dump;

  private static byte[] documents(int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      RawBsonDocument document =
          new RawBsonDocument(new BsonDocument("_id", new BsonInt32(i)), new BsonDocumentCodec());
      byte[] bytes = new byte[document.getByteBuffer().remaining()];
      document.getByteBuffer().get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private void write(String name, byte[] bytes) throws Exception {
    Path file = dump.resolve("shop").resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(bytes);
    }
  }

  @Test
  void open_readsBothForms_andGoesOnBehindAPosition() throws Exception {
    write("orders.bson", documents(10));
    write("orders.metadata.json", new byte[0]);
    write("zipped.bson.gz", documents(10));
    for (String collection : new String[] {"orders", "zipped"}) {
      DumpSource source = DumpSource.of(dump, collection);
      RangePlan plan = source.plan();
      assertThat(plan.documents()).isEqualTo(10);
      BsonValue position;
      try (Documents first = source.open(plan.ranges().get(0), null)) {
        first.next();
        position = first.position(first.next());
      }
      try (Documents rest = source.open(plan.ranges().get(0), position)) {
        assertThat(rest.next().getInt32("_id").getValue()).isEqualTo(2);
      }
    }
  }

  @Test
  void plan_namesFileAndByte_ofATruncatedDocument() throws Exception {
    byte[] all = documents(3);
    for (int cut = all.length / 3 * 2 + 1; cut < all.length; cut++) {
      write("orders.bson", Arrays.copyOf(all, cut));
      assertThatThrownBy(() -> DumpSource.of(dump, "orders").plan())
          .isInstanceOf(JobException.class)
          .hasMessageContaining("orders.bson: byte " + all.length / 3 * 2)
          .hasMessageContaining("truncated");
    }
  }

  @Test
  void of_saysWhatTheDumpHas() throws Exception {
    write("orders.bson", documents(1));
    assertThatThrownBy(() -> DumpSource.of(dump, "users"))
        .hasMessageContaining("no collection 'users'")
        .hasMessageContaining("orders");
    assertThatThrownBy(() -> DumpSource.of(dump.resolve("nowhere"), "users"))
        .hasMessageContaining("no dump directory");
  }
}
