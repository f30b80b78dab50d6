package dev.banyan.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {

  @ParameterizedTest
  @CsvSource({
    "access_token=s&q=1, access_token=***&q=1",
    "p%61ssword=s, p%61ssword=***",
    "sig=s&design=a%20b, sig=***&design=a%20b",
    "q=Bearer%20s, q=***",
    "q=Bearer+s, q=***",
    "nick=s, nick=***",
    "q=%zz&flag, q=%zz&flag"
  })
  void query_showsNoSecretHoweverEscaped(String query, String masked) {
    assertThat(Mask.query(query, List.of("nick"))).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "/reset/{token}, /reset/s, /reset/***",
    "/users/{id}/reset/{resetToken}, /users/a%20b/reset/s, /users/a%20b/reset/***",
    "/token/{id}, /token/7, /token/7",
    "/by/{name}, /by/eyJhbGciOiJIUzI1NiJ9.x.y, /by/***",
    "/reset/{token}, /reset//s, /reset/{token}",
    "/, /, /"
  })
  void path_showsNoSecretVariable(String template, String path, String masked) {
    assertThat(Mask.path(template, path, List.of())).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$.cvv", "$.cvc", "$.jwt", "$.user.accessKey", "$.passcode", "$.a[].sig"})
  void value_belowASecretNameIsMasked(String path) {
    assertThat(Mask.value(path, "s", List.of())).isEqualTo(Mask.MASKED);
  }

  @Test
  void value_belowAnOrdinaryNameIsKept() {
    assertThat(Mask.value("$.design", "blue", List.of())).isEqualTo("blue");
  }
}
