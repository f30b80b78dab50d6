package dev.banyan.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.Printed;
import dev.banyan.proxy.TestCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

  private static final String UNUSABLE = "cannot be used";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void pairThatDoesNotFit_isReportedOncePerChange() throws Exception {
    TestCertificate files = new TestCertificate(folder);
    files.put("one");
    EdgeConfig edge = files.edge(Duration.ofHours(1));
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setSsl(true)
                    .setKeyCertOptions(Certificates.options(edge).getKeyCertOptions()))
            .requestHandler(request -> {});
    get(server.listen());
    Certificates certificates = new Certificates(vertx, edge, server);
    try (Printed printed = new Printed()) {
      files.putCertificate("two");
      look(certificates, 5);
      assertThat(printed.lines(UNUSABLE)).isEqualTo(1);

      Files.writeString(files.certificate(), "half a certificate");
      look(certificates, 5);
      assertThat(printed.lines(UNUSABLE)).isEqualTo(2);

      Files.delete(files.certificate());
      look(certificates, 5);
      assertThat(printed.lines("cannot be read")).isEqualTo(1);

      files.putCertificate("two");
      files.putKey("two");
      assertThat(get(certificates.look())).isTrue();
      assertThat(printed.lines(UNUSABLE)).isEqualTo(2);
    }
  }

  private static void look(Certificates certificates, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(get(certificates.look().otherwise(false))).isFalse();
    }
  }
}
