package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's bytes before the HTTP codec does, once and without copying.
 *
 * <ol>
 *   <li>A head is passed on when it is whole and right, so that the codec never sees half of one. A
 *       head that comes in several reads is kept until then, and must come in time.
 *   <li>A head that is refused is replaced by one that the codec must refuse, behind the requests
 *       that came before it: its answer keeps its place, and nothing of it is forwarded.
 *   <li>A body is followed to its end. If it is refused in the read that brought its head, the head
 *       is refused with it; if later, whoever {@link #watch watches} is told.
 *   <li>After a refusal nothing more is read from the connection. It is closed behind the refusal's
 *       answer, which comes behind those that are owed.
 *   <li>What comes behind a request for WebSocket is kept until it is answered: then it is either
 *       passed to whom the connection was given, or read as the next request.
 *   <li>What comes behind many requests in one read is kept until they are answered.
 *   <li>A request that is fields alone, and all that a read brings, is passed as a message: the
 *       codec would read every byte of it again.
 *   <li>HTTP/2, and what a connection is upgraded to, is passed unread.
 * </ol>
 *
 * <p>Used on its channel's event loop only.
 */
public final class RequestWire extends BatchedReads {

  private static final AttributeKey<RequestWire> KEY = AttributeKey.valueOf("banyan.wire");

  private static final int TIMED_OUT = 408;

  private enum Mode {
    FIRST,
    REQUESTS,
    UNREAD,
    REFUSED
  }

  private final RequestScanner requests;
  private final HeadTimer headTimer;
  private final BodyPace pace;
  private final WireLimits limits;
  private final RequestMemory memory;
  private final HeldHead held;
  private final UntilAnswered later;
  private final Refusals refusals = new Refusals();
  private final Codec codec = new Codec();
  private @Nullable ChannelHandlerContext context;
  private @Nullable AfterPreface upgrade;
  private Mode mode;
  private boolean last;
  private final ReadMark reads = new ReadMark();

  /**
   * A new connection's.
   *
   * @param memory where what is kept is counted
   * @param http2 whether the client may begin with HTTP/2's preface, or ask for it first
   */
  public RequestWire(WireLimits limits, RequestMemory memory, boolean http2) {
    super(true);
    this.limits = limits;
    this.memory = memory;
    this.held = new HeldHead(memory);
    this.later = new UntilAnswered(memory, this::readKept);
    this.requests = new RequestScanner(limits, http2);
    this.headTimer = new HeadTimer(limits.head());
    this.pace = new BodyPace(limits.bodyRate());
    this.mode = http2 ? Mode.FIRST : Mode.REQUESTS;
  }

  /** The one on a channel; null if there is none, as under HTTP/2 over TLS. */
  public static @Nullable RequestWire of(Channel channel) {
    return channel.attr(KEY).get();
  }

  /** Why nothing more is read; null as long as nothing was refused. */
  public @Nullable Refusal refusal() {
    return refusals.why();
  }

  /** Whether the client may be sending what nobody will read: a body, or what was refused. */
  boolean isSentMore() {
    Refusal why = refusals.why();
    return why == null ? requests.isInBody() || !later.isEmpty() : why.status() != TIMED_OUT;
  }

  /** Counts every read. */
  public ReadMark reads() {
    return reads;
  }

  /**
   * Sets who is told if a request's body is refused. Called once for each request that has one, in
   * their order: the body that is being read may be a later request's.
   */
  public void watch(Consumer<Refusal> told) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      refusals.watch(ctx, told, requests.bodies(), requests.isInBody());
    }
  }

  /** The answer that is under way is the connection's last. */
  public void answersLast() {
    last = true;
  }

  /** Whether nothing that comes is answered any more, nor done. */
  public boolean isLastAnswered() {
    return last;
  }

  /** What follows is no HTTP any more: the connection has been upgraded. */
  public void pass() {
    mode = Mode.UNREAD;
    stopTimers();
    ChannelHandlerContext ctx = context;
    ByteBuf kept = ctx == null ? null : later.take(ctx);
    if (ctx != null && kept != null) {
      ctx.fireChannelRead(kept);
      ctx.fireChannelReadComplete();
    }
  }

  /** A request that names an upgrade has been answered, and its connection stays as it is. */
  public void staysHttp() {
    ChannelHandlerContext ctx = context;
    if (ctx != null && requests.staysHttp()) {
      later.staysHttp(ctx);
    }
  }

  private void readKept(ChannelHandlerContext ctx, ByteBuf kept, int most) {
    held.readAnew();
    read(ctx, kept, most);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    ctx.channel().attr(KEY).set(this);
    if (ctx.channel().isActive()) {
      startHeadTimer(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    startHeadTimer(ctx);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lookAtKept();
    stopTimers();
    releaseHeld();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    lookAtKept();
    stopTimers();
    releaseHeld();
  }

  @Override
  protected void look(ChannelHandlerContext ctx, Object message) {
    if (mode == Mode.REFUSED) {
      ReferenceCountUtil.release(message); // no sign of life: silence ends what no answer does
      return;
    }
    reads.note();
    if (mode == Mode.UNREAD || !(message instanceof ByteBuf part)) {
      ctx.fireChannelRead(message);
    } else if (later.isOn()) {
      later.add(ctx, part);
    } else {
      read(ctx, held.with(part), UntilAnswered.AHEAD);
    }
  }

  private void read(ChannelHandlerContext ctx, ByteBuf in, int most) {
    if (mode == Mode.FIRST) {
      if (takesPreface(ctx, in, in.readerIndex())) {
        return;
      }
      mode = Mode.REQUESTS;
    }
    int end = in.writerIndex();
    int at = requests.scan(in, in.readerIndex() + held.scanned(), end, most);
    note(ctx);
    if (requests.isUpgraded() && upgrade == null) {
      upgrade = AfterPreface.install(ctx);
    }
    Refusal why = requests.refusal();
    if (why != null) {
      refuse(ctx, in, requests.start(), why);
    } else if (requests.isUpgraded() && at < end) {
      // Or HTTP/1 would pass unread.
      if (!takesPreface(ctx, in, at)) {
        Refusal other = Refusal.bad("HTTP/2's preface does not follow the upgrade");
        refuse(ctx, in, RequestScanner.NONE, other);
      }
    } else if (requests.isAsked()) {
      later.agreement(ctx, in, at);
    } else if (at < end) {
      later.answer(ctx, in, at);
    } else if (requests.isInHead()) {
      int start = requests.start();
      hold(ctx, in, start, in.writerIndex() - start);
      startHeadTimer(ctx);
    } else {
      if (requests.isInBody()) {
        pace.goesOn(ctx, () -> tooSlow(ctx));
      }
      codec.pass(ctx, in, requests);
    }
  }

  private void note(ChannelHandlerContext ctx) {
    pace.add(requests.bodyBytes());
    if (requests.headEnded()) {
      headTimer.stop();
      if (requests.hasChunked()) {
        codec.keepTrailers(ctx.channel());
      }
    }
    if (requests.bodyEnded()) {
      pace.stop();
    }
    refusals.begun(requests.bodies());
  }

  /**
   * The codec is there now; what has been read before comes to it only behind this.
   *
   * @param decoder its part that reads requests
   */
  public void codecIsThere(ChannelHandlerContext decoder) {
    codec.isThere(decoder);
    later.listen();
  }

  private void tooSlow(ChannelHandlerContext ctx) {
    ends();
    refusals.body(ctx, requests.bodies(), new Refusal(TIMED_OUT, "the body came too slowly"));
  }

  /**
   * Takes what may be HTTP/2's preface: passed when it is whole, kept until then.
   *
   * @return false if it is not the preface, and still the caller's
   */
  private boolean takesPreface(ChannelHandlerContext ctx, ByteBuf in, int at) {
    int length = in.writerIndex() - at;
    if (!Preface.begins(in, at, in.writerIndex())) {
      return false;
    }
    if (Preface.fits(length)) {
      Http2Frames.install(ctx, limits.head(), memory, at - in.readerIndex());
      pass();
      ctx.fireChannelRead(in);
      if (upgrade != null) {
        upgrade.release();
      }
    } else {
      hold(ctx, in, at, 0);
    }
    return true;
  }

  /** Passes what comes before an index, and keeps the rest. */
  private void hold(ChannelHandlerContext ctx, ByteBuf in, int from, int scanned) {
    int before = from - in.readerIndex();
    if (before > 0) {
      ctx.fireChannelRead(in.readRetainedSlice(before));
    }
    held.keep(ctx, in, in.readableBytes(), scanned);
  }

  /** Refuses a head, and with it a body that began in the same read; or a body alone. */
  private void refuse(ChannelHandlerContext ctx, ByteBuf in, int start, Refusal why) {
    ends();
    if (start == RequestScanner.NONE) {
      in.release();
      refusals.body(ctx, requests.bodies(), why);
    } else {
      refusals.head(ctx, in, start, why);
    }
  }

  /** Nothing more is read. */
  private void ends() {
    mode = Mode.REFUSED;
    stopTimers();
  }

  private void startHeadTimer(ChannelHandlerContext ctx) {
    if (mode != Mode.UNREAD) {
      headTimer.start(ctx, () -> headLate(ctx));
    }
  }

  private void headLate(ChannelHandlerContext ctx) {
    ByteBuf part = mode == Mode.FIRST ? null : held.take();
    if (part == null) {
      ctx.close(); // it said nothing, so there is nothing to answer
      return;
    }
    refuse(ctx, part, part.readerIndex(), new Refusal(TIMED_OUT, "the head took too long"));
    ctx.fireChannelReadComplete();
  }

  private void stopTimers() {
    headTimer.stop();
    pace.stop();
  }

  private void releaseHeld() {
    later.release();
    held.release();
  }
}
