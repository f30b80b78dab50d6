package dev.banyan.bench.publish.sink;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A Kinesis endpoint with one shard, over TLS and in clear, and enough of STS for the KPL, which
 * asks for the account.
 */
final class KinesisSink {

  static final String SHARD = "shardId-000000000000";

  private static final String TARGET = "Kinesis_20131202.";
  private static final String CBOR_TYPE = "application/x-amz-cbor-1.1";
  private static final String JSON_TYPE = "application/x-amz-json-1.1";
  private static final String SUMMARY =
      "{\"StreamDescriptionSummary\":{\"StreamName\":\"bench\",\"StreamARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/bench\",\"StreamStatus\":\"ACTIVE\",\"RetentionPeriodHours\":24,\"StreamCreationTimestamp\":1,\"EnhancedMonitoring\":[],\"OpenShardCount\":1,\"EncryptionType\":\"NONE\",\"StreamModeDetails\":{\"StreamMode\":\"PROVISIONED\"}}}";
  private static final String SHARDS =
      "{\"Shards\":[{\"ShardId\":\""
          + SHARD
          + "\",\"HashKeyRange\":{\"StartingHashKey\":\"0\",\"EndingHashKey\":\"340282366920938463463374607431768211455\"},\"SequenceNumberRange\":{\"StartingSequenceNumber\":\"0\"}}]}";
  private static final String IDENTITY =
      "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:user/bench</Arn><UserId>bench</UserId><Account>000000000000</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></GetCallerIdentityResponse>";

  private final SinkShard shard = new SinkShard();
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1));

  SinkShard shard() {
    return shard;
  }

  /** Listens on any free port; with a key store (PKCS12, password {@code changeit}) over TLS. */
  int listen(String keyStore) {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    if (!keyStore.isEmpty()) {
      options.setSsl(true);
      options.setKeyCertOptions(new PfxOptions().setPath(keyStore).setPassword("changeit"));
    }
    HttpServer server = vertx.createHttpServer(options).requestHandler(this::handle);
    return Future.await(server.listen()).actualPort();
  }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    String target = request.getHeader("X-Amz-Target");
    String type = request.getHeader("Content-Type");
    boolean cbor = type != null && type.startsWith(CBOR_TYPE);
    if (target == null) {
      respond(request, "text/xml", Buffer.buffer(IDENTITY));
    } else if (target.equals(TARGET + "PutRecords")) {
      put(request, body, cbor);
    } else if (target.equals(TARGET + "ListShards")) {
      describe(request, SHARDS, cbor);
    } else {
      describe(request, SUMMARY, cbor);
    }
  }

  private void put(HttpServerRequest request, Buffer body, boolean cbor) {
    if (shard.stalled()) {
      return;
    }
    try {
      boolean[] stored = shard.put(PutRecordsCodec.read(body.getBytes(), cbor));
      respond(
          request,
          cbor ? CBOR_TYPE : JSON_TYPE,
          Buffer.buffer(PutRecordsCodec.write(stored, cbor)));
    } catch (IOException e) {
      request.response().setStatusCode(400).end(String.valueOf(e.getMessage()));
    }
  }

  private static void describe(HttpServerRequest request, String json, boolean cbor) {
    try {
      respond(
          request, cbor ? CBOR_TYPE : JSON_TYPE, Buffer.buffer(PutRecordsCodec.copy(json, cbor)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + json, e);
    }
  }

  private static void respond(HttpServerRequest request, String type, Buffer body) {
    request.response().putHeader("Content-Type", type).putHeader("x-amzn-RequestId", "0").end(body);
  }
}
