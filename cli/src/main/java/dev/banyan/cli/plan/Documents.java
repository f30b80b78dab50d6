package dev.banyan.cli.plan;

import dev.banyan.jobs.plan.DocumentSource;

/** Where the documents of collections come from. */
interface Documents extends AutoCloseable {

  /**
   * The documents of a collection.
   *
   * @throws IllegalArgumentException if there is no such collection
   */
  DocumentSource of(String collection);

  @Override
  void close();
}
