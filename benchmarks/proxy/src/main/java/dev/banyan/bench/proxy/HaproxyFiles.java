package dev.banyan.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HAProxy's configuration as a peer. */
final class HaproxyFiles {

  private HaproxyFiles() {}

  static Path write(Path folder, int port, int upstream) throws IOException {
    String config =
        """
        global
          nbthread %d
          maxconn 4096
        defaults
          mode http
          option http-keep-alive
          http-reuse always
          timeout connect 5s
          timeout client 60s
          timeout server 60s
        frontend in
          bind 127.0.0.1:%d
          option forwardfor
          unique-id-format %%[uuid]
          http-request set-header X-Correlation-Id %%[unique-id]
          default_backend legacy
        backend legacy
          server legacy 127.0.0.1:%d
        """
            .formatted(Runtime.getRuntime().availableProcessors(), port, upstream);
    return Files.writeString(folder.resolve("haproxy.cfg"), config);
  }
}
