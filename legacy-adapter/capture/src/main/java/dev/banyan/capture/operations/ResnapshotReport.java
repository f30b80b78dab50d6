package dev.banyan.capture.operations;

import dev.banyan.events.SourceVersion;
import java.util.List;

/**
 * What a resnapshot did.
 *
 * @param floor the version of its events, and where the relay goes on
 * @param collections that were copied
 * @param resumed whether it went on with one that had been stopped
 * @param documents read, of all runs together
 * @param puts events of what is there
 * @param deletions events of what is gone
 * @param setAside documents and items that became no event: they are dead letters, or the items
 *     lack what their event needs
 * @param relayGoesOn whether a lost position was left behind
 */
public record ResnapshotReport(
    SourceVersion floor,
    List<String> collections,
    boolean resumed,
    long documents,
    long puts,
    long deletions,
    long setAside,
    boolean relayGoesOn) {

  public ResnapshotReport {
    collections = List.copyOf(collections);
  }
}
