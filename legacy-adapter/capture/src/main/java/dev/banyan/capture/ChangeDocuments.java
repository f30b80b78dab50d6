package dev.banyan.capture;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonDocumentWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;

/**
 * Changes as BSON and back, by the driver's own codec: the constructor of a change is another one
 * in each minor version of the driver, and the monolith chooses the version.
 */
public final class ChangeDocuments {

  private static final Codec<ChangeStreamDocument<BsonDocument>> CODEC =
      ChangeStreamDocument.createCodec(
          BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry());

  private ChangeDocuments() {}

  /** A change from the document that the server would send. */
  public static ChangeStreamDocument<BsonDocument> of(BsonDocument event) {
    return CODEC.decode(new BsonDocumentReader(event), DecoderContext.builder().build());
  }

  static BsonDocument toBson(ChangeStreamDocument<BsonDocument> change) {
    BsonDocument event = new BsonDocument();
    CODEC.encode(new BsonDocumentWriter(event), change, EncoderContext.builder().build());
    return event;
  }
}
