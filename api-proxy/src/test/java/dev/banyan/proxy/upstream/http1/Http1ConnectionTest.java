package dev.banyan.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.wire.AnswerReader;
import dev.banyan.proxy.wire.Fields;
import dev.banyan.proxy.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the bytes of a read. */
class Http1ConnectionTest {

  private static final WireLimits LIMITS =
      new WireLimits(1_000, 4_000, 50, Duration.ofSeconds(1), 0, true);
  private static final int MANY = 20_000;
  private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n";

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final Recording channel = new Recording();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private Http1Pool pool;
  private Http1Connection connection;

  /** Counts how often it has been told to acknowledge. */
  private static final class Recording extends EmbeddedChannel {

    private int acknowledged;
    private final ChannelConfig config =
        new DefaultChannelConfig(this) {
          @Override
          public <T> boolean setOption(ChannelOption<T> option, T value) {
            if (option == EpollChannelOption.TCP_QUICKACK) {
              acknowledged++;
              return true;
            }
            return super.setOption(option, value);
          }
        };

    @Override
    public ChannelConfig config() {
      return config == null ? super.config() : config;
    }
  }

  @BeforeEach
  void connect() {
    channel.pipeline().addLast("behind", new ChannelInboundHandlerAdapter());
    ChannelHandlerContext behind = channel.pipeline().context("behind");
    Upstream upstream = new Upstream(Side.LEGACY, false, "127.0.0.1", 1, "");
    Outgoing outgoing = new Outgoing(tasks::add, context::dispatch);
    NetClient client = vertx.createNetClient();
    pool = new Http1Pool(upstream, PoolConfig.DEFAULT, LIMITS, client, context, outgoing);
    connection = new Http1Connection(pool, context, new AnswerReader(LIMITS), behind);
    channel.pipeline().addBefore("behind", "side", connection);
  }

  @AfterEach
  void close() {
    connection.forget();
    channel.finishAndReleaseAll();
    vertx.close();
  }

  /** Asks for something whose answer is read so. */
  private void ask(Consumer<SideAnswer> atPart) {
    Asking asking = Asking.simply();
    asking.atPart = atPart;
    connection.begin(new Http1Request(HttpMethod.GET, "/", "h", asking));
  }

  private ByteBuf read(String text) {
    return read(Unpooled.directBuffer(text.length()), text);
  }

  private ByteBuf read(ByteBuf in, String text) {
    in.writeCharSequence(text, StandardCharsets.US_ASCII);
    channel.writeInbound(in);
    return in;
  }

  @Test
  void partOfAnAnswer_isAcknowledgedAtOnce() {
    ask(answer -> {});

    read(HEAD + "a".repeat(MANY - 1));
    assertThat(channel.acknowledged).isEqualTo(1);

    read("a");
    assertThat(channel.acknowledged).as("whole: the next request goes along").isEqualTo(1);
  }

  @Test
  void wholeAnswer_isNotAcknowledgedByItself() {
    ask(answer -> {});

    read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    assertThat(channel.acknowledged).isZero();
  }

  @Test
  void part_isFreeWhenItHasBeenRead() {
    ask(answer -> {});

    assertThat(read(HEAD + "a".repeat(MANY)).refCnt()).isZero();
  }

  @Test
  void part_isFreeIfItsReaderFails() {
    ask(
        answer -> {
          throw new IllegalStateException("on purpose");
        });

    assertThat(read(HEAD + "a".repeat(MANY)).refCnt()).isZero();
  }

  @Test
  void part_isFreeIfItsRequestIsGivenUpAtTheHead() {
    Asking asking = Asking.simply();
    asking.resets = true;
    connection.begin(new Http1Request(HttpMethod.GET, "/", "h", asking));

    assertThat(read(HEAD + "a".repeat(MANY)).refCnt()).isZero();
  }

  @Test
  void keptPart_isFreeWhenItHasBeenWritten() {
    Promise<Void> written = Promise.promise();
    ask(answer -> answer.keepUntil(written.future()));

    ByteBuf in = read(HEAD + "a".repeat(MANY));
    assertThat(in.refCnt()).isEqualTo(1);
    written.complete();

    assertThat(in.refCnt()).isZero();
  }

  /** What TLS has decrypted may be on the heap, and somebody else's as soon as it is free. */
  @Test
  void keptPart_onTheHeap_isKeptToo() {
    Promise<Void> written = Promise.promise();
    ask(answer -> answer.keepUntil(written.future()));

    ByteBuf in = read(Unpooled.buffer(MANY + HEAD.length()), HEAD + "a".repeat(MANY));
    assertThat(in.refCnt()).isEqualTo(1);
    written.complete();

    assertThat(in.refCnt()).isZero();
  }

  @Test
  void keptPart_isFreeIfItCannotBeWritten() {
    Promise<Void> written = Promise.promise();
    ask(answer -> answer.keepUntil(written.future()));

    ByteBuf in = read(HEAD + "a".repeat(MANY));
    written.fail("closed");

    assertThat(in.refCnt()).isZero();
  }

  /** As the transport reads, which runs no tasks. */
  private void readOnly(String text) {
    ChannelHandlerContext ctx = channel.pipeline().context(connection);
    connection.channelRead(ctx, Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    connection.channelReadComplete(ctx);
  }

  private Asking asking() {
    Asking asking = Asking.simply();
    connection.begin(new Http1Request(HttpMethod.GET, "/", "h", asking));
    return asking;
  }

  @Test
  void answerThatItsConnectionEnds_isWholeIfBothComeAtOnce() throws Exception {
    Asking asking = asking();
    readOnly("HTTP/1.1 200 OK\r\n\r\nok");
    assertThat(asking.isOver()).isFalse();

    channel.pipeline().fireChannelInactive();

    assertThat(asking.outcome()).isEqualTo("200 ok");
  }

  @Test
  void answer_isWholeIfItsConnectionBreaksBehindIt() throws Exception {
    Asking asking = asking();
    readOnly(WHOLE);
    channel.pipeline().fireExceptionCaught(new IOException("reset"));

    assertThat(asking.outcome()).isEqualTo("200 ok");
  }

  @Test
  void answer_isWholeIfItsConnectionFallsSilentBehindIt() throws Exception {
    Asking asking = asking();
    readOnly(WHOLE);
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);

    assertThat(asking.outcome()).isEqualTo("200 ok");
  }

  /** On the context's loop, so that the connection for the second is not made meanwhile. */
  @Test
  void connectionThatEndedBehindItsAnswer_isNotUsedByWhoWaits() throws Exception {
    CompletableFuture<Boolean> used = new CompletableFuture<>();
    context.runOnContext(
        go -> {
          asking();
          Asking waits = Asking.simply();
          pool.askSoon(new Http1Request(HttpMethod.GET, "/", "h", waits));
          tasks.remove().run();
          readOnly(WHOLE);
          channel.unsafe().closeForcibly();
          channel.runPendingTasks();
          used.complete(waits.request.isDone());
        });

    assertThat(used.get(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void requestWithoutBody_isSentBehindWhatIsReadyNow() {
    connection.begin(new Http1Request(HttpMethod.GET, "/", "h", Asking.simply()));
    assertThat(channel.outboundMessages()).isEmpty();

    tasks.remove().run();

    assertThat(channel.outboundMessages()).hasSize(1);
  }

  /** One that waited would fill its connection, and have its client paused. */
  @Test
  void partOfABody_isSentAtOnce() {
    Asking asking = new Asking(Http1ConnectionTest::sendPart);
    connection.begin(new Http1Request(HttpMethod.PUT, "/", "h", asking));

    assertThat(channel.outboundMessages()).hasSize(2);
  }

  private static void sendPart(SideRequest request) {
    Fields fields = new Fields();
    fields.add("Content-Length", "2");
    request.head(fields);
    request.write(Buffer.buffer("a"));
  }
}
