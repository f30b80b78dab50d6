package dev.banyan.localcloud.lambda.mapping;

/** A running event source mapping. Closing it leaves what is underway undone. */
public interface Mapping extends AutoCloseable {

  /** Returns when the starting position is fixed. */
  void start();

  MappingStatus status();

  @Override
  void close();
}
