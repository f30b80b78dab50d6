package dev.banyan.proxy;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Copies of records that differ in one component. */
final class Records {

  private Records() {}

  /**
   * The record with another value for a component.
   *
   * @throws AssertionError if it has no such component, or the value is not of its type
   */
  @SuppressWarnings("unchecked") // the constructor is that of the record's own class
  static <R extends Record> R with(R record, String component, Object value) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    int changed =
        Arrays.stream(components).map(RecordComponent::getName).toList().indexOf(component);
    if (changed < 0) {
      throw new AssertionError(record.getClass() + " has no component " + component);
    }
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        values[i] = i == changed ? value : components[i].getAccessor().invoke(record);
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new AssertionError(component + " of " + record.getClass() + ": " + e, e);
    }
  }
}
