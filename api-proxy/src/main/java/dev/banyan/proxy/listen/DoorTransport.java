package dev.banyan.proxy.listen;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose servers have a {@link Door}. It is the one place where Vert.x lets a connection
 * be seen before its own handlers: its connection handler is called only after an HTTP/2-capable
 * server has read the first request.
 */
public final class DoorTransport implements io.vertx.core.transport.Transport {

  private final io.vertx.core.transport.Transport under;
  private final Door door;

  private DoorTransport(io.vertx.core.transport.Transport under, Door door) {
    this.under = under;
    this.door = door;
  }

  /**
   * Epoll where it can be had and is wanted, else NIO.
   *
   * @param nativeTransport whether epoll is wanted
   */
  public static DoorTransport of(Door door, boolean nativeTransport) {
    io.vertx.core.transport.Transport own =
        nativeTransport ? io.vertx.core.transport.Transport.nativeTransport() : null;
    return own != null && own.available()
        ? new DoorTransport(own, door)
        : new DoorTransport(io.vertx.core.transport.Transport.NIO, door);
  }

  @Override
  public String name() {
    return under.name();
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return null;
  }

  @Override
  public Transport implementation() {
    return new WithDoor(under.implementation(), door);
  }

  private record WithDoor(Transport under, Door door) implements Transport {

    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      under.configure(options, domainSocket, bootstrap);
      bootstrap.handler(door);
    }

    @Override
    public void configure(
        ClientOptionsBase options, int timeout, boolean domainSocket, Bootstrap bootstrap) {
      under.configure(options, timeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
      under.configure(channel, options);
    }

    @Override
    public boolean supportsDomainSockets() {
      return under.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return under.supportFileRegion();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
      return under.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
      return under.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return under.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(
        int type, int threads, ThreadFactory factory, int ioRatio) {
      return under.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
      return under.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface asks for it
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return under.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
      return under.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      return under.serverChannelFactory(domainSocket);
    }
  }
}
