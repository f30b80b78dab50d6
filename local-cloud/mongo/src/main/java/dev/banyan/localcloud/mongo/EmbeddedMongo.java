package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.log.ClusterClock;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.server.ClientConnection;
import dev.banyan.localcloud.mongo.server.EmbeddedBackend;
import dev.banyan.localcloud.mongo.server.Handshake;
import dev.banyan.localcloud.mongo.session.Sessions;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.storage.Workers;
import dev.banyan.localcloud.mongo.wire.WireDecoder;
import dev.banyan.localcloud.mongo.wire.WireEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * A MongoDB-compatible server in this JVM: in memory, the primary of a replica set of one, with
 * ordered indexes, change streams and transactions. Thread-safe.
 */
public final class EmbeddedMongo implements AutoCloseable {

  private static final int EVENT_LOOPS = 2;
  private static final long SWEEP_MILLIS = 250;

  private final EmbeddedMongoConfig config;
  private final ChangeLog changes;
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(
          EVENT_LOOPS, new DefaultThreadFactory("mongo-io", true), NioIoHandler.newFactory());

  private final Workers workers = new Workers();
  private final Sessions sessions;
  private final EmbeddedBackend backend;
  private final Channel listener;

  private EmbeddedMongo(EmbeddedMongoConfig config, Clock clock) {
    this.config = config;
    this.changes =
        new ChangeLog(new ClusterClock(clock), config.historyEntries(), config.historyBytes());
    Handshake handshake = new Handshake(clock, config.replicaSet(), this::address);
    Engine engine = new Engine(changes, workers);
    this.sessions = new Sessions(engine, clock, config.transactionLifetime());
    this.backend = new EmbeddedBackend(clock, engine, sessions, handshake);
    this.listener = listen();
    eventLoops
        .next()
        .scheduleWithFixedDelay(
            () -> workers.execute(this::sweep), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    long ttl = config.ttlInterval().toMillis();
    eventLoops
        .next()
        .scheduleWithFixedDelay(
            () -> workers.execute(() -> backend.removeExpired(clock.instant())),
            ttl,
            ttl,
            TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    sessions.sweep();
  }

  /**
   * Starts a server.
   *
   * @throws EmbeddedMongoException if it cannot listen, for example because the port is in use
   */
  public static EmbeddedMongo start(EmbeddedMongoConfig config) {
    return start(config, Clock.systemUTC());
  }

  static EmbeddedMongo start(EmbeddedMongoConfig config, Clock clock) {
    return new EmbeddedMongo(config, clock);
  }

  private Channel listen() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    accept(client);
                  }
                });
    ChannelFuture bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stopThreads();
      throw new EmbeddedMongoException(
          "Cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " for the embedded MongoDB ("
              + bound.cause().getMessage()
              + "): stop what uses the port, or choose another",
          bound.cause());
    }
    return bound.channel();
  }

  private void accept(SocketChannel client) {
    clients.add(client);
    client
        .pipeline()
        .addLast(new WireEncoder())
        .addLast(new WireDecoder())
        .addLast(new ClientConnection(backend, changes, workers))
        .addLast(new MongoExceptionHandler());
  }

  /** The port that it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** For the ordinary driver: names host, port and replica set. */
  public String connectionString() {
    return "mongodb://" + address() + "/?replicaSet=" + config.replicaSet();
  }

  private String address() {
    return config.host() + ":" + port();
  }

  /**
   * Forgets the history of changes, as a real oplog that has wrapped around: streams cannot be
   * started from any time or token given out so far.
   */
  public void expireHistory() {
    changes.forgetAllBut(0);
  }

  /** Documents read to answer queries on a collection so far. */
  long examined(String database, String collection) {
    return backend.examined(new Namespace(database, collection));
  }

  int openCursors() {
    return backend.openCursors();
  }

  /** Disconnects all clients and frees the port. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    clients.close().awaitUninterruptibly();
    backend.close();
    stopThreads();
  }

  private void stopThreads() {
    workers.close();
    eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
