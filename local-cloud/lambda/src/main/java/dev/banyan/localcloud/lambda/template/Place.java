package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.nio.file.Path;
import org.yaml.snakeyaml.error.Mark;

/**
 * A line of the template, for messages.
 *
 * @param line counted from 1
 */
record Place(Path file, int line) {

  static Place of(Path file, Mark mark) {
    return new Place(file, mark.getLine() + 1);
  }

  LambdaHostException error(String message) {
    return new LambdaHostException(file + ":" + line + ": " + message);
  }
}
