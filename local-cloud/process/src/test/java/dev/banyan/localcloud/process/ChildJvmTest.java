package dev.banyan.localcloud.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ChildJvmTest {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final List<String> SMALL =
      List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  @TempDir private Path folder;

  @Test
  void grandchild_endsWhenItsParentIsKilledHard() throws Exception {
    try (ServerSocket server = listen();
        ChildJvm parent = start(Programs.Parent.class, server);
        Socket grandchild = accept(server)) {
      parent.kill();

      assertThat(grandchild.getInputStream().read()).as("end of its connection").isEqualTo(-1);
    }
  }

  @Test
  void stop_endsAChildThatObeys() throws Exception {
    try (ServerSocket server = listen();
        ChildJvm child = start(Programs.Caller.class, server);
        Socket connection = accept(server)) {
      assertThat(child.isAlive()).isTrue();

      assertThat(child.stop(Duration.ofMillis(PATIENCE_MILLIS))).isTrue();

      assertThat(child.isAlive()).isFalse();
      assertThat(connection.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void stop_killsAChildThatHangsInItsShutdown() throws Exception {
    try (ServerSocket server = listen();
        ChildJvm child = start(Programs.Stubborn.class, server);
        Socket connection = accept(server)) {
      assertThat(child.stop(Duration.ofMillis(300))).isFalse();

      assertThat(child.isAlive()).isFalse();
      assertThat(connection.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void parentWatch_haltsWhenShutdownHangsAfterTheParentHasGone() throws Exception {
    try (ServerSocket server = listen();
        Orphan orphan = new Orphan(Programs.Stubborn.class, server.getLocalPort(), 300);
        Socket connection = accept(server)) {
      orphan.closeInput();

      assertThat(connection.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void onExit_givesTheCodeAndTheLogTheUnwrappedException() throws Exception {
    Path log = folder.resolve("logs/child.log");
    JvmCommand command =
        JvmCommand.of(Programs.Failing.class.getName())
            .withArgs(List.of("a", "b c"))
            .withJvmArgs(SMALL)
            .withEnvironment(Map.of("BANYAN_TEST", "secret"))
            .withDirectory(folder)
            .withLogFile(log);
    try (ChildJvm child = ChildJvm.start(command)) {
      assertThat(child.onExit().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(1);
    }
    assertThat(Files.readString(log))
        .contains("args a,b c env secret", "java.lang.IllegalStateException: on purpose")
        .doesNotContain("InvocationTargetException");
  }

  @Test
  void stdout_isReadableWhenPiped() throws Exception {
    JvmCommand command =
        JvmCommand.of(Programs.Failing.class.getName())
            .withJvmArgs(SMALL)
            .withLogFile(folder.resolve("err.log"))
            .withStdoutPiped();
    try (ChildJvm child = ChildJvm.start(command)) {
      String printed = new String(child.stdout().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(printed).startsWith("args  env null");
    }
  }

  @Test
  void parentWatch_namesAMainClassThatIsNotThere() throws Exception {
    Path log = folder.resolve("child.log");
    try (ChildJvm child =
        ChildJvm.start(JvmCommand.of("no.such.Main").withJvmArgs(SMALL).withLogFile(log))) {
      assertThat(child.onExit().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(1);
    }
    assertThat(Files.readString(log)).contains("no class no.such.Main with a public main");
  }

  @Test
  void command_rejectsABlankMainClass() {
    assertThatThrownBy(() -> JvmCommand.of(" ", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mainClass");
  }

  private ChildJvm start(Class<?> main, ServerSocket server) {
    return ChildJvm.start(
        JvmCommand.of(main.getName())
            .withArgs(List.of(Integer.toString(server.getLocalPort())))
            .withJvmArgs(SMALL)
            .withLogFile(folder.resolve("child.log")));
  }

  private static ServerSocket listen() throws Exception {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MILLIS);
    return server;
  }

  private static Socket accept(ServerSocket server) throws Exception {
    Socket socket = server.accept();
    socket.setSoTimeout(PATIENCE_MILLIS);
    assertThat(socket.getInputStream().read()).isEqualTo(1);
    return socket;
  }
}
