package dev.banyan.cli.migrate;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Stands between a driver and MongoDB: counts the documents that leave a collection, and can cut
 * the network. What is read for its {@code _id} only, to plan, does not count.
 */
final class CountingProxy implements AutoCloseable {

  private static final int OP_MSG = 2013;
  private static final int HEADER = 16;

  private final ServerSocket server;
  private final int target;
  private final String namespace;
  private final AtomicLong documents = new AtomicLong();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  /**
   * @param target port of MongoDB
   * @param namespace database and collection whose documents count
   */
  CountingProxy(int target, String namespace) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.namespace = namespace;
    start(this::accept);
  }

  String connectionString() {
    return "mongodb://127.0.0.1:" + server.getLocalPort() + "/?directConnection=true";
  }

  long documents() {
    return documents.get();
  }

  /** Cuts what is open, and refuses what comes, until it is mended. */
  void cut(boolean now) throws IOException {
    cut = now;
    if (now) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // closed
              }
            },
            "counting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      if (cut) {
        client.close();
        continue;
      }
      Socket mongo = new Socket();
      mongo.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      client.setTcpNoDelay(true);
      mongo.setTcpNoDelay(true);
      sockets.addAll(List.of(client, mongo));
      start(
          () ->
              both(
                  client,
                  mongo,
                  () -> client.getInputStream().transferTo(mongo.getOutputStream())));
      start(
          () ->
              both(client, mongo, () -> answers(mongo.getInputStream(), client.getOutputStream())));
    }
  }

  private void both(Socket one, Socket other, Work work) throws IOException {
    try (one;
        other) {
      work.run();
    } finally {
      sockets.removeAll(List.of(one, other));
    }
  }

  private void answers(InputStream in, OutputStream out) throws IOException {
    DataInputStream messages = new DataInputStream(in);
    while (true) {
      byte[] header = messages.readNBytes(HEADER);
      if (header.length < HEADER) {
        return;
      }
      ByteBuffer head = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      byte[] body = messages.readNBytes(head.getInt(0) - HEADER);
      if (head.getInt(12) == OP_MSG) {
        documents.addAndGet(count(new RawBsonDocument(body, 5, body.length - 5)));
      }
      ByteArrayOutputStream whole = new ByteArrayOutputStream(header.length + body.length);
      whole.writeBytes(header);
      whole.writeBytes(body);
      whole.writeTo(out);
    }
  }

  private long count(BsonDocument answer) {
    BsonValue cursor = answer.get("cursor");
    if (cursor == null || !cursor.asDocument().getString("ns").getValue().equals(namespace)) {
      return 0;
    }
    String batch = cursor.asDocument().containsKey("nextBatch") ? "nextBatch" : "firstBatch";
    List<BsonValue> values = cursor.asDocument().getArray(batch);
    boolean ids = !values.isEmpty() && values.get(0).asDocument().size() == 1;
    return ids ? 0 : values.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut(true);
  }
}
