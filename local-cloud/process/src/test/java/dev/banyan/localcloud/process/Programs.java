package dev.banyan.localcloud.process;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** Main classes that the tests run in JVMs of their own. */
final class Programs {

  private Programs() {}

  /** Connects to the port given and stays until it is ended. */
  static final class Caller {
    private Caller() {}

    public static void main(String[] args) throws Exception {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
        socket.getOutputStream().write(1);
        socket.getInputStream().read();
      }
    }
  }

  /** Starts a {@link Caller} as its own child and stays. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws Exception {
      ChildJvm.start(JvmCommand.of(Caller.class.getName()).withArgs(List.of(args[0])))
          .onExit()
          .get();
    }
  }

  /** A {@link Caller} whose shutdown hook never ends. */
  static final class Stubborn {
    private Stubborn() {}

    public static void main(String[] args) throws Exception {
      Runtime.getRuntime().addShutdownHook(new Thread(Stubborn::hang));
      Caller.main(args);
    }

    private static void hang() {
      while (true) {
        java.util.concurrent.locks.LockSupport.park();
      }
    }
  }

  /** Prints its arguments and an environment variable, then fails. */
  static final class Failing {
    private Failing() {}

    public static void main(String[] args) {
      System.out.println("args " + String.join(",", args) + " env " + System.getenv("BANYAN_TEST"));
      throw new IllegalStateException("on purpose");
    }
  }
}
