package dev.banyan.localcloud.kinesis.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The streams, by name. Thread-safe. */
public final class StreamStore {

  private final ConcurrentSkipListMap<String, Stream> streams = new ConcurrentSkipListMap<>();
  private final StoreConfig config;

  public StreamStore(StoreConfig config) {
    this.config = config;
  }

  /** Makes a stream, or says no because the name is taken. */
  public boolean create(String name, int shards, boolean onDemand) {
    Stream created = new Stream(name, shards, onDemand, config);
    return streams.putIfAbsent(name, created) == null;
  }

  public Optional<Stream> find(String name) {
    return Optional.ofNullable(streams.get(name));
  }

  public boolean delete(String name) {
    return streams.remove(name) != null;
  }

  /** All streams by name. */
  public List<Stream> all() {
    return List.copyOf(streams.values());
  }

  /** All streams with a name after the given one. */
  public List<Stream> after(String name) {
    return List.copyOf(streams.tailMap(name, false).values());
  }
}
