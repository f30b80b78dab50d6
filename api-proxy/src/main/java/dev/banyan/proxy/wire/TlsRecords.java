package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Passes a client's TLS records on when they are whole, so that what is kept of half ones is
 * counted, and counts what a handshake may make the engine keep. Reads the header of a record only
 * (RFC 8446, 5.1); what cannot be one closes the connection, for it could be taken for a record of
 * SSL 2 and be waited for. Used on its channel's event loop only.
 */
public final class TlsRecords extends ChannelInboundHandlerAdapter {

  private static final int HEADER = 5;

  /** Longest record with what protects it (RFC 5246, 6.2.3). */
  private static final int LONGEST = 16 * 1024 + 2_048;

  private static final int FIRST_TYPE = 20;
  private static final int APPLICATION_DATA = 23; // the last type

  /** Major version of SSL 3 and of all of TLS. */
  private static final int VERSION = 3;

  private static final int NONE = -1;

  /** Keys, transcript, and messages of which parts have come. */
  private static final int HANDSHAKE = 32 * 1024;

  private final WireLimits limits;
  private final RequestMemory memories;
  private final KeptBytes kept;
  private final Claim handshake;
  private boolean refused;
  private final ReadMark reads = new ReadMark();

  /**
   * A new connection's.
   *
   * @param limits of heads in HTTP/2, if that is agreed on
   * @param memories where what is kept is counted
   */
  public TlsRecords(WireLimits limits, RequestMemory memories) {
    this.limits = limits;
    this.memories = memories;
    this.kept = new KeptBytes(memories);
    this.handshake = new Claim(memories, kept::release);
  }

  /** Counts every read. */
  public ReadMark reads() {
    return reads;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    handshake.begin(ctx, HANDSHAKE);
    Http2Frames.installBehindTls(ctx.pipeline(), limits.head(), memories);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf part)) {
      ctx.fireChannelRead(message);
      return;
    }
    reads.note();
    ByteBuf in = kept.with(part);
    int whole = refused ? NONE : whole(in);
    if (whole == NONE) {
      refused = true;
      in.release();
      ctx.close();
      return;
    }
    int rest = in.writerIndex() - whole;
    if (rest > 0) {
      ByteBuf copy = ctx.alloc().buffer(rest);
      copy.writeBytes(in, whole, rest);
      in.writerIndex(whole);
      kept.keep(ctx, copy);
    }
    if (in.isReadable()) {
      ctx.fireChannelRead(in);
    } else {
      in.release();
    }
  }

  /** The index behind the last whole record; none if there is what is no record. */
  private int whole(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (end - at >= HEADER) {
      int type = in.getUnsignedByte(at);
      int length = in.getUnsignedShort(at + 3);
      if (type < FIRST_TYPE
          || type > APPLICATION_DATA
          || in.getByte(at + 1) != VERSION
          || length > LONGEST) {
        return NONE;
      }
      if (end - at < HEADER + length) {
        return at;
      }
      if (type == APPLICATION_DATA) {
        handshake.end(); // or the engine refuses it
      }
      at += HEADER + length;
    }
    return at;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ends();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ends();
  }

  private void ends() {
    handshake.end();
    kept.release();
  }
}
