package dev.banyan.proxy;

import java.time.Clock;
import org.springframework.util.unit.DataSize;

/** A proxy in a process of its own, before a side whose URL is the argument; prints its port. */
final class ProxyProcess {

  private ProxyProcess() {}

  public static void main(String[] args) throws InterruptedException {
    ProxyProperties properties = ProxyRig.properties(args[0], args[0]);
    BanyanProxy proxy =
        BanyanProxy.start(properties, new TestStore(), Clock.systemUTC(), "proxy-1");
    System.out.println("port " + proxy.port() + " limit " + DataSize.ofMegabytes(300));
    Thread.currentThread().join();
  }
}
