package dev.banyan.jobs.mapping;

import dev.banyan.jobs.mapping.spec.TableSpec;
import java.util.List;

/**
 * How the documents of a collection become items, as DynamoDB JSON. Read from a mapping file or
 * written in Java. Implementations are thread-safe; their encoders are not.
 */
public interface DocumentMapping extends MappedCollection {

  /** The tables it writes to, each once. */
  List<TableSpec> tables();

  /** An encoder for one thread. Cheap to make, meant to be kept: it owns its buffers. */
  DocumentEncoder encoder();
}
