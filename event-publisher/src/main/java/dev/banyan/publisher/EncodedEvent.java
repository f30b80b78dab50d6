package dev.banyan.publisher;

/**
 * An event in an encoding of the caller's own, for {@link OrderedPublisher#publish(EncodedEvent)}.
 * What reads the stream gets these bytes and nothing else: put the key into them if it is needed
 * there. Banyan's own functions read envelopes only.
 *
 * @param id names the event in dead letters and in {@link CloseReport}
 * @param partitionKey events of one key keep their order; the same keys as envelopes have, so that
 *     both may be mixed
 * @param bytes the publisher's from then on: they must not be changed any more
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record EncodedEvent(String id, String partitionKey, byte[] bytes) {

  public EncodedEvent {
    if (id.isBlank() || partitionKey.isBlank()) {
      throw new IllegalArgumentException(
          "id and partitionKey must not be blank, were '" + id + "' and '" + partitionKey + "'");
    }
  }
}
