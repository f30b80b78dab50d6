package dev.banyan.jobs.mapping.spec;

import java.util.List;

/** Which documents are wanted. */
public sealed interface Condition {

  /** Every document. */
  Condition ALWAYS = new All(List.of());

  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }
  }

  record Not(Condition condition) implements Condition {}

  /**
   * A test of one value. Numbers compare by value over all types, strings by code unit, dates with
   * ISO 8601 text. A missing value is equal to nothing, not even null.
   *
   * @param operands one, or several for IN
   */
  record Test(FieldPath path, Operator operator, List<Value.Constant> operands)
      implements Condition {
    public Test {
      operands = List.copyOf(operands);
    }
  }

  /** How a value is tested. */
  enum Operator {
    EQ,
    NE,
    IN,
    EXISTS,
    TYPE,
    GT,
    GTE,
    LT,
    LTE
  }
}
