package dev.banyan.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.AccessLog;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;

/** A server of another make that answers everything with 200 and says what it has read. */
final class ForeignServer implements AutoCloseable {

  private static final String NGINX =
      """
      daemon off; master_process off; pid @/nginx.pid; error_log @/error.log;
      events { worker_connections 512; }
      http {
        log_format seen '$request';
        access_log /dev/stdout seen;
        client_body_temp_path @; proxy_temp_path @; fastcgi_temp_path @;
        uwsgi_temp_path @; scgi_temp_path @;
        keepalive_requests 1000000; client_max_body_size 0;
        server { listen 127.0.0.1:#; location / { return 200 'seen'; } }
      }
      """;

  /**
   * Without {@code dontlognull} it writes a line, {@code <BADREQ>} with status 400 and no byte
   * read, for each connection that is only opened and closed: the proxy looks so at each of its two
   * sides every five seconds.
   */
  private static final String HAPROXY =
      """
      global
        log stdout format raw local0
        nbthread 1
      defaults
        mode http
        log global
        log-format "%r"
        option dontlognull
        timeout client 30s
        timeout connect 5s
        timeout server 30s
        option http-buffer-request
      frontend seen
        bind 127.0.0.1:#
        http-request return status 200 content-type text/plain string "seen"
      """;

  final ServerLog log = new ServerLog();
  final String name;
  private final int port;
  private final @Nullable Process process;
  private final @Nullable Tomcat tomcat;

  private ForeignServer(String name, int port, @Nullable Process process, @Nullable Tomcat tomcat) {
    this.name = name;
    this.port = port;
    this.process = process;
    this.tomcat = tomcat;
    if (process != null) {
      Thread reader = new Thread(() -> follow(process), name + "-log");
      reader.setDaemon(true);
      reader.start();
    }
  }

  static ForeignServer nginx(Path directory) throws IOException {
    return process("nginx", NGINX, directory, file -> List.of("-c", file, "-e", "stderr"));
  }

  static ForeignServer haproxy(Path directory) throws IOException {
    return process("haproxy", HAPROXY, directory, file -> List.of("-db", "-f", file));
  }

  static ForeignServer tomcat(Path directory) throws LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    Context context = tomcat.addContext("", directory.toString());
    Tomcat.addServlet(context, "seen", new SeenServlet());
    context.addServletMappingDecoded("/", "seen");
    ReadRequests requests = new ReadRequests();
    tomcat.getEngine().getPipeline().addValve(requests);
    tomcat.start();
    ForeignServer server =
        new ForeignServer("Tomcat", tomcat.getConnector().getLocalPort(), null, tomcat);
    requests.log = server.log;
    return server;
  }

  private interface Arguments {
    List<String> of(String file);
  }

  private static ForeignServer process(
      String program, String configuration, Path directory, Arguments arguments)
      throws IOException {
    int port = freePort();
    Path file = directory.resolve(program + ".conf");
    Files.writeString(
        file, configuration.replace("@", directory.toString()).replace("#", "" + port));
    List<String> command = new java.util.ArrayList<>(List.of(program(program)));
    command.addAll(arguments.of(file.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    ForeignServer server = new ForeignServer(program, port, process, null);
    ProxyRig.await(() -> isListening(port));
    return server;
  }

  static boolean isInstalled(String program) {
    return Files.isExecutable(Path.of(program(program)));
  }

  private static String program(String name) {
    return "/usr/sbin/" + name;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void follow(Process from) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(from.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
      }
    } catch (IOException e) {
      // it has been stopped
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() throws LifecycleException {
    if (process != null) {
      process.destroy();
    }
    if (tomcat != null) {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  /** Notes also what Tomcat refuses before any servlet sees it. */
  private static final class ReadRequests extends ValveBase implements AccessLog {

    private volatile @Nullable ServerLog log;

    ReadRequests() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response)
        throws IOException, jakarta.servlet.ServletException {
      getNext().invoke(request, response);
    }

    @Override
    public void log(Request request, Response response, long time) {
      ServerLog to = log;
      if (to != null) {
        to.add(
            "%s %s %s"
                .formatted(request.getMethod(), request.getRequestURI(), request.getProtocol()));
      }
    }

    @Override
    public void setRequestAttributesEnabled(boolean enabled) {}

    @Override
    public boolean getRequestAttributesEnabled() {
      return false;
    }
  }

  private static final class SeenServlet extends jakarta.servlet.http.HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response)
        throws IOException {
      request.getInputStream().readAllBytes();
      response.getOutputStream().print("seen");
    }
  }
}
