package dev.banyan.proxy.route;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An upstream that a route file names. */
public sealed interface UpstreamSpec {

  /** Its name in the file. */
  String name();

  /**
   * An HTTP server: an application, an API Gateway, a function URL.
   *
   * @param url scheme, host, port, and what its paths begin with
   * @param signing how requests are signed, empty if they are not
   */
  record Http(String name, String url, Optional<Signing> signing) implements UpstreamSpec {}

  /**
   * A function that is invoked without a gateway, with API Gateway's payload version 2.0.
   *
   * @param function name, ARN, or either with a qualifier
   * @param region null for the SDK's own
   * @param endpoint null for the SDK's own
   */
  record Lambda(String name, String function, @Nullable String region, @Nullable URI endpoint)
      implements UpstreamSpec {}

  /**
   * AWS Signature Version 4, with the SDK's default credentials.
   *
   * @param service {@code execute-api} for API Gateway, {@code lambda} for a function URL
   * @param region for instance {@code eu-central-1}
   */
  record Signing(String service, String region) {}
}
