package dev.banyan.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx' configurations: as upstream and as a peer. */
final class NginxFiles {

  private NginxFiles() {}

  /** The command that runs a configuration in the foreground. */
  static List<String> command(Path nginx, Path config, Path folder) {
    return List.of(
        nginx.toString(),
        "-p",
        folder.toString(),
        "-c",
        config.toString(),
        "-e",
        "stderr",
        "-g",
        "daemon off;");
  }

  static Path upstream(Path folder, int port) throws IOException {
    Files.writeString(folder.resolve("small.json"), Bodies.json(Bodies.SMALL));
    Files.writeString(folder.resolve("large.json"), Bodies.json(Bodies.LARGE));
    String server =
        """
        server {
          listen 127.0.0.1:%d backlog=2048;
          root %s;
          default_type application/json;
          location /small/ { try_files /small.json =404; }
          location /large/ { try_files /large.json =404; }
        }
        """
            .formatted(port, folder);
    return write(folder, "upstream", 1, server);
  }

  /** The peer: keep-alive to the upstream, forwarding headers, an id for correlation. */
  static Path proxy(Path folder, int port, int upstream) throws IOException {
    String server =
        """
        upstream legacy { server 127.0.0.1:%d; keepalive 512; keepalive_requests 100000000; }
        server {
          listen 127.0.0.1:%d backlog=2048;
          location / {
            proxy_pass http://legacy;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Correlation-Id $request_id;
          }
        }
        """
            .formatted(upstream, port);
    return write(folder, "proxy", Runtime.getRuntime().availableProcessors(), server);
  }

  private static Path write(Path folder, String name, int workers, String server)
      throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("nginx-" + name));
    String config =
        """
        worker_processes %d;
        pid %s/pid;
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_requests 100000000;
          open_file_cache max=16 inactive=1h;
          sendfile on;
          tcp_nopush on;
          client_body_temp_path %s/body;
          proxy_temp_path %s/proxy;
          fastcgi_temp_path %s/fastcgi;
          uwsgi_temp_path %s/uwsgi;
          scgi_temp_path %s/scgi;
          %s
        }
        """
            .formatted(
                workers, temporary, temporary, temporary, temporary, temporary, temporary, server);
    return Files.writeString(folder.resolve("nginx-" + name + ".conf"), config);
  }
}
