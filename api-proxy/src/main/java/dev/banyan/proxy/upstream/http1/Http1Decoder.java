package dev.banyan.proxy.upstream.http1;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;

/**
 * Netty's decoder with the fields in Vert.x's form, so that they need not be copied to be read. The
 * fields are not checked again: {@code ResponseWire} has read them before.
 */
final class Http1Decoder extends HttpResponseDecoder {

  /** More than the wire lets through, so that it is the wire that refuses. */
  private static final int HEAD = 68 * 1024;

  /** As much as is read at once, so that a body is not cut into smaller pieces. */
  private static final int CHUNK = 64 * 1024;

  private boolean bodiless;

  Http1Decoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HEAD)
            .setMaxHeaderSize(HEAD)
            .setMaxChunkSize(CHUNK)
            .setTrailersFactory(new Fields()));
  }

  /** Notes whether the next answer is one to HEAD, which has the fields of a body and none. */
  void expect(boolean nextIsBodiless) {
    bodiless = nextIsBodiless;
  }

  @Override
  protected HttpMessage createMessage(String[] line) {
    return new DefaultHttpResponse(
        HttpVersion.valueOf(line[0]),
        HttpResponseStatus.valueOf(Integer.parseInt(line[1]), line[2]),
        HeadersMultiMap.caseInsensitive());
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return bodiless || super.isContentAlwaysEmpty(message);
  }

  private static final class Fields implements HttpHeadersFactory {

    @Override
    public HttpHeaders newHeaders() {
      return HeadersMultiMap.caseInsensitive();
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return HeadersMultiMap.caseInsensitive();
    }
  }
}
