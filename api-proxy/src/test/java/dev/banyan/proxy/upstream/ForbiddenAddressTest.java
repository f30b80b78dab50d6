package dev.banyan.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.170.2",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fe80::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
      })
  void nameOfAMetadataAddress_isRefusedAtLoadAndAtEachConnection(String address)
      throws UnknownHostException {
    InetAddress ordinary = InetAddress.getByName("10.0.0.1");
    InetAddress metadata = InetAddress.getByName(address);

    assertThat(
            ForbiddenAddress.problem(
                "orders.example", name -> new InetAddress[] {ordinary, metadata}))
        .contains("orders.example")
        .contains("link-local")
        .contains("allow-link-local");
    assertThat(ForbiddenAddress.isForbidden(SocketAddress.inetSocketAddress(80, address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"metadata.google.internal", "Metadata.Google.Internal.", "metadata.goog"})
  void metadataName_isRefusedWhereNobodyKnowsItToo(String name) {
    assertThat(
            ForbiddenAddress.problem(
                name,
                asked -> {
                  throw new UnknownHostException(asked);
                }))
        .contains("metadata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[fe80::1]", "[fe80::1%nowhere0]", "[fe80::1%25nowhere0]"})
  void linkLocalLiteral_isRefusedWithAZoneToo(String host) {
    assertThat(ForbiddenAddress.problem(host)).contains("link-local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "169.253.1.1", "::1", "fd00:ec3::254", "2001:db8::1"})
  void otherAddress_isAllowed(String address) throws UnknownHostException {
    InetAddress resolved = InetAddress.getByName(address);

    assertThat(ForbiddenAddress.problem("orders.example", name -> new InetAddress[] {resolved}))
        .isNull();
    assertThat(ForbiddenAddress.isForbidden(SocketAddress.inetSocketAddress(80, address)))
        .isFalse();
  }
}
