package dev.banyan.cli.option;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --aws-endpoint}: the SDK finds out about another one at its first request.
 */
public final class AwsEndpoint implements ITypeConverter<URI> {

  private static final Set<String> SCHEMES = Set.of("http", "https");

  @Override
  public URI convert(String value) {
    try {
      URI uri = new URI(value);
      if (uri.getHost() != null && SCHEMES.contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // told as any other value that is no address
    }
    throw new TypeConversionException(
        "'" + value + "' is no address: give one such as http://127.0.0.1:8000");
  }
}
