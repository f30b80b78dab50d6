package dev.banyan.localcloud.mongo.wire;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;

/**
 * An error with labels that drivers act upon. See <a
 * href="https://www.mongodb.com/docs/manual/reference/error-codes/">Error Codes</a> and the
 * transactions and change streams specifications.
 */
public class LabelledError extends MongoServerError {

  private static final long serialVersionUID = 1L;
  private static final String TRANSIENT = "TransientTransactionError";
  private static final String NOT_RESUMABLE = "NonResumableChangeStreamError";

  private final String label;

  public LabelledError(int code, String codeName, String message, String label) {
    super(code, codeName, message);
    this.label = label;
  }

  /** The whole transaction may be run again. */
  public static LabelledError transientError(int code, String codeName, String message) {
    return new LabelledError(code, codeName, message, TRANSIENT);
  }

  /** The stream cannot be resumed from its token. */
  public static LabelledError notResumable(int code, String codeName, String message) {
    return new LabelledError(code, codeName, message, NOT_RESUMABLE);
  }

  public List<String> labels() {
    return List.of(label);
  }
}
