package dev.banyan.localcloud.wire;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a service says to a call. */
public sealed interface AwsAnswer {

  /** It went well; an operation without output sends an empty body. */
  record Done(ObjectNode body) implements AwsAnswer {}

  /** An error of the protocol. */
  record Failed(AwsException error) implements AwsAnswer {}

  /** No answer: the connection is cut, whatever was done. */
  record Dropped() implements AwsAnswer {}

  static AwsAnswer done(ObjectNode body) {
    return new Done(body);
  }

  static AwsAnswer done() {
    return new Done(JsonNodeFactory.instance.objectNode());
  }
}
