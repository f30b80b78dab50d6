package dev.banyan.localcloud.mongo.wire;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;

/** Errors of single statements, as write commands report them. */
public final class WriteErrors {

  private WriteErrors() {}

  public static Document at(int index, MongoServerException e) {
    Document error = new Document("index", index);
    if (e instanceof MongoServerError coded) {
      error.append("code", coded.getCode()).putIfNotNull("codeName", coded.getCodeName());
    }
    return error.append("errmsg", e.getMessageWithoutErrorCode());
  }
}
