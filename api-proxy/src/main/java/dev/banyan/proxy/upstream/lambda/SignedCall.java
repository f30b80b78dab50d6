package dev.banyan.proxy.upstream.lambda;

import dev.banyan.proxy.route.UpstreamSpec;
import dev.banyan.proxy.upstream.ForbiddenAddress;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.StreamedAnswer;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.UpstreamCall;
import dev.banyan.proxy.upstream.WholeRequest;
import io.netty.buffer.ByteBufInputStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * Sends requests with AWS Signature Version 4: to an API Gateway or a function URL with IAM
 * authorization. The signature takes the place of the client's {@code Authorization}, which goes on
 * as {@link #CLIENTS}, because the service still has to know who calls. Host, content type and body
 * are signed.
 *
 * <p>Credentials may have to be fetched, so signing happens on a thread of its own.
 */
final class SignedCall implements UpstreamCall {

  /** The client's own authorization. */
  static final String CLIENTS = "X-Banyan-Authorization";

  private static final List<String> SIGNED =
      List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256");

  private final Upstream upstream;
  private final UpstreamSpec.Signing signing;
  private final AwsCredentialsProvider credentials;
  private final Executor thread;
  private final Clock clock;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  SignedCall(
      Upstream upstream,
      UpstreamSpec.Signing signing,
      AwsCredentialsProvider credentials,
      Executor thread,
      Clock clock) {
    this.upstream = upstream;
    this.signing = signing;
    this.credentials = credentials;
    this.thread = thread;
    this.clock = clock;
  }

  @Override
  public Future<SideAnswer> send(
      HttpClientAgent client, WholeRequest request, LongPredicate keeps) {
    Context context = Vertx.currentContext();
    Promise<RequestOptions> signed = Promise.promise();
    thread.execute(
        () -> {
          try {
            RequestOptions options = options(request);
            on(context, () -> signed.complete(options));
          } catch (RuntimeException e) {
            on(context, () -> signed.fail(e));
          }
        });
    return signed
        .future()
        .compose(client::request)
        .compose(ForbiddenAddress::checked)
        .compose(made -> made.send(request.body()))
        .map(StreamedAnswer::new);
  }

  private static void on(@Nullable Context context, Runnable task) {
    if (context == null) {
      task.run();
    } else {
      context.runOnContext(go -> task.run());
    }
  }

  private RequestOptions options(WholeRequest request) {
    long millis = request.timeout().toMillis();
    return upstream
        .request(request.method(), request.uri(), millis)
        .setIdleTimeout(millis)
        .setHeaders(headers(request));
  }

  /** The headers with the signature among them. */
  MultiMap headers(WholeRequest request) {
    SdkHttpRequest signed = signed(request);
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
    String clients = headers.get("Authorization");
    headers.remove("Transfer-Encoding");
    for (String name : SIGNED) {
      headers.remove(name);
      signed.firstMatchingHeader(name).ifPresent(value -> headers.set(name, value));
    }
    if (clients != null) {
      headers.set(CLIENTS, clients);
    }
    headers.set("Content-Length", Integer.toString(request.body().length()));
    return headers;
  }

  private SdkHttpRequest signed(WholeRequest request) {
    AwsCredentials identity = credentials.resolveCredentials();
    return signer
        .sign(
            sign ->
                sign.identity(identity)
                    .request(unsigned(request))
                    .payload(() -> bytes(request.body()))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, signing.service())
                    .putProperty(AwsV4HttpSigner.REGION_NAME, signing.region())
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock))
        .request();
  }

  /** Where they are, for there may be 10 MB of them. */
  private static InputStream bytes(Buffer body) {
    return new ByteBufInputStream(((BufferInternal) body).getByteBuf());
  }

  private SdkHttpRequest unsigned(WholeRequest request) {
    URI uri =
        URI.create(
            (upstream.ssl() ? "https://" : "http://")
                + upstream.authority()
                + upstream.basePath()
                + Escapes.path(request.path()));
    SdkHttpRequest.Builder builder =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method().name()))
            .uri(uri)
            .putHeader("Host", upstream.authority());
    addQuery(builder, request.query());
    String type = request.headers().get("Content-Type");
    return (type == null ? builder : builder.putHeader("Content-Type", type)).build();
  }

  /**
   * A value is all behind the first {@code =}, as AWS has it; the SDK's own reading of a URI ends
   * it at the second.
   */
  private static void addQuery(SdkHttpRequest.Builder builder, String query) {
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        builder.appendRawQueryParameter(Escapes.decoded(name), Escapes.decoded(value));
      }
    }
  }
}
