package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;

/**
 * Gives more than is asked for, so that a short body fits behind its head: the codec then copies it
 * there, and both leave in one piece. Two pieces cost more than the copy: a promise for each, and a
 * gathering write. Thread-safe if the one under it is.
 */
public final class RoomyAllocator implements ByteBufAllocator {

  /** Room for a body; copying so much costs about a tenth of a microsecond. */
  private static final int ROOM = 2 * 1024;

  private final ByteBufAllocator under;

  private RoomyAllocator(ByteBufAllocator under) {
    this.under = under;
  }

  /** Lets a channel's answers have room. */
  public static void install(Channel channel) {
    ByteBufAllocator present = channel.config().getAllocator();
    if (!(present instanceof RoomyAllocator)) {
      channel.config().setAllocator(new RoomyAllocator(present));
    }
  }

  @Override
  public ByteBuf buffer() {
    return under.buffer();
  }

  /** What the codec asks for a head. */
  @Override
  public ByteBuf buffer(int initial) {
    return under.buffer(initial + ROOM);
  }

  @Override
  public ByteBuf buffer(int initial, int most) {
    return under.buffer(initial, most);
  }

  @Override
  public ByteBuf ioBuffer() {
    return under.ioBuffer();
  }

  @Override
  public ByteBuf ioBuffer(int initial) {
    return under.ioBuffer(initial);
  }

  @Override
  public ByteBuf ioBuffer(int initial, int most) {
    return under.ioBuffer(initial, most);
  }

  @Override
  public ByteBuf heapBuffer() {
    return under.heapBuffer();
  }

  @Override
  public ByteBuf heapBuffer(int initial) {
    return under.heapBuffer(initial);
  }

  @Override
  public ByteBuf heapBuffer(int initial, int most) {
    return under.heapBuffer(initial, most);
  }

  @Override
  public ByteBuf directBuffer() {
    return under.directBuffer();
  }

  @Override
  public ByteBuf directBuffer(int initial) {
    return under.directBuffer(initial);
  }

  @Override
  public ByteBuf directBuffer(int initial, int most) {
    return under.directBuffer(initial, most);
  }

  @Override
  public CompositeByteBuf compositeBuffer() {
    return under.compositeBuffer();
  }

  @Override
  public CompositeByteBuf compositeBuffer(int parts) {
    return under.compositeBuffer(parts);
  }

  @Override
  public CompositeByteBuf compositeHeapBuffer() {
    return under.compositeHeapBuffer();
  }

  @Override
  public CompositeByteBuf compositeHeapBuffer(int parts) {
    return under.compositeHeapBuffer(parts);
  }

  @Override
  public CompositeByteBuf compositeDirectBuffer() {
    return under.compositeDirectBuffer();
  }

  @Override
  public CompositeByteBuf compositeDirectBuffer(int parts) {
    return under.compositeDirectBuffer(parts);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return under.isDirectBufferPooled();
  }

  @Override
  public int calculateNewCapacity(int least, int most) {
    return under.calculateNewCapacity(least, most);
  }
}
