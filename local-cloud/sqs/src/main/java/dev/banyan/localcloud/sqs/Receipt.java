package dev.banyan.localcloud.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a receipt handle says: which message, and which of its receptions. Opaque to clients. */
record Receipt(String messageId, int receiveCount) {

  String handle() {
    byte[] bytes = ("banyan1/" + messageId + "/" + receiveCount).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static Receipt of(String handle) {
    try {
      String text = new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
      String[] fields = text.split("/", -1);
      if (fields.length == 3 && fields[0].equals("banyan1")) {
        return new Receipt(fields[1], Integer.parseInt(fields[2]));
      }
    } catch (IllegalArgumentException e) {
      // Told below, like any other text that is not a handle.
    }
    throw Errors.error("ReceiptHandleIsInvalid", "The receipt handle " + handle + " is not valid.");
  }
}
