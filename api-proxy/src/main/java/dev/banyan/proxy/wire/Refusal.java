package dev.banyan.proxy.wire;

/**
 * Why a message is not accepted.
 *
 * @param status what its sender is answered: 400, 405, 408, 414, 417, 431 or 505
 * @param reason one line, without anything of the message in it
 */
public record Refusal(int status, String reason) {

  static Refusal bad(String reason) {
    return new Refusal(400, reason);
  }
}
