package dev.banyan.localcloud.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** A watched JVM that is told nothing but the end of its standard input. */
final class Orphan implements AutoCloseable {

  private final Process process;

  Orphan(Class<?> main, int port, long graceMillis) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-D" + ParentWatch.GRACE_PROPERTY + "=" + graceMillis,
            ParentWatch.class.getName(),
            main.getName(),
            Integer.toString(port));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    process = builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
  }

  void closeInput() throws IOException {
    process.getOutputStream().close();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
