package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.mapping.spec.Condition.Test;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses tests of one value that ask for values of different kinds: no document could meet them,
 * and a filter that takes nothing is a mistake.
 */
final class OneKind {

  private Set<Kind> kinds = EnumSet.allOf(Kind.class);
  private String said = "";

  /** What can be compared with each other. */
  private enum Kind {
    NUMBER("a number"),
    TEXT("text or a date"),
    BOOL("true or false"),
    NULL("null"),
    OTHER("another type");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }
  }

  /**
   * Takes another test of the same value.
   *
   * @param name of its operator, as the file has it
   * @throws MappingException at the operand, if no value can meet it and those before
   */
  void add(String name, Test test, YamlNode operand) {
    Set<Kind> wanted = wanted(test);
    Set<Kind> both = EnumSet.copyOf(kinds);
    both.retainAll(wanted);
    if (both.isEmpty()) {
      throw operand.error(
          "no value can meet both: %s, and '%s' wants %s".formatted(said, name, shown(wanted)));
    }
    if (!both.equals(kinds)) {
      said = "'" + name + "' wants " + shown(wanted);
    }
    kinds = both;
  }

  private static String shown(Set<Kind> kinds) {
    return kinds.stream().map(kind -> kind.shown).collect(Collectors.joining(" or "));
  }

  private static Set<Kind> wanted(Test test) {
    return switch (test.operator()) {
      case NE, EXISTS -> EnumSet.allOf(Kind.class);
      case TYPE -> EnumSet.of(ofType(String.valueOf(test.operands().get(0).value())));
      case EQ, IN, GT, GTE, LT, LTE -> {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        test.operands().forEach(operand -> kinds.add(of(operand.value())));
        yield kinds.isEmpty() ? EnumSet.allOf(Kind.class) : kinds;
      }
    };
  }

  private static Kind of(@Nullable Object constant) {
    if (constant == null) {
      return Kind.NULL;
    } else if (constant instanceof Boolean) {
      return Kind.BOOL;
    }
    return constant instanceof Number ? Kind.NUMBER : Kind.TEXT;
  }

  /** An objectId is compared as text. */
  private static Kind ofType(String type) {
    return switch (type) {
      case "int", "long", "double", "decimal" -> Kind.NUMBER;
      case "string", "date", "objectId" -> Kind.TEXT;
      case "bool" -> Kind.BOOL;
      case "null" -> Kind.NULL;
      default -> Kind.OTHER;
    };
  }
}
