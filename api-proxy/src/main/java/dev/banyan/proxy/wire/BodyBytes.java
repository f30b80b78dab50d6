package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Who is given what a body carries, without what frames it. */
interface BodyBytes {

  /** For one that is only followed to its end. */
  BodyBytes UNWANTED = (in, from, length) -> {};

  /** Some bytes of it; {@code in} is valid during the call only. */
  void add(ByteBuf in, int from, int length);
}
