package dev.banyan.control;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one record of a capability; every change raises the revision, atomically.
 *
 * @param name for instance {@code relationships}
 * @param readStage where its reads go
 * @param writeStage where its writes go
 * @param owner the one side that may write it
 * @param revision 1 at first, raised by each change
 * @param announced whether a switch is announced, so that proxies poll every 100 ms
 * @param switchPosition the position at which serverless took over, while it owns
 */
public record Capability(
    String name,
    ReadStage readStage,
    WriteStage writeStage,
    Side owner,
    long revision,
    boolean announced,
    @Nullable String switchPosition) {

  public Capability {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a capability needs a name");
    }
    Objects.requireNonNull(readStage, "readStage");
    if (revision < 1) {
      throw new IllegalArgumentException("revision must be 1 or more, was " + revision);
    }
    boolean agree =
        switch (writeStage) {
          case HELD -> true;
          case LEGACY -> owner == Side.LEGACY;
          case SERVERLESS -> owner == Side.SERVERLESS;
        };
    if (!agree) {
      throw new IllegalArgumentException(
          "write stage " + writeStage + " cannot be while " + owner + " owns " + name);
    }
  }

  /** A capability that still lives in legacy altogether. */
  public static Capability inLegacy(String name) {
    return new Capability(name, ReadStage.LEGACY, WriteStage.LEGACY, Side.LEGACY, 1, false, null);
  }

  /** The next revision with another read stage. */
  public Capability withReadStage(ReadStage next) {
    return new Capability(name, next, writeStage, owner, revision + 1, announced, switchPosition);
  }

  /** The next revision, in which a switch is announced or no longer is. */
  public Capability withAnnounced(boolean next) {
    return new Capability(name, readStage, writeStage, owner, revision + 1, next, switchPosition);
  }

  /** The next revision, in which writes are held. */
  public Capability held() {
    return new Capability(
        name, readStage, WriteStage.HELD, owner, revision + 1, true, switchPosition);
  }

  /** The next revision, in which held writes go to the owner that there was all along. */
  public Capability released() {
    WriteStage stage = owner == Side.LEGACY ? WriteStage.LEGACY : WriteStage.SERVERLESS;
    return new Capability(name, readStage, stage, owner, revision + 1, false, switchPosition);
  }

  /** The next revision, in which serverless owns the capability from this position on. */
  public Capability ownedByServerless(String position) {
    return new Capability(
        name, readStage, WriteStage.SERVERLESS, Side.SERVERLESS, revision + 1, false, position);
  }
}
