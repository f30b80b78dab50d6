package dev.banyan.jobs.mapping;

/** A collection that a mapping reads: what jobs, floors and checkpoints need to know of it. */
public interface MappedCollection {

  /** The collection that is read. */
  String collection();

  /** The capability that owns the collection, which decides on the floor version. */
  String ownedBy();

  /** Changes whenever a document could become other items; a job refuses to go on over that. */
  String fingerprint();
}
