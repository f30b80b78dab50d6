package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.schema.Validator;
import org.jspecify.annotations.Nullable;

/**
 * The options of a collection.
 *
 * @param options as given to {@code create} and {@code collMod}, and shown by listCollections
 * @param validator the rule among them
 * @param keepsImages whether changes are told with the documents before and after them
 */
record Description(Document options, @Nullable Validator validator, boolean keepsImages) {

  static Description of(Document options) {
    boolean images =
        options.get("changeStreamPreAndPostImages") instanceof Document given
            && Boolean.TRUE.equals(given.get("enabled"));
    return new Description(options, Validator.of(options), images);
  }

  void check(@Nullable Document before, Document document) {
    if (validator != null) {
      validator.check(before, document);
    }
  }
}
