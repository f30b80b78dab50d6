package dev.banyan.jobs.mapping.spec;

import java.nio.charset.StandardCharsets;

/**
 * What DynamoDB lets tables, indexes and key attributes be called.
 *
 * <p>Source: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">naming
 * rules</a>.
 */
final class DynamoNames {

  private static final int LONGEST_KEY = 255;

  private DynamoNames() {}

  /**
   * The name of a table or an index. That it needs three characters is told by the plan, not here:
   * a mapping into files may have any.
   */
  static String checked(YamlNode node, String what) {
    String name = node.text(what);
    if (!name.matches("[a-zA-Z0-9_.-]{1,255}")) {
      throw node.error(
          what
              + " '"
              + name
              + "' is no name that DynamoDB takes: 3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'");
    }
    return name;
  }

  static void attribute(YamlNode node, String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw node.error("a key attribute's name has 1 to 255 bytes: give 'attribute' another one");
    }
  }
}
